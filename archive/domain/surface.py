"""Surface forms: when two stretches of text say the same name, and where a form stands.

One decision goes for one form, so this is where "the same words" is defined: whatever their
capitals, accents, ligatures and width, which hyphen or apostrophe, and what cannot be seen between
their letters. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

_APOSTROPHES = "'’‘ʼʻ‛′`´＇"
_HYPHENS = "-‐‑‒–−﹣－"
_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
"""Letters that no decomposition takes apart, as they are written without their key."""

_UNSEEN = frozenset({"\u034f", *map(chr, range(0xFE00, 0xFE10))})
"""What changes nothing one can read and is no format character: a joiner, variation selectors."""

_POSSESSIVE = re.compile(rf"(?<=[^\W_])[{_APOSTROPHES}]s$", re.IGNORECASE)
_GAP = r"(?:[ -]+|[ -]*\n[ -]*(?!\n))"


class _Folds(dict[str, str]):
    """What each character is compared as: none, one or several; worked out once each."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = "".join(map(_bare, _taken_apart(character)))
        return folded


def _taken_apart(character: str) -> str:
    if character in _APOSTROPHES:  # before decomposing: ´ would become a space and an accent
        return "'"
    apart = unicodedata.normalize("NFKD", character)
    return unicodedata.normalize("NFKD", "".join(map(_seen, apart)).casefold())


def _seen(character: str) -> str:
    """The character, or nothing for an accent, a vowel point and what cannot be seen.

    Marks that make another letter stay: of Indic and Thai vowels, and of Japanese voicing.
    """
    height = unicodedata.combining(character)
    is_accent = height >= 200 or 10 <= height <= 36
    is_unseen = character in _UNSEEN or unicodedata.category(character) == "Cf"
    return "" if is_accent or is_unseen else character


def _bare(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _HYPHENS:
        return "-"
    if character.isspace():
        return "\n" if character == "\n" else " "
    return _LETTERS.get(_seen(character), _seen(character))


_FOLDS = _Folds()


def folded(text: str) -> str:
    """The text as it is compared: every character for itself, so that places can be told."""
    return "".join(map(_FOLDS.__getitem__, text))


def form_of(surface: str) -> str:
    """The form of a surface: folded, spaces collapsed, a trailing 's dropped."""
    return _POSSESSIVE.sub("", " ".join(folded(surface).split()))


def without_possessive(surface: str) -> str:
    """The surface as it is written, a trailing 's dropped."""
    return _POSSESSIVE.sub("", surface)


def places_of(text: str, surface: str) -> Iterator[tuple[int, int]]:
    """Start and end of every place where the words stand whole, in whatever dress.

    A hyphen is as good as a space, an underscore ends a word, and of a name of two words "Vrol,
    Zbigma" is a place too. No place crosses the blank line between two blocks. Takes time linear
    in the text.
    """
    words = folded(surface).replace("-", " ").split()
    if not words:
        return
    plain = folded(text)
    if max(words, key=len) not in plain:
        return
    starts: list[int] | None = None
    for found in _pattern(surface, words).finditer(plain):
        if _is_inside_word(plain, found.start(), found.end()):
            continue
        starts = starts or list(accumulate(map(len, map(_FOLDS.__getitem__, text)), initial=0))
        yield _before_folding(starts, found.start(), found.end())


def stands_in(text: str, surface: str) -> bool:
    """Whether the words stand whole anywhere in the text."""
    return next(places_of(text, surface), None) is not None


def _pattern(surface: str, words: list[str]) -> re.Pattern[str]:
    escaped = [re.escape(word) for word in words]
    inner = _GAP.join(escaped)
    if len(words) == 2 and all(word[0].isupper() for word in surface.split()):
        inner = rf"(?:{inner}|{escaped[1]},{_GAP}?{escaped[0]})"
    return re.compile(rf"(?<![^\W_]){inner}(?![^\W_])")


def _is_inside_word(plain: str, start: int, end: int) -> bool:
    """Whether a mark that belongs to a letter stands at an edge: to a pattern it is no letter."""
    return unicodedata.category(plain[start])[0] == "M" or (
        end < len(plain) and unicodedata.category(plain[end])[0] == "M"
    )


def _before_folding(starts: list[int], start: int, end: int) -> tuple[int, int]:
    """A stretch of the folded text over the text, with the accents and unseen marks after it.

    `starts` says where each character's folding begins, and at last where all ends. A character
    of which a part is in the stretch is in it whole.
    """
    last = bisect_left(starts, end)
    if last < len(starts) and starts[last] == end:
        last = bisect_right(starts, end) - 1
    return bisect_right(starts, start) - 1, last
