"""Relatives who are one of a kind: "my twin brother", "my late husband", "the youngest of seven".

A family's shape tells somebody from everybody else of the same age and place. The suggestion keeps
the relation and drops what singles out; "my mother" alone is never a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import words_of
from archive.domain.words import Band

_KIN = (
    r"(?:husband|wife|partner|spouse|fianc[ée]e?|boyfriend|girlfriend|mum|mom|mam|mother|"
    r"dad|father|parents?|brothers?|sisters?|"
    r"siblings?|sons?|daughters?|child|children|kids?|babies|baby|boys?|girls?|grandsons?|"
    r"granddaughters?|grandchild(?:ren)?|"
    r"grandmother|grandfather|grandma|grandad|grandpa|gran|nan|uncles?|aunts?|auntie|"
    r"cousins?|nephews?|nieces?|"
    r"stepfather|stepmother|stepdad|stepmum|stepmom|stepsons?|stepdaughters?|stepbrothers?|"
    r"stepsisters?)"
)
_SINGLING = (
    r"(?:identical|fraternal|non-identical|conjoined|late|dead|deceased|estranged|eldest|"
    r"oldest|youngest|middle|only|first-?born|second|third|"
    r"fourth|fifth|sixth|seventh|first|half|step|foster|adopted|adoptive|biological|birth|"
    r"surrogate|long[- ]lost|stillborn|"
    r"disabled|deaf|blind|autistic|schizophrenic|bipolar|paralysed|paralyzed|paraplegic|"
    r"transgender|trans|gay|lesbian|"
    r"imprisoned|jailed|murdered|famous|common-law|same-sex|twin|triplet)"
)
_SINGLED = re.compile(
    rf"\b(?P<whose>my|his|her|our|their|your|a|an|"
    rf"the) (?P<marks>(?:{_SINGLING}[ -]){{1,3}})(?P<kin>{_KIN})\b(?! (?:thing|time)\b)",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(
    r"\b(?:my|his|her|our|their|the) (?:identical |fraternal |other )?(?P<kin>twins?|"
    r"triplets?|quadruplets?|quads|half-?(?:brothers?|sisters?|siblings?)|"
    r"widower?)\b(?! (?:bed|room|peaks|flame|towers))|"
    r"\b(?:i am|i['’]m|i was|she is|she['’]s|he is|he['’]s|we are|we['’]re|was|am|"
    r"is) (?:an? |one of |the )?(?P<is>(?:identical |fraternal )?(?:twins?|triplets?|"
    r"quadruplets?)|widow(?:er|ed)?|orphan(?:ed)?|adopted|foster (?:child|kid)|surrogate)\b",
    re.IGNORECASE,
)
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|\d{1,2})"
_ONE_OF = re.compile(
    rf"\b(?:(?:the )?(?:eldest|oldest|youngest|middle|second|third|fourth|fifth|sixth|"
    rf"seventh|only (?:girl|boy|son|daughter))|one) of (?:the |my |our |their )?(?:{_COUNT})\b"
    rf"(?: (?:children|kids|siblings|brothers|sisters|girls|boys|sons|daughters))?",
    re.IGNORECASE,
)
_PARENT_OF = re.compile(
    rf"\b(?:(?:single |widowed |working |young )?(?P<kin>mum|mom|mother|mam|dad|father|"
    rf"parent|grandmother|grandfather|grandma|grandad|nan)) (?:of|"
    rf"to) (?P<count>{_COUNT})\b(?! (?:years|months|weeks|people))",
    re.IGNORECASE,
)
_HAVE = re.compile(
    r"\b(?:have|had|has|got|with|raising|raised) (?P<count>four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve|[4-9]|1[0-4]) "
    r"(?:(?:older|younger|little|big|small|young|beautiful|grown[- ]up|"
    r"living) )*(?P<kin>children|kids|brothers|sisters|siblings|sons|daughters|boys|girls|"
    r"grandchildren)\b",
    re.IGNORECASE,
)
_MARRIED = re.compile(
    rf"\b(?:my|his|her|our) (?P<kin>husband|wife|partner|marriage) of (?:{_COUNT}|twenty|"
    rf"thirty|forty|fifty|sixty|over|nearly|almost)[\w -]{{0,12}}? years\b",
    re.IGNORECASE,
)
_DEGREES = frozenset({"first", "second", "third"})
"""Of cousins: everybody has first ones."""
_WORDS = frozenset(
    "identical fraternal conjoined late dead deceased estranged eldest oldest youngest "
    "middle only firstborn born second third fourth "
    "fifth sixth seventh first half step foster adopted adoptive biological birth surrogate "
    "lost stillborn disabled deaf blind autistic "
    "schizophrenic bipolar paralysed paralyzed paraplegic transgender trans gay lesbian "
    "imprisoned jailed murdered famous common same twin "
    "twins triplet triplets quadruplets quads widow widower widowed orphan orphaned "
    "halfbrother halfsister of have had has got with raising raised".split()
)
_KIN_WORDS = frozenset(
    "husband wife partner spouse fiancé fiancée fiance fiancee boyfriend girlfriend mum mom "
    "mam mother dad father parent parents brother brothers "
    "sister sisters sibling siblings son sons daughter daughters child children kid kids "
    "baby babies boy boys girl girls grandson grandsons "
    "granddaughter granddaughters grandchild grandchildren grandmother grandfather grandma "
    "grandad grandpa gran nan uncle uncles aunt aunts auntie "
    "cousin cousins nephew nephews niece nieces stepfather stepmother stepdad stepmum "
    "stepmom stepson stepsons stepdaughter stepbrother stepsister "
    "twin twins triplet triplets quadruplets quads widow widower widowed orphan orphaned "
    "adopted foster surrogate youngest eldest oldest middle half "
    "halfbrother halfsister marriage".split()
)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every relation that points to one person, to be checked."""
    words = words_of(text)
    if _KIN_WORDS.isdisjoint(words) or _WORDS.isdisjoint(words):
        return
    for match in _SINGLED.finditer(text):
        if "cousin" in match["kin"].lower() and match["marks"].lower().strip() in _DEGREES:
            continue
        yield _finding(*match.span(), f"{match['whose']} {match['kin']}")
    for match in _BY_ITSELF.finditer(text):
        group = "kin" if match["kin"] else "is"
        yield _finding(*match.span(group), "[a relative]" if match["kin"] else "[family detail]")
    for match in _ONE_OF.finditer(text):
        yield _finding(*match.span(), "one of several")
    for match in _PARENT_OF.finditer(text):
        yield _finding(*match.span(), match["kin"])
    for match in _HAVE.finditer(text):
        yield _finding(*match.span("count"), "several")
    for match in _MARRIED.finditer(text):
        yield _finding(*match.span(), "my " + match["kin"].lower())


def _finding(start: int, end: int, suggestion: str) -> Finding:
    why = "a relation that few have"
    return Finding(start, end, "relation", Band.CHECK, "relation", why, suggestion, 0.5)
