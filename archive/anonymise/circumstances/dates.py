"""Dates: exact ones, as the detector finds them, and seasons, years and decades."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.circumstances.circumstance import About, Circumstance
from archive.anonymise.detectors import date
from archive.anonymise.finding import Context
from archive.domain import ladders
from archive.domain.ladders import When

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_SHORT_YEAR = re.compile(r"['’](\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_SEASONS = {"winter": 0, "spring": 1, "summer": 2, "autumn": 3, "fall": 3}
_ROUGH = re.compile(
    r"\b(?P<season>winter|spring|summer|autumn|fall)(?: of)? (?P<season_year>(?:19|20)\d\d)\b|"
    r"\b(?:in|since|until|till|from|by|before|after|around|about|during|early|late|mid|of|year) "
    r"(?P<year>19[3-9]\d|20[0-4]\d)\b(?!\s?(?:mg|mcg|ml|%|people|times|words))|"
    r"\b(?:the |early |mid |late )(?P<century>19|20)?['’]?(?P<decade>[1-9]0)['’]?s\b|"
    r"\bthe (?:early |mid |late )?(?P<word>sixties|seventies|eighties|nineties|noughties)\b",
    re.IGNORECASE,
)
_WORDS = {"sixties": 1960, "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000}


def when_in(surface: str) -> When | None:
    """The date that an exact date says; of 3/4/2019 the year (and the season where both agree)."""
    if numbers := _NUMBERS.search(surface):
        return _from_numbers(*map(int, numbers.groups()))
    month = _MONTH.search(surface)
    if month is None:
        return None
    whole = _YEAR.search(surface)
    short = None if whole else _SHORT_YEAR.search(surface)
    year = int(whole.group()) if whole else _full_year(short[1]) if short else None
    day = _DAY.search(surface[: short.start()] if short else surface)
    number = _MONTHS.index(month[1].lower()) + 1
    return When(year, number, int(day[1]) if day else None)


def read(text: str) -> Iterator[Circumstance]:
    """Every date in a block, exact or not."""
    exact: list[tuple[int, int]] = []
    for finding in date.find(text, Context()):
        when = when_in(text[finding.start : finding.end])
        if when is not None:
            exact.append((finding.start, finding.end))
            rungs = ladders.date_values(when)
            yield Circumstance(About.DATE, finding.start, finding.end, rungs)
    for match in _ROUGH.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in exact):
            continue
        if rungs := ladders.date_values(_rough(match)):
            yield Circumstance(About.DATE, *match.span(), rungs)


def _rough(match: re.Match[str]) -> When:
    if match["season"]:
        return When(int(match["season_year"]), season=_SEASONS[match["season"].lower()])
    if match["year"]:
        return When(int(match["year"]))
    if match["word"]:
        return When(decade=_WORDS[match["word"].lower()])
    decade = int(match["decade"])
    century = int(match["century"] or (20 if decade < 50 else 19))
    return When(decade=century * 100 + decade)


def _from_numbers(first: int, second: int, third: int) -> When | None:
    """2019-03-14, 14/3/2019, 3/14/19."""
    if first > 31:
        return When(first, second, third)
    year = third if third > 99 else int(_full_year(f"{third:02}"))
    months = {m: d for m, d in ((second, first), (first, second)) if 1 <= m <= 12 and 1 <= d <= 31}
    if len(months) == 1:
        ((month, day),) = months.items()
        return When(year, month, day)
    seasons = {ladders.season_of(month) for month in months}
    return When(year, season=seasons.pop() if len(seasons) == 1 else None)


def _full_year(two: str) -> int:
    return int(("20" if two < "50" else "19") + two)
