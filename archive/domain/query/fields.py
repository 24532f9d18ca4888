"""The facts a query may ask for, `name:value`, and which values each takes.

theme (narrower themes too), voice, discussion, kind, date, year, label, language; for staff, coder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.domain.content_labels import Label
from archive.domain.query.nodes import DateRange, Fact, Field
from archive.domain.words import Kind, Voice

FIELDS: Final = ("theme", "voice", "discussion", "kind", "date", "year", "label", "language")
STAFF_FIELDS: Final = (*FIELDS, "coder")

RANGE: Final = re.compile(r"\[\s*([^\s\[\]]+)\s+TO\s+([^\s\[\]]+)\s*\]")
"""A range as it stands after `date:`."""

_YEAR = re.compile(r"[0-9]{4}")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_DAY = re.compile(r"(?<![0-9-])([0-9]{4}-[0-9]{2})-[0-9]{2}(?![0-9-])")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_CLOSED: Final[dict[str, tuple[str, ...]]] = {
    "voice": tuple(Voice),
    "kind": tuple(Kind),
    "label": tuple(Label),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field. `in_value`: the value is at fault, not the name."""

    message: str
    hint: str
    in_value: bool = True


def field_of(name: str, value: str, allowed: tuple[str, ...]) -> Fact | Problem:
    """The field that `name:value` asks for, or what is wrong with it."""
    if name not in allowed:
        hint = f"Expected one of {listed(allowed)}; put “…” around words that contain a colon."
        return Problem(f"“{name[:40]}” is not a field.", hint, in_value=False)
    if not value:
        return Problem(f"“{name}:” has no value.", "Expected a value directly after the colon.")
    if name == "date":
        return _date(value)
    if name == "year" and not _YEAR.fullmatch(value):
        hint = "Expected four digits, as in year:2019; for several years date:[2019 TO 2021]."
        return Problem(f"“{value[:40]}” is not a year.", hint)
    if name == "language" and not _LANGUAGE.fullmatch(value):
        hint = "Expected its short name in small letters, as in language:en."
        return Problem(f"“{value[:40]}” is not a language.", hint)
    if name in _CLOSED and value not in _CLOSED[name]:
        hint = f"Expected one of {listed(_CLOSED[name])}."
        return Problem(f"“{value[:40]}” is not a {name}.", hint)
    return Field(name, value)


def listed(values: tuple[str, ...]) -> str:
    """Values as a sentence has them."""
    return ", ".join(str(value) for value in values)


def month_of(year: int, month: int) -> int:
    """A month as indexes count them: year * 12 + month - 1, `month` from 1."""
    return year * 12 + month - 1


def without_days(value: str) -> str:
    """A date or range with the days of real dates taken away: 2019-03-14 becomes 2019-03."""
    return _DAY.sub(lambda found: found[1] if _is_day(found[0]) else found[0], value)


def known_values(name: str) -> tuple[str, ...]:
    """The values that a field takes, if there are few; else none."""
    return tuple(str(value) for value in _CLOSED.get(name, ()))


_WANTED: Final = "Expected a year or a month, as in date:2019, date:2019-03 or date:[2019 TO *]."
_NO_DAYS: Final = "The archive knows in which month a text was written, not on which day."


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _date(value: str) -> DateRange | Problem:
    if (known := without_days(value)) != value:
        return Problem(_NO_DAYS, f"{_WANTED} For this one, date:{known}.")
    if between := RANGE.fullmatch(value):
        first, last = (None if end == "*" else _months(end) for end in between.groups())
        for end, months in zip(between.groups(), (first, last), strict=True):
            if end != "*" and months is None:
                return Problem(f"“{end[:40]}” is no date the archive knows.", _WANTED)
        begins, ends = first and first[0], last and last[1]
        if begins is not None and ends is not None and begins > ends:
            return Problem("This range ends before it begins.", "Expected the earlier date first.")
        return DateRange(begins, ends)
    months = _months(value)
    if months is None:
        return Problem(f"“{value[:40]}” is no date the archive knows.", _WANTED)
    return DateRange(*months)


def _months(text: str) -> tuple[int, int] | None:
    """The first and last month of a year, or a month twice."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month = int(found[1]), found[2]
    if month is None:
        return month_of(year, 1), month_of(year, 12)
    if not 1 <= int(month) <= 12:
        return None
    return month_of(year, int(month)), month_of(year, int(month))
