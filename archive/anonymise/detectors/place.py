"""Towns, counties and districts: by gazetteer, and behind words such as "live in".

Countries and states are left standing. A town called like a word or a person ("Reading", "Lincoln")
needs a cue. The state behind a town stays: "[town], Texas" keeps the sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.lexicon import places
from archive.anonymise.lexicon.keep import is_kept
from archive.anonymise.lexicon.listed import english_words
from archive.anonymise.triggers import words_of
from archive.domain.words import Band

_CAP = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*+(?:[’'-][^\W\d_]++)*+"
_WORD = r"[^\W\d_]++(?:[’'-][^\W\d_]++)*+"
_RUN = re.compile(
    rf"(?<![\w@#’'-]){_CAP}(?:[ ](?:{_CAP}|(?:upon|on|by|of|the|le|la|de|del|in|and|"
    rf"under)(?=[ ][^\W\d_a-z])))*+"
)
_STRONG = (
    r"(?:liv(?:e|es|ed|ing) (?:(?:just )?(?:in|near|outside)|around)|grew up (?:in|near|"
    r"outside)|grow(?:ing)? up in|born (?:and (?:raised|bred) )?(?:in|near)|"
    r"raised in|brought up in|based in|mov(?:e|ed|ing) (?:back )?(?:to|from)|relocat(?:e|ed|"
    r"ing) to|hometown (?:of|is)|"
    r"town (?:of|called)|village (?:of|called)|city of|suburbs? of|outskirts of|stay(?:ed|"
    r"ing)? in|settled in|flat in|house in|"
    r"hospital in|clinic in|school in|uni(?:versity)? in|prison in|job in|office in|"
    r"resid(?:e|es|ing) in|outside of|"
    r"(?:originally|moved here|come|comes|came|am|i['’]m|she['’]s|he['’]s) from|fl(?:ew|y|ying) to|"
    r"travel(?:l?ed|l?ing)? to|home ?(?:town|city)(?: is| was|,)?)"
)
_WEAK = (
    r"(?:from|near|in|at|to|around|via|visit(?:ed|ing)?|downtown|outside|through|towards?|"
    r"between|across|leaving|left|for)"
)
_CUED_STRONG = re.compile(
    rf"\b{_STRONG} (?:(?:a|the) (?:small |little |tiny )?(?:town|village|city|suburb|"
    rf"outskirts) (?:near|of|called|outside|in) |north |south |east |west |central |"
    rf"downtown |inner |greater )?"
    rf"(?P<name>{_WORD}(?:[ -]{_WORD}){{0,3}})",
    re.IGNORECASE,
)
_BEFORE_WEAK = re.compile(
    rf"(?<!\w){_WEAK} (?:(?:north|south|east|west|central|downtown|inner|greater) )?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:, (?:[A-Z]{2}\b|[A-Z][a-z]+)| (?:area|city centre|town centre|general|royal|"
    r"infirmary|hospital|county|airport|station|university|city|town|council)\b)"
)
_SMALL = re.compile(
    r"\b(?:from|near|in|to|at|around|via|visit(?:ed|ing)?|left) "
    r"(?P<name>[^\W\dA-Z_]{4,}(?:[ -][^\W\dA-Z_]{2,}){0,2})"
)
_TRIGGERS = frozenset(
    "live lives lived living grew grow growing born raised based move moved moving relocate "
    "relocated relocating "
    "hometown town village city suburb suburbs outskirts stay stayed staying settled flat "
    "house hospital clinic "
    "school uni university prison job office reside resides residing brought outside "
    "originally here come comes came am m s flew fly flying travel traveled travelled "
    "traveling travelling city homecity".split()
)
_OWNED = ("'s", "’s")
_NEVER = frozenset(
    "my our your his her their this that these those a an the here there home bed hospital "
    "care fear pain london's "
    "and or but with for it me him them us us hell denial rehab prison constant poverty "
    "foster sheltered supported "
    "be it's work one two different another new same".split()
)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every town, county and district; sure where the gazetteer and a cue agree."""
    for match in _RUN.finditer(text):
        yield from _in_run(text, match)
    if not _TRIGGERS.isdisjoint(words_of(text)):
        for match in _CUED_STRONG.finditer(text):
            yield from _behind_cue(match)

    if _is_small(text):
        for match in _SMALL.finditer(text):
            yield from _written_small(match)


def _is_small(text: str) -> bool:
    """Whether the writer leaves capitals out, so that a town has none either."""
    return " i " in text or text.startswith(("i ", "i'", "i’")) or text.islower()


def _written_small(match: re.Match[str]) -> Iterator[Finding]:
    """A town behind "from" or "in"; a word of any dictionary is none."""
    words = match["name"].split(" ")
    for count in range(len(words), 0, -1):
        surface = " ".join(words[:count])
        name = places.folded(surface)
        if (places.is_town(name) or places.is_region(name)) and not (
            name in english_words() or is_kept(surface)
        ):
            start = match.start("name")
            yield _finding(start, start + len(surface), "a town's name, without its capital")
            return


def _in_run(text: str, run: re.Match[str]) -> Iterator[Finding]:
    """Places among words with capitals, the longest names first."""
    if " " not in run[0]:
        if (
            places.may_be_town(name := places.folded(run[0]))
            or name[-2:] in _OWNED
            or places.is_region(name)
        ):
            found = _judged(text, *run.span(), 0, alone=True)
            if found:
                yield found
        return
    starts = [run.start(), *(run.start() + gap.end() for gap in re.finditer(" ", run[0]))]
    ends = [*(start - 1 for start in starts[1:]), run.end()]
    index = 0
    while index < len(starts):
        step = 1
        for count in range(min(places.LONGEST_NAME, len(starts) - index), 0, -1):
            start, end = starts[index], ends[index + count - 1]
            found = _judged(text, start, end, index, alone=count == len(starts))
            if found:
                yield found
                step = count
                break
        index += step


def _judged(text: str, start: int, end: int, index: int, *, alone: bool) -> Finding | None:
    surface = text[start:end].removesuffix("'s").removesuffix("’s")
    name = places.folded(surface)
    if places.is_region(name):
        return _finding(
            start, start + len(surface), "the name of a county or district", region=True
        )
    if not places.may_be_town(name):
        return None
    end = start + len(surface)
    cued = bool(_BEFORE_WEAK.search(text, max(start - 24, 0), start) or _AFTER.match(text, end))
    if places.is_town(name):
        if cued:
            return _finding(start, end, "the name of a town where one would stand", sure=True)
        if alone or " " in name or index == 0:
            return _finding(start, end, "the name of a town")
    elif cued and alone and not is_kept(surface):
        return _finding(start, end, "could be the name of a town", score=0.6)
    return None


def _behind_cue(match: re.Match[str]) -> Iterator[Finding]:
    """The place behind "live in", written small or not in any list."""
    start = match.start("name")
    words = re.split(r"[ ]", match["name"])
    for count in range(len(words), 0, -1):
        surface = " ".join(words[:count])
        name = places.folded(surface)
        known = places.is_region(name) or places.is_town(name)
        if known or (places.may_be_town(name) and name not in _NEVER):
            if is_kept(surface) and not known:
                return
            why = "the name of a place behind words such as “live in”"
            yield _finding(
                start, start + len(surface), why, sure=True, region=places.is_region(name)
            )
            return
    named = list(_capitalised(words))
    surface = " ".join(named)
    if named and not is_kept(surface) and not is_kept(named[0]):
        why = "a name behind words such as “live in”"
        yield _finding(start, start + len(surface), why, score=0.7)


def _capitalised(words: list[str]) -> Iterator[str]:
    for word in words:
        if not word[0].isupper() or word == "I" or word.startswith(("I'", "I’")):
            return
        yield word


def _finding(
    start: int, end: int, why: str, *, sure: bool = False, region: bool = False, score: float = 0.8
) -> Finding:
    band = Band.CONFIDENT if sure else Band.CHECK
    suggestion = "[area]" if region else "[town]"
    return Finding(start, end, "place", band, "place", why, suggestion, 1.0 if sure else score)
