"""Which words as written a prefix, a wildcard or a fuzzy word asks for: the same on every engine.

An engine looks its own lexicon of forms through; everything but the first letters is decided here.
"""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from archive.domain.query import Fuzzy, Prefix, Wildcard
from archive.search import analyser


@dataclass(frozen=True, slots=True)
class Shape:
    """Forms that begin with `start` and that `fits` accepts (given the whole form)."""

    start: str
    fits: Callable[[str], bool]


def shape_of(node: Prefix | Wildcard | Fuzzy) -> Shape:
    """What forms must look like, in time linear in their length whatever the pattern."""
    match node:
        case Prefix(text):
            return Shape(analyser.form(text), lambda form: True)
        case Wildcard(text):
            pattern = analyser.written(text)
            # Each part between asterisks is matched once and kept: no backtracking over lengths.
            whole = re.compile(fnmatch.translate(pattern))
            return Shape(re.split(r"[*?]", pattern)[0], lambda form: bool(whole.match(form)))
        case Fuzzy(text):
            word = analyser.form(text)
            return Shape(word[:1], lambda form: is_one_off(word, form))
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
