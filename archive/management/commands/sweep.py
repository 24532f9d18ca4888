"""`sweep`: the regular tidying."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.management.base import ArchiveCommand, add_dry_run, add_json, plain


class Command(ArchiveCommand):
    """Keys without rows, erasures cut short, consent that ended."""

    help = "Tidy up: keys without a row, erasures cut short, consent that ended. Run it hourly."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --dry-run and --json."""
        add_dry_run(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and report."""
        result = plain(actions.sweep(dry_run=options["dry_run"]))
        lines = (
            (f"{name.replace('_', ' ')}: {value}" for name, value in result.items())
            if isinstance(result, dict)
            else iter([f"swept: {result}"])
        )
        self.answer(result, as_json=options["json"], lines=lines)
