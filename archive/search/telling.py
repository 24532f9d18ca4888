"""The words by which one text is like another: what it tells of, without what holds it together.

Nothing that the archive put in place of hidden words is among them, and no number. Words are
compared by their stems, as search does, and shown as the first text writes them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from archive.domain.query import Node, Nothing, Or, Term
from archive.domain.telling_words import SMALL, is_uncommon
from archive.domain.text import Layer
from archive.search import analyser

WEIGHED: Final = 40
"""Words of a text whose rarity is asked for: those that come most often, unusual ones first."""
ASKED: Final = 25
"""Words that another text is looked for by: more find no other texts, and take longer."""
FEW: Final = 5
"""So many texts may have a word, however few there are: in a small archive nothing is common."""
SHORTEST: Final = 3
COUNTED: Final = frozenset(
    """
    eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty
    fifty sixty seventy eighty ninety hundred thousand seven eight nine ten third fourth fifth half
    another
    """.split()
)
"""Words that two texts share by chance: numbers, mostly. Smaller ones are everyday words."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word as it is written first, and how often it comes."""

    form: str
    times: int


def telling(text: str, formatting: Layer = ()) -> dict[str, Said]:
    """Words by stem: those that come most often first, unusual ones before others."""
    masks = sorted((span.start, span.end) for span in formatting if span.kind == "mask")
    starts = [start for start, _ in masks]
    forms: dict[str, str] = {}
    times: Counter[str] = Counter()
    for token in analyser.tokens(text):
        at = bisect_right(starts, token.start) - 1
        if at >= 0 and token.start < masks[at][1]:
            continue
        form = analyser.form(text[token.start : token.end])
        if len(form) < SHORTEST or form in SMALL or form in COUNTED or form.isdecimal():
            continue
        forms.setdefault(token.text, form)
        times[token.text] += 1
    ordered = sorted(forms, key=lambda stem: (-times[stem], not is_uncommon(forms[stem])))
    return {stem: Said(forms[stem], times[stem]) for stem in ordered}


def weighed(words: dict[str, Said], having: Callable[[str], int], texts: int) -> dict[str, str]:
    """The first `WEIGHED` words as stem and form, ordered by times · ln(`texts` / `having(form)`),
    without those that more than half of the texts have (and more than `FEW`)."""
    worth: dict[str, float] = {}
    for stem, said in list(words.items())[:WEIGHED]:
        found = having(said.form)
        if found <= max(texts / 2, FEW):
            worth[stem] = said.times * math.log(texts / max(1, found))
    return {stem: words[stem].form for stem in sorted(worth, key=lambda stem: -worth[stem])}


def any_of(forms: Iterable[str]) -> Node:
    """A query for any of these words."""
    leaves = tuple(Term(form) for form in forms)
    return Or(leaves) if len(leaves) > 1 else next(iter(leaves), Nothing())


def both_say(words: dict[str, str], other: str, formatting: Layer, most: int) -> tuple[str, ...]:
    """Those of the words (stems and forms) that the other text has too, in their order."""
    said = telling(other, formatting)
    return tuple(form for stem, form in words.items() if stem in said)[:most]
