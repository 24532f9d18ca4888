"""What counts as part of a word when a name is spelled in any script.

Python's `\\w` knows letters, digits and `_`, but not the marks that Devanagari, Arabic or Thai put
on top of letters, nor the joiners inside a word: a pattern of `\\w` alone would stop in the middle
of a name and leave half of it behind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

_BASIC_PLANE = range(0x10000)
_PICTURES = frozenset([*range(0x20D0, 0x2100), *range(0xFE00, 0xFE10)])
"""Marks that belong to emoji (keycaps, variation selectors), not to words."""


def _is_mark(code: int) -> bool:
    return unicodedata.category(chr(code)) in {"Mn", "Mc"} and code not in _PICTURES


def _ranges(codes: Iterable[int]) -> Iterator[str]:
    """Runs of consecutive code points, as the inside of a character class."""
    for _, run in groupby(enumerate(codes), key=lambda pair: pair[1] - pair[0]):
        members = [code for _, code in run]
        yield f"\\u{members[0]:04x}-\\u{members[-1]:04x}"


_MARKS = "".join(_ranges(filter(_is_mark, _BASIC_PLANE)))
_JOINERS = "\\u200c\\u200d"

WORD = rf"\w{_MARKS}{_JOINERS}"
"""The inside of a character class: every letter, digit, `_`, combining mark and joiner."""

AT = "@＠"
"""The inside of a character class: the at sign, and the full-width one of Asian keyboards."""
