"""`prepare`: make an ARCHIVE_HOME ready, or bring one up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive.management.base import ArchiveCommand, add_dry_run
from archive.management.readiness import missing, prepare


class Command(ArchiveCommand):
    """Folders, site key, tables, codebook, consent notice, indexes: whatever is missing."""

    help = (
        "Make ARCHIVE_HOME ready: folders, key, tables, codebook, notice, indexes. Safe to repeat."
    )
    makes_ready = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --dry-run."""
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        if options["dry_run"]:
            for thing in missing():
                self.say(f"Would make {thing}.")
            return
        prepare(self.tell)
        self.say("The archive is ready.")
