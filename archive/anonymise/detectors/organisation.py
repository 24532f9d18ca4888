"""Organisations, employers, schools, hospitals and prisons that have a name of their own.

What everybody meets ("the NHS", "Open University", "Royal Mail") is no finding, and neither is a
kind of place without a name ("the hospital", "my school").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.lexicon import places
from archive.anonymise.lexicon.keep import is_kept
from archive.anonymise.triggers import words_of
from archive.domain.words import Band

_TYPES: dict[str, tuple[str, str, str]] = {
    word: entry
    for words, entry in {
        "hospital infirmary hospitals": ("institution", "[a hospital]", "a hospital"),
        "clinic surgery practice hospice sanatorium asylum": (
            "institution",
            "[a clinic]",
            "a clinic",
        ),
        "ward unit": ("institution", "[a ward]", "a ward"),
        "prison gaol jail penitentiary": ("institution", "[a prison]", "a prison"),
        "church chapel cathedral abbey priory mosque synagogue temple parish convent monastery": (
            "institution",
            "[a place of worship]",
            "a place of worship",
        ),
        "school academy grammar primary comprehensive kindergarten nursery": (
            "school",
            "[a school]",
            "a school",
        ),
        "college university polytechnic": ("school", "[a university]", "a university or college"),
        "trust": ("institution", "[a health trust]", "a trust"),
        "library museum theatre theater gallery": (
            "organisation",
            "[an institution]",
            "an institution",
        ),
        "ltd limited inc llc llp plc corp corporation gmbh company co ag bv oy solutions "
        "systems technologies "
        "technology software associates partners consulting group holdings industries "
        "enterprises services "
        "labs laboratories analytics media bank": ("organisation", "[a firm]", "a firm"),
        "society foundation institute association council federation union club orchestra press "
        "charity "
        "housing homes house lodge hall centre center fellowship ministries committee "
        "department bureau agency": (
            "organisation",
            "[an organisation]",
            "an organisation",
        ),
        "hotel inn pub arms tavern restaurant cafe café": (
            "organisation",
            "[a place]",
            "a hotel, pub or café",
        ),
    }.items()
    for word in words.split()
}
_CAP = r"[^\W\d_a-zà-öø-ÿ][^\W_]*+(?:[.’'&-][^\W_]++)*+"
_LINK = r"(?:(?:of|for|de|du|in|at)[ ](?:the[ ])?|(?:and|&|the)[ ])?"
_NAMED = re.compile(
    rf"(?<![\w@#’'-])(?P<name>{_CAP}(?:(?:,? (?=Inc\b|Ltd\b|LLC\b|PLC\b)|"
    rf" ){_LINK}{_CAP}){{0,5}})\b",
)
_OF = re.compile(
    r"\b(?P<type>University|College|Institute|Church|Bank|Museum|School|Ministry|Department|"
    r"Hospital|Diocese|Borough|Council) "
    rf"(?:of|for) (?:the )?(?P<name>(?:St\.? |Saint )?{_CAP}(?: (?:and |& |of |"
    rf"the )?{_CAP}){{0,3}})"
)
_PRISON = re.compile(
    r"\b(?:HMP|HMYOI|YOI|HM Prison|FCI|USP|"
    r"MCI)(?: & YOI)? (?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)"
)
_SMALL = re.compile(
    r"\b(?P<name>(?:st|saint|our lady|queen|king|royal|sacred heart)\.?(?: [a-z]+(?:['’]s|"
    r"s)?){0,3}? "
    r"(?P<type>hospital|infirmary|school|academy|college|church|hospice|clinic|surgery|"
    r"primary|grammar))\b",
    re.IGNORECASE,
)
_TOWNS = re.compile(
    r"\b(?P<town>[^\W\d_]+(?: [^\W\d_]+)?) (?P<type>(?:general |royal |district |county |"
    r"city |community |memorial |psychiatric |mental )*"
    r"(?:hospital|infirmary|uni(?:versity)?|prison|high school|grammar school|camhs|cmht|"
    r"crisis team))\b",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?P<cue>work(?:s|ed|ing)?|jobs?|employed|intern(?:ed|ing)?|internship|"
    r"volunteer(?:ed|ing|s)?|apprentice(?:ship)?|employer(?: is| was)?|manager|director|"
    r"nurse|teacher|engineer|hired|fired|sacked|laid off|position|role|career|years?|"
    r"months?)(?: \w+){0,2}? (?P<by>at|for|with|"
    r"by|from|is|was) (?:the )?"
    rf"(?P<name>(?-i:{_CAP})(?: (?:and |& |of |the )?(?-i:{_CAP})){{0,4}})",
    re.IGNORECASE,
)
_STUDY = re.compile(
    r"\b(?P<cue>stud(?:y|ies|ied|ying)|student|graduat(?:e|ed|ing)|enrolled|degree|freshman|"
    r"sophomore|undergrad|postgrad|phd|professor|lecturer|pupil|teach(?:es|ing)?|taught)"
    rf"(?: \w+){{0,3}}? (?:at|from) (?:the )?(?P<name>(?-i:{_CAP})(?: (?:and |& |of |"
    rf"the )?(?-i:{_CAP})){{0,4}})",
    re.IGNORECASE,
)
_CARE = re.compile(
    r"\b(?:admitted to|patient (?:at|in|on)|inpatient (?:at|in|on)|sectioned (?:at|in|to)|"
    r"treated at|transferred to|discharged from|referred to|detained (?:at|in)|"
    r"stay(?:ed)? (?:at|on)|weeks (?:at|in|on)|months (?:at|in|on)) (?:the )?"
    rf"(?P<name>{_CAP}(?: (?:and |& |of |the )?{_CAP}){{0,3}})"
)
_TRIGGERS = frozenset(
    "work works worked working job jobs employed intern interned internship volunteer "
    "volunteered volunteering volunteers "
    "apprentice apprenticeship employer manager director nurse teacher engineer hired fired "
    "sacked laid position role career year years month months".split()
)
_SPAN = re.compile("years?|months?", re.IGNORECASE)
_STUDIES = frozenset(
    "study studies studied studying student graduate graduated graduating enrolled degree "
    "freshman sophomore "
    "undergrad postgrad phd professor lecturer pupil teach teaches teaching taught".split()
)
_CARES = frozenset(
    "admitted patient inpatient sectioned treated transferred discharged referred detained "
    "stay stayed weeks months".split()
)
_INSTITUTIONS = frozenset(
    "hospital infirmary school academy college church hospice clinic surgery primary "
    "grammar uni university prison camhs cmht team".split()
)
_SHOUTED = 3
"""Words in capitals in a row, of which more are a shout and no name."""
_OPENERS = frozenset(
    "the a an my our your his her their this that these those in at on of for and or but i "
    "it we he she they you "
    "to from with by is was were when after before if so then as no not all any every some "
    "another new old "
    "local general high secondary middle junior senior private state public boarding "
    "primary elementary infant "
    "mental psychiatric acute medical community health day inpatient outpatient crisis "
    "catholic special "
    "emergency intensive care sunday law medical business graduate art drama night summer "
    "grammar nursing "
    "psych eating disorder disorders unit ward mother baby maternity children's childrens "
    "women's men's "
    "liaison detox rehab rehabilitation country secure rescue outpatients".split()
)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every organisation with a name; those known by their kind are likelier than by a cue."""
    words = words_of(text)
    if not _TYPES.keys().isdisjoint(words):
        for match in _NAMED.finditer(text):
            if " " in match[0]:
                yield from _by_type(match)
    if " of " in text or " for " in text:
        for match in _OF.finditer(text):
            kind, suggestion, what = _TYPES.get(match["type"].lower(), _TYPES["society"])
            if not is_kept(match[0]) and not is_kept(match["name"]):
                yield _finding(
                    match.start(), match.end(), kind, suggestion, f"the name of {what}", sure=True
                )
    if "hm" in words or not {"hmp", "hmyoi", "yoi", "fci", "usp", "mci"}.isdisjoint(words):
        for match in _PRISON.finditer(text):
            yield _finding(
                *match.span(), "institution", "[a prison]", "the name of a prison", sure=True
            )
    if not _INSTITUTIONS.isdisjoint(words):
        yield from _institutions(text)
    yield from _cued(text, words)


def _by_type(match: re.Match[str]) -> Iterator[Finding]:
    """Words with capitals that end in a kind of organisation, without what only opens them."""
    name = match["name"]
    words = name.split(" ")
    last = max(
        (index for index, word in enumerate(words) if word.lower().rstrip(".,") in _TYPES),
        default=-1,
    )
    if last < 1:
        return
    if name.isupper() and len(words) > _SHOUTED:
        return
    first = 0
    while first < last and words[first].lower().rstrip(".,'’s") in _OPENERS:
        first += 1
    named = [word for word in words[first:last] if word.lower().strip(".,") not in _OPENERS]
    if not any(word[:1].isupper() and not _is_type(word) for word in named):
        return
    surface = " ".join(words[first : last + 1])
    if is_kept(surface) or (is_kept(" ".join(words[first:last])) and last - first == 1):
        return
    start = match.start() + len(" ".join(words[:first])) + (1 if first else 0)
    kind, suggestion, what = _TYPES[words[last].lower().rstrip(".,")]
    end = start + len(surface.rstrip(","))
    yield _finding(
        start, end, kind, suggestion, f"the name of {what}", sure=kind in {"institution", "school"}
    )


def _is_type(word: str) -> bool:
    return word.lower().strip(".,") in _TYPES


def _institutions(text: str) -> Iterator[Finding]:
    for match in _SMALL.finditer(text):
        kind, suggestion, what = _TYPES[match["type"].lower()]
        yield _finding(*match.span("name"), kind, suggestion, f"the name of {what}")
    for match in _TOWNS.finditer(text):
        words = match["town"].split(" ")
        for town in (match["town"], words[-1]):
            name = places.folded(town)
            if places.is_town(name) or places.is_region(name):
                last = match["type"].lower().split(" ")[-1]
                kind, suggestion, what = _TYPES.get(
                    {"uni": "university"}.get(last, last), _TYPES["clinic"]
                )
                start = match.end("town") - len(town)
                yield _finding(
                    start, match.end(), kind, suggestion, f"a town and {what}", sure=True
                )
                break


def _cued(text: str, words: frozenset[str]) -> Iterator[Finding]:
    for triggers, pattern, kind, suggestion, why in (
        (_TRIGGERS, _WORK, "employer", "[an employer]", "a name behind words such as “work for”"),
        (_STUDIES, _STUDY, "school", "[a university]", "a name behind words such as “study at”"),
        (_CARES, _CARE, "institution", "[a hospital]", "a name behind words such as “admitted to”"),
    ):
        if triggers.isdisjoint(words):
            continue
        for match in pattern.finditer(text):
            first = match["name"].split(" ")[0].lower()
            if pattern is _WORK and _SPAN.match(match["cue"]) and match["by"] != "at":
                continue  # "two years with Ada" is no employer
            if is_kept(match["name"]) or is_kept(first) or first in _OPENERS:
                continue
            yield _finding(*match.span("name"), kind, suggestion, why, score=0.6)


def _finding(
    start: int,
    end: int,
    kind: str,
    suggestion: str,
    why: str,
    *,
    sure: bool = False,
    score: float = 0.8,
) -> Finding:
    return Finding(
        start,
        end,
        kind,
        Band.CONFIDENT if sure else Band.CHECK,
        "organisation",
        why,
        suggestion,
        score,
    )
