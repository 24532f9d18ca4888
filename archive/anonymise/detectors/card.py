"""Numbers of payment cards: 12 to 19 digits with Luhn's check digit (ISO/IEC 7812-1, annex B)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit
from archive.domain.words import Band

_NUMBER = re.compile(
    r"(?<![\w+.,-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5}|"
    r"\d{12,19})(?![\w-]|[.,]\d)"
)
_PREFIX = re.compile(r"3[0-9]|4|5[0-8]|6[0-9]|2[2-7]|2131|1800")
"""Issuers in use: Visa, Mastercard, American Express, Discover, Diners, JCB, Maestro, UnionPay."""
_CUE = re.compile(r"\b(?:card|visa|mastercard|amex|debit|credit)\b[^.\n\d]{0,25}$", re.IGNORECASE)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every card number; one that fails its check only in fours or behind a cue, to be checked."""
    if not has_digit(text):
        return
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _passes(digits) and _PREFIX.match(digits):
            yield _finding(match, Band.CONFIDENT, "a card number; its check digit is right")
        elif len(digits) != len(match[0]) or _is_cued(text, match.start()):
            yield _finding(match, Band.CHECK, "written like a card number")


def _finding(match: re.Match[str], band: Band, why: str) -> Finding:
    return Finding(match.start(), match.end(), "card", band, "card", why, "[card number]")


def _is_cued(text: str, start: int) -> bool:
    return _CUE.search(text, max(start - 40, 0), start) is not None


def _passes(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1
