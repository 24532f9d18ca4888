"""Phrases and nearness over arrays of places, whatever engine the places come from.

The places of one term in many documents are one sorted array of *keys*: document * APART + position
(0-based). Documents lie so far apart that no stretch of words reaches from one into the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from archive.search.backends.facts import Floats, Ints

APART: Final = 1 << 32
"""More than a text has words, and than any distance a query may ask for."""


class Placed(Protocol):
    """A posting list: documents ascending, occurrences beside them, places of one after another."""

    @property
    def docs(self) -> Ints: ...

    @property
    def times(self) -> Ints: ...

    @property
    def places(self) -> Ints: ...


def keys(postings: Placed) -> Ints:
    """The keys of a posting list."""
    return np.repeat(postings.docs, postings.times) * APART + postings.places


def side_by_side(keys: Sequence[Ints]) -> tuple[Ints, Floats]:
    """(documents, how often) of the terms whose places are `keys`, in this order, adjacent."""
    rarest_first = sorted(enumerate(keys), key=lambda placed: len(placed[1]))
    offset, places = rarest_first[0]
    starts = places - offset
    for offset, places in rarest_first[1:]:
        starts = starts[_within(starts + offset, places)]
    return _counted(starts)


def near(terms: Sequence[str], keys: Sequence[Ints], distance: int) -> tuple[Ints, Floats]:
    """(documents, how many stretches) in which all `terms` stand, each at a place of its own, with
    at most `distance` other words among them. `keys[n]` are the places of `terms[n]`.

    A stretch is looked for from each place of each term: it holds a term that is wanted c times if
    the c-th place of it from there on lies within the stretch.
    """
    wanted = Counter(terms)
    places = dict(zip(terms, keys, strict=True))
    reach = len(terms) + distance - 1
    starts = np.unique(np.concatenate([np.zeros(0, np.int64), *places.values()]))
    for term, times in wanted.items():
        have = places[term]
        last = np.searchsorted(have, starts) + times - 1
        inside = last < len(have)
        starts, last = starts[inside], last[inside]
        starts = starts[have[last] - starts <= reach]
    return _counted(starts)


def _within(sought: Ints, places: Ints) -> np.typing.NDArray[np.bool_]:
    """Which of `sought` are among `places` (both sorted)."""
    if not len(places):
        return np.zeros(len(sought), np.bool_)
    at = np.searchsorted(places, sought)
    at[at == len(places)] = 0
    found: np.typing.NDArray[np.bool_] = places[at] == sought
    return found


def _counted(starts: Ints) -> tuple[Ints, Floats]:
    docs, times = np.unique(starts // APART, return_counts=True)
    return docs, times.astype(np.float64)
