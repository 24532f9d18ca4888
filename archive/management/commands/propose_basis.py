"""`propose_basis`: say why texts whose authors were not asked may be shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.domain.errors import InvalidInput
from archive.domain.words import Scope
from archive.management.base import ArchiveCommand, account, add_dry_run, rehearsed


class Command(ArchiveCommand):
    """The first of two people; `confirm_basis` is the second."""

    help = "Propose rights and a legal basis for an imported discussion; another account confirms."

    def add_arguments(self, parser: CommandParser) -> None:
        """What is proposed, on which grounds, by whom."""
        parser.add_argument("slug", help="the discussion")
        parser.add_argument("--by", required=True, metavar="USER", help="the proposing account")
        parser.add_argument("--rights", required=True, help="licence or permission")
        parser.add_argument("--privacy", required=True, help="ground in data protection law")
        parser.add_argument("--reference", required=True, help="where the papers are")
        parser.add_argument(
            "--date", required=True, metavar="YYYY-MM-DD", help="date of the papers"
        )
        parser.add_argument("--scopes", required=True, help="read,find or read,find,research")
        parser.add_argument("--only", nargs="+", metavar="REF", help="these contributions only")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Record the proposal."""
        with rehearsed(options["dry_run"]):
            actions.propose_basis(
                slug=options["slug"],
                scopes=_scopes(options["scopes"]),
                rights=options["rights"],
                privacy=options["privacy"],
                reference=options["reference"],
                dated=_day(options["date"]),
                refs=options["only"],
                by=account(options["by"]),
            )
        self.say("Would be proposed." if options["dry_run"] else "Proposed; now another confirms.")


def _scopes(text: str) -> tuple[Scope, ...]:
    try:
        return tuple(Scope(word.strip()) for word in text.split(","))
    except ValueError:
        raise InvalidInput(
            f"“{text}” are no scopes.", hint="For example: --scopes read,find"
        ) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"“{text}” is no date.", hint="Write it as 2024-05-31.") from None
