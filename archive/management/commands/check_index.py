"""`check_index`: compare the indexes with the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from archive.management.base import ArchiveCommand, add_json, plain
from archive.search.indexer import Checked, check


class Command(ArchiveCommand):
    """Document by document, each audience's index."""

    help = "Compare every search index with the database. Exit 1 when one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --json."""
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and report."""
        checked = check()
        result = [plain(one) | {"equal": one.is_equal} for one in checked]
        self.answer(result, as_json=options["json"], lines=_lines(checked))
        if not all(one.is_equal for one in checked):
            raise SystemExit(1)


def _lines(checked: tuple[Checked, ...]) -> Iterator[str]:
    for one in checked:
        if one.is_equal:
            yield f"{one.audience}: equal, {one.documents} documents ({_made_by(one)})"
            continue
        yield (
            f"{one.audience}: differs: {one.documents} in the database, {one.indexed} indexed, "
            f"{len(one.missing)} missing, {len(one.extra)} too many, {len(one.stale)} stale. "
            + (one.problem or f"({_made_by(one)}) Run manage.py reindex.")
        )


def _made_by(one: Checked) -> str:
    return f"{one.engine}, {one.analyser}, generation {one.generation}"
