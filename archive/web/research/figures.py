"""Figures as numbers for a template: where each rectangle stands and how strong its colour is.

No colour and no style is named here: a class says the step, the style sheet says the colour, and
every number stands in its cell as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

STEPS: Final = 8
CELL: Final = 44
ROW: Final = 30
LABEL: Final = 230
LETTER: Final = 5
"""Height of a letter of a label that rises to the right, on average, with some room."""
SHORT: Final = 30
"""Characters of a label in a figure; the table beside it has all of it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One rectangle. `name` says in words what it counts, for a tooltip and for screen readers."""

    x: int
    y: int
    step: int
    shown: str
    href: str
    name: str

    @property
    def middle(self) -> tuple[int, int]:
        """Where its number stands."""
        return self.x + CELL // 2, self.y + ROW // 2 + 5


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place of the figure."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A grid of cells with labels at the left and above."""

    width: int
    height: int
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    cells: tuple[Cell, ...]
    cell: int = CELL
    row: int = ROW


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its label and number."""

    y: int
    length: int
    label: str
    shown: str
    href: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars under each other."""

    width: int
    height: int
    start: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell shows: its strength from 0 to 1, its number in words, where it leads."""

    strength: float
    shown: str
    href: str
    name: str


def heat(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    value: Callable[[str, str], Value | None],
) -> Heat:
    """A grid of (key, label) by (key, label); None leaves a place empty."""
    head = 24 + LETTER * max((len(short(label)) for _, label in columns), default=0)
    cells = []
    for down, (row, _) in enumerate(rows):
        for across, (column, _) in enumerate(columns):
            found = value(row, column)
            if found is not None:
                cells.append(
                    Cell(
                        LABEL + across * CELL,
                        head + down * ROW,
                        max(0, min(STEPS, round(found.strength * STEPS))),
                        found.shown,
                        found.href,
                        found.name,
                    )
                )
    return Heat(
        width=LABEL + len(columns) * CELL + head,
        height=head + len(rows) * ROW + 10,
        rows=tuple(
            Label(LABEL - 8, head + n * ROW + ROW // 2 + 5, short(label))
            for n, (_, label) in enumerate(rows)
        ),
        columns=tuple(
            Label(LABEL + n * CELL + CELL // 2, head - 8, short(label))
            for n, (_, label) in enumerate(columns)
        ),
        cells=tuple(cells),
    )


def bars(lines: Sequence[tuple[str, float, str, str]], full: float) -> Bars:
    """Lines of (label, value, number in words, address); a value of `full` is the longest bar."""
    longest = 420
    return Bars(
        width=LABEL + longest + 90,
        height=len(lines) * ROW + 10,
        start=LABEL,
        bars=tuple(
            Bar(
                n * ROW + 4,
                max(1, round(longest * value / full)) if full > 0 else 1,
                short(label),
                shown,
                href,
            )
            for n, (label, value, shown, href) in enumerate(lines)
        ),
    )


def short(label: str) -> str:
    """A label cut at a word."""
    return label if len(label) <= SHORT else label[: SHORT - 1].rsplit(" ", 1)[0] + " …"
