"""Bank account numbers as IBANs: a country, two check digits, and up to thirty characters.

Lengths are those of the IBAN registry (SWIFT, release 99); the check is ISO 7064 MOD 97-10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit
from archive.domain.words import Band

_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FO GL NL SD FK",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH CR HR LI LV",
        22: "BG BH DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
_CANDIDATE = re.compile(
    r"(?<!\w)[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?", re.IGNORECASE
)
_LEAST_DIGITS = 6
"""Digits behind the check digits of a number that fails its check, to be worth a look."""


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every IBAN, cut to the length of its country; one that fails its check is to be checked."""
    if not has_digit(text):
        return
    for match in _CANDIDATE.finditer(text):
        length = _LENGTHS.get(match[0][:2].upper())
        end = _end(match[0], length) if length else None
        if end is None or match[0][end : end + 1].isalnum():
            continue
        written = re.sub("[ -]", "", match[0][:end]).upper()
        span = match.start(), match.start() + end
        if _passes(written):
            why = "a bank account number; its check digits are right"
            yield Finding(*span, "iban", Band.CONFIDENT, "iban", why, "[bank account]")
        elif sum(map(str.isdecimal, written[4:])) >= _LEAST_DIGITS:
            why = "written like a bank account number"
            yield Finding(*span, "iban", Band.CHECK, "iban", why, "[bank account]")


def _end(candidate: str, length: int) -> int | None:
    """Where a number of so many characters ends, gaps not counted; `None` if it is shorter."""
    seen = 0
    for index, character in enumerate(candidate):
        seen += character not in " -"
        if seen == length:
            return index + 1
    return None


def _passes(written: str) -> bool:
    """ISO 7064 MOD 97-10, letters being 10 to 35."""
    return (
        int("".join(str(int(character, 36)) for character in written[4:] + written[:4])) % 97 == 1
    )
