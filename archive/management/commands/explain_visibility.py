"""`explain_visibility`: why somebody may see a contribution, or may not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from archive.domain.errors import InvalidInput
from archive.domain.words import Purpose, Role
from archive.gate import Viewer, explain
from archive.gate.disclosed import Explanation
from archive.management.base import OPERATOR, ArchiveCommand, add_json, role_of


class Command(ArchiveCommand):
    """One line a condition of the rule, for each purpose."""

    help = "Say in words why a role may see a contribution or may not, for each purpose."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose view of what."""
        parser.add_argument("ref", help="the contribution")
        parser.add_argument(
            "--as", dest="role", required=True, metavar="ROLE", help=", ".join(Role)
        )
        parser.add_argument("--purpose", default="", help=f"only this one: {', '.join(Purpose)}")
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Explain."""
        role, purpose = role_of(options["role"]), options["purpose"]
        if purpose and purpose not in set(Purpose):
            raise InvalidInput(f"“{purpose}” is no purpose.", hint=f"One of {', '.join(Purpose)}.")
        explained = tuple(
            one
            for one in explain(Viewer(role=role, name=OPERATOR), options["ref"])
            if not purpose or one.purpose == purpose
        )
        self.answer(explained, as_json=options["json"], lines=_lines(explained))


def _lines(explained: tuple[Explanation, ...]) -> Iterator[str]:
    for one in explained:
        yield f"{one.ref} for {one.role}, {one.purpose}: {'shown' if one.visible else 'not shown'}"
        for holds, words in one.reasons:
            yield f"  {'yes' if holds else 'no '}  {words}"
