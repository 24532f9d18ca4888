"""`erase_contribution`: drop a text's key, so that no copy of it can be read again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.gate import explain
from archive.management.base import ArchiveCommand, account, add_dry_run, operator


class Command(ArchiveCommand):
    """Final: backups included, nothing brings it back."""

    help = "Erase a contribution for good: its key goes, a tombstone stays. Cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and who."""
        parser.add_argument("ref", help="the contribution")
        parser.add_argument("--by", required=True, metavar="USER", help="the erasing account")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase."""
        by, ref = account(options["by"]), options["ref"]
        if options["dry_run"]:
            explain(operator(), ref)
            self.say(f"{ref} would be erased.")
            return
        actions.erase(ref=ref, by=by)
        self.say(f"{ref} is erased.")
