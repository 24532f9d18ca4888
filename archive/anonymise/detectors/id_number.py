"""Numbers that somebody gave to one person or thing: of patients, passports, licences, accounts,
cases, vehicles, devices (HIPAA's Safe Harbor, 45 CFR 164.514(b)(2)(i)(H) to (N)).

They have no common form, so a cue must stand before; a driving licence or a number plate of Great
Britain is known by its form, and a run of nine digits or more by its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import has_digit, words_of
from archive.domain.words import Band

_WORDS = frozenset(
    "patient hospital mrn chart record passport licence license case account acct sort "
    "policy member "
    "membership student employee staff ref reference claim prisoner inmate badge tax itin "
    "ein npi dea medicare "
    "medicaid chi crn urn uci ucas visa serial imei vin reg registration plate rego medical "
    "file docket "
    "customer booking order tracking id dl crb dbs ni hcn ohip".split()
)
_CUED = re.compile(
    r"\b(?P<cue>(?:patient|hospital|medical|chart|health|case|passport|(?:driv(?:er|"
    r"ing)(?:['’]?s)?\s)?licen[cs]e|"
    r"account|acct|sort\scode|policy|member(?:ship)?|student|employee|staff|ref(?:erence)?|"
    r"claim|prison(?:er)?|"
    r"inmate|badge|tax|itin|ein|npi|dea|medicare|medicaid|chi|crn|urn|mrn|ucas|visa|serial|"
    r"imei|vin|"
    r"(?:car\s)?reg(?:istration)?|(?:number|licen[cs]e)\splate|rego|file|docket|customer|"
    r"booking|order|tracking|"
    r"crb|dbs|dl|id)"
    r"(?:\s(?:record|insurance|care|card|id|file|case))?)"
    r"(?:['’]s)?\s?(?P<number_word>numbers?|no\b\.?|nr\b\.?|num\b|code|id\b|plate|#)?"
    r"(?:\s(?:is|was|are))?\s?[:=#(]{0,2}\s?"
    r"(?P<id>(?=[A-Z0-9/ -]{0,12}\d)[A-Z0-9]{1,14}(?:[ /-][A-Z0-9]{2,8}){0,4})(?![\w])",
    re.IGNORECASE,
)
_WITHOUT_NUMBER = re.compile(r"[:=#]|\b(?:mrn|imei|vin|npi|itin|ref)\b", re.IGNORECASE)
_DRIVER = re.compile(r"(?<!\w)[A-Z9]{5}\d[0156]\d[0-3]\d{2}[A-Z9]{2}\d[A-Z]{2}(?:\s?\d{2})?(?!\w)")
_PLATE = re.compile(r"(?<![\w-])[A-HJ-PR-Y]{2}[0-7]\d ?[A-HJ-PR-Z]{3}(?![\w-])")
_LICENCE = re.compile(r"(?<![\w-])[A-Z]\d{7,14}(?![\w-])")
_LONG = re.compile(r"(?<![\w.,/+=-])\d{9,24}(?![\w/-]|[.,]\d)")
_ENOUGH_DIGITS = 3


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every such number, to be checked; sure where its form is that of a British licence."""
    if not has_digit(text):
        return
    if not _WORDS.isdisjoint(words_of(text)):
        yield from _cued(text)
    for match in _DRIVER.finditer(text):
        why = "a British driving licence's number"
        yield _finding(*match.span(), why, Band.CONFIDENT)
    for match in _PLATE.finditer(text):
        yield _finding(*match.span(), "written like a car's number plate")
    for pattern in (_LICENCE, _LONG):
        for match in pattern.finditer(text):
            yield _finding(*match.span(), "a long number")


def _cued(text: str) -> Iterator[Finding]:
    for match in _CUED.finditer(text):
        start, end = match.span("id")
        id_ = match["id"]
        # "case 3 people", "file 2019": a word follows, or the digits are few, or it is a year.
        pieces = id_.split(" ")
        while pieces and not any(map(str.isdigit, pieces[-1])):
            end -= len(pieces.pop()) + 1
        digits = sum(map(str.isdigit, text[start:end]))
        said = match["number_word"] or _WITHOUT_NUMBER.search(match[0][: start - match.start()])
        if end <= start or digits < _ENOUGH_DIGITS or not (said or digits >= 6):
            continue
        yield _finding(start, end, f"a number behind the word “{match['cue'].lower().split()[0]}”")


def _finding(start: int, end: int, why: str, band: Band = Band.CHECK) -> Finding:
    return Finding(start, end, "id_number", band, "id_number", why, "[number]")
