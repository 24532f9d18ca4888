"""Occupations that few have, and whoever is "the only" or "the first" of a kind in a place.

Only rare ones: "nurse", "teacher" and "student" are left standing. The list is
`lexicon/rare_occupations.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from archive.anonymise import lexicon
from archive.anonymise.finding import Context, Finding
from archive.anonymise.triggers import words_of
from archive.domain.words import Band

_IS = (
    r"(?:i am|i['’]m|i was|am|is|was|were|are|he['’]s|she['’]s|be|being|became|become|"
    r"becoming|as|training to be|trained as|qualified as|"
    r"work(?:s|ed|ing)? as|job as|career as|retired|former|ex|married|married to|,|who['’]s)"
)
_ADJECTIVES = (
    r"(?:(?:retired|former|professional|trainee|junior|senior|part[- ]time|"
    r"full[- ]time|consultant|qualified|local|famous|working|freelance|amateur|assistant|"
    r"deputy|head|young|struggling|chartered|military|army|navy|royal) ){0,2}"
)
_THE_ONLY = re.compile(
    r"\b(?P<phrase>(?:the|their|our|its) (?:only|first|last|youngest|oldest|"
    r"sole)(?: (?:ever|known|living|remaining|surviving))? "
    r"(?:(?!thing|time|one\b|person who|people who|way|reason|day|week|month|year|thing|few|"
    r"place|option|problem|issue|step|drug|med|medication|treatment|ones|difference|part|"
    r"side|two|three|half|bit|word|line|symptom|psychiatrist|doctor|"
    r"therapist)\w[\w-]*)(?: \w[\w-]*){0,3}? "
    r"(?:in|at|on|from|to) (?:my |our |the |this |his |her |their |"
    r"all of )?(?P<where>[A-Z]\w+|village|town|school|county|island|island's|country|state|"
    r"hospital|company|department|team|family|class|year|world|uk|area|region|college|"
    r"street|church|parish|city|district|valley))\b"
)
_OF_PLACE = re.compile(
    r"\b(?P<phrase>(?:MP|[Mm]ayor|[Vv]icar|[Hh]ead ?(?:teacher|master|mistress)|"
    r"[Pp]rincipal|[Cc]hief [Ee]xecutive|CEO|[Gg]overnor|[Bb]ishop|[Ss]heriff|[Pp]riest|"
    r"[Pp]resident|[Cc]hair(?:man|woman|person)?|[Ff]ounder|[Oo]wner|[Dd]irector|[Ee]ditor|"
    r"[Cc]onductor|[Pp]rofessor|[Cc]onsultant|[Cc]oach|[Cc]aptain|[Ll]ead singer|[Dd]rummer|"
    r"[Gg]uitarist) "
    r"(?:of|for|at|in) (?:the |a |my |our )?[A-Z]\w+(?: [A-Z]\w+){0,3})"
)
_RANKED = frozenset("only first last youngest oldest sole".split())
_OFFICES = frozenset(
    "mp mayor vicar head headteacher headmaster headmistress principal chief ceo governor "
    "bishop sheriff priest president chair chairman "
    "chairwoman chairperson founder owner director editor conductor professor consultant "
    "coach captain lead drummer guitarist".split()
)


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every rare occupation that somebody is said to have, to be checked."""
    words = words_of(text)
    if not _heads().isdisjoint(words):
        for match in _rare().finditer(text):
            yield _finding(*match.span("job"), "an occupation that few have")
    if not _RANKED.isdisjoint(words):
        for match in _THE_ONLY.finditer(text):
            yield _finding(*match.span("phrase"), "somebody who is the only one, or the first")
    if not _OFFICES.isdisjoint(words):
        for match in _OF_PLACE.finditer(text):
            yield _finding(*match.span("phrase"), "an office that one person holds")


def _finding(start: int, end: int, why: str) -> Finding:
    return Finding(start, end, "occupation", Band.CHECK, "occupation", why, "[occupation]", 0.5)


@cache
def _jobs() -> tuple[str, ...]:
    lines = (Path(lexicon.__file__).parent / "rare_occupations.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


@cache
def _heads() -> frozenset[str]:
    """The last word of every occupation: without one of them no pattern need run."""
    return frozenset(job.split(" ")[-1].split("-")[-1].split("'")[-1] for job in _jobs())


@cache
def _rare() -> re.Pattern[str]:
    jobs = "|".join(re.escape(job) for job in sorted(_jobs(), key=len, reverse=True))
    return re.compile(
        rf"(?:(?<!\w){_IS} (?:an? |the )?{_ADJECTIVES}|\b(?:my|her|his|our|their|"
        rf"an?) )(?P<job>{jobs})(?!\w|'s\b)",
        re.IGNORECASE,
    )
