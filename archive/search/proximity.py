"""Where words stand near each other: the meaning of `"pain night"~5`, for engines and highlights.

All the words, in any order, each at a place of its own, in a stretch of places that holds at most
`distance` others. A word that is asked for twice must be there twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence


def stretches(
    places: Iterable[tuple[int, str]], wanted: Sequence[str], distance: int
) -> Iterator[tuple[int, int]]:
    """The shortest stretches `[first, last]` (positions, both included) that hold `wanted`.

    `places` are (position, term) of wanted terms, in order of position, no position twice. Every
    wanted term within `len(wanted) + distance` positions up to a `last` is part of a match.
    """
    missing = Counter(wanted)
    lacking = len(wanted)
    inside: list[tuple[int, str]] = []
    begin = 0
    for position, term in places:
        inside.append((position, term))
        lacking -= missing[term] > 0
        missing[term] -= 1
        while missing[inside[begin][1]] < 0:  # one more of it than is wanted: the first can go
            missing[inside[begin][1]] += 1
            begin += 1
        first = inside[begin][0]
        if not lacking and position - first + 1 <= len(wanted) + distance:
            yield first, position
