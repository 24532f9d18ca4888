"""Telephone numbers, by the numbering plans of `phonenumbers` for Britain and the United States.

A number that the plans know is confident, and so is one with a `+` in front. A number that is only
written like one, or that stands behind a word such as "call", is to be checked: plans change, and
people mistype.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatch, PhoneNumberMatcher

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit
from archive.domain.words import Band

REGIONS = ("GB", "US")

_SHORTEST = 7
_LONGEST = 15
"""Digits of an international number, ITU-T E.164 §6."""

_RUN = re.compile(r"[+＋(]{0,2}\d[\d \u00a0().\-‐-―]*+")
"""A stretch that could hold numbers; a plan is asked only where there is one."""
_EXTENSION = r"(?:\s?(?:x|ext\.?|extension)\s?\d{1,6})?(?!\d)"
_PLUS = re.compile(
    rf"(?<![\w+])[+＋][ ]?\d(?:[ \u00a0().\-‐-―]{{0,2}}\d){{6,14}}+{_EXTENSION}", re.IGNORECASE
)
_GROUPED = re.compile(
    r"(?<![\w.,+/-])(?:"
    r"(?:1[ .-])?(?:\(\d{3}\)[ ]?|\d{3}[ .-])\d{3}[ .-]\d{4}"  # (555) 010-0123
    r"|(?:\(0\d{2,4}\)|0\d{2,4})[ -]\d{3,4}[ -]?\d{3,4}"  # 01632 960 123
    r"|0\d{9,10}"
    rf"){_EXTENSION}(?!-?\d|[.,/]\d|[^\W\d])",
    re.IGNORECASE,
)
_CUED = re.compile(
    r"(?<!\w)(?:phone|telephone|tel|mobile|mob|cell|call|text|ring|fax|whats ?app|signal|"
    r"sms|desk|office"
    r"|dial|reach|contact|answering|pager|number|num)(?:\s(?:me|us|him|her|them|is|was|no|"
    r"number|at|on|it|now)){0,3}+[\s.:=-]{1,3}"
    r"(?P<number>\(?\d(?:[ ().\-]{0,2}\d){5,14}+)(?!\d)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?<![\w.,+/-])(?P<number>\(?\d(?:[ ().\-]{0,2}\d){5,14}+)(?=\s?[-–(]?\s?(?:office|"
    r"mobile|fax|desk|cell|home|work)\b)",
    re.IGNORECASE,
)
_ANY_GROUPS = re.compile(
    r"(?<![\w.,+/$£€-])(?:\(\d{2,4}\)|"
    r"\d{2,4})(?P<by>[ .-])\d{2,4}(?:(?P=by)\d{2,4}){1,4}(?![\w/%-]|[.,]\d| \d)"
    r"|(?<![\w.,+/$£€-])\(\d{2,4}\)[ ]\d{3}-\d{3,4}(?![\w-])"
)
_A_DATE = re.compile(r"\d{1,2}[ .-]\d{1,2}[ .-](?:19|20)\d\d|(?:19|20)\d\d[ .-]\d{1,2}[ .-]\d{1,2}")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every telephone number in `text`, with an extension if there is one."""
    if not has_digit(text):
        return
    regions = REGIONS[::-1] if context.locale == "en-US" else REGIONS
    for start, end in _stretches(text):
        for region in regions:
            for number in _by_plan(text[start:end], region):
                why = f"a telephone number (+{number.number.country_code})"
                yield _finding(start + _opening(number), start + number.end, why)
    for match in _PLUS.finditer(text):
        yield _finding(match.start(), match.end(), "written like an international number")
    for match in _GROUPED.finditer(text):
        why = "grouped like a telephone number"
        # a plan that read on from a year before the number has not seen it alone
        is_planned = any(number for region in regions for number in _by_plan(match[0], region))
        band = Band.CONFIDENT if is_planned else Band.CHECK
        yield _finding(match.start(), match.end(), why, band)
    for match in _CUED.finditer(text):
        why = "digits behind a word such as “call”"
        yield _finding(match.start("number"), match.end("number"), why, Band.CHECK)
    for match in _LABELLED.finditer(text):
        why = "digits before a word such as “mobile”"
        yield _finding(match.start("number"), match.end("number"), why, Band.CHECK)
    for match in _ANY_GROUPS.finditer(text):
        if _is_number(match[0]):
            yield _finding(match.start(), match.end(), "digits in groups", Band.CHECK)


def _is_number(written: str) -> bool:
    """Whether digits in groups are neither a date, nor years, nor round amounts in a row."""
    groups = re.findall(r"\d+", written)
    if not 8 <= sum(map(len, groups)) <= 13 or _A_DATE.fullmatch(written):
        return False
    return not (
        all(_YEAR.fullmatch(group) for group in groups)
        or all(group[-1] in "05" for group in groups)
    )


def _by_plan(stretch: str, region: str) -> PhoneNumberMatcher:
    """Valid numbers; with as many tries as characters, since the default stops in a long text."""
    return PhoneNumberMatcher(stretch, region, Leniency.VALID, max_tries=len(stretch) + 1)


def _opening(number: PhoneNumberMatch) -> int:
    """Where a number starts, without a bracket that closes only behind the whole of it."""
    unclosed = number.raw_string.startswith("(") and ")" not in number.raw_string
    return int(number.start) + unclosed


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Parts of the text with enough digits for a number, and some room for an extension."""
    start = end = 0
    for match in _RUN.finditer(text):
        if sum(map(str.isdigit, match.group())) < _SHORTEST:
            continue
        before, after = max(match.start() - 3, 0), min(match.end() + 16, len(text))
        if before > end:
            if end:
                yield start, end
            start = before
        end = after
    if end:
        yield start, end


def _finding(start: int, end: int, why: str, band: Band = Band.CONFIDENT) -> Finding:
    return Finding(start, end, "phone", band, "phone", why, "[phone number]")
