"""The shape of a family: children, brothers and sisters, twins, who died, who is adopted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.circumstances.circumstance import About, Circumstance
from archive.anonymise.triggers import has_digit, words_of

_COUNTS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_N = rf"(?P<n>{'|'.join(_COUNTS)}|\d{{1,2}})"
_OWN = (
    r"(?:(?:older|younger|little|big|small|young|beautiful|grown[- ]up|other|step|lovely|adult)"
    r"[- ])*"
)
_COUNTED = (
    ("children", rf"\b(?:i have|i had|i['’]ve got|we have|with my|raising|raised|our|my) {_N} "
     rf"{_OWN}(?:children|kids|sons|daughters|boys|girls)\b"),
    ("children", rf"\b(?:mum|mom|mam|mother|dad|father|parent) (?:of|to) {_N}\b"
     r"(?! (?:year|month))"),
    ("brothers and sisters", rf"\b(?:i have|i had|i['’]ve got|with) {_N} {_OWN}"
     r"(?:brothers|sisters|siblings)\b"),
    ("one of", rf"\b(?:eldest|oldest|youngest|middle|second|third|fourth|one) of {_N}\b"
     r"(?= (?:children|kids|siblings|brothers|sisters|girls|boys)|[.,;])"),
)  # fmt: skip
_SAID = (
    ("a twin", r"\b(?:my (?:identical |fraternal |non-identical )?twin|(?:am|was|['’]m) an? "
     r"(?:identical |fraternal )?twin)\b"),
    ("a triplet", r"\b(?:my fellow triplets|(?:am|was|['’]m) (?:a|one of) triplets?)\b"),
    ("an only child", r"\b(?:an|my) only (?:child|son|daughter)\b"),
    ("adopted", r"\bi (?:was|am) adopted\b|\bmy (?:adoptive|birth|biological) (?:mother|mum|mom|"
     r"father|dad|parents|family)\b"),
    ("in foster care", r"\b(?:in|into) (?:foster )?care as a child\b|\bmy foster\b|\bfoster (?:"
     r"home|family|parents)\b"),
    ("widowed", r"\bmy late (?:husband|wife|partner)\b|\b(?:widow|widower|widowed)\b"),
    ("a child who died", r"\bmy (?:late|stillborn) (?:son|daughter|baby|child)\b|\b(?:lost|buried) "
     r"my (?:son|daughter|baby|child)\b"),
    ("divorced", r"\b(?:my divorce|i (?:am|was|got) divorced|my ex-(?:husband|wife))\b"),
    ("a single parent", r"\bsingle (?:mum|mom|mother|dad|father|parent)\b"),
    ("an orphan", r"\b(?:orphan|orphaned)\b"),
    ("twins of one's own", r"\b(?:my|our|had|have|expecting) (?:\w+ )?(?:twins|triplets)\b"),
    ("a same-sex couple", r"\bsame-sex (?:couple|marriage|partner)\b"),
)  # fmt: skip
_COUNTED_PATTERNS = tuple((what, re.compile(said, re.IGNORECASE)) for what, said in _COUNTED)
_PATTERNS = tuple((what, re.compile(said, re.IGNORECASE)) for what, said in _SAID)
_WORDS = frozenset(
    "children kids sons daughters boys girls mum mom mam mother dad father parent parents brothers"
    " sisters siblings eldest oldest youngest middle one twin twins triplet triplets child son"
    " daughter adopted adoptive birth biological foster care widow widower widowed late stillborn"
    " baby divorce divorced ex orphan orphaned same".split()
)
_COUNTING = frozenset(_COUNTS) - {"one"}


def read(text: str) -> Iterator[Circumstance]:
    """What a block says of a family's shape; numbers of children with "children" as the wider."""
    words = words_of(text)
    if _WORDS.isdisjoint(words):
        return
    counts = not _COUNTING.isdisjoint(words) or has_digit(text)
    for what, pattern in _COUNTED_PATTERNS if counts else ():
        for match in pattern.finditer(text):
            number = _COUNTS.get(match["n"].lower()) or int(match["n"])
            yield Circumstance(About.FAMILY, *match.span(), (f"{what}: {number}", what))
    for what, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Circumstance(About.FAMILY, *match.span(), (what,))
