"""`reindex`: make every index again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive import gate
from archive.domain.words import Audience
from archive.management.base import ArchiveCommand, Progress, add_dry_run, add_json
from archive.search.indexer import reindex
from archive.search.vectors import keeping

COMPARED = "similar"
"""What the vectors are called in an answer."""


class Command(ArchiveCommand):
    """Searches use the old indexes until the new ones stand."""

    help = "Make every search index again from the database, without interrupting searches."

    def add_arguments(self, parser: CommandParser) -> None:
        """--where-needed, --dry-run and --json."""
        parser.add_argument(
            "--where-needed",
            action="store_true",
            help="leave out indexes that equal the database: goes on where a run was cut short",
        )
        add_dry_run(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them and count."""
        counted = _count() if options["dry_run"] else _make(options["where_needed"])
        verb = "would have" if options["dry_run"] else "has"
        lines = (f"{what}: {verb} {number} documents" for what, number in counted.items())
        self.answer(counted, as_json=options["json"], lines=lines)


def _count() -> dict[str, int]:
    counted = {str(one): sum(len(batch) for batch in gate.documents_for(one)) for one in Audience}
    if keeping.is_on():
        counted[COMPARED] = sum(len(batch) for batch in gate.machine_texts())
    return counted


def _make(where_needed: bool) -> dict[str, int]:
    shown = {audience: Progress(f"{audience} index") for audience in Audience}
    comparing = Progress("similar accounts")
    try:
        made = reindex(
            lambda audience, read: shown[audience](read),
            where_needed=where_needed,
            comparing=comparing,
        )
    finally:
        comparing.finish()
    counted = {str(audience): number for audience, number in made.items()}
    if keeping.is_on():
        counted[COMPARED] = len(keeping.store().vectors().refs)
    return counted
