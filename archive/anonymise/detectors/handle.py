"""Handles: `@name` as people address each other in a thread, fediverse addresses, `u/name`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import AT, WORD
from archive.domain.words import Band

_NAME = rf"[{WORD}]++(?:[.-][{WORD}]++)*+"
_HANDLE = re.compile(rf"(?<![\w{AT}/+.])[{AT}](?P<name>{_NAME})(?:[{AT}]{_NAME})?")
_ADDRESSED = re.compile(r"(?P<more>(?:[ ][A-Z][^\W\d_]++){1,2})(?=\s?[:,—–-]|\n|$)")
"""The rest of a full name in an opening such as "@Ada Example: I agree"."""
_REDDIT = re.compile(r"(?<![\w/])/?(?:u|user)/[A-Za-z0-9_-]{3,30}+", re.IGNORECASE)
_TAGGED = re.compile(rf"(?<![{WORD}])[{WORD}]{{2,32}}+#\d{{4}}(?!\d)")
_QUANTITY = re.compile(
    r"\d+(?:[.,]\d+)?(?:mg|mcg|µg|ug|g|kg|ml|mm|cm|am|pm|x|h|hrs?|min|k|p)?", re.IGNORECASE
)
"""What may stand behind an at sign without being anybody: "@50mg", "@5pm"."""


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every handle in `text`, with the at sign."""
    for match in _HANDLE.finditer(text):
        if _QUANTITY.fullmatch(match["name"]) or not any(map(str.isalnum, match["name"])):
            continue
        full = _ADDRESSED.match(text, match.end()) if match["name"][0].isupper() else None
        end = full.end("more") if full else match.end()
        yield _finding(match.start(), end, "a name addressed with @")
    for match in _REDDIT.finditer(text):
        yield _finding(match.start(), match.end(), "a user name of a forum")
    for match in _TAGGED.finditer(text):
        if not match.group().partition("#")[0].isdecimal():
            why = "written like a user name with its number"
            yield _finding(match.start(), match.end(), why, Band.CHECK)


def _finding(start: int, end: int, why: str, band: Band = Band.CONFIDENT) -> Finding:
    return Finding(start, end, "handle", band, "handle", why, "[handle]")
