"""Persons' names as rules and both models of the `[ner]` extra read them together.

A word is flagged by learned weights of what the three say of it, not when any one of them is sure:
they fail on different texts, and each is often wrong alone. Rampart is slow, and asked only about
words that rules and spaCy leave open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp
from typing import Final

from archive.anonymise.detectors import ner_rampart, ner_spacy
from archive.anonymise.detectors.names import BARS as RULES
from archive.anonymise.detectors.names import described
from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import WORD
from archive.anonymise.lexicon.cues import PARTICLES
from archive.anonymise.opinions import Labels, fourth_truths, labels, third_truths
from archive.anonymise.spans import Bars, Odds, is_flagged, is_initial, spans
from archive.anonymise.surroundings import Truths
from archive.anonymise.tokens import Tokens, tokens
from archive.anonymise.weighing import Weights, log_odds, weighed, weights_in_use
from archive.domain.words import Band

BARS: Final = Bars(
    capital=-4.2, small=-3.8, small_among_capitals=-3.8, joins=-4.8, joins_opening=-3.5
)
"""Log odds of the fourth look, where Rampart read, and of the third, where it did not."""

OPEN: Final = (-4.2, 0.0)
"""Log odds of the third look, between which Rampart is asked: below it is no name, above it one."""

_AGREES: Final = 0.4
"""Rampart's probability from which it is among those who read a name."""
_GOES_ALONG: Final = 0.9
"""The same, from which any word with a capital goes along with a name beside it."""
_SURE: Final = 1.5
"""Log odds from which a name that both models read, or that rules and spaCy do, is confident."""

_REST = re.compile(rf"[{WORD}]*+")


def is_available() -> bool:
    """Whether both models are installed. Imports neither."""
    return ner_spacy.is_available() and ner_rampart.is_available()


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every name in `text`, a whole document; and the places, streets and numbers by Rampart."""
    read = _read(text, weights_in_use())
    for first, last in spans(read.words, read.odds, BARS):
        yield _finding(text, read, *_widened(read, first, last))
    yield from ner_rampart.others(text, read.pieces)


@dataclass(frozen=True, slots=True)
class _Read:
    """All that was said of a text."""

    words: Tokens
    said: Truths
    by_rules: Odds
    labels: Labels
    pieces: list[ner_rampart.Piece]
    chances: dict[int, float]
    odds: Odds
    """By all together."""


def _read(text: str, weights: Weights) -> _Read:
    words = tokens(text)
    said, by_rules = weighed(words, weights)
    labelled = labels(words, ner_spacy.read(text))
    third_said = third_truths(words, by_rules, labelled)
    third = log_odds(third_said, weights.third)
    pieces = ner_rampart.read(text, words, open_words(third))
    chances = ner_rampart.chances(words, pieces)
    fourth_said = fourth_truths(words, by_rules, labelled, third_said, chances)
    settled = {index: value for index, value in third.items() if value >= OPEN[0]}
    odds = dict(sorted({**settled, **log_odds(fourth_said, weights.fourth)}.items()))
    return _Read(words, said, by_rules, labelled, pieces, chances, odds)


def open_words(third: Odds) -> list[int]:
    """The words that the third look does not settle, by index."""
    return [index for index, value in third.items() if OPEN[0] <= value <= OPEN[1]]


def _widened(read: _Read, first: int, last: int) -> tuple[int, int]:
    """A name with the particles and initials that spaCy reads with it ("bin Laden"), and with what
    Rampart is sure of.
    """
    while first > 0 and _is_led(read, first - 1, first):
        first -= 1
    while last + 1 < len(read.words) and _is_led(read, last + 1, last):
        last += 1
    return first, last


def _is_led(read: _Read, index: int, neighbour: int) -> bool:
    if len(read.words.gap_before(max(index, neighbour))) > 2:
        return False
    if read.chances.get(index, 0.0) >= _GOES_ALONG and read.words.words[index][0].isupper():
        return read.words.gap_before(max(index, neighbour)) == " "  # "Moira Pagan", "Ada A Byron"
    if not (read.labels.is_person(index) and read.labels.is_person(neighbour)):
        return False
    return read.words.lowered[index] in PARTICLES or is_initial(read.words, index)


def _finding(text: str, read: _Read, first: int, last: int) -> Finding:
    inside = range(first, last + 1)
    by_rules = described(read.words, first, last, read.said, read.by_rules)
    best = max(read.odds[index] for index in inside if index in read.odds)
    readers, reasons = [], []
    if any(_by_rules(read, index) for index in inside):
        readers.append("names")
        reasons.append(by_rules.why)
    if any(map(read.labels.is_person, inside)):
        readers.append("spacy")
        reasons.append("read as a person by spaCy")
    if any(read.chances.get(index, 0.0) >= _AGREES for index in inside):
        readers.append("rampart")
        reasons.append("read as a name by Rampart")
    sure = by_rules.band is Band.CONFIDENT or (best >= _SURE and len(readers) > 1)
    return replace(
        by_rules,
        end=_word_end(text, by_rules.end),
        band=Band.CONFIDENT if sure else Band.CHECK,
        detector=" + ".join(readers) or "names",
        why="; ".join(reasons) or "a weak suspicion of several readers",
        score=max(round(1 / (1 + exp(-best)), 3), by_rules.score if sure else 0.0),
    )


def _word_end(text: str, end: int) -> int:
    """Where a word really ends that goes on with the marks of its script."""
    rest = _REST.match(text, end)
    return rest.end() if rest else end


def _by_rules(read: _Read, index: int) -> bool:
    value = read.by_rules.get(index)
    return value is not None and is_flagged(read.words, index, value, RULES)
