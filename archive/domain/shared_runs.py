"""Which runs of one sequence of words stand in another, each in time proportional to its length.

A suffix automaton over words (Blumer et al., Theoretical Computer Science 40, 1985). It compares
keys and knows nothing of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """Words `[start, end)` of a sequence that stand in the known one.

    `first` and `last`: where they begin there for the first and for the last time, in words.
    """

    start: int
    end: int
    first: int
    last: int


class KnownRuns:
    """All runs of a sequence of words; state 0 is the empty run."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._link, self._length, self._first = [-1], [0], [0]
        newest = 0
        for key in keys:
            newest = self._extend(key, newest)
        self._last = list(self._first)
        for state in sorted(range(1, len(self._next)), key=lambda one: -self._length[one]):
            link = self._link[state]
            self._last[link] = max(self._last[link], self._last[state])

    def _state(self, following: dict[str, int], link: int, length: int, first: int) -> int:
        self._next.append(following)
        self._link.append(link)
        self._length.append(length)
        self._first.append(first)
        return len(self._next) - 1

    def _extend(self, key: str, newest: int) -> int:
        """The construction of Blumer et al.: one word more, amortised constant time."""
        end = self._length[newest] + 1
        state = self._state({}, 0, end, end)
        before = newest
        while before >= 0 and key not in self._next[before]:
            self._next[before][key] = state
            before = self._link[before]
        if before < 0:
            return state
        after = self._next[before][key]
        if self._length[after] > self._length[before] + 1:
            after = self._split(before, key, after)
        self._link[state] = after
        return state

    def _split(self, before: int, key: str, after: int) -> int:
        length = self._length[before] + 1
        clone = self._state(dict(self._next[after]), self._link[after], length, self._first[after])
        while before >= 0 and self._next[before].get(key) == after:
            self._next[before][key] = clone
            before = self._link[before]
        self._link[after] = clone
        return clone

    def matches(self, keys: Sequence[str]) -> list[tuple[int, int]]:
        """For each word the length of the longest known run that ends with it, and its state."""
        found = []
        state = length = 0
        for key in keys:
            while state and key not in self._next[state]:
                state = self._link[state]
                length = self._length[state]
            state = self._next[state].get(key, 0)
            length = length + 1 if state else 0
            found.append((length, state))
        return found

    def runs(self, matches: Sequence[tuple[int, int]]) -> Iterator[Run]:
        """The runs that cannot be longer at their end, of two words or more; starts only grow."""
        for at, (length, state) in enumerate(matches):
            goes_on = at + 1 < len(matches) and matches[at + 1][0] == length + 1
            if length >= 2 and not goes_on:
                first, last = self._first[state] - length, self._last[state] - length
                yield Run(at + 1 - length, at + 1, first, last)
