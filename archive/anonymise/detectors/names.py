"""Persons' names, by the weight of all that speaks for and against each word: is it a given name or
a surname, how usual is it as a word, does it open a sentence, what stands beside it, and is it
spelled small elsewhere. Finds names with capitals, without, and words with a capital that no list
knows.

Weights are learned, the threshold is set for recall: a needless flag costs a moderator a key, a
missed name costs somebody their privacy.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from archive.anonymise.evidence import given_of, surname_of, word_of
from archive.anonymise.finding import Context, Finding
from archive.anonymise.lexicon import cues
from archive.anonymise.surroundings import opens_sentence
from archive.anonymise.tokens import Tokens, tokens
from archive.anonymise.weighing import Truths, Weights, shipped_weights, weighed
from archive.domain.words import Band

_CAPITAL, _SMALL, _SMALL_AMONG_CAPITALS = -2.8, -2.4, -1.6
"""Log odds from which a word is flagged: with a capital, without in a text that has none, without
in a text that has some."""
_JOINS = -3.5
"""Log odds from which a word with a capital goes along with a flagged neighbour."""
_JOINS_OPENING = -1.0
"""The same for an English word that opens a sentence ("Tell Denise")."""
_USUAL = 50
"""Ten times Zipf, from which a word that opens a sentence and names nobody is hardly a surname."""
_MOST_PARTICLES = 3
_BEHIND_INITIALS = frozenset({" ", ". ", "."})
_PLAINLY_GIVEN = 10
_SURE = 2.5
"""Log odds from which a name with a cue or a full name is confident."""

_CUES = {
    "titled": "behind a title or a profession",
    "my-related": "behind a relation such as “my sister”",
    "related": "behind a relation such as “friend”",
    "named": "behind “name is” or “called”",
    "greeted": "behind a greeting",
    "signs": "a signature",
    "i-am": "behind “I’m”",
    "speaks": "somebody who says or does something",
}
_STRONG_CUES = frozenset({"titled", "my-related", "named", "greeted", "signs"})


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every name in `text`, in reading order; `text` is a whole document."""
    return found_by(shipped_weights(), text)


def found_by(weights: Weights, text: str) -> Iterator[Finding]:
    """Every name in `text` by some weights."""
    words = tokens(text)
    said, odds = weighed(words, weights)
    for first, last in _spans(words, odds):
        yield _finding(words, first, last, said, odds)


def _spans(words: Tokens, odds: dict[int, float]) -> Iterator[tuple[int, int]]:
    """First and last word of each name: flagged words, with what belongs to them between."""
    last_of_previous = -1
    for index, value in odds.items():
        if index <= last_of_previous or not _is_flagged(words, index, value):
            continue
        first = last = index
        while first - 1 > last_of_previous and _goes_along(words, first - 1, first, odds):
            first -= 1
        while last + 1 < len(words) and _goes_along(words, last + 1, last, odds):
            last += 1
        while first < last and (_is_loose(words, first) or _only_opens(words, first)):
            first += 1
        while last > first and _is_loose(words, last) and last != index:
            last -= 1
        last_of_previous = last
        yield first, last


def _is_flagged(words: Tokens, index: int, value: float) -> bool:
    if words.words[index][0].isupper():
        return value >= _CAPITAL
    return value >= (_SMALL_AMONG_CAPITALS if words.is_cased else _SMALL)


def _goes_along(words: Tokens, index: int, neighbour: int, odds: dict[int, float]) -> bool:
    """Whether a word belongs to the name its neighbour is part of."""
    word, gap = words.words[index], words.gap_before(max(index, neighbour))
    if _is_initial(words, index):
        beyond = 2 * index - neighbour
        between = beyond in odds and odds[beyond] >= _JOINS
        return gap in _BEHIND_INITIALS and (word[0].isupper() or between)
    if _is_initial(words, neighbour):
        return gap in _BEHIND_INITIALS and index in odds and odds[index] >= _JOINS
    if gap == ", ":
        return _is_turned(words, min(index, neighbour), odds)
    if gap != " ":
        return False
    if words.lowered[index] in cues.PARTICLES:
        return _leads_on(words, index, index - neighbour, odds)
    if index not in odds:
        return False
    if not word[0].isupper():
        return odds[index] >= _SMALL
    if index < neighbour and len(word) == 2 and word.isupper():
        return True  # AQ, JR
    opens = opens_sentence(words, index) and word_of(words.lowered[index]) >= 0
    if opens and not words.words[neighbour][0].isupper():
        return False
    return odds[index] >= (_JOINS_OPENING if opens else _JOINS)


def _leads_on(words: Tokens, index: int, step: int, odds: dict[int, float]) -> bool:
    """Whether particles lead from one part of a name to another ("van der")."""
    beyond = index + step
    while 0 <= beyond < len(words) and words.lowered[beyond] in cues.PARTICLES:
        beyond += step
    return odds.get(beyond, _JOINS - 1) >= _JOINS and abs(beyond - index) <= _MOST_PARTICLES


def _is_initial(words: Tokens, index: int) -> bool:
    """Whether a word is one letter that could stand for a name."""
    if len(words.words[index]) > 1:
        return False
    return words.lowered[index] not in {"i", "a"} or (
        words.words[index].isupper() and words.gap_after(index).startswith(".")
    )


def _is_turned(words: Tokens, index: int, odds: dict[int, float]) -> bool:
    """Whether a word and the one behind its comma are a surname and a given name, on their own."""
    surname, given = words.lowered[index], words.lowered[index + 1]
    return (
        surname_of(surname) >= 0
        and given_of(surname) < _PLAINLY_GIVEN <= given_of(given)
        and min(odds.get(index, _JOINS), odds.get(index + 1, _JOINS)) > _JOINS
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


def _finding(words: Tokens, first: int, last: int, said: Truths, odds: dict[int, float]) -> Finding:
    inside = [index for index in range(first, last + 1) if index in odds]
    best = max(odds[index] for index in inside)
    facts = {one.partition(":")[2] for index in inside for one in said[index]}
    listed = [index for index in inside if "given" in {o.partition(":")[2] for o in said[index]}]
    reasons = []
    if listed:
        reasons.append("a given name" if first == last else "a full name with a given name")
    elif "surname" in facts:
        reasons.append("a surname")
    else:
        reasons.append(
            "a word that no list knows" if "word" not in facts else "a word used as a name"
        )
    reasons += [why for cue, why in _CUES.items() if cue in facts]
    if words.words[inside[0]][0].islower():
        reasons.append("without a capital")
    sure = best >= _SURE and bool(listed) and (bool(_STRONG_CUES & facts) or first < last)
    start, end = words.starts[first], words.end(last)
    if words.words[last][-2:] in {"'s", "’s"}:
        end -= 2
    known = listed or "surname" in facts or _CUES.keys() & facts
    return Finding(
        start,
        end,
        "person" if known else "person_or_other",
        Band.CONFIDENT if sure else Band.CHECK,
        "names",
        ", ".join(reasons),
        "[name]",
        round(1 / (1 + exp(-best)), 3),
    )
