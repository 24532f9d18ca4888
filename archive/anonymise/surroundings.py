"""What speaks for and against a word's being somebody's name where it stands, as names of truths.

What each truth weighs is learned (`lexicon/weights.json`). A truth's name begins with `c:` for a
word with a capital; for one without, with `l:` in a text that has capitals and `n:` in one that has
none. The bare beginning is true of every such word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.evidence import (
    given_of,
    is_function_word,
    is_kept,
    is_misspelled_data,
    is_mostly_given,
    is_rather_a_word,
    is_small_candidate,
    may_follow_given,
    of_itself,
    surname_of,
    word_of,
)
from archive.anonymise.lexicon import cues, places
from archive.anonymise.tokens import Tokens

Truths = dict[int, list[str]]
"""What is true of each candidate, by the word's index."""

_STOPS = re.compile(r"[.!?…\n]")
_OPENS = re.compile(r"[:;•*>\"“”‘(\[\]—–-]")
_DASH = re.compile(r"[-–—]")
_JOINTS = re.compile(r"['’-]|(?<=^Mc)(?=[A-Z])|(?<=^Mac)(?=[A-Z])")
"""Inside a name, a capital may stand behind these."""
_PLAIN = frozenset({" ", "\u00a0", "  "})
_NOWHERE = -99.0
"""Log odds where there is no such word."""

_WORDS_BEFORE = (
    ("person-preposition", cues.BEFORE_PERSONS),
    ("place-preposition", cues.BEFORE_PLACES),
    ("determiner", cues.DETERMINERS),
    ("possessive", cues.POSSESSIVES),
    ("related", cues.RELATIONS),
    ("verb-opener", cues.BEFORE_VERBS),
    ("i-am", frozenset({"i'm", "im", "am"})),
)
_SAID_BY_WORD_BEFORE = {
    word: tuple(truth for truth, words in _WORDS_BEFORE if word in words)
    for word in frozenset().union(*(words for _, words in _WORDS_BEFORE))
}
"""What a word tells of the one right behind it."""


def candidates(tokens: Tokens) -> list[int]:
    """The words worth weighing, by index."""
    found = []
    is_followed = False
    for index, (word, lowered) in enumerate(zip(tokens.words, tokens.lowered, strict=True)):
        if word[0].isupper():
            if len(word) > 1 and not is_function_word(lowered) and not _is_data(lowered):
                found.append(index)
        elif (is_followed and may_follow_given(lowered)) or (
            is_small_candidate(lowered) and not (tokens.is_cased and is_rather_a_word(lowered))
        ):
            found.append(index)
        is_followed = is_mostly_given(lowered)
    return found


def _is_data(word: str) -> bool:
    return is_kept(word) or is_misspelled_data(word)


def opens_sentence(tokens: Tokens, index: int) -> str:
    """`start` behind a full stop or on a new line, `open` behind a colon or a quotation mark."""
    if index == 0:
        return "start"
    gap = tokens.gap_before(index)
    if gap in _PLAIN:
        return ""
    if _STOPS.search(gap):
        before = tokens.lowered[index - 1]
        is_abbreviated = gap == ". " and (before in cues.TITLES or len(before) == 1)
        return "" if is_abbreviated else "start"
    return "open" if _OPENS.search(gap) else ""


def truths(tokens: Tokens) -> Truths:
    """All that is true of each candidate, by index, without a word on its neighbours' odds."""
    found = candidates(tokens)
    openings = {index: opens_sentence(tokens, index) for index in found}
    small = {word for word in tokens.words if word[0].islower()}
    medial = {
        tokens.lowered[index]
        for index in found
        if not openings[index] and tokens.words[index][0].isupper()
    }
    return {
        index: _said(
            _size(tokens, index),
            [
                "",
                *of_itself(tokens.lowered[index]),
                *_capital(tokens, index, openings[index], small, medial),
                *_before(tokens, index, openings[index]),
                *_after(tokens, index),
            ],
        )
        for index in found
    }


def company(tokens: Tokens, odds: dict[int, float]) -> Truths:
    """A second look at all candidates: what the first said of each one's neighbours, and of the
    same word elsewhere.
    """
    highest: dict[str, tuple[float, float]] = {}
    for index, value in odds.items():
        best, second = highest.get(tokens.lowered[index], (_NOWHERE, _NOWHERE))
        highest[tokens.lowered[index]] = (max(best, value), max(second, min(best, value)))
    said = {}
    for index, value in odds.items():
        best, second = highest[tokens.lowered[index]]
        elsewhere = second if value == best else best
        true = [f"elsewhere{_step(elsewhere)}"] if elsewhere > _NOWHERE else []
        if tokens.gap_before(index) == " ":
            true.append(f"before{_step(odds.get(index - 1, _NOWHERE))}")
        if tokens.gap_after(index) == " ":
            true.append(f"after{_step(odds.get(index + 1, _NOWHERE))}")
        said[index] = _said(_size(tokens, index), true)
    return said


def _step(odds: float) -> str:
    return "?" if odds == _NOWHERE else str(max(-2, min(3, round(odds / 1.5))))


def _size(tokens: Tokens, index: int) -> str:
    if tokens.words[index][0].isupper():
        return "c:"
    return "l:" if tokens.is_cased else "n:"


def _said(size: str, true: list[str]) -> list[str]:
    return [size + one for one in true]


def _capital(
    tokens: Tokens, index: int, opening: str, small: set[str], medial: set[str]
) -> Iterator[str]:
    """What a word's capital tells. `small` has the words that the text spells small somewhere,
    `medial` those (in lower case) that it spells with a capital inside a sentence.
    """
    word, lowered = tokens.words[index], tokens.lowered[index]
    if not word[0].isupper():
        return
    is_given = given_of(lowered) >= 0
    if opening:
        sort = "word" if word_of(lowered) >= 0 else "wordless"
        yield from (opening, f"{opening}-{sort}{'-given' if is_given else ''}")
    if lowered in small:
        yield "small-elsewhere"
    if lowered in medial:
        yield "medial-somewhere"
    if word.isupper():
        yield "shouted" if len(word) > 4 else "abbreviation"
        if is_given:
            yield "shouted-given"
    elif not all(part[1:].islower() for part in _JOINTS.split(word) if len(part) > 1):
        yield "inner-capital"


def _before(tokens: Tokens, index: int, opening: str) -> Iterator[str]:
    """What stands before a word."""
    if index == 0:
        yield "first"
        return
    gap, before = tokens.gap_before(index), tokens.lowered[index - 1]
    if opening:
        yield from _behind_stop(gap, before, opening)
        return
    is_plain = gap in _PLAIN or gap.startswith(". ")
    yield from _behind_cue(tokens, index, is_plain)
    if is_plain:
        yield from _SAID_BY_WORD_BEFORE.get(before, ())
        yield from _behind_capital(tokens, index, gap)
    else:
        yield "comma-before"
    if _is_in_place(tokens.lowered, index):
        yield "place"


def _behind_stop(gap: str, before: str, opening: str) -> Iterator[str]:
    is_new_line = "\n" in gap
    if is_new_line:
        yield "line-start"
    if before in cues.SIGN_OFFS and (is_new_line or opening == "open"):
        yield "signs"
    if _DASH.search(gap):
        yield "dash-before"
    if opening == "open" and before in cues.NAMING:
        yield "named"
    if opening == "open" and "(" in gap:
        yield "bracket-before"


def _behind_cue(tokens: Tokens, index: int, is_plain: bool) -> Iterator[str]:
    before, earlier = tokens.lowered[index - 1], tokens.lowered[index - 2] if index > 1 else ""
    if before in cues.TITLES and is_plain:
        yield "titled"
        if tokens.words[index - 1][0].isupper():
            yield "titled-capital"
    if before in cues.RELATIONS and not is_plain:
        yield "related-comma"
    elif before in cues.RELATIONS and earlier in cues.POSSESSIVES:
        yield "my-related"
    if before in cues.GREETINGS:
        yield "greeted"
    if before in cues.SIGN_OFFS and not is_plain:
        yield "signs"
    if before in cues.NAMING or (before == "is" and earlier == "name"):
        yield "named"
    if before in {"and", "or"} and earlier:
        yield "and-given" if _is_given_not_word(earlier) else "and"


def _behind_capital(tokens: Tokens, index: int, gap: str) -> Iterator[str]:
    before, written = tokens.lowered[index - 1], tokens.words[index - 1]
    if not written[0].isupper():
        if not tokens.words[index][0].isupper() and is_mostly_given(before):
            yield "given-before"
    elif len(before) == 1:
        if before != "i":
            yield "initial-before"
    elif not gap.startswith("."):
        yield "capital-before"
        if given_of(before) >= 15:
            yield "usual-given-before"
        if given_of(before) >= 0:
            yield "never-before" if is_function_word(before) else "given-before"
        elif word_of(before) >= 0:
            yield "word-before"
        if before in cues.MONTHS_AND_DAYS:
            yield "month-before"


def _after(tokens: Tokens, index: int) -> Iterator[str]:
    """What stands behind a word."""
    if tokens.words[index][-2:] in {"'s", "’s"}:
        yield "possessive-s"
    if index + 1 == len(tokens):
        yield "last"
        return
    gap = tokens.gap_after(index)
    if "\n" in gap:
        yield "line-end"
        if gap.startswith(","):
            yield "line-end-comma"
    elif gap in _PLAIN:
        yield from _before_word(tokens, index)
    else:
        yield f"mark-after{gap[0] if gap[0] in ',.)@/_-' else '?'}"


def _before_word(tokens: Tokens, index: int) -> Iterator[str]:
    after, written = tokens.lowered[index + 1], tokens.words[index + 1]
    if after in cues.SPEECH:
        yield "speaks"
    if written[0].isupper():
        if len(after) > 1:
            yield from ("capital-after", _sort_of_capital(after))
        elif after != "i":
            yield "initial-after"
    elif surname_of(after) >= 0 and word_of(after) < 0:
        yield "surname-after"
    elif word_of(after) >= 0 and not is_function_word(after):
        yield "small-word-after"
    if after in {"and", "or"}:
        yield "and-after"
        if index + 2 < len(tokens) and _is_given_not_word(tokens.lowered[index + 2]):
            yield "and-given-after"
    elif after in {"who", "whose"}:
        yield "who-after"


def _sort_of_capital(word: str) -> str:
    if word in cues.AFTER_NAMES_OF_THINGS:
        return "thing-after"
    is_word = word_of(word) >= 0
    if surname_of(word) >= 0:
        return "surname-word-after" if is_word else "surname-after"
    return "word-after" if is_word else "wordless-after"


def _is_given_not_word(word: str) -> bool:
    return given_of(word) >= 10 and word_of(word) < 35


def _is_in_place(lowered: list[str], index: int) -> bool:
    """Whether a word and one beside it are a town's or a region's name."""
    pairs = []
    if index + 1 < len(lowered) and lowered[index] in places.opening_words():
        pairs.append(f"{lowered[index]} {lowered[index + 1]}")
    if lowered[index - 1] in places.opening_words():
        pairs.append(f"{lowered[index - 1]} {lowered[index]}")
    return any(places.may_be_town(pair) or places.is_region(pair) for pair in pairs)
