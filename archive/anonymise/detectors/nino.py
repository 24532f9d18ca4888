"""British National Insurance numbers: two letters, six digits, a letter A to D.

Which prefixes exist is in HMRC's National Insurance Manual, NIM39110.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit
from archive.domain.words import Band

_NUMBER = re.compile(
    r"(?<![\w-])(?P<prefix>[A-Z]{2})[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}"
    r"(?:[ -]?(?P<suffix>[A-Z]))?(?![\w-])",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]")
_CUE = re.compile(r"\b(?:nino|n\.?i\.?|national\s+insurance)\b[^.\n\d]{0,25}$", re.IGNORECASE)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every National Insurance number; a mistyped one, or one without its letter, behind a cue."""
    if not has_digit(text):
        return
    for match in _NUMBER.finditer(text):
        suffix = (match["suffix"] or "").upper()
        prefix_exists = _PREFIX.fullmatch(match["prefix"].upper()) is not None
        if prefix_exists and suffix and suffix in "ABCD":
            yield _finding(match, Band.CONFIDENT, "a National Insurance number")
        elif _CUE.search(text, max(match.start() - 45, 0), match.start()):
            why = "written like a National Insurance number behind those words"
            yield _finding(match, Band.CHECK, why)


def _finding(match: re.Match[str], band: Band, why: str) -> Finding:
    return Finding(
        match.start(), match.end(), "nino", band, "nino", why, "[National Insurance number]"
    )
