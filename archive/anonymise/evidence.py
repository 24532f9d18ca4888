"""What the word lists say of one word, wherever it stands: is it a given name, a surname, a town,
how usual is it as a word. All words are asked for in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.anonymise.lexicon import cues, keep, places
from archive.anonymise.lexicon.listed import (
    english_words,
    given_names,
    outside_words,
    proper_words,
    surnames,
)

_FUNCTION_WORDS = frozenset(
    "i i'm i've i'd i'll im ive the and but or so if it it's its he she they we you my your his "
    "her our their this that these those there here what when where why how who which not no yes "
    "ok okay oh well then than as at in on of to for from by with is are was were be been am do "
    "does did don't didn't have has had can't won't isn't it'll you're they're we're he's she's "
    "that's a an all any some just also because while after before since until though although "
    "however maybe perhaps please tv usa uk us eu nhs gp lol omg id iq adhd ptsd ocd bpd mri ct pm "
    "am btw fyi".split()
)
"""Words that open sentences, and abbreviations, too common for a look at each."""

_RARE, _USUAL = 20, 50
"""Ten times Zipf, below which a word is rare, and from which it is too usual to be a surname."""
_SOME, _MANY = 8, 10
"""Ten times the logarithm of bearers per million, from which a medicine or month is a given name
too ("Molly", "June"), and from which a name is one that many bear."""
_MOSTLY_A_NAME, _HARDLY_A_NAME = 22, 9
"""The excess below which a word is often a name, and from which it needs its capital to be one."""

_CONSTANT, _SLOPE = 6.7, 0.91
"""Where a name's frequency among persons alone would put it among words, in ten times Zipf; fitted
on the given names that are neither word nor surname."""


def is_function_word(word: str) -> bool:
    """Whether a word is among those too common to be looked at."""
    return word in _FUNCTION_WORDS


@cache
def is_data(word: str) -> bool:
    """Whether a word is what the archive is about, be it also somebody's name ("Molly")."""
    return keep.is_kept(word)


@cache
def is_kept(word: str) -> bool:
    """Whether a word is the data (a medicine, a month, a people) and hardly ever a given name."""
    return is_data(word) and given_of(word) < _SOME


@cache
def is_misspelled_data(word: str) -> bool:
    """Whether a word that no list has is a medicine's name with one wrong letter."""
    return (
        word_of(word) < 0
        and given_of(word) < 0
        and surname_of(word) < 0
        and keep.is_misspelled_medicine(word)
    )


@cache
def given_of(word: str) -> int:
    """How usual a word is as a given name; -1 when it is none. Parts of "Anne-Marie" count."""
    return _listed(given_names(), word)


@cache
def surname_of(word: str) -> int:
    """How usual a word is as a surname; -1 when it is none."""
    return _listed(surnames(), word)


def _listed(names: dict[str, int], word: str) -> int:
    if "'" not in word and "-" not in word:
        return names.get(word, -1)
    joined = names.get(word.replace("'", "").replace("-", ""))
    if joined is not None:
        return joined
    parts = [part for part in re.split(r"['-]", word) if len(part) > 2]
    return min((names.get(part, -1) for part in parts), default=-1)


@cache
def word_of(word: str) -> int:
    """How usual a word is as one that is spelled small, in ten times Zipf; -1 when no dictionary
    has it. A plural is as usual as its singular, a compound as its rarest part.
    """
    known = english_words()
    if word in known:
        return known[word]
    if word.endswith("s") and word[:-1] in known and word not in given_names():
        return known[word[:-1]]
    parts = [part for part in re.split(r"['-]", word) if len(part) > 1]
    if parts != [word] and all(part in known for part in parts):
        return min((known[part] for part in parts), default=-1)
    return -1


@cache
def excess_of(word: str) -> int:
    """How much more usual a word is (ten times Zipf) than its bearers as a given name explain.

    About 8 for "john", 13 for "rose", 38 for "will".
    """
    used = max(english_words().get(word, 10), outside_words().get(word, 10))
    return round(used - _CONSTANT - _SLOPE * max(given_of(word), 0))


@cache
def is_mostly_given(word: str) -> bool:
    """Whether a word is a given name that many bear, and not often anything else."""
    return given_of(word) >= _MANY and excess_of(word) < _MOSTLY_A_NAME


@cache
def is_small_candidate(word: str) -> bool:
    """Whether a word without a capital could be a name: a given name, or in no dictionary."""
    if len(word) < 3 or not word[0].islower() or is_function_word(word) or is_kept(word):
        return False
    if word in cues.MONTHS_AND_DAYS:
        return False
    known = word_of(word)
    if known < 0 or (known < _RARE and (surname_of(word) >= 0 or given_of(word) >= 0)):
        return True
    return is_mostly_given(word)


@cache
def is_rather_a_word(word: str) -> bool:
    """Whether a word spelled small, where others have their capitals, is hardly a name ("rose")."""
    return word_of(word) >= 0 and excess_of(word) > _HARDLY_A_NAME


@cache
def may_follow_given(word: str) -> bool:
    """Whether a word without a capital could be the surname behind a given name."""
    return (
        surname_of(word) >= 0
        and len(word) > 2
        and word_of(word) < _USUAL
        and not is_function_word(word)
        and word not in cues.MONTHS_AND_DAYS
        and word not in cues.SPEECH
    )


@cache
def of_itself(word: str) -> tuple[str, ...]:
    """What is true of a word wherever it stands, as names of truths."""
    return (*_as_a_name(word), *_as_a_word(word), *_as_something_else(word))


def _as_a_name(word: str) -> Iterator[str]:
    given, surname = given_of(word), surname_of(word)
    if given >= 0:
        yield from ("given", f"given{min(given // 8, 4)}")
        if word_of(word) >= 0:
            yield f"given-excess{max(min(excess_of(word) // 5, 6), -1)}"
    if surname >= 0:
        yield from ("surname", f"surname{min(surname // 8, 4)}")
    if given < 0 and surname < 0:
        yield "unlisted"


def _as_a_word(word: str) -> Iterator[str]:
    known, is_given, is_surname = word_of(word), given_of(word) >= 0, surname_of(word) >= 0
    if known >= 0:
        yield from ("word", f"word{min(known // 8, 7)}")
        if not is_given:
            yield "word-surname" if is_surname else "word-ungiven"
        return
    used = min(outside_words().get(word, 0) // 8, 6)
    yield from ("wordless", f"outside{used}")
    if word in proper_words():
        yield "proper" if is_given else "proper-ungiven"
    if not is_given and not is_surname:
        yield f"unlisted-outside{used}"


def _as_something_else(word: str) -> Iterator[str]:
    if is_data(word):
        yield "kept"
    if places.is_town(word) or places.is_region(word):
        yield "town"
    elif places.may_be_town(word):
        yield "town-too"
    if word in cues.MONTHS_AND_DAYS:
        yield "month"
    if word in cues.AFTER_NAMES_OF_THINGS:
        yield "thing"
    if word in cues.TITLES or word in cues.RELATIONS:
        yield "title"
    if len(word) <= 2:
        yield "short"
    if "-" in word:
        yield "hyphen"
