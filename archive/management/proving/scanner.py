"""Finds any of many byte patterns in much data, at about the speed of reading it from a disk.

The first bytes at every position are looked up in a table, all positions at once (NumPy); only
where they begin a pattern is the pattern itself compared. Of long patterns fourteen bytes are
looked up, for the first six of a sentence are common in any text. An alternation in `re` tries
pattern after pattern instead: `tests/benchmarks/bench_proof.py` compares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

SHORT: Final = 6
"""Bytes by which a pattern is recognised: none may be shorter."""

LONG: Final = SHORT + 8
"""Bytes by which a pattern is recognised that has as many."""

_BITS: Final = 22
_MASK: Final = np.uint64((1 << 8 * SHORT) - 1)
_FIRST: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no two keys of six bytes fall together
_SECOND: Final = np.uint64(0xC2B2AE3D27D4EB4F)
_FEW: Final = 2_000
"""Positions that are tried one by one; of more, plain search finds the first match sooner."""

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]


class Scanner:
    """A fixed set of patterns; safe to share."""

    def __init__(self, patterns: Iterable[bytes]) -> None:
        every = set(patterns)
        assert all(len(pattern) >= SHORT for pattern in every)
        self.longest = max(map(len, every), default=SHORT)
        self._groups = [
            _Group(some, key)
            for some, key in (
                ([pattern for pattern in every if len(pattern) < LONG], SHORT),
                ([pattern for pattern in every if len(pattern) >= LONG], LONG),
            )
            if some
        ]

    def hits(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """(position in `data`, pattern) of every occurrence, in no particular order."""
        for group in self._groups:
            positions, keys = group.candidates(data)
            for position, key in zip(positions.tolist(), keys.tolist(), strict=True):
                for pattern in group.patterns[key]:
                    if data.startswith(pattern, position):
                        yield position, pattern

    def occurring(self, data: bytes) -> set[bytes]:
        """The patterns that occur in `data`, however often each may."""
        found = set()
        for group in self._groups:
            positions, keys = group.candidates(data)
            order = np.argsort(keys, kind="stable")
            positions, keys = positions[order], keys[order]
            starts = np.flatnonzero(np.diff(keys, prepend=~keys[:1]))
            for start, at in zip(starts, np.split(positions, starts)[1:], strict=True):
                for pattern in group.patterns[int(keys[start])]:
                    if _is_at(data, pattern, at):
                        found.add(pattern)
        return found


class _Group:
    """Patterns that are recognised by equally many bytes. `patterns` are found by their hash."""

    def __init__(self, patterns: list[bytes], key: int) -> None:
        self._key = key
        self.patterns: dict[int, list[bytes]] = defaultdict(list)
        for pattern in patterns:
            (value,) = self._hashes(pattern[:key] + bytes(16), 0, 1).tolist()
            self.patterns[value].append(pattern)
        self._known: Hashes = np.array(sorted(self.patterns), np.uint64)
        self._table = np.zeros(1 << _BITS, np.bool_)
        self._table[_slots(self._known)] = True

    def candidates(self, data: bytes) -> tuple[Positions, Hashes]:
        """Positions where a pattern may begin, and the hash of those that may."""
        positions, hashes = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
        padded = data + bytes(16)
        for shift in range(8):
            count = (len(data) - self._key - shift) // 8 + 1
            if count <= 0:
                break
            here = self._hashes(padded, shift, count)
            maybe = np.flatnonzero(self._table[_slots(here)])
            found = here[maybe]
            nearest = np.minimum(np.searchsorted(self._known, found), len(self._known) - 1)
            sure = self._known[nearest] == found
            positions.append(maybe[sure] * 8 + shift)
            hashes.append(found[sure])
        return np.concatenate(positions), np.concatenate(hashes)

    def _hashes(self, padded: bytes, shift: int, count: int) -> Hashes:
        """Of the bytes at `shift` and at every eighth position after it."""
        first = np.frombuffer(padded, "<u8", count=count, offset=shift)
        hashes: Hashes = (first & _MASK) * _FIRST
        if self._key == LONG:
            hashes ^= np.frombuffer(padded, "<u8", count=count, offset=shift + SHORT) * _SECOND
        return hashes


def _is_at(data: bytes, pattern: bytes, positions: Positions) -> bool:
    if len(positions) > _FEW:
        return data.find(pattern, int(positions.min())) >= 0
    return any(data.startswith(pattern, position) for position in positions.tolist())


def _slots(hashes: Hashes) -> Hashes:
    return hashes >> np.uint64(64 - _BITS)
