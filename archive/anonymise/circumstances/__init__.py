"""What a text tells of somebody that others share: age, sex, place, work, illness, dates.

Alone each points to many, together they can point to one. Read by rules from a text as readers
would see it, so that what was hidden is not counted and what was made general counts as what it
says. Whose circumstance it is, the writer's or another's, is not told apart. Pure: nothing is kept
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from archive.anonymise.circumstances import (
    ages,
    conditions,
    dates,
    families,
    locations,
    sexes,
    work,
)
from archive.anonymise.circumstances.circumstance import About, Circumstance
from archive.anonymise.circumstances.offers import KINDS, ladder

__all__ = ["KINDS", "About", "Circumstance", "circumstances", "ladder"]

_READERS = (
    ages.read,
    sexes.read,
    locations.read,
    work.read,
    conditions.read,
    dates.read,
    families.read,
)


def circumstances(text: str) -> tuple[Circumstance, ...]:
    """Every circumstance in `text`, each once, in the order of `About` and then of reading.

    Offsets are code points of `text`. What a more exact one of the text says already is left out:
    "in 2019" beside "in March 2019".
    """
    found: dict[tuple[About, str], Circumstance] = {}
    for start, block in _blocks(text):
        for read in _READERS:
            for one in sorted(read(block), key=lambda one: one.start):
                moved = replace(one, start=start + one.start, end=start + one.end)
                found.setdefault((one.about, one.value), moved)
    order = list(About)
    implied = {(one.about, value) for one in found.values() for value in one.rungs[1:]}
    return tuple(
        sorted(
            (one for key, one in found.items() if key not in implied),
            key=lambda one: (order.index(one.about), one.start),
        )
    )


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for block in text.split("\n\n"):
        yield start, block
        start += len(block) + 2
