"""Which themes stand together on a text: on passages that overlap, or that touch one sentence.

Two *different* themes must have been applied, to one passage or to two; what several coders say of
one theme is agreement, not nearness. A theme brings the wider ones it stands under, so that asking
for those finds it. Offsets are code points over one text, 0-based, end-exclusive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product

from archive.domain.query import near_token
from archive.domain.text import Layer


@dataclass(frozen=True, slots=True)
class Laid:
    """A theme on `[start, end)`: its slug first, then those it stands under."""

    start: int
    end: int
    themes: tuple[str, ...]


def near_tokens(laid: Iterable[Laid], sentences: Layer) -> tuple[str, ...]:
    """What an index keeps of it, sorted. Sentences are in order and do not overlap."""
    distinct = sorted(set(laid), key=lambda each: (each.start, each.end, each.themes))
    begins = [sentence.start for sentence in sentences]
    ends = [sentence.end for sentence in sentences]
    found: set[str] = set()
    for one, other in combinations(distinct, 2):
        if one.themes[0] == other.themes[0]:
            continue
        overlap = other.start < one.end
        # `other` does not begin before `one`: they share a sentence if one's last is its first.
        reached = bisect_left(begins, one.end)  # sentences that begin before `one` ends
        first = bisect_right(ends, other.start)  # sentences that end before `other` begins
        together = overlap or (first < reached and begins[first] < other.end)
        for a, b in product(one.themes, other.themes):
            if overlap:
                found.add(near_token(a, b, "passage"))
            if together:
                found.add(near_token(a, b, "sentence"))
    return tuple(sorted(found))
