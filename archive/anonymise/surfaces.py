"""Where some surfaces occur in a text, as whole words, whatever their capitals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from archive.anonymise.letters import WORD

_RUN = re.compile(rf"[{WORD}]++")
_WORD_CHARACTER = re.compile(rf"[{WORD}]")


def occurrences(text: str, surfaces: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and surface of each occurrence, in reading order; several may share a start.

    Takes time linear in the text however many surfaces there are, as long as few begin alike.
    """
    by_first_word = _by_first_word(surfaces)
    if not by_first_word:
        return
    for run in _RUN.finditer(text):
        for surface, lead in by_first_word.get(run.group().casefold(), ()):
            start = run.start() - lead
            end = start + len(surface)
            is_there = start >= 0 and text[start:end].casefold() == surface.casefold()
            if is_there and not _goes_on(text, end):
                yield start, end, surface


def _by_first_word(surfaces: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Surfaces by the first run of letters and digits in them, with what stands before it."""
    by_first_word: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for surface in dict.fromkeys(surfaces):
        first = _RUN.search(surface)
        if first:
            by_first_word[first.group().casefold()].append((surface, first.start()))
    return by_first_word


def _goes_on(text: str, end: int) -> bool:
    inside = _WORD_CHARACTER.match(text, end - 1) is not None
    return inside and _WORD_CHARACTER.match(text, end) is not None
