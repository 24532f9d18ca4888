"""NHS numbers of England, Wales and the Isle of Man: ten digits, the last a check digit.

The check is that of the NHS Data Dictionary ("NHS Number"): weights 10 to 2, modulus 11. One run of
ten digits in eleven passes it by chance, so a sure finding also needs the usual grouping or a cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit
from archive.domain.words import Band

_NUMBER = re.compile(r"(?<![\w.,/+-])(\d{3}[ -]?\d{3}[ -]?\d{4})(?![\w/-]|[.,]\d)")
_CUE = re.compile(r"\b(?:n\.?h\.?s|health ?care)\b[^.\n\d]{0,30}$", re.IGNORECASE)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every NHS number; one that fails its check only behind a cue, and to be checked."""
    if not has_digit(text):
        return
    for match in _NUMBER.finditer(text):
        written = match[1]
        cued = _CUE.search(text, max(match.start() - 45, 0), match.start()) is not None
        if _passes(written):
            grouped = len(written) == 12
            band = Band.CONFIDENT if cued or grouped else Band.CHECK
            yield _finding(match, band, "an NHS number; its check digit is right")
        elif cued:
            yield _finding(match, Band.CHECK, "written like an NHS number behind those words")


def _finding(match: re.Match[str], band: Band, why: str) -> Finding:
    return Finding(*match.span(1), "nhs_number", band, "nhs_number", why, "[NHS number]")


def _passes(written: str) -> bool:
    digits = [int(character) for character in written if character.isdecimal()]
    weighed = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return len(set(digits)) > 1 and (11 - weighed % 11) % 11 == digits[9]
