"""A text in stretches of whole sentences, for engines that read so much at a time and no more.

A stretch ends where a sentence or a line does; only one that is too long is cut between words (or,
without any space, anywhere). Offsets are code points, 0-based, end-exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+")

_HALVES_OF_PAIRS = re.compile(r"[\ud800-\udfff]")


def encodable(text: str) -> str:
    """The text without lone surrogates, which no engine outside Python takes; as long as before."""
    return _HALVES_OF_PAIRS.sub("\ufffd", text)


def stretches(text: str, *, at_least: int, at_most: int) -> Iterator[tuple[int, int]]:
    """Spans that hold all of `text` but white space between them, in reading order.

    None is longer than `at_most`; all but the last of a text reach `at_least`, where sentences
    allow. Raises `ValueError` unless `0 < at_least <= at_most`.
    """
    if not 0 < at_least <= at_most:
        raise ValueError(f"stretches of {at_least} to {at_most} code points cannot be")
    start = 0
    for match in _SENTENCE_ENDS.finditer(text):
        if match.start() - start >= at_least:
            yield from _cut(text, start, match.start(), at_most)
            start = match.end()
    yield from _cut(text, start, len(text), at_most)


def _cut(text: str, start: int, end: int, at_most: int) -> Iterator[tuple[int, int]]:
    while end - start > at_most:
        space = max(
            text.rfind(" ", start + 1, start + at_most),
            text.rfind("\n", start + 1, start + at_most),
        )
        cut = space if space > start else start + at_most
        yield start, cut
        start = cut
    if start < end:
        yield start, end
