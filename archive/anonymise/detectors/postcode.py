"""Postcodes of the United Kingdom, Canada and Ireland, and ZIP codes.

British areas are those of Royal Mail's Postcode Address File; the letters C, I, K, M, O, V never
stand in the second half (BS 7666-0). A British postcode is shared by about fifteen addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.lexicon.keep import kept_phrases
from archive.anonymise.triggers import has_digit, words_of
from archive.domain.words import Band

_AREAS = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|"
    "K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|"
    "T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE|BX|GIR"
)
_INWARD = r"\d[ABD-HJLNP-UW-Z]{2}"
_BRITISH = re.compile(
    rf"(?<![\w-])(?:{_AREAS})\d[\dA-HJKMNP-Y]?( {{0,2}}){_INWARD}(?![\w-])", re.IGNORECASE
)
_HALF = re.compile(rf"{_INWARD}(?![\w-])", re.IGNORECASE)
_OUTWARD = re.compile(
    r"(?:\b(?:post ?code|area|district|from|near|around|live in|lives in|lived in|living in|"
    r"based in"
    rf"|moved to|born in)\b[\s:]{{1,2}})(?P<code>(?:{_AREAS})\d[\dA-HJKMNP-Y]?)(?![\w-])"
)
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
    "T[NX]|UT|V[AT]|W[AIVY]|PR|GU|VI|A[AEP]"
)
_STATE_ZIP = re.compile(
    rf"(?<![\w-])(?:{_STATES})[,.]?\s{{1,2}}(?P<code>\d{{5}}(?:-\d{{4}})?)(?![\w-])"
)
_PLUS_FOUR = re.compile(r"(?<![\w.,/-])\d{5}-\d{4}(?![\w-])")
_CUED = re.compile(
    r"\b(?:zip|zip ?code|post ?code|postal code|plz|cap|cp)\b(?:\s(?:is|was|of))?[\s:.]{1,3}"
    r"(?P<code>\d{3,6}(?:[ -]\d{2,4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?![\w-])",
    re.IGNORECASE,
)
_CUES = frozenset("zip zipcode post postcode postal plz cap cp".split())
_CANADIAN = re.compile(
    r"(?<![\w-])[ABCEGHJ-NPR-TVXY]\d[ABCEGHJ-NPR-TV-Z]( ?)\d[ABCEGHJ-NPR-TV-Z]\d(?![\w-])"
)
_IRISH = re.compile(
    r"(?<![\w-])(?:[AC-FHKNPRTV-Y]\d{2}|D6W) (?=[A-Z0-9]{0,3}\d)[0-9AC-FHKNPRTV-Y]{4}(?![\w-])"
)
_BEHIND_COUNTRY = re.compile(r"(?<=[^\W\d_)])[ ,]{1,2}(?P<code>\d{5})(?=\s*(?:$|[\n.,;?!)]))")
_COUNTRY = re.compile(r"[^\W\d_]+(?: [(]?[^\W\d_]+){0,2}\)?\Z")

_SHORTEST_COUNTRY = 4
"""Letters of a country's first word ("Peru"); shorter is an abbreviation."""


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every postcode; sure where its form or the state before it leaves no doubt."""
    if not has_digit(text):
        return
    british = _BRITISH.finditer(text) if _HALF.search(text) else ()
    for match in british:
        sure = match[0].isupper() and match[1] != ""
        if sure or match[0].isupper() or match[1]:
            yield _finding(*match.span(), "a British postcode", sure=sure)
    for pattern, why in ((_CANADIAN, "a Canadian postal code"), (_IRISH, "an Irish Eircode")):
        for match in pattern.finditer(text):
            yield _finding(*match.span(), why, sure=" " in match[0])
    for match in _STATE_ZIP.finditer(text):
        yield _finding(*match.span("code"), "a ZIP code behind a state", sure=True)
    for match in _PLUS_FOUR.finditer(text):
        yield _finding(*match.span(), "a ZIP code with its four digits")
    for match in _OUTWARD.finditer(text):
        yield _finding(*match.span("code"), "the first half of a British postcode")
    cued = () if _CUES.isdisjoint(words_of(text)) else _CUED.finditer(text)
    for match in cued:
        yield _finding(
            *match.span("code"), "a number behind the word “postcode” or “ZIP”", sure=True
        )
    for match in _BEHIND_COUNTRY.finditer(text):
        country = _COUNTRY.search(text, max(match.start() - 40, 0), match.start())
        if country and _names_a_country(country[0]):
            yield _finding(*match.span("code"), "five digits behind a country's name")


def _names_a_country(words: str) -> bool:
    """Whether the last one, two or three words are one that the keep lexicon has."""
    last = words.casefold().rstrip(")").split()
    known = kept_phrases()
    return any(
        len(last[-count]) > _SHORTEST_COUNTRY - 1 and " ".join(last[-count:]) in known
        for count in range(1, len(last) + 1)
    )


def _finding(start: int, end: int, why: str, *, sure: bool = False) -> Finding:
    band = Band.CONFIDENT if sure else Band.CHECK
    return Finding(start, end, "postcode", band, "postcode", why, "[postcode]")
