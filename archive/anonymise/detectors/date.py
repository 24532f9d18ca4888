"""Exact dates, and months of a year. A date joins an account to a record; the season keeps the
sense. A year alone is not a finding (HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C)).

Seasons are those of the northern hemisphere: they are suggestions for a moderator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit, words_of
from archive.domain.words import Band

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_ALSO_VERBS = frozenset({"may", "march", "mar"})
"""Written small, without a year or "5th", these are not months."""

_MONTH = (
    rf"(?P<month>\b(?:{'|'.join(_MONTHS)}|sept|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\b\.?)"
)
_WEEKDAY = r"(?:\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?\s(?:the\s)?)?"
_DAY_NUMBER = r"(?<![\d.,/£$€-])(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?P<ordinal>st|nd|rd|th)?"
_RANGE = r"(?:\s?[-–/]\s?\d{1,2}(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d|['’]\d\d)(?!\d)"
_NO_QUANTITY = r"(?![\w%]|[.,:/]\d|\s?(?:mg|mcg|µg|ug|ml|%|mgs)\b)"

_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}{_DAY_NUMBER}{_ORDINAL}{_RANGE}(?:\sof)?[\s-]{_MONTH}(?:(?:,\s?|\s|-){_YEAR})?"
    rf"(?![\w])",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s(?:the\s)?{_DAY_NUMBER}{_ORDINAL}{_RANGE}(?!\d)(?:(?:,\s?|\s){_YEAR})?"
    rf"{_NO_QUANTITY}",
    re.IGNORECASE,
)
_MONTH_AND_YEAR = re.compile(rf"{_MONTH}(?:\sof)?(?:,\s?|\s){_YEAR}", re.IGNORECASE)
_YEAR_FIRST = re.compile(
    r"(?<![\d./-])(?P<year>(?:1[89]|20)\d\d)(?P<by>[-/.])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?|(?![\d]|[./-]\d))"
)
_NUMBERS = re.compile(
    r"(?<![\d./-])(?P<first>\d{1,2})(?:"
    r"(?P<by>[-/.])(?P<second>\d{1,2})(?P=by)(?P<year>(?:1[89]|20)\d\d)"
    r"|/(?P<second2>\d{1,2})/(?P<year2>\d\d))" + _NO_QUANTITY + r"(?![./-]\d)"
)
_WITH_MONTHS = (_DAY_FIRST, _MONTH_FIRST, _MONTH_AND_YEAR)
_MONTH_WORDS = frozenset([*_MONTHS, *_SHORT, "sept"])


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every exact date in `text`, as something to check.

    Where 3/4/2019 could be either of two seasons, the year alone is suggested.
    """
    if not has_digit(text):
        return
    months = () if _MONTH_WORDS.isdisjoint(words_of(text)) else _WITH_MONTHS
    for pattern in months:
        for match in pattern.finditer(text):
            if _is_month(match):
                season = _season(_month_number(match["month"]), _year(match["year"] or ""))
                end = match.end() - (match.end("month") == match.end() and match[0][-1] == ".")
                yield _finding(match.start(), end, season)
    for match in _YEAR_FIRST.finditer(text):
        if 1 <= int(match["month"]) <= 12 and 1 <= int(match["day"]) <= 31:
            season = _season(int(match["month"]), match["year"])
            yield _finding(match.start(), match.end(), season)
    for match in _NUMBERS.finditer(text):
        pair = int(match["first"]), int(match["second"] or match["second2"])
        year = _year(match["year"] or match["year2"])
        seasons = {_season(month, year) for month in _possible_months(*pair)}
        if seasons:
            suggestion = seasons.pop() if len(seasons) == 1 else year
            yield _finding(match.start(), match.end(), suggestion)


def _finding(start: int, end: int, suggestion: str) -> Finding:
    return Finding(start, end, "date", Band.CHECK, "date", "an exact date", suggestion)


def _is_month(match: re.Match[str]) -> bool:
    """Whether the word is a month here, and not a verb ("I may 5 times …", "march 10 miles")."""
    word = match["month"].rstrip(".")
    groups = match.groupdict()
    certain = groups.get("year") or groups.get("ordinal") or word.lower() not in _ALSO_VERBS
    return bool(certain) or word[0].isupper()


def _month_number(word: str) -> int:
    return _SHORT[word[:3].lower()]


def _year(written: str) -> str:
    """Four digits of a year; two are read as 1950 to 2049."""
    digits = written.lstrip("'’")
    if len(digits) != 2:
        return digits
    return ("20" if digits < "50" else "19") + digits


def _possible_months(first: int, second: int) -> Iterator[int]:
    """The months that day-first and month-first reading give."""
    if 1 <= first <= 31 and 1 <= second <= 12:
        yield second
    if 1 <= second <= 31 and 1 <= first <= 12:
        yield first


def _season(month: int, year: str) -> str:
    name = ("winter", "spring", "summer", "autumn")[month % 12 // 3]
    return f"{name} {year}".strip()
