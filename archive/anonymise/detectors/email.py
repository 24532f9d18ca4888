"""E-mail addresses, plain or spelled out ("jane at example dot org"). Syntax after RFC 5322 §3.4.1,
read loosely: an address that no server would take can still name a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import AT, WORD
from archive.anonymise.triggers import words_of
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
_SPELLED_AT = r"\s{1,3}at\s{1,3}(?!(?:an?|the|this|that|one|each)\b)"
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
_MAILS = (
    r"(?:gmail|google ?mail|hotmail|yahoo|outlook|icloud|aol|btinternet|proton(?:mail)?|ymail|gmx|"
    r"rocketmail|virginmedia|talktalk|ntlworld|comcast|msn)"
)
_ENDING = (
    r"(?:com|net|org|edu|gov|info|me|co(?:\s?(?:\.|dot)\s?(?:uk|nz|za))|ac(?:\s?(?:\.|"
    r"dot)\s?uk)|uk|us|ca|ie|de|fr|au)"
)
_LOOSE = re.compile(
    rf"(?<!{_WORDS})(?P<local>{_WORDS}++(?:(?:\.|\s(?:dot|underscore|dash|"
    rf"hyphen)\s){_WORDS}++){{0,3}})"
    rf"(?:\s{{0,2}}[{AT}]\s{{0,2}}|\s{{1,2}}at\s{{1,2}}|\s?[\[({{]\s?at\s?[\])}}]\s?|"
    rf"\s(?:on|with)\s)"
    rf"(?:{_MAILS}(?:\s?(?:\.|dot|\sdot\s)\s?{_ENDING})?|{_LABEL}++(?:\s?\.\s?|"
    rf"\sdot\s){_ENDING})(?![{WORD}-])",
    re.IGNORECASE,
)
"""Hosts that are given by half: "jane99 at gmail", "jane@gmail dot com", "jane at example.com"."""
_JOINED = re.compile(
    rf"(?<![{WORD}-]){_LABEL}+?(?P<by>[-_])at(?P=by){_LABEL}+?(?P=by)dot(?P=by)[a-z]{{2,12}}\b",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:e-?mail|mail|reach|contact|write|message|address)\b[^.\n]{0,30}$", re.IGNORECASE
)
_DOTS = frozenset(
    "dot gmail googlemail hotmail yahoo outlook icloud aol btinternet proton protonmail".split()
)
_BRACKET = re.compile(r"[\[({<]\s?(?:at|dot)\s?[\])}>]", re.IGNORECASE).search
_DOTTED_AT = re.compile(rf"\bat\s+{_LABEL}+\.{_ENDING}\b", re.IGNORECASE).search
_JOINT = re.compile(r"[-_]at[-_]", re.IGNORECASE).search


def _may_hold(text: str) -> bool:
    """Whether anything in the text could be an address; cheaper than the patterns."""
    if "@" in text or "＠" in text or _BRACKET(text):
        return True
    words = words_of(text)
    if "at" in words and ("dot" in words or _DOTTED_AT(text)):
        return True
    return (
        not _DOTS.isdisjoint(words) or "_" in text or ("dot" in words and _JOINT(text) is not None)
    )


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every e-mail address in `text`. One whose host has no ending is only to be checked."""
    if not _may_hold(text):
        return
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
    for match in _JOINED.finditer(text):
        yield _finding(match.start(), match.end(), "an e-mail address, spelled out")
    for match in _LOOSE.finditer(text):
        told = _CUE.search(text, max(match.start() - 45, 0), match.start()) is not None
        spelled = len(match[0].split()) > 1 or "[" in match[0] or "(" in match[0]
        if spelled and (told or not match["local"].isalpha()):
            why = "looks like an e-mail address, half spelled out"
            yield _finding(match.start(), match.end(), why, Band.CHECK)


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
