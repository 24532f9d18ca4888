"""All counts of one comparison in one row of numbers a text, so that samples are sums.

A text's row is kept as one long integer with a lane a count: adding up a sample of thousands of
texts is then one call of `sum`, which is what makes intervals cheap without numpy.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from archive.domain.agreement.coefficients import (
    PairCounts,
    Split,
    cohen,
    fleiss,
    krippendorff,
)
from archive.domain.agreement.units import CodedText, Material, Unit, overlaid, size


class NoValue(StrEnum):
    """Why a number is not given."""

    NO_SHARED_TEXT = "no shared text"
    NO_UNITS = "no units"
    NOT_USED = "theme not used"
    ALWAYS_USED = "theme used everywhere"


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one theme: each pair's table, and how many units how many coders found it in.

    `seen_by[m]`: units that m coders saw. `found_by[m][j]`: those in which j of the m found the
    theme, j from 1.
    """

    pairs: tuple[PairCounts, ...]
    seen_by: tuple[int, ...]
    found_by: tuple[tuple[int, ...], ...]

    def splits(self) -> tuple[Split | None, ...]:
        """Of each pair (Cohen), then of all together (Fleiss, Krippendorff)."""
        coders = len(self.seen_by) - 1
        return (
            *(cohen(pair) for pair in self.pairs),
            fleiss(self.seen_by[coders], self.found_by[coders], coders),
            krippendorff(self.seen_by, self.found_by),
        )

    def yes_and_decisions(self, fewest: int) -> tuple[int, int]:
        """How often the theme was found, and how often looked for, where `fewest` or more saw."""
        seen = range(fewest, len(self.seen_by))
        return (
            sum(j * n for m in seen for j, n in enumerate(self.found_by[m])),
            sum(m * self.seen_by[m] for m in seen),
        )

    def reasons(self) -> tuple[NoValue | None, ...]:
        """Why a split says nothing, in the order of `splits`; None where it says something."""
        tables = [
            (2 * pair.both + pair.only_first + pair.only_second, 2 * pair.units)
            for pair in self.pairs
        ]
        tables.append(self.yes_and_decisions(len(self.seen_by) - 1))
        tables.append(self.yes_and_decisions(2))
        return tuple(_reason(yes, decisions) for yes, decisions in tables)


def _reason(yes: int, decisions: int) -> NoValue | None:
    if not decisions:
        return NoValue.NO_UNITS
    if not yes:
        return NoValue.NOT_USED
    return NoValue.ALWAYS_USED if yes == decisions else None


class Tallies:
    """Rows of counts of the texts that two coders or more have finished, in order of ref.

    Lanes: units by pair, units by how many saw them; then, theme by theme, for each pair those
    the first, the second and both found it in, and those j of m found it in.
    """

    def __init__(self, material: Material, unit: Unit) -> None:
        self.coders, self.themes = len(material.coders), len(material.themes)
        self.pairs = tuple(combinations(range(self.coders), 2))
        self.base = len(self.pairs) + self.coders + 1
        self.lanes_of_theme = 3 * len(self.pairs) + (self.coders + 1) ** 2
        self._lanes = self.base + self.themes * self.lanes_of_theme
        shared = [text for text in material.texts if material.seen(text).bit_count() > 1]
        most = len(shared) * max((size(text, unit) for text in shared), default=0)
        self._width = "I" if most < 1 << 8 * array("I").itemsize else "Q"  # no lane runs over
        self.seen: list[int] = []
        self.rows: list[int] = []
        for text in shared:
            self.seen.append(material.seen(text))
            self.rows.append(self._row(material, text, unit))

    def texts(self, *coders: int) -> int:
        """How many texts all of these coders have finished."""
        wanted = sum(1 << coder for coder in coders)
        return sum(1 for seen in self.seen if seen & wanted == wanted)

    def _row(self, material: Material, text: CodedText, unit: Unit) -> int:
        seen, units = material.seen(text), size(text, unit)
        lanes = array(self._width, bytes(array(self._width).itemsize * self._lanes))
        both_saw = [
            (n, 1 << first, 1 << second)
            for n, (first, second) in enumerate(self.pairs)
            if seen >> first & seen >> second & 1
        ]
        for n, _, _ in both_saw:
            lanes[n] = units
        saw = seen.bit_count()
        lanes[len(self.pairs) + saw] = units
        for number, theme in enumerate(material.themes):
            if theme not in material.spans.get(text.ref, ()):
                continue
            at = self.base + number * self.lanes_of_theme
            found_by = at + 3 * len(self.pairs) + saw * (self.coders + 1)
            for start, end, who in overlaid(material.by_coder(text, theme, unit)):
                lanes[found_by + who.bit_count()] += end - start
                for n, first, second in both_saw:
                    one, other = bool(who & first), bool(who & second)
                    lanes[at + 3 * n] += one * (end - start)
                    lanes[at + 3 * n + 1] += other * (end - start)
                    lanes[at + 3 * n + 2] += (one and other) * (end - start)
        return int.from_bytes(lanes.tobytes(), sys.byteorder)

    def added(self, rows: Iterable[int]) -> Sequence[int]:
        """The lanes of the sum of `rows`, all texts once or a sample of them."""
        lanes = array(self._width)
        lanes.frombytes(sum(rows).to_bytes(lanes.itemsize * self._lanes, sys.byteorder))
        return lanes.tolist()

    def counts(self, lanes: Sequence[int]) -> list[Counts]:
        """What a sum of rows says of each theme."""
        pairs, wide = len(self.pairs), self.coders + 1
        seen_by = tuple(lanes[pairs : self.base])
        found = []
        for at in range(self.base, self._lanes, self.lanes_of_theme):
            tables = []
            for n in range(pairs):
                first, second, both = lanes[at + 3 * n : at + 3 * n + 3]
                neither = lanes[n] - first - second + both
                tables.append(PairCounts(both, first - both, second - both, neither))
            rest = range(at + 3 * pairs, at + self.lanes_of_theme, wide)
            found_by = tuple(tuple(lanes[start : start + wide]) for start in rest)
            found.append(Counts(tuple(tables), seen_by, found_by))
        return found
