"""`check_index`: compare the indexes with the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from archive.management.base import ArchiveCommand, add_json, plain
from archive.search.indexer import Checked, check
from archive.search.vectors import keeping
from archive.search.vectors.keeping import CheckedVectors


class Command(ArchiveCommand):
    """Document by document, each audience's index."""

    help = "Compare every search index with the database. Exit 1 when one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --json."""
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and report."""
        checked, vectors = check(), keeping.check()
        result = [plain(one) | {"equal": one.is_equal} for one in checked]
        lines = [*_lines(checked)]
        if keeping.is_on() or not vectors.is_equal:
            result.append({"audience": "similar", **plain(vectors), "equal": vectors.is_equal})
            lines.append(_of_vectors(vectors))
        self.answer(result, as_json=options["json"], lines=iter(lines))
        if not (vectors.is_equal and all(one.is_equal for one in checked)):
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


def _of_vectors(one: CheckedVectors) -> str:
    if one.is_equal:
        return f"similar: equal, {one.texts} accounts ({one.model})"
    return (
        f"similar: differs: {one.texts} in the database, {one.stored} with vectors, "
        f"{len(one.missing)} missing, {len(one.extra)} too many, {len(one.stale)} stale. "
        f"({one.model}) Run manage.py reindex."
    )
