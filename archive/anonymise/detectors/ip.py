"""Internet addresses of machines, versions 4 and 6, and hardware addresses (MAC)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit
from archive.domain.words import Band

_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_FOUR = re.compile(rf"(?<![\w.-]){_BYTE}(?:\.{_BYTE}){{3}}(?::\d{{2,5}})?(?![\w-]|\.\d)")
_SIX = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
_HARDWARE = re.compile(
    r"(?<![\w:-])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![\w:-])", re.IGNORECASE
)
_A_VERSION = re.compile(r"\b(?:version|v|release|section|chapter|§)\.?\s?$", re.IGNORECASE)
_SHORTEST_SIX = 6
"""Characters of "a::b:cd"; shorter is rather a time, a smiley or code."""


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every such address; what may be a version ("version 1.2.3.4") is left alone."""
    if not has_digit(text):
        return
    for match in _FOUR.finditer(text):
        if not _A_VERSION.search(text, max(match.start() - 10, 0), match.start()):
            yield _finding(match, "the address of a computer")
    if ":" not in text and "-" not in text:
        return
    for match in _SIX.finditer(text):
        if len(match[0]) >= _SHORTEST_SIX and _is_six(match[0]):
            yield _finding(match, "the address of a computer")
    for match in _HARDWARE.finditer(text):
        yield _finding(match, "the address built into a device")


def _finding(match: re.Match[str], why: str) -> Finding:
    return Finding(match.start(), match.end(), "ip", Band.CONFIDENT, "ip", why, "[IP address]")


def _is_six(written: str) -> bool:
    try:
        IPv6Address(written)
    except AddressValueError:
        return False
    return True
