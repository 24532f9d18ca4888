"""Canonical text with the spans that lay over it: an importer's text keeps its formatting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from archive.domain.offsets import OffsetMap
from archive.domain.text import (
    BLANK_LINES,
    BLOCK_SEPARATOR,
    ODD_CHARACTERS,
    Layer,
    Span,
    canonical,
    in_place_of_odd,
    inside_blank_lines,
)

Rewrite = tuple[int, int, str]


def canonical_with_spans(text: str, spans: Iterable[Span]) -> tuple[str, Layer]:
    """`canonical(text)`, and the spans of `text` where they lie on it.

    A span that parts characters which NFC joins is widened to the joined one; a span of which
    nothing is left is dropped.
    """
    kept = tuple(spans)
    if not kept:
        return canonical(text), ()
    for stage in (_odd_characters, _composition, _blank_lines):
        text, kept = _rewritten(text, kept, tuple(stage(text)))
    return text, kept


def _rewritten(text: str, spans: Layer, rewrites: tuple[Rewrite, ...]) -> tuple[str, Layer]:
    if not rewrites:
        return text, spans
    pieces: list[str] = []
    reached = 0
    for start, end, replacement in rewrites:
        pieces += (text[reached:start], replacement)
        reached = end
    pieces.append(text[reached:])
    offsets = OffsetMap(tuple((start, end, len(new)) for start, end, new in rewrites))
    moved = (offsets.forward(span) for span in spans)
    return "".join(pieces), tuple(span for span in moved if span)


def _odd_characters(text: str) -> Iterator[Rewrite]:
    for match in ODD_CHARACTERS.finditer(text):
        yield match.start(), match.end(), in_place_of_odd(match)


# A character NFC may join to the one before it is a mark (category M) or one of these letters:
# Hangul vowels and final consonants, and Kirat Rai vowel signs (Unicode 16).
_JOINING_LETTERS = re.compile("[\u1161-\u1175\u11a8-\u11c2\U00016d63-\U00016d6a]")


def _composition(text: str) -> Iterator[Rewrite]:
    """Each shortest stretch that NFC changes, from a base character to before the next one."""
    if unicodedata.is_normalized("NFC", text):
        return
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _may_join(text[end]):
            continue
        before = text[start:end]
        after = unicodedata.normalize("NFC", before)
        if after != before:
            yield start, end, after
        start = end


def _may_join(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or bool(_JOINING_LETTERS.match(character))


def _blank_lines(text: str) -> Iterator[Rewrite]:
    start, end = inside_blank_lines(text)
    if start:
        yield 0, start, ""
    for match in BLANK_LINES.finditer(text, start, end):
        if match.group() != BLOCK_SEPARATOR:
            yield match.start(), match.end(), BLOCK_SEPARATOR
    if end < len(text):
        yield end, len(text), ""
