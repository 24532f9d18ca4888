"""The ladder of an age: 43, early forties, forties, an adult; worded for where it stands."""

from __future__ import annotations

import re
from enum import StrEnum

from archive.domain.ladders import Rung

_AGE, _HALF = "the exact age", "the part of the decade"
_TENS = {
    20: "twenties", 30: "thirties", 40: "forties", 50: "fifties", 60: "sixties", 70: "seventies",
    80: "eighties",
}  # fmt: skip
_HIS = frozenset(
    "he dad father brother son husband uncle boyfriend grandad grandpa grandfather nephew boy man"
    " him".split()
)
_HER = frozenset(
    "she mum mom mother sister daughter wife aunt auntie girlfriend gran grandma granny nan"
    " grandmother niece girl woman her".split()
)


class AgeAs(StrEnum):
    """How an age stands in its sentence."""

    SAID = "said"
    """I am 43; she was 43 years old"""
    NOUN = "noun"
    """a 43-year-old"""
    AGED = "aged"
    """aged 43"""
    POINT = "point"
    """at 43; turned 43; and where nothing tells"""


_IS = re.compile(
    r"\b(?P<who>\w+)(?:\s(?:am|is|are|was|were|be|being)|['’](?:m|s|re))\s(?:\w+\s){0,2}\Z"
)
_AGED = re.compile(r"\bage[ds]?(?:\sof|\sis|\swas|\s?[:=])?\s(?:\w+\s){0,2}\Z", re.IGNORECASE)
_NOUN = re.compile(r"\b(?:an?|the|my|our|his|her|their|this|that|another|one)\s(?:\w+\s)?\Z", re.I)
_GOES_ON_AS_NOUN = re.compile(
    r"\s(?!I\b|and\b|or\b|but\b|who\b|with\b|when\b|in\b|at\b|on\b|i\b|from\b|living\b|has\b|is\b"
    r"|was\b|can\b|should\b)[a-z]"
)


def age_values(years: int) -> tuple[str, ...]:
    """What an age in years says, exact first: ("43", "40-44", "40-49", "18+")."""
    return tuple(value for value, _ in _age_steps(years))


def _age_steps(years: int) -> list[tuple[str, str]]:
    """Values and what is lost on reaching them."""
    grown = ("18+" if years >= 18 else "under 18", "the stretch of life")
    exact = (str(years), "")
    if years < 13:
        return [exact, ("0-9" if years < 10 else "10-12", _AGE), grown]
    if years < 20:
        return [exact, ("13-15" if years < 16 else "16-19", _AGE), ("13-19", _HALF), grown]
    if years >= 90:
        return [exact, ("90+", _AGE), grown]
    decade = years // 10 * 10
    half = decade if years < decade + 5 else decade + 5
    return [exact, (f"{half}-{half + 4}", _AGE), (f"{decade}-{decade + 9}", _HALF), grown]


def age_stands_as(surface: str, before: str) -> AgeAs:
    """How an age stands, from its words and what stands before it in the sentence."""
    if _AGED.search(before):
        return AgeAs.AGED
    if "old" in surface.lower() and ("-" in surface or _NOUN.search(before)):
        return AgeAs.NOUN
    if _IS.search(before):
        return AgeAs.SAID
    return AgeAs.POINT


def age(years: int, surface: str, *, before: str = "", after: str = "") -> tuple[Rung, ...]:
    """An exact age on its ladder: 43, early forties, forties, an adult.

    `before` and `after` are what stands around it; the words fit between them.
    """
    stands = age_stands_as(surface, before)
    (exact, _), *steps = _age_steps(years)
    if stands is AgeAs.POINT:
        steps = steps[:-1]
    said = {
        AgeAs.SAID: lambda value: _in_ones(value, _whose(before)),
        AgeAs.NOUN: lambda value: _noun(value, before, after),
        AgeAs.AGED: _aged,
        AgeAs.POINT: _somewhere,
    }[stands]
    rungs = [Rung(surface, exact), *(Rung(said(value), value, loses) for value, loses in steps)]
    if stands is AgeAs.POINT:
        rungs.append(Rung("a certain age", "", "the age"))
    return tuple(rungs)


def _whose(before: str) -> str:
    found = _IS.search(before)
    who = found["who"].lower() if found else ""
    if who in ("i", "im", "we", "you"):
        return {"we": "our", "you": "your"}.get(who, "my")
    return "his" if who in _HIS else "her" if who in _HER else "their"


def _in_ones(value: str, whose: str) -> str:
    """After "I am"."""
    fixed = {
        "0-9": "under 10", "10-12": "not yet a teenager", "13-15": f"in {whose} early teens",
        "16-19": f"in {whose} late teens", "13-19": f"in {whose} teens", "90+": "over 90",
        "18+": "an adult", "under 18": "under 18",
    }  # fmt: skip
    if value in fixed:
        return fixed[value]
    first, last = map(int, value.split("-"))
    part = "" if last - first == 9 else "early " if first % 10 == 0 else "late "
    return f"in {whose} {part}{_TENS[first // 10 * 10]}"


def _noun(value: str, before: str, after: str) -> str:
    """After "a" or "an"; either article must go on fitting."""
    vowel = bool(re.search(r"\ban\s\Z", before, re.IGNORECASE))
    adjective = bool(_GOES_ON_AS_NOUN.match(after))
    teen = "teenage" if adjective else "teenager"
    fixed = {
        "0-9": "under-10" if vowel else "small child",
        "10-12": "under-13" if vowel else "child not yet in its teens",
        "13-15": f"young {teen}", "16-19": f"older {teen}" if vowel else f"nearly grown {teen}",
        "13-19": "adolescent" if vowel else teen,
        "90+": "over-90" if vowel else "very old person",
        "18+": "adult" if vowel else "grown-up", "under 18": "under-18" if vowel else "minor",
    }  # fmt: skip
    if value in fixed:
        return fixed[value]
    first, last = value.split("-")
    is_decade = first.endswith("0") and last.endswith("9")
    return f"{first}-something" if is_decade else f"{first}-to-{last}-year-old"


def _aged(value: str) -> str:
    """After "aged"."""
    fixed = {"0-9": "under 10", "90+": "90 or over", "18+": "18 or over", "under 18": "under 18"}
    return fixed.get(value) or value.replace("-", " to ")


def _somewhere(value: str) -> str:
    """After "at" or "turned"."""
    fixed = {"0-9": "under 10", "90+": "90-something"}
    first, _, last = value.partition("-")
    if last.endswith("9") and first.endswith("0") and value not in fixed:
        return f"{first}-something"
    return fixed.get(value) or f"{first} to {last}"
