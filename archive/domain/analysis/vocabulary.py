"""Words as they are written, in lower case, inside and outside of some stretches of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from archive.domain.text import Span

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PARTED: Final = re.compile(r"(?:[^\W_]|['’]){2}")
_MASK: Final = re.compile(r"\[[^\]\n]{1,80}\]")


def words_said(text: str) -> list[str]:
    """Every word of a text, as `words_in_and_out` has them."""
    text = _MASK.sub(" ", text)
    if text.isascii():
        return _WORD.findall(text.lower())
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def words_in_and_out(text: str, stretches: Iterable[Span]) -> tuple[Counter[str], Counter[str]]:
    """Counts of the words that lie wholly in one of `stretches`, and of all others; stretches that
    overlap are one.

    No stemming, curly apostrophes as straight ones. What stands in square brackets was put there
    in place of something hidden, and is nobody's word.
    """
    covered = merged(stretches)
    if "[" in text:
        text = _MASK.sub(lambda mask: " " * len(mask.group()), text)
    if any(_in_a_word(text, at) for span in covered for at in span):
        return _one_by_one(text, covered)
    inside = Counter(word for start, end in covered for word in words_said(text[start:end]))
    outside = Counter(words_said(text))
    outside.subtract(inside)
    return inside, +outside


def merged(stretches: Iterable[Span]) -> list[tuple[int, int]]:
    """Start and end of stretches in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((span.start, span.end) for span in stretches):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _in_a_word(text: str, at: int) -> bool:
    """Whether a place may part a word."""
    return 0 < at < len(text) and bool(_PARTED.fullmatch(text, at - 1, at + 1))


def _one_by_one(text: str, covered: list[tuple[int, int]]) -> tuple[Counter[str], Counter[str]]:
    """Where a stretch begins or ends within a word, which is then outside."""
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for match in _WORD.finditer(text):
        start, end = match.span()
        chosen = inside if any(a <= start and end <= b for a, b in covered) else outside
        chosen[match.group().lower().replace("’", "'")] += 1
    return inside, outside
