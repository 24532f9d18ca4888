"""Persons' names by the words before them: "my name is …", "Dr …", "my sister …", "Hi …,", "called
…", and a name that signs a text. With a name from a list such a finding is confident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from archive.anonymise.evidence import (
    excess_of,
    given_of,
    is_function_word,
    is_kept,
    surname_of,
    word_of,
)
from archive.anonymise.finding import Context, Finding
from archive.anonymise.lexicon import cues, places
from archive.anonymise.tokens import Tokens, tokens
from archive.domain.words import Band

_STRICT_TITLES = frozenset("mr mrs ms mx dr prof professor".split())
_NEVER_ADDRESSED = frozenset(
    "all everyone everybody folks guys friends sir madam team both again there god goodness lord "
    "lads ladies gentlemen community moderator moderators admin doctor mum mom dad you so very "
    "for to a in and the love kind best heaps loads tons much many".split()
)
_CLOSINGS = frozenset("thx thanks cheers regards rgds best love xx xxx ta yours".split())
_ABBREVIATIONS = frozenset(
    "ps pps xo xx xxx op ops mod imo tbh btw fyi afaik iirc lol omg hth ttyl tl dr mr mrs ms hx rx"
    " dx ect nhs gps usa uk us eu tv ok pls plz ppl etc bc bf gf rn irl asap tho thx hun".split()
)
"""What is short and no word, and stands behind "thanks" without being a name."""

_NAMING = frozenset({"called", "named", "nicknamed"})
_MOSTLY_NAMES = 22
"""The excess (see `evidence.excess_of`) below which a word in the lists is rather a name."""


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every cued name in `text`, which is a whole document."""
    words = tokens(text)
    for index, lowered in enumerate(words.lowered):
        rule = _RULES.get(lowered)
        if index + 1 >= len(words):
            continue
        if lowered in _CLOSINGS and (why := _signs_off(words, index)):
            yield _finding(words, index + 1, index + 1, why)
            continue
        if rule is None:
            continue
        why = rule(words, index)
        if why:
            yield from _named(words, index + 1, why)
    yield from _signed(words)


def _named(words: Tokens, first: int, why: str) -> Iterator[Finding]:
    """The name that begins at a word, if that could be one."""
    if not _could_be_name(words, first):
        return
    last = first
    while last + 1 < len(words) and _continues(words, last):
        last += 1
    if len(words.words[last]) == 1 and last > first and words.words[last].islower():
        last -= 1
    yield _finding(words, first, last, why)


def _finding(words: Tokens, first: int, last: int, why: str) -> Finding:
    end = words.end(last)
    if words.words[last][-2:] in {"'s", "’s"}:
        end -= 2
    sure = any(_is_name(words.lowered[index]) for index in range(first, last + 1))
    return Finding(
        words.starts[first],
        end,
        "person",
        Band.CONFIDENT if sure else Band.CHECK,
        "names_cued",
        why,
        "[name]",
        0.95 if sure else 0.6,
    )


def _is_name(word: str) -> bool:
    """Whether a list has it, and it is hardly an English word."""
    if given_of(word) >= 0:
        return word_of(word) < 0 or excess_of(word) < _MOSTLY_NAMES
    return surname_of(word) >= 0 and word_of(word) < 0


def _could_be_name(words: Tokens, index: int) -> bool:
    word, lowered = words.words[index], words.lowered[index]
    if (
        is_function_word(lowered)
        or is_kept(lowered)
        or lowered in cues.MONTHS_AND_DAYS
        or lowered in cues.RELATIONS
        or lowered in _NEVER_ADDRESSED
    ):
        return False
    if len(word) == 1 and not words.gap_after(index).startswith("."):
        return False
    if word[0].isupper():
        if words.is_cased:
            return not (word.isupper() and 1 < len(word) < 5 and not _is_name(lowered))
        return _is_name(lowered)
    if len(word) < 3:
        return False
    is_unknown = word_of(lowered) < 0 and index > 0 and words.lowered[index - 1] in _NAMING
    return is_unknown or (given_of(lowered) >= 0 and _is_name(lowered))


def _continues(words: Tokens, index: int) -> bool:
    """Whether the word behind one of a name's is of the same name."""
    gap = words.gap_after(index)
    word, following, lowered = words.words[index], words.words[index + 1], words.lowered[index + 1]
    if word[-2:] in {"'s", "’s"}:
        return False
    if gap in {". ", "."}:
        return len(word) == 1 and following[0].isupper()
    if gap != " " or is_function_word(lowered) or is_kept(lowered):
        return False
    if following[0].isupper():
        return surname_of(lowered) >= 0 or given_of(lowered) >= 0 or word_of(lowered) < 0
    if lowered in cues.PARTICLES and index + 2 < len(words):
        return words.gap_after(index + 1) == " " and words.words[index + 2][0].isupper()
    return word[0].islower() and surname_of(lowered) >= 0 and word_of(lowered) < 0


def _titled(words: Tokens, index: int) -> str:
    gap = words.gap_after(index)
    following = words.words[index + 1]
    strict = words.lowered[index] in _STRICT_TITLES
    if gap not in ({" ", ". ", "."} if strict else {" "}):
        return _related(words, index) if words.lowered[index] in cues.RELATIONS else ""
    if not strict and not (words.words[index][0].isupper() and following[0].isupper()):
        return _related(words, index) if words.lowered[index] in cues.RELATIONS else ""
    return "behind a title"


def _related(words: Tokens, index: int) -> str:
    gap = words.gap_after(index)
    if words.words[index][-2:] in {"'s", "’s"} or gap not in {" ", ", ", " (", " – ", " — "}:
        return ""
    following = words.words[index + 1]
    if gap != " " and not following[0].isupper():
        return ""
    if index and words.lowered[index - 1] in cues.POSSESSIVES:
        return "behind a relation such as “my sister”"
    before = words.lowered[index - 2 : index] if index > 1 else []
    if before and before[0] in cues.POSSESSIVES and gap == " " and following[0].isupper():
        return "behind a relation such as “my sister”"
    return ""


def _called(words: Tokens, index: int) -> str:
    following = words.words[index + 1]
    gap = words.gap_after(index)
    if following[0].isupper():
        return "behind “called”" if gap in {" ", " “", ' "'} else ""
    is_somebody = index > 0 and words.lowered[index - 1] in cues.RELATIONS
    return "behind “called”" if gap == " " and is_somebody else ""


def _our(words: Tokens, index: int) -> str:
    """ "Our Kev", as families in Britain say; only before a word that is none in English."""
    following = words.lowered[index + 1]
    is_odd = word_of(following) < 0 and not places.may_be_town(following)
    is_plain = words.gap_after(index) == " " and words.words[index + 1][1:].islower()
    return "behind “our”" if is_odd and is_plain and words.words[index + 1][0].isupper() else ""


def _is(words: Tokens, index: int) -> str:
    """ "My name is …" and "the name's …"."""
    if words.gap_after(index) not in {" ", ": "} or not index:
        return ""
    before = words.lowered[index - 1]
    return "behind “name is”" if before == "name" else ""


def _name(words: Tokens, index: int) -> str:
    gap = words.gap_after(index)
    if words.words[index][-2:] in {"'s", "’s"} and gap == " ":
        return "behind “name is”"
    return "behind “name:”" if gap in {": ", ":"} else ""


def _i_am(words: Tokens, index: int) -> str:
    """ "I'm Ada": only with a name from the lists, since adjectives stand there too."""
    if words.lowered[index] == "am" and not (index and words.lowered[index - 1] == "i"):
        return ""
    following = words.words[index + 1]
    is_listed = given_of(words.lowered[index + 1]) >= 10 and _is_name(words.lowered[index + 1])
    plain = words.gap_after(index) == " " and following[0].isupper()
    return "behind “I’m”" if plain and is_listed else ""


def _greeted(words: Tokens, index: int) -> str:
    following, lowered = words.words[index + 1], words.lowered[index + 1]
    gap = words.gap_after(index)
    if gap not in {" ", ", "} or (index and not _opens(words, index)):
        return ""
    if following[0].isupper():
        return "behind a greeting"
    return "behind a greeting" if given_of(lowered) >= 10 and _ends_phrase(words, index + 1) else ""


def _signs_off(words: Tokens, index: int) -> str:
    """ "Thanks, dp": two or three letters that are no word, behind what closes a letter."""
    following, lowered = words.words[index + 1], words.lowered[index + 1]
    if words.gap_after(index).strip(" ,\n-–—") or not _opens(words, index):
        return ""
    is_odd = 1 < len(following) < 4 and word_of(lowered) < 0 and lowered not in _ABBREVIATIONS
    return "signs the text" if is_odd and following.isalpha() else ""


def _opens(words: Tokens, index: int) -> bool:
    gap = words.gap_before(index)
    return gap != " "


def _ends_phrase(words: Tokens, index: int) -> bool:
    return words.gap_after(index) != " "


_RULES: dict[str, Callable[[Tokens, int], str]] = {
    **dict.fromkeys(cues.RELATIONS, _related),
    **dict.fromkeys(cues.TITLES, _titled),
    **dict.fromkeys(cues.GREETINGS, _greeted),
    **dict.fromkeys(_NAMING, _called),
    "our": _our,
    "is": _is,
    "name": _name,
    "i'm": _i_am,
    "im": _i_am,
    "am": _i_am,
}


def _signed(words: Tokens) -> Iterator[Finding]:
    """Names of at most three words that make the last line of a text, or stand behind "love,"."""
    last = len(words) - 1
    if last < 1:
        return
    first = last
    while first > 0 and "\n" not in words.gap_before(first) and last - first < 3:
        first -= 1
    if last - first >= 3 or "\n" not in words.gap_before(first):
        first = last
        gap = words.gap_before(last)
        if not any(dash in gap for dash in "-–—~"):
            return
        if words.lowered[last - 1] and not gap.strip(" .!?\n-–—~x"):
            pass
        else:
            return
    while first < last and words.lowered[first] in cues.SIGN_OFFS:
        first += 1
    while last > first and words.lowered[last] in cues.SIGN_OFFS:
        last -= 1
    inside = range(first, last + 1)
    if all(
        _could_be_name(words, index) or len(words.words[index]) == 1 for index in inside
    ) and any(
        _is_name(words.lowered[index]) and given_of(words.lowered[index]) >= 0 for index in inside
    ):
        yield _finding(words, first, last, "signs the text")
