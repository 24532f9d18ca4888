"""How often each theme occurs in each voice, year or discussion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Counts by (theme, column). Row and column totals count things, each once."""

    columns: tuple[str, ...]
    cells: dict[tuple[str, str], int]
    rows: dict[str, int]
    totals: dict[str, int]


def crosstab(things: Iterable[tuple[Iterable[str], str]]) -> Crosstab:
    """Of things with (themes, column): a thing with two themes counts in both rows."""
    cells: Counter[tuple[str, str]] = Counter()
    rows: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for themes, column in things:
        distinct = frozenset(themes)
        if distinct:
            totals[column] += 1
        rows.update(distinct)
        cells.update((theme, column) for theme in distinct)
    return Crosstab(tuple(sorted(totals)), dict(cells), dict(rows), dict(totals))
