"""Which words as written a prefix, a wildcard or a fuzzy word asks for: the same on every engine.

An engine looks its own lexicon of forms through; everything but the first letters is decided here.
"""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, assert_never

from archive.domain.query import Fuzzy, Prefix, Wildcard
from archive.search import analyser

MANY_LETTERS: Final = 300
"""With more letters than this, looking at every form is as quick as trying every letter."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Forms that begin with `start` and that `fits` accepts (given the whole form).

    For an engine in a hurry: `is_prefix` says that every form that begins so fits; `one_off` is the
    word whose neighbours are meant, where that is what is meant.
    """

    start: str
    fits: Callable[[str], bool]
    is_prefix: bool = False
    one_off: str = ""


def shape_of(node: Prefix | Wildcard | Fuzzy) -> Shape:
    """What forms must look like, in time linear in their length whatever the pattern."""
    match node:
        case Prefix(text):
            return Shape(analyser.form(text), lambda form: True, is_prefix=True)
        case Wildcard(text):
            pattern = analyser.written(text)
            # Each part between asterisks is matched once and kept: no backtracking over lengths.
            whole = re.compile(fnmatch.translate(pattern))
            return Shape(re.split(r"[*?]", pattern)[0], lambda form: bool(whole.match(form)))
        case Fuzzy(text):
            word = analyser.form(text)
            return Shape(word[:1], lambda form: is_one_off(word, form), one_off=word)
        case _:
            assert_never(node)


def among(lexicon: Sequence[str], shape: Shape) -> list[str]:
    """The forms of a sorted lexicon that have the shape, in order."""
    found = []
    for at in range(bisect_left(lexicon, shape.start), len(lexicon)):
        form = lexicon[at]
        if not form.startswith(shape.start):
            break
        if shape.fits(form):
            found.append(form)
    return found


def neighbours(shape: Shape, alphabet: frozenset[str]) -> frozenset[str] | None:
    """All that could have the shape, if that is few enough to look up each: a word and what is one
    letter of an `alphabet` of some hundred away from it."""
    if not shape.one_off or len(alphabet) > MANY_LETTERS:
        return None
    return _neighbours(shape.one_off, alphabet)


@lru_cache(maxsize=16)
def _neighbours(word: str, alphabet: frozenset[str]) -> frozenset[str]:
    parts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    near = {word, *(head + tail[1:] for head, tail in parts if tail)}
    for letter in alphabet:
        near.update(head + letter + tail for head, tail in parts)
        near.update(head + letter + tail[1:] for head, tail in parts if tail)
    return frozenset(form for form in near if is_one_off(word, form))


def is_one_off(one: str, other: str) -> bool:
    """Whether at most one letter is put in, left out or changed (Levenshtein's distance ≤ 1)."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(long) == len(short):
        return short[same + 1 :] == long[same + 1 :]
    return short[same:] == long[same + 1 :]
