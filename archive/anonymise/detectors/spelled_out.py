"""Numbers and names spelled out so that no machine reads them: "oh seven seven double nine",
"0 7 7 0 0 …", "J-O-H-N". E-mail addresses spelled out are the e-mail detector's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import words_of
from archive.domain.words import Band

_DIGIT = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)"
_PIECE = rf"(?:(?:double|triple|treble)[ -])?(?:{_DIGIT}(?:[ -]hundred)?|o|\d{{1,4}})"
_DIGITS = re.compile(rf"(?<!\w){_PIECE}(?:[ ,.-]{{1,2}}{_PIECE}){{4,}}(?!\w)", re.IGNORECASE)
_APART = re.compile(r"(?<![\w.,])[+]?\d(?:[ .·*_-]\d){6,18}(?![\w]|[.,]\d)")
_LETTERS = re.compile(
    r"(?<![\w.'’-])(?:[A-Z](?P<by>[ ]?[-.*·][ ]?)(?:[A-Z](?P=by)){1,14}[A-Z]|"
    r"[A-Z](?: [A-Z]){3,14})(?![\w'’-])"
)
_SMALL_LETTERS = re.compile(r"(?<![\w.'’-])[a-z](?:-[a-z]){2,14}(?![\w'’-])")
_CUE = re.compile(
    r"\b(?:name|spell(?:ed|t|ing|s)?|spells|called|surname|i['’]m|it['’]s|"
    r"that['’]s)\b[^.\n]{0,24}$",
    re.IGNORECASE,
)
_NUMBER_WORDS = frozenset(
    "zero oh nought one two three four five six seven eight nine double triple treble".split()
)
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_SHORTEST = 6
"""Digits of a number in words."""
_FEWEST_LETTERS = 2
"""Different single letters in any name that is spelled ("B-O-B")."""
_A_FEW = 3
"""Letters of an abbreviation ("P-T-A"), digits of a count; a name or a number has more."""


def _counted(spelled: str) -> int:
    """How many digits a number has that is given in words; 0 if hardly a word is among them."""
    digits, words, times = 0, 0, 1
    for piece in re.findall(r"\w+", spelled.casefold()):
        if piece in _TIMES:
            times = _TIMES[piece]
            continue
        words += piece.isalpha()
        digits += 2 if piece == "hundred" else times * (len(piece) if piece.isdigit() else 1)
        times = 1
    return digits if words >= _A_FEW else 0


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every number of seven digits or more, and every name, given piece by piece."""
    words = words_of(text)
    if len(_NUMBER_WORDS & words) >= _A_FEW:
        for match in _DIGITS.finditer(text):
            if _counted(match[0]) >= _SHORTEST:
                yield _number(match)
    for match in _APART.finditer(text):
        if len(set(match[0])) > _A_FEW:
            yield _number(match)
    if sum(len(word) == 1 for word in words) < _FEWEST_LETTERS:
        return
    for match in _LETTERS.finditer(text):
        dotted = (match["by"] or " ").strip() == "."
        many = not dotted and len(re.findall(r"\w", match[0])) > _A_FEW
        if many or _is_cued(text, match.start()):
            yield _name(match)
    for match in _SMALL_LETTERS.finditer(text):
        if _is_cued(text, match.start()):
            yield _name(match)


def _is_cued(text: str, start: int) -> bool:
    return _CUE.search(text, max(start - 40, 0), start) is not None


def _number(match: re.Match[str]) -> Finding:
    why = "a number given digit by digit"
    return Finding(*match.span(), "phone", Band.CHECK, "spelled_out", why, "[phone number]", 0.7)


def _name(match: re.Match[str]) -> Finding:
    why = "a name given letter by letter"
    return Finding(*match.span(), "person_spelled", Band.CHECK, "spelled_out", why, "[name]", 0.7)
