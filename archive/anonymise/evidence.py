"""What speaks for and against a word's being somebody's name, as named features.

`features` gives the names of all that is true of one word; what each weighs is learned
(`lexicon/weights.json`, see `lexicon/SOURCES.md`). A name begins with `c` for a word with a capital,
with `l` for one without.
"""

from __future__ import annotations

import re
from functools import cache

from archive.anonymise.lexicon import cues
from archive.anonymise.lexicon.listed import (
    english_words,
    given_names,
    keep_words,
    outside_words,
    proper_words,
    surnames,
)
from archive.anonymise.tokens import Tokens

_STOPS = re.compile(r"[.!?…\n]")
_OPENS = re.compile(r"[:;•*>\"“”‘(\[\]—–-]")
_PLAIN_GAP = frozenset({" ", "\u00a0", "  "})

_NEVER = frozenset(
    "i i'm i've i'd i'll im ive the and but or so if it it's its he she they we you my your his her "
    "our their this that these those there here what when where why how who which not no yes ok "
    "okay oh well then than as at in on of to for from by with is are was were be been am do does "
    "did don't didn't have has had can't won't isn't it'll you're they're we're he's she's that's "
    "a an all any some just also because while after before since until though although however "
    "maybe perhaps please tv usa uk us eu nhs gp lol omg id iq adhd ptsd ocd bpd mri ct pm am btw fyi".split()
)
"""Words that open sentences, and abbreviations, too common for a look at each."""

_RARE, _USUAL = 20, 50
"""Ten times Zipf, below which a word is rare, and from which it is too usual to be a surname."""
_SOME = 8
"""Ten times the logarithm of bearers per million from which a word is a given name too ("Molly")."""
_NOWHERE = -99.0
"""Log odds where there is no such word."""

_USUAL_EXCESS = 6.7, 0.91
"""Where a name's frequency among persons alone would put it among words (ten times Zipf: constant
and slope, fitted on the given names that are neither word nor surname)."""


def is_function_word(word: str) -> bool:
    """Whether a word is among those too common to be looked at."""
    return word in _NEVER


@cache
def is_kept(word: str) -> bool:
    """Whether a word is the data (a medicine, a month, a people) and hardly ever a given name."""
    return word in keep_words() and given_of(word) < _SOME


@cache
def given_of(word: str) -> int:
    """How usual a word is as a given name; -1 when it is none. Parts of "Anne-Marie" count."""
    return _listed(given_names(), word)


@cache
def surname_of(word: str) -> int:
    """How usual a word is as a surname; -1 when it is none."""
    return _listed(surnames(), word)


@cache
def word_of(word: str) -> int:
    """How usual a word is as one that is spelled small; -1 when no dictionary has it."""
    known = english_words()
    if word in known:
        return known[word]
    parts = re.split(r"['-]", word)
    if len(parts) > 1 and all(part in known for part in parts if len(part) > 1):
        return min((known[part] for part in parts if part in known), default=-1)
    return -1


def _listed(names: dict[str, int], word: str) -> int:
    number = names.get(word)
    if number is not None:
        return number
    if "'" in word or "-" in word:
        joined = names.get(word.replace("'", "").replace("-", ""))
        if joined is not None:
            return joined
        parts = [part for part in re.split(r"['-]", word) if len(part) > 2]
        return min((names.get(part, -1) for part in parts), default=-1)
    return -1


@cache
def is_small_candidate(word: str) -> bool:
    """Whether a word without a capital could be a name: a given name, or in no dictionary."""
    if len(word) < 3 or not word[0].islower() or word in _NEVER or is_kept(word):
        return False
    if word in cues.MONTHS_AND_DAYS:
        return False
    known = word_of(word)
    if known < 0 or (known < _RARE and (surname_of(word) >= 0 or given_of(word) >= 0)):
        return True
    return given_of(word) >= 10 and excess_of(word) < 22


@cache
def may_follow_given(word: str) -> bool:
    """Whether a word without a capital could be the surname behind a given name."""
    return (
        surname_of(word) >= 0
        and len(word) > 2
        and word_of(word) < _USUAL
        and word not in _NEVER
        and word not in cues.MONTHS_AND_DAYS
        and word not in cues.SPEECH
    )


@cache
def _is_plainly_given(word: str) -> bool:
    return given_of(word) >= 10 and excess_of(word) < 22


def candidates(tokens: Tokens) -> list[int]:
    """The words worth weighing, by index."""
    found = []
    followed = False
    for index, (word, lowered) in enumerate(zip(tokens.words, tokens.lowered, strict=True)):
        if word[0].isupper():
            if len(word) > 1 and lowered not in _NEVER and not is_kept(lowered):
                found.append(index)
        elif is_small_candidate(lowered) or (followed and may_follow_given(lowered)):
            found.append(index)
        followed = _is_plainly_given(lowered)
    return found


def company(tokens: Tokens, odds: dict[int, float]) -> dict[int, list[str]]:
    """A second look at all candidates: what the first said of each one's neighbours, and of the
    same word elsewhere.
    """
    highest: dict[str, tuple[float, float]] = {}
    for index, value in odds.items():
        best, second = highest.get(tokens.lowered[index], (_NOWHERE, _NOWHERE))
        highest[tokens.lowered[index]] = (max(best, value), max(second, min(best, value)))
    said = {}
    for index, value in odds.items():
        size = _size(tokens, index)
        best, second = highest[tokens.lowered[index]]
        elsewhere = second if value == best else best
        true = [f"{size}:elsewhere{_step(elsewhere)}"] if elsewhere > _NOWHERE else []
        for side, gap in ((-1, tokens.gap_before(index)), (1, tokens.gap_after(index))):
            if gap == " ":
                true.append(
                    f"{size}:{'beforeafter'[:6] if side < 0 else 'after'}{_step(odds.get(index + side, _NOWHERE))}"
                )
        said[index] = true
    return said


def _step(odds: float) -> str:
    if odds == _NOWHERE:
        return "?"
    return str(max(-2, min(3, round(odds / 1.5))))


def _size(tokens: Tokens, index: int) -> str:
    """`c` for a word with a capital; without, `l` in a text that has capitals, `n` in one that has none."""
    if tokens.words[index][0].isupper():
        return "c"
    return "l" if tokens.is_cased else "n"


@cache
def excess_of(word: str) -> int:
    """How much more usual a word is (ten times Zipf) than its bearers as a given name explain."""
    constant, slope = _USUAL_EXCESS
    used = max(english_words().get(word, 10), outside_words().get(word, 10))
    return round(used - constant - slope * max(given_of(word), 0))


@cache
def _of_itself(word: str, size: str) -> tuple[str, ...]:
    """What is true of a word wherever it stands."""
    given, surname, known = given_of(word), surname_of(word), word_of(word)
    said = []
    if given >= 0:
        said += ["given", f"given{min(given // 8, 4)}"]
        if known >= 0:
            said.append(f"given-excess{max(min(excess_of(word) // 5, 6), -1)}")
    if surname >= 0:
        said += ["surname", f"surname{min(surname // 8, 4)}"]
    if given < 0 and surname < 0:
        said.append("unlisted")
    if known >= 0:
        said += ["word", f"word{min(known // 8, 7)}"]
        if given < 0:
            said.append("word-ungiven" if surname < 0 else "word-surname")
    else:
        used = outside_words().get(word, 0)
        said += ["wordless", f"outside{min(used // 8, 6)}"]
        if word in proper_words():
            said.append("proper" if given >= 0 else "proper-ungiven")
        if given < 0 and surname < 0:
            said.append(f"unlisted-outside{min(used // 8, 6)}")
    if word in keep_words():
        said.append("kept")
    if word in cues.MONTHS_AND_DAYS:
        said.append("month")
    if word in cues.AFTER_NAMES_OF_THINGS:
        said.append("thing")
    if word in cues.TITLES or word in cues.RELATIONS:
        said.append("title")
    if len(word) <= 2:
        said.append("short")
    if "-" in word:
        said.append("hyphen")
    return tuple(f"{size}:{one}" for one in said)


def opens_sentence(tokens: Tokens, index: int) -> str:
    """`start` behind a full stop or on a new line, `open` behind a colon or a quotation mark."""
    if index == 0:
        return "start"
    gap = tokens.gap_before(index)
    if gap in _PLAIN_GAP:
        return ""
    if _STOPS.search(gap):
        before = tokens.lowered[index - 1]
        if gap == ". " and (before in cues.TITLES or len(before) == 1):
            return ""
        return "start"
    return "open" if _OPENS.search(gap) else ""


def features(
    tokens: Tokens, index: int, small: frozenset[str], medial: frozenset[str]
) -> list[str]:
    """All that is true of a candidate.

    `small` has the words that the text spells small somewhere, `medial` those (in lower case) that
    it spells with a capital inside a sentence.
    """
    words, lowered = tokens.words, tokens.lowered
    word, low = words[index], lowered[index]
    size = _size(tokens, index)
    said = [size, *_of_itself(low, size)]
    opening = opens_sentence(tokens, index)
    say = said.append
    if size == "c":
        if opening:
            say(f"c:{opening}")
            say(
                f"c:{opening}-{'word' if word_of(low) >= 0 else 'wordless'}"
                f"{'-given' if given_of(low) >= 0 else ''}"
            )
        if low in small:
            say("c:small-elsewhere")
        if low in medial:
            say("c:medial-somewhere")
        if word.isupper():
            say("c:shouted" if len(word) > 4 else "c:abbreviation")
            if given_of(low) >= 0:
                say("c:shouted-given")
        elif not word[1:].islower():
            say("c:inner-capital")
    _before(tokens, index, opening, size, say)
    _after(tokens, index, size, say)
    return said


def _before(tokens, index, opening, size, say):
    if index == 0:
        say(f"{size}:first")
        return
    gap = tokens.gap_before(index)
    before = tokens.lowered[index - 1]
    written = tokens.words[index - 1]
    if opening == "start":
        if "\n" in gap:
            say(f"{size}:line-start")
            if before in cues.SIGN_OFFS:
                say(f"{size}:signs")
        if "-" in gap or "–" in gap or "—" in gap:
            say(f"{size}:dash-before")
        return
    if opening == "open":
        if before in cues.NAMING:
            say(f"{size}:named")
        if "-" in gap or "–" in gap or "—" in gap:
            say(f"{size}:dash-before")
        if "(" in gap:
            say(f"{size}:bracket-before")
        if before in cues.SIGN_OFFS:
            say(f"{size}:signs")
        return
    plain = gap in _PLAIN_GAP or gap.startswith(". ")
    if not plain:
        say(f"{size}:comma-before")
    if before in cues.TITLES and (plain or gap.startswith(".")):
        say(f"{size}:titled")
        if written[0].isupper():
            say(f"{size}:titled-capital")
    if plain and before in cues.RELATIONS:
        say(f"{size}:related")
        if index > 1 and tokens.lowered[index - 2] in cues.POSSESSIVES:
            say(f"{size}:my-related")
    if not plain and before in cues.RELATIONS:
        say(f"{size}:related-comma")
    if before in cues.GREETINGS:
        say(f"{size}:greeted")
    if before in cues.SIGN_OFFS and not plain:
        say(f"{size}:signs")
    if before in cues.NAMING or (
        before == "is" and index > 1 and tokens.lowered[index - 2] == "name"
    ):
        say(f"{size}:named")
    if before in {"i'm", "im", "am"} and plain:
        say(f"{size}:i-am")
    if before in cues.BEFORE_PERSONS and plain:
        say(f"{size}:person-preposition")
    if before in cues.BEFORE_PLACES and plain:
        say(f"{size}:place-preposition")
    if before in cues.DETERMINERS and plain:
        say(f"{size}:determiner")
    if before in cues.POSSESSIVES and plain:
        say(f"{size}:possessive")
    if len(before) == 1 and written.isupper() and before != "i":
        say(f"{size}:initial-before")
    if before in {"and", "or"} or written == "&":
        if index > 1:
            other = tokens.lowered[index - 2]
            say(
                f"{size}:and-given"
                if given_of(other) >= 10 and word_of(other) < 35
                else f"{size}:and"
            )
    if written[0].isupper() and len(before) > 1 and plain and not gap.startswith("."):
        say(f"{size}:capital-before")
        if given_of(before) >= 0:
            say(f"{size}:given-before" if before not in _NEVER else f"{size}:never-before")
            if given_of(before) >= 15:
                say(f"{size}:usual-given-before")
        elif word_of(before) >= 0:
            say(f"{size}:word-before")
        if before in cues.MONTHS_AND_DAYS:
            say(f"{size}:month-before")
    elif size != "c" and given_of(before) >= 15 and excess_of(before) < 15 and plain:
        say(f"{size}:given-before")


def _after(tokens, index, size, say):
    gap = tokens.gap_after(index)
    word = tokens.words[index]
    if word[-2:] in {"'s", "’s"}:
        say(f"{size}:possessive-s")
    if index + 1 == len(tokens):
        say(f"{size}:last")
        return
    if "\n" in gap:
        say(f"{size}:line-end")
        if gap.startswith(","):
            say(f"{size}:line-end-comma")
        return
    after, written = tokens.lowered[index + 1], tokens.words[index + 1]
    if gap in _PLAIN_GAP:
        if after in cues.SPEECH:
            say(f"{size}:speaks")
        if written[0].isupper() and len(after) > 1:
            say(f"{size}:capital-after")
            if after in cues.AFTER_NAMES_OF_THINGS:
                say(f"{size}:thing-after")
            elif surname_of(after) >= 0 and word_of(after) < 0:
                say(f"{size}:surname-after")
            elif surname_of(after) >= 0:
                say(f"{size}:surname-word-after")
            elif word_of(after) >= 0:
                say(f"{size}:word-after")
            else:
                say(f"{size}:wordless-after")
        elif written[0].isupper() and after != "i":
            say(f"{size}:initial-after")
        elif size != "c" and surname_of(after) >= 0 and word_of(after) < 0:
            say(f"{size}:surname-after")
        elif word_of(after) >= 0 and after not in _NEVER:
            say(f"{size}:small-word-after")
        if after in {"and", "or"}:
            say(f"{size}:and-after")
            if (
                index + 2 < len(tokens)
                and given_of(tokens.lowered[index + 2]) >= 10
                and word_of(tokens.lowered[index + 2]) < 35
            ):
                say(f"{size}:and-given-after")
        if after in {"who", "whose"}:
            say(f"{size}:who-after")
    elif gap.startswith(","):
        say(f"{size}:comma-after")
    elif gap.startswith("."):
        say(f"{size}:stop-after")
    elif gap.startswith(")"):
        say(f"{size}:bracket-after")
    elif gap.startswith("@") or gap.startswith("/") or gap.startswith("_"):
        say(f"{size}:address-after")
    if gap.startswith("-") and size == "c":
        say("c:dash-after")
