"""E-mail addresses, plain or spelled out ("jane at example dot org"). Syntax after RFC 5322 §3.4.1,
read loosely: an address that no server would take can still name a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import AT, WORD
from archive.domain.words import Band

_LOCAL = rf"[{WORD}.+%&=~'’-]"
_HOST = rf"[{WORD}.-]"
_LABEL = rf"[{WORD}-]"

_PLAIN = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++(?:[{AT}]{_HOST}++)++")
_SPACED = re.compile(
    rf"(?<!{_LOCAL})(?!\d){_LOCAL}++[ ]?[{AT}][ ]?{_LABEL}++(?:\.{_LABEL}++)*\.[a-z]{{2,12}}\b",
    re.IGNORECASE,
)
_BRACKETED_AT = r"\s{0,3}[\[({<]\s?(?:at|@)\s?[\])}>]\s{0,3}"
_SPELLED_AT = r"\s{1,3}at\s{1,3}"
_BRACKETED_DOT = r"\s{0,3}[\[({<]\s?(?:dot|\.)\s?[\])}>]\s{0,3}"
_SPELLED_DOT = r"\s{1,3}dot\s{1,3}"
_ANY_DOT = rf"(?:{_BRACKETED_DOT}|{_SPELLED_DOT}|\.)"
_WORDS = rf"[{WORD}+%~-]"
_SPELLED = re.compile(
    rf"(?<!{_WORDS}){_WORDS}++(?:{_ANY_DOT}{_WORDS}++){{0,3}}"
    rf"(?:{_BRACKETED_AT}{_LABEL}++(?:{_ANY_DOT}{_LABEL}++){{1,4}}"
    rf"|{_SPELLED_AT}{_LABEL}++(?:{_SPELLED_DOT}|{_BRACKETED_DOT}){_LABEL}++"
    rf"(?:{_ANY_DOT}{_LABEL}++){{0,3}})",
    re.IGNORECASE,
)
_MAILTO = "mailto:"


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every e-mail address in `text`. One whose host has no ending is only to be checked."""
    for match in _PLAIN.finditer(text):
        start, end = _trimmed(text, match.start(), match.end())
        local, _, host = text[start:end].replace("＠", "@").partition("@")
        if not local or not host:
            continue
        if _has_ending(host):
            yield _finding(_with_scheme(text, start), end, "an e-mail address")
        elif any(character.isalpha() for character in local + host):
            why = "looks like an e-mail address without its ending"
            yield _finding(start, end, why, Band.CHECK)
    for match in _SPACED.finditer(text):
        if " " in match.group():
            yield _finding(match.start(), match.end(), "an e-mail address with spaces in it")
    for match in _SPELLED.finditer(text):
        yield _finding(match.start(), match.end(), "an e-mail address, spelled out")


def _finding(start: int, end: int, why: str, band: Band = Band.CONFIDENT) -> Finding:
    return Finding(start, end, "email", band, "email", why, "[e-mail]")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without quotation marks before it and the full stop of its sentence."""
    while start < end and text[start] in ".'’-":
        start += 1
    while start < end and text[end - 1] in ".-":
        end -= 1
    return start, end


def _has_ending(host: str) -> bool:
    """Whether a host has a dot and at least two letters behind the last one."""
    ending = host.rpartition(".")[2]
    return "." in host.strip(".") and len(ending) >= 2 and not ending.isdecimal()


def _with_scheme(text: str, start: int) -> int:
    before = start - len(_MAILTO)
    return before if before >= 0 and text[before:start].lower() == _MAILTO else start
