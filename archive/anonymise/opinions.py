"""What three readers say of a word that may be (part of) somebody's name, as names of truths: the
rules by their log odds, spaCy by its label, and Rampart by its probability.

What each truth weighs is learned (`learning`). There are two looks: the third knows the rules and
spaCy, the fourth Rampart too; Rampart is slow, and asked only where the third leaves it open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from archive.anonymise.evidence import (
    given_of,
    is_function_word,
    is_kept,
    is_misspelled_data,
    is_small_candidate,
    may_follow_given,
    word_of,
)
from archive.anonymise.spans import Odds
from archive.anonymise.surroundings import Truths
from archive.anonymise.tokens import Tokens

PERSON = "PERSON"
_LABELS = (PERSON, "ORG", "GPE", "NORP", "FAC", "LOC")
"""Of spaCy's, those that are told apart; where two readings differ the first counts."""

_STEPS = (0.005, 0.02, 0.06, 0.15, 0.35, 0.6, 0.85, 0.97)
"""Rampart's probabilities, between which no difference is made."""

_BY_ITSELF = 0.06
"""Rampart's probability from which it need not be asked about a word."""
_FURTHEST = 5
_PLAINLY_GIVEN = 10
_OFTEN = 35
"""Ten times Zipf, from which a word of no list of names stays a word, whatever a model says."""


class Labelled(Protocol):
    """A span with a label."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Labels:
    """spaCy's labels of each word, by index; words without one are missing."""

    of: dict[int, frozenset[str]]

    def main(self, index: int) -> str:
        """The label that counts, `other` for one that is not told apart, `none`."""
        said = self.of.get(index)
        if not said:
            return "none"
        return next((label for label in _LABELS if label in said), "other")

    def is_person(self, index: int) -> bool:
        """Whether one reading at least took the word for a person's."""
        return PERSON in self.of.get(index, ())


def labels(words: Tokens, readings: Iterable[Labelled]) -> Labels:
    """Which words each label lies on."""
    of: dict[int, frozenset[str]] = {}
    for one in readings:
        for index in _under(words, one.start, one.end):
            of[index] = of.get(index, frozenset()) | {one.label}
    return Labels(of)


def _under(words: Tokens, start: int, end: int) -> Iterator[int]:
    """The words that a span meets, by index."""
    index = max(0, bisect_right(words.starts, start) - 1)
    while index < len(words) and words.starts[index] < end:
        if words.end(index) > start:
            yield index
        index += 1


def asked(words: Tokens, odds: Odds, said: Labels) -> list[int]:
    """The words that two readers are asked about: the rules' candidates, and spaCy's persons."""
    persons = (index for index in said.of if said.is_person(index) and _may_be(words, index))
    return sorted({*odds, *persons})


def _may_be(words: Tokens, index: int) -> bool:
    """Whether a word may be a name if a model says so: no medicine, no "the"."""
    word, lowered = words.words[index], words.lowered[index]
    if len(word) < 2 or is_function_word(lowered):
        return False
    if is_kept(lowered) or is_misspelled_data(lowered):
        return False
    return (
        word[0].isupper()
        or is_small_candidate(lowered)
        or may_follow_given(lowered)
        or word_of(lowered) < _OFTEN
        or given_of(lowered) >= _PLAINLY_GIVEN
    )


def third_truths(words: Tokens, odds: Odds, said: Labels) -> Truths:
    """What rules and spaCy say of each word that is asked about, and of its neighbours."""
    return _thirds(words, asked(words, odds, said), odds, said)


def _thirds(words: Tokens, indices: list[int], odds: Odds, said: Labels) -> Truths:
    persons = Counter(words.lowered[index] for index in indices if said.is_person(index))
    return {
        index: list(_third(words, index, odds, said, persons[words.lowered[index]]))
        for index in indices
    }


def _third(words: Tokens, index: int, odds: Odds, said: Labels, persons: int) -> Iterator[str]:
    yield ""
    yield _size(words, index)
    yield f"odds{_step(odds.get(index))}"
    label = said.main(index)
    yield f"spacy-{label}"
    if persons > (label == PERSON):
        yield "spacy-elsewhere"
    for side, beside in (("before", index - 1), ("after", index + 1)):
        yield f"spacy-{side}-{'person' if said.is_person(beside) else 'none'}"


def _size(words: Tokens, index: int) -> str:
    if words.words[index][0].isupper():
        return "c:"
    return "l:" if words.is_cased else "n:"


def _step(odds: float | None) -> str:
    return "none" if odds is None else str(max(-_FURTHEST, min(_FURTHEST, round(odds))))


def fourth_truths(
    words: Tokens, odds: Odds, said: Labels, third: Truths, chances: Mapping[int, float]
) -> Truths:
    """The same with Rampart's probabilities, for each word that it read. It was not asked about
    all of them; those that it takes for names by itself are looked at too.
    """
    met = [
        index
        for index, chance in chances.items()
        if chance >= _BY_ITSELF and index not in third and _may_be(words, index)
    ]
    every = dict(sorted({**third, **_thirds(words, met, odds, said)}.items()))
    highest: dict[str, float] = {}
    for index, chance in chances.items():
        word = words.lowered[index]
        highest[word] = max(chance, highest.get(word, 0.0))
    return {
        index: [*true, *_fourth(index, chances, highest[words.lowered[index]])]
        for index, true in every.items()
        if index in chances
    }


def _fourth(index: int, chances: Mapping[int, float], highest: float) -> Iterator[str]:
    yield f"rampart{_rung(chances[index])}"
    yield f"rampart-highest{_rung(highest)}"
    for side, beside in (("before", index - 1), ("after", index + 1)):
        if beside in chances:
            yield f"rampart-{side}-{'name' if chances[beside] > 0.3 else 'none'}"


def _rung(chance: float) -> int:
    return bisect_right(_STEPS, chance)
