"""`confirm_basis`: the second person's yes to a proposed basis."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.management.base import ArchiveCommand, account, add_dry_run, rehearsed


class Command(ArchiveCommand):
    """Only an account other than the proposing one may."""

    help = "Confirm the proposed basis of a discussion, as another account than the proposing one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and who."""
        parser.add_argument("slug", help="the discussion")
        parser.add_argument("--by", required=True, metavar="USER", help="the confirming account")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Record the confirmation."""
        with rehearsed(options["dry_run"]):
            actions.confirm_basis(slug=options["slug"], by=account(options["by"]))
        self.say("Would be confirmed." if options["dry_run"] else "Confirmed.")
