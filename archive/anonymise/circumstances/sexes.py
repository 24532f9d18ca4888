"""Sex or gender, where the writer says it of herself: "as a woman", "I was pregnant", "(43F)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.circumstances.circumstance import About, Circumstance
from archive.anonymise.triggers import words_of

_SELF = r"\b(?:as an?|i am an?|i['’]m an?|i was an?|being an?|became an?) (?:\w+[ -]){0,3}?"
_SAID = (
    (
        "female",
        rf"{_SELF}(?:woman|girl|lady|female|mother|mum|mom|mam|wife|grandmother|lesbian|widow)\b|"
        r"\bmy (?:period|periods|pregnancy|menopause|womb|husband and i are expecting)\b|"
        r"\bi (?:was|am|got|became|fell) pregnant\b|\bi gave birth\b|"
        r"[(\[]\s?(?:\d{2}s?\s?/?\s?F|F\s?[,/]?\s?\d{2}s?)\s?[)\]]",
    ),
    (
        "male",
        rf"{_SELF}(?:man|boy|guy|bloke|male|father|dad|husband|grandfather|widower)\b|"
        r"\bmy (?:prostate|vasectomy)\b|"
        r"[(\[]\s?(?:\d{2}s?\s?/?\s?M|M\s?[,/]?\s?\d{2}s?)\s?[)\]]",
    ),
    ("non-binary", r"\b(?:i am|i['’]m|as an?) (?:\w+ )?(?:non[- ]?binary|enby|genderqueer)\b"),
    ("trans", r"\b(?:i am|i['’]m|as an?) (?:\w+ )?(?:trans|transgender)\b|\bmy transition\b"),
)
_PATTERNS = tuple((value, re.compile(said, re.IGNORECASE)) for value, said in _SAID)
_SIGNED = re.compile(r"[(\[]\s?(?:\d{2}|[FfMm]\b)").search
_WORDS = frozenset(
    "woman girl lady female mother mum mom mam wife grandmother lesbian widow period periods"
    " pregnancy menopause womb pregnant birth man boy guy bloke male father dad husband grandfather"
    " widower prostate vasectomy nonbinary binary enby genderqueer trans transgender"
    " transition expecting".split()
)


def read(text: str) -> Iterator[Circumstance]:
    """What the writer says of her or his own sex or gender in a block."""
    if _WORDS.isdisjoint(words_of(text)) and not _SIGNED(text):
        return
    for value, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Circumstance(About.SEX, *match.span(), (value,))
