"""Social Security numbers of the United States: three, two and four digits.

No area is 000, 666 or 900 to 999, no group 00, no serial 0000 (Social Security Administration,
RM 10201.030). Numbers from 900 are taxpayers' (ITIN), and to be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit
from archive.domain.words import Band

_GROUPED = re.compile(r"(?<![\w+-])(?<!\d[., ])(\d{3})([ .-])(\d{2})\2(\d{4})(?![\w-]|[.,]\d| \d)")
_CUED = re.compile(
    r"\b(?:s\.?s\.?n\.?|social(?:\s+security)?(?:\s+(?:number|no|num))?)\b[^.\n\d]{0,12}"
    r"(?P<number>\d{9})(?!\d)",
    re.IGNORECASE,
)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every Social Security number; an impossible one, or one split by spaces, to be checked."""
    if not has_digit(text):
        return
    for match in _GROUPED.finditer(text):
        area, by, group, serial = match.groups()
        exists = area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"
        if exists and by == "-":
            yield _finding(*match.span(), Band.CONFIDENT, "a Social Security number")
        else:
            yield _finding(*match.span(), Band.CHECK, "grouped like a Social Security number")
    for match in _CUED.finditer(text):
        why = "nine digits behind the words “social security”"
        yield _finding(*match.span("number"), Band.CONFIDENT, why)


def _finding(start: int, end: int, band: Band, why: str) -> Finding:
    return Finding(start, end, "ssn", band, "ssn", why, "[Social Security number]")
