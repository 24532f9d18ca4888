"""Where names begin and end, once each word's log odds of being (part of) one are known: a flagged
word takes along initials, particles ("van der") and neighbours that are likely enough beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.anonymise.evidence import given_of, surname_of, word_of
from archive.anonymise.lexicon import cues
from archive.anonymise.surroundings import opens_sentence
from archive.anonymise.tokens import Tokens

Odds = dict[int, float]
"""Log odds of each candidate's being a name, by the word's index, in reading order."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Log odds from which a word counts."""

    capital: float
    small: float
    """Without a capital in a text that has none."""
    small_among_capitals: float
    joins: float
    """With a capital, beside a flagged word."""
    joins_opening: float
    """The same for an English word that opens a sentence ("Tell Denise")."""


_USUAL = 50
"""Ten times Zipf, from which a word that opens a sentence and names nobody is hardly a surname."""
_MOST_PARTICLES = 3
_BEHIND_INITIALS = frozenset({" ", ". ", "."})
_PLAINLY_GIVEN = 10


def spans(words: Tokens, odds: Odds, bars: Bars) -> Iterator[tuple[int, int]]:
    """First and last word of each name: flagged words, with what belongs to them between."""
    last_of_previous = -1
    for index, value in odds.items():
        if index <= last_of_previous or not is_flagged(words, index, value, bars):
            continue
        first = last = index
        while first - 1 > last_of_previous and _goes_along(words, first - 1, first, odds, bars):
            first -= 1
        while last + 1 < len(words) and _goes_along(words, last + 1, last, odds, bars):
            last += 1
        while first < last and (_is_loose(words, first) or _only_opens(words, first)):
            first += 1
        while last > first and _is_loose(words, last) and last != index:
            last -= 1
        last_of_previous = last
        yield first, last


def is_flagged(words: Tokens, index: int, value: float, bars: Bars) -> bool:
    """Whether a word's log odds are enough to show it to somebody."""
    if words.words[index][0].isupper():
        return value >= bars.capital
    return value >= (bars.small_among_capitals if words.is_cased else bars.small)


def _goes_along(words: Tokens, index: int, neighbour: int, odds: Odds, bars: Bars) -> bool:
    """Whether a word belongs to the name its neighbour is part of."""
    word, gap = words.words[index], words.gap_before(max(index, neighbour))
    if is_initial(words, index):
        beyond = 2 * index - neighbour
        between = beyond in odds and odds[beyond] >= bars.joins
        is_chained = words.gap_before(index) == "." or gap == "."
        return gap in _BEHIND_INITIALS and (word[0].isupper() or between or is_chained)
    if is_initial(words, neighbour):
        return gap in _BEHIND_INITIALS and index in odds and odds[index] >= bars.joins
    if gap == ", ":
        return _is_turned(words, min(index, neighbour), odds, bars)
    if gap != " ":
        return False
    if words.lowered[index] in cues.PARTICLES:
        return _leads_on(words, index, index - neighbour, odds, bars)
    if index not in odds:
        return False
    if not word[0].isupper():
        return odds[index] >= bars.small
    if index < neighbour and len(word) == 2 and word.isupper():
        return True  # AQ, JR
    opens = opens_sentence(words, index) and word_of(words.lowered[index]) >= 0
    if opens and not words.words[neighbour][0].isupper():
        return False
    return odds[index] >= (bars.joins_opening if opens else bars.joins)


def _leads_on(words: Tokens, index: int, step: int, odds: Odds, bars: Bars) -> bool:
    """Whether particles lead from one part of a name to another ("van der")."""
    beyond = index + step
    while 0 <= beyond < len(words) and words.lowered[beyond] in cues.PARTICLES:
        beyond += step
    return odds.get(beyond, bars.joins - 1) >= bars.joins and abs(beyond - index) <= _MOST_PARTICLES


def is_initial(words: Tokens, index: int) -> bool:
    """Whether a word is one letter that could stand for a name."""
    if len(words.words[index]) > 1:
        return False
    return words.lowered[index] not in {"i", "a"} or (
        words.gap_after(index).startswith(".") and words.gap_before(index) in _BEHIND_INITIALS
    )


def _is_turned(words: Tokens, index: int, odds: Odds, bars: Bars) -> bool:
    """Whether a word and the one behind its comma are a surname and a given name, on their own."""
    surname, given = words.lowered[index], words.lowered[index + 1]
    return (
        (surname_of(surname) >= 0 or word_of(surname) < 0)
        and given_of(surname) < _PLAINLY_GIVEN
        and given_of(given) > max(given_of(surname), surname_of(given) - _PLAINLY_GIVEN)
        and min(odds.get(index, bars.joins), odds.get(index + 1, bars.joins)) > bars.joins
        and (index == 0 or words.gap_before(index) not in {" ", ", "})
        and words.gap_after(index + 1) not in {" ", ", "}
    )


def _is_loose(words: Tokens, index: int) -> bool:
    return words.lowered[index] in cues.PARTICLES and words.words[index][0].islower()


def _only_opens(words: Tokens, index: int) -> bool:
    """Whether a usual word has its capital from opening a sentence before a name ("Ask Denise")."""
    word, following = words.lowered[index], words.lowered[index + 1]
    return (
        bool(opens_sentence(words, index))
        and word_of(word) >= _USUAL
        and given_of(word) < 0
        and given_of(following) >= _PLAINLY_GIVEN
    )
