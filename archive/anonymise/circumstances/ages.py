"""Ages: exact ones, as the detector finds them, and those said by decade or stretch of life."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.circumstances.circumstance import About, Circumstance
from archive.anonymise.detectors import age
from archive.anonymise.finding import Context
from archive.domain import age_ladder

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_ONES + _TEENS, start=1)}
_VALUES |= {word: value * 10 for value, word in enumerate(_TENS, start=2)}
_NUMBER = re.compile(
    rf"\d{{1,3}}|\b(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?"
    rf"|{'|'.join(_TEENS + _ONES)})\b",
    re.IGNORECASE,
)
_DECADES = {f"{word[:-1]}ies": value for word, value in _VALUES.items() if word in _TENS}
_DECADE = rf"(?:(?<!\d)[2-8]0['’]?s\b|{'|'.join(_DECADES)})"
_ROUGH = re.compile(
    rf"\b(?:in|into|entering|reached|approaching) (?:my|his|her|their|our|your) "
    rf"(?:(?P<part>early|mid|middle|late)[ -])?(?P<decade>{_DECADE}|teens)|"
    r"\b(?P<odd>[2-8]0|twenty|thirty|forty|fifty|sixty|seventy|eighty)[ -](?:something|odd)\b|"
    rf"\b(?:age[ds]?|am|['’]m|is|was|turned|at|by|since) (?P<bare>{_DECADE})|"
    r"\b(?P<first>\d0|\d5|13|16|10)(?: to |[-–]|-to-)(?P<last>\d4|\d9|12|15)(?:-year-old)?\b"
    r"(?! ?(?:mg|mcg|ml|%|years|months|weeks|days|hours|minutes|times|people))|"
    r"\b(?P<teen>teenager|teenage(?= (?:girl|boy|son|daughter|mum|mom|mother|years))|adolescent)\b",
    re.IGNORECASE,
)

_IS_ROUGH = re.compile(r"[ -](?:something|odd)\b|(?: to |[-–]|-to-)\d\d(?!\d)")


def years_in(surface: str) -> int | None:
    """The one age in years that an exact age says; None for two ages, or for none."""
    numbers = {_value(found.group()) for found in _NUMBER.finditer(surface)}
    if "month" in surface.lower():
        return 0
    return numbers.pop() if len(numbers) == 1 else None


def read(text: str) -> Iterator[Circumstance]:
    """Every age in a block, exact or not."""
    exact: list[tuple[int, int]] = []
    for finding in age.find(text, Context()):
        years = years_in(text[finding.start : finding.end])
        if years is not None and not _IS_ROUGH.match(text, finding.end):
            exact.append((finding.start, finding.end))
            rungs = age_ladder.age_values(years)
            yield Circumstance(About.AGE, finding.start, finding.end, rungs)
    for match in _ROUGH.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in exact):
            yield Circumstance(About.AGE, *match.span(), _rough_rungs(match))


def _rough_rungs(match: re.Match[str]) -> tuple[str, ...]:
    """The rungs from the one on that is said; "mid" is neither early nor late."""
    if match["teen"] or (match["decade"] or "").lower() == "teens":
        at = {"early": 14, "late": 17}.get((match["part"] or "").lower())
        if at is None:
            return ("13-19",)
        return age_ladder.age_values(at)[1:]
    if match["first"]:
        return _between(int(match["first"]), int(match["last"]))
    decade = _decade(match["decade"] or match["odd"] or match["bare"])
    part = (match["part"] or "").lower()
    values = age_ladder.age_values(decade + 5 if part == "late" else decade)
    return values[1:] if part in ("early", "late") else values[2:]


def _between(first: int, last: int) -> tuple[str, ...]:
    said = f"{first}-{last}"
    values = age_ladder.age_values(first)
    return values[values.index(said) :] if said in values else (said, *values[2:])


def _decade(word: str) -> int:
    small = word.lower()
    if small in _DECADES:
        return _DECADES[small]
    return _VALUES.get(small) or int(small[0]) * 10


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    return sum(_VALUES[word] for word in re.split(r"[ -]", number.lower()))
