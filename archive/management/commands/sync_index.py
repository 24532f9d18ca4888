"""`sync_index`: bring the indexes up to date with what waits in the outbox."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive import gate
from archive.management.base import ArchiveCommand, add_dry_run, add_json
from archive.search.indexer import Applied, apply_outbox


class Command(ArchiveCommand):
    """What waits is hidden from searches until it is applied."""

    help = "Apply what waits in the outbox to every search index. Exit 1 when some is left."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --dry-run and --json."""
        add_dry_run(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply, and say what is left."""
        done = Applied(0, len(gate.pending())) if options["dry_run"] else apply_outbox()
        line = f"{done.applied} applied, {done.left} left. {done.problem}".strip()
        self.answer(done, as_json=options["json"], lines=iter([line]))
        if done.problem:
            raise SystemExit(1)
