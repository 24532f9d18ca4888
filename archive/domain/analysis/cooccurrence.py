"""Themes that come together more or less often than each alone would make one expect."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Pair:
    """Two themes (slugs, in alphabetical order) over `units`: how many have each, how many both."""

    first: str
    second: str
    together: int
    with_first: int
    with_second: int
    units: int

    @property
    def jaccard(self) -> float | None:
        """See `jaccard`."""
        return jaccard(self.with_first, self.with_second, self.together)

    @property
    def pmi(self) -> float | None:
        """See `pmi`."""
        return pmi(self.with_first, self.with_second, self.together, self.units)


def pairs(units: Iterable[Collection[str]], *, bare: int = 0) -> tuple[Pair, ...]:
    """Every pair that comes together at least once, the most frequent first. `bare` units more have
    no theme at all.

    Takes time in proportion to the units times the square of the themes of each.
    """
    total = bare
    alone: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for themes in units:
        total += 1
        if not themes:
            continue
        distinct = sorted(set(themes))
        alone.update(distinct)
        both.update(combinations(distinct, 2))
    return tuple(
        Pair(a, b, count, alone[a], alone[b], total)
        for (a, b), count in sorted(both.items(), key=lambda item: (-item[1], item[0]))
    )


def jaccard(with_first: int, with_second: int, together: int) -> float | None:
    """Units with both divided by units with either: |A∩B| / |A∪B|, from 0 to 1.

    None where neither occurs. Source: Jaccard, New Phytologist 11 (1912), 37–50.
    """
    either = with_first + with_second - together
    return together / either if either else None


def pmi(with_first: int, with_second: int, together: int, units: int) -> float | None:
    """Pointwise mutual information in bits: log2( n(AB)·N / (n(A)·n(B)) ).

    0 is what chance would give, 1 twice as often, −1 half as often. None where they never come
    together (the limit is minus infinity). It overrates rare themes: read it with the counts.
    Source: Church and Hanks, Computational Linguistics 16 (1990), 22–29.
    """
    if not together:
        return None
    return math.log2(together * units / (with_first * with_second))
