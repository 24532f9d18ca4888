"""Spans and layers over one text, counted in Unicode code points from 0, end-exclusive.

Everything the archive does to a text is a layer over it, and one cut at all boundaries serves
pages, highlights and exports alike. This module knows nothing of what the layers mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from archive.domain.errors import InvalidInput

BLOCK_SEPARATOR = "\n\n"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` of one text: what it is (`kind`) and one value (a link target, a theme)."""

    start: int
    end: int
    kind: str = ""
    value: str = ""


Layer = tuple[Span, ...]


class Segment(NamedTuple):
    """A stretch no boundary falls into; `spans` are those that cover it, in order of start."""

    start: int
    end: int
    text: str
    spans: Layer


# --- canonical text ---------------------------------------------------------------------------

ODD_CHARACTERS = re.compile(
    "\r\n?|[\x0b\x0c\x85\u2028\u2029\t]|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]+|[\ud800-\udfff]"
)
BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def canonical(text: str) -> str:
    """The one form in which a text is kept; applying it twice changes nothing.

    NFC (Unicode Standard Annex 15); line feeds only (CR LF, CR, NEL, LS, VT and FF become one, PS
    a blank line); no byte-order mark, no control characters; a tab is a space; blocks stand apart
    by exactly one blank line and none stands outside. A lone surrogate becomes U+FFFD.
    """
    text = unicodedata.normalize("NFC", ODD_CHARACTERS.sub(in_place_of_odd, text))
    start, end = inside_blank_lines(text)
    return BLANK_LINES.sub(BLOCK_SEPARATOR, text[start:end])


def in_place_of_odd(match: re.Match[str]) -> str:
    """What canonical text holds instead of one match of `ODD_CHARACTERS`."""
    odd = match.group()
    if odd == "\t":
        return " "
    if odd == "\u2029":
        return BLOCK_SEPARATOR
    if odd[0] in "\r\x0b\x0c\x85\u2028":
        return "\n"
    return "\ufffd" if "\ud800" <= odd[0] <= "\udfff" else ""


def inside_blank_lines(text: str) -> tuple[int, int]:
    """Offsets of `text` without the blank lines before and after; spaces of a written line stay."""
    last = len(text.rstrip())
    if not last:
        return 0, 0
    first = len(text) - len(text.lstrip())
    start = text.rfind("\n", 0, first) + 1
    end = text.find("\n", last)
    return start, len(text) if end < 0 else end


# --- the browser's offsets --------------------------------------------------------------------


def utf16_to_codepoints(text: str, offset: int) -> int:
    """The code-point offset of a browser's `offset`, which counts UTF-16 units.

    Raises `InvalidInput` where the offset lies outside the text or inside one character.
    """
    if offset < 0:
        raise _outside(offset)
    if text.isascii():
        if offset > len(text):
            raise _outside(offset)
        return offset
    units = text.encode("utf-16-le", "surrogatepass")
    if 2 * offset > len(units):
        raise _outside(offset)
    try:
        return len(units[: 2 * offset].decode("utf-16-le"))
    except UnicodeDecodeError:
        raise InvalidInput(
            f"The selection ends inside one character (UTF-16 offset {offset}).",
            hint="Select whole characters and try again.",
        ) from None


def codepoints_to_utf16(text: str, offset: int) -> int:
    """The browser's offset, in UTF-16 units, of a code-point `offset`; raises `InvalidInput`."""
    if not 0 <= offset <= len(text):
        raise _outside(offset)
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def _outside(offset: int) -> InvalidInput:
    return InvalidInput(
        f"The selection lies outside the text (offset {offset}).",
        hint="The text may have changed: reload the page and select again.",
    )


# --- cutting ----------------------------------------------------------------------------------


def cut(text: str, *layers: Layer) -> tuple[Segment, ...]:
    """`text` cut at every boundary of every span, each piece with the spans that cover it.

    The pieces join to `text`. Of spans with the same kind and value a piece names one. Zero-width
    spans cut but cover nothing. Sorts the boundaries, then takes time in proportion to input and
    output. Raises `ValueError` for a span that does not lie on the text.
    """
    spans = [span for layer in layers for span in layer]
    starting: dict[int, list[Span]] = {}
    ending: dict[int, list[Span]] = {}
    for span in spans:
        if not 0 <= span.start <= span.end <= len(text):
            raise ValueError(f"span [{span.start}, {span.end}) is not on a text of {len(text)}")
        starting.setdefault(span.start, []).append(span)
        ending.setdefault(span.end, []).append(span)

    segments = []
    open_spans: dict[tuple[str, str], Span] = {}
    bounds = sorted({0, len(text)} | starting.keys() | ending.keys())
    for start, end in pairwise(bounds):
        for span in ending.get(start, ()):
            if open_spans.get((span.kind, span.value)) is span:
                del open_spans[span.kind, span.value]
        for span in starting.get(start, ()):
            _open(open_spans, span)
        segments.append(Segment(start, end, text[start:end], tuple(open_spans.values())))
    return tuple(segments)


def _open(open_spans: dict[tuple[str, str], Span], span: Span) -> None:
    """Note a span as covering, keeping of equal ones the one that reaches farthest."""
    key = span.kind, span.value
    if span.start < span.end and (key not in open_spans or open_spans[key].end < span.end):
        open_spans[key] = span


# --- blocks, sentences, words -----------------------------------------------------------------


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each block of `text`: what stands between blank lines."""
    if not text:
        return
    start = 0
    while (end := text.find(BLOCK_SEPARATOR, start)) >= 0:
        yield start, end
        start = end + len(BLOCK_SEPARATOR)
    yield start, len(text)


_SENTENCE_END = re.compile(
    r"""((?<![.!?…])[.!?…]++["'’”»)\]]*+)\s++|([。！？]++[」』”’）]*+)\s*+"""  # a run is tried once
)
_NOT_SPACE = re.compile(r"\S")
_ABBREVIATIONS = frozenset(
    """
    dr mr mrs ms mx prof st rev hon gen sgt jr sr vs cf e.g eg i.e ie viz approx ca fig figs nos
    vol pp eds inc ltd tel
    """.split()
)


def sentences(text: str) -> Layer:
    """The sentences of `text` as spans of kind "sentence", in order.

    They never cross a blank line and leave out only white space. Abbreviations, initials and a
    lower-case letter after the stop do not end one: an approximation of Unicode Standard Annex 29.
    """
    return tuple(Span(start, end, "sentence") for start, end in sentence_bounds(text))


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Start and end of each of `sentences`, for who counts many."""
    found = []
    for block_start, block_end in blocks(text):
        start = _skip_space(text, block_start, block_end)
        for match in _SENTENCE_END.finditer(text, block_start, block_end):
            begins, ends = match.span(match.lastindex or 0)
            following = match.end()
            if begins < start or not _ends_sentence(text, begins, ends, following, block_end):
                continue
            found.append((start, ends))
            start = following
        if start < block_end:
            found.append((start, start + len(text[start:block_end].rstrip())))
    return found


def _skip_space(text: str, start: int, end: int) -> int:
    match = _NOT_SPACE.search(text, start, end)
    return match.start() if match else end


def _ends_sentence(text: str, begins: int, ends: int, following: int, block_end: int) -> bool:
    """Whether a stop at `[begins, ends)` ends one, given where the next word is."""
    if following == block_end:
        return True
    if text[following].islower():
        return False
    if ends - begins > 1 or text[begins] != ".":
        return True
    words_before = text[max(0, begins - 12) : begins].rsplit(None, 1)
    word = words_before[-1].lstrip("(“‘\"'").lower() if words_before else ""
    initial = len(word) == 1 and word.isalpha() and word != "i"
    return not initial and word not in _ABBREVIATIONS


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> int:
    """How many words `text` has; an apostrophe inside a word does not part it."""
    return sum(1 for _ in _WORD.finditer(text))
