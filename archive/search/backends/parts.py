"""Which parts of an index are worth making again, and which of them together, on any engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LARGEST: Final = 4_000
"""Documents a part holds, where it is ours to choose: making one again takes less than a second."""


def to_compact(living: Mapping[str, int], sizes: Mapping[str, int]) -> dict[str, int]:
    """Parts with how many documents live in them: those with documents that are gone, and those
    less than half full if there is another to join them with.

    `living` are documents by part, `sizes` the same with those that are gone.
    """
    holed = {name: n for name, n in living.items() if n < sizes[name]}
    sparse = {name: n for name, n in living.items() if n < LARGEST // 2}
    return holed | sparse if len(holed | sparse) > 1 else holed


def in_groups(living: Mapping[str, int]) -> list[frozenset[str]]:
    """The parts of `living` (names with their documents) in groups of up to `LARGEST`."""
    groups: list[set[str]] = []
    room = 0
    for name, documents in sorted(living.items(), key=lambda item: item[1]):
        if not groups or documents > room:
            groups.append(set())
            room = LARGEST
        groups[-1].add(name)
        room -= documents
    return [frozenset(group) for group in groups]
