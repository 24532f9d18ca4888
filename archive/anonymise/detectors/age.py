"""Exact ages of people. An age narrows a person down (HIPAA's Safe Harbor lets years below 90
stand; with a place and an illness they identify all the same), so a moderator looks at each.

The suggestion is the decade, so that the sentence keeps its sense: "43" becomes "40s",
"a 43-year-old" becomes "a 40-something".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit, words_of
from archive.domain.words import Band

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: value for value, word in enumerate(_ONES + _TEENS, start=1)}
_VALUES |= {word: value * 10 for value, word in enumerate(_TENS, start=2)}

_IN_WORDS = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS + _ONES)})"
_N = rf"(?:(?:1[01]\d|\d{{1,2}})(?!\d|[.,]\d)|\b{_IN_WORDS}\b)"
_TO = r"(?:\s?[/–-]\s?|\s(?:to|and|or)\s)"
_AGES = rf"(?<![\d.,/£$€])(?P<ages>{_N}(?:{_TO}{_N})?)"
_ROUGHLY = (
    r"(?:(?:only|just|about|around|almost|nearly|already|now|still|like|maybe|over|under|roughly)"
    r"\s){0,2}"
)
_NOT_AN_AGE = (
    r"(?![\w%°'’\"″]|\s?(?:%|°|percent|per\s|years?\b(?!\s(?:old|of\sage))|months?\b|"
    r"weeks?\b|days?\b"
    r"|hours?\b|minutes?\b|mins?\b|seconds?\b|m?c?µ?[gl]\b|mg|mcg|ml|kg|kilos?|stone|lbs?|pounds?"
    r"|miles?|km|feet|foot|inches|times|people|of\b|out\b|and\sa\shalf))"
)
_GOES_ON = (
    r"(?=\s*$|\s*[^\w\s](?!\d)|\s(?:and|when|but|now|or|then|at|before|after|so|as|if|because|until"
    r"|in|on|this|last|next|with|my|our|his|her|their|the|I|he|she|we|they|to|today)\b)"
)
_WHO = (
    r"(?:I|he|she|they|we|who|you|mum|mom|mother|dad|father|sister|brother|son|daughter|"
    r"wife|husband"
    r"|partner|friend|uncle|aunt|auntie|cousin|boyfriend|girlfriend|gran|grandma|granny|nan"
    r"|grandmother|grandad|grandpa|grandfather|nephew|niece|kid|child|baby|girl|boy|man|woman)"
)
_IS = r"(?:\s(?:am|is|are|was|were|be|being)|['’](?:m|s|re))"

_OLD = re.compile(
    rf"(?<![\w-]){_AGES}[\s-]?(?:years?|yrs?)[\s-]{{1,2}}(?:olds?|of\sage)\b", re.IGNORECASE
)
_SHORT = re.compile(
    rf"(?<![\w-])(?P<ages>{_N})\s?(?:y/?o|y\.o\.?|yrs?\.?(?=\s*[,;)\]]))(?!\w)", re.IGNORECASE
)
_MONTHS_OLD = re.compile(r"(?<![\w.,-])\d{1,2}[\s-]?months?[\s-]old\b", re.IGNORECASE)
_AGED = re.compile(
    rf"\bage[ds]?(?:\sof|\sis|\swas|\s?[:=])?\s{_ROUGHLY}{_AGES}{_NOT_AN_AGE}", re.IGNORECASE
)
_IS_N = re.compile(
    rf"\b(?:{_WHO}{_IS}|turn(?:ed|s|ing)?)\s{_ROUGHLY}(?!one\b){_AGES}{_NOT_AN_AGE}{_GOES_ON}",
    re.IGNORECASE,
)
_AT_N = re.compile(
    rf"\b(?:at|since|by|until)\s{_ROUGHLY}{_AGES}{_NOT_AN_AGE}(?=,?\s(?:I|he|she|we|they|my)\b)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"[(\[]\s?(?P<label>(?P<ages>\d{2})\s?/?\s?[MF]|[MF]\s?[,/]?\s?(?P<after>\d{2}))\s?[)\]]",
    re.IGNORECASE,
)
_BIRTHDAY = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:st|nd|rd|th)\s(?P<day>birthday|bday)\b", re.IGNORECASE
)
_NUMBER_WORDS = frozenset([*_VALUES, *_TENS]) - {"one"}
_OLD_WORDS = frozenset("old olds age yr yrs".split())
_AGE_WORDS = frozenset("age aged ages".split())
_ABBREVIATED = re.compile(r"y/?\.?o|\dyrs?", re.IGNORECASE).search


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every exact age in `text`, as something to check."""
    words = words_of(text)
    of_one = "one" in words and not (_OLD_WORDS | _AGE_WORDS).isdisjoint(words)
    if not (has_digit(text) or of_one) and _NUMBER_WORDS.isdisjoint(words):
        return
    if not _OLD_WORDS.isdisjoint(words) or _ABBREVIATED(text):
        for pattern in (_OLD, _SHORT):
            for match in pattern.finditer(text):
                yield _finding(match.start(), match.end(), _described(match["ages"]))
        for match in _MONTHS_OLD.finditer(text):
            yield _finding(match.start(), match.end(), "infant")
    aged = () if _AGE_WORDS.isdisjoint(words) else (_AGED,)
    for pattern in (*aged, _IS_N, _AT_N):
        for match in pattern.finditer(text):
            start, end = match.span("ages")
            yield _finding(start, end, _generalised(match["ages"]))
    for match in _BRACKETED.finditer(text):
        years = match["ages"] or match["after"]
        start, end = match.span("label")
        yield _finding(start, end, match["label"].replace(years, _band(int(years))))
    for match in _BIRTHDAY.finditer(text):
        yield _finding(match.start(), match.end(), match["day"])


def _finding(start: int, end: int, suggestion: str) -> Finding:
    return Finding(start, end, "age", Band.CHECK, "age", "an exact age", suggestion)


def _value(number: str) -> int:
    """An age in years from digits or English words."""
    if number.isdecimal():
        return int(number)
    return sum(_VALUES[word] for word in re.split(r"[ -]", number.lower()))


def _band(age: int) -> str:
    """The stretch of life an age lies in, as it stands after "in my" or "aged"."""
    if age < 10:
        return "under 10"
    if age < 13:
        return "10–12"
    if age < 20:
        return "teens"
    if age < 90:
        return f"{age // 10 * 10}s"
    return "90 or over"


def _generalised(ages: str) -> str:
    """One age or two ("15/16", "3 and 11") as their bands, joined as they were."""
    bands = [_band(_value(number.group())) for number in _NUMBER.finditer(ages)]
    return bands[0] if len(set(bands)) == 1 else " and ".join(bands)


def _described(ages: str) -> str:
    """An age as it stands in "a …" and "I am …"."""
    values = [_value(number.group()) for number in _NUMBER.finditer(ages)]
    age = values[0]
    if len({_band(value) for value in values}) > 1:
        return f"{_band(values[0])} or {_band(values[-1])}"
    if age < 10:
        return "under-10"
    if age < 13:
        return "pre-teen"
    if age < 20:
        return "teenage"
    return f"{age // 10 * 10}-something" if age < 90 else "over-90"


_NUMBER = re.compile(rf"\d+|{_IN_WORDS}", re.IGNORECASE)
