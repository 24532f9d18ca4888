"""Work and institutions: jobs that somebody is said to have, and named places with their sort."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archive.anonymise.circumstances.circumstance import About, Circumstance
from archive.anonymise.detectors import occupation, organisation
from archive.anonymise.finding import Context
from archive.anonymise.lexicon.fields import field_of_job, sort_of_firm
from archive.anonymise.lexicon.parents import parents_of
from archive.anonymise.triggers import words_of

_MASK = re.compile(r"\[(?P<sort>an? [a-z][a-z’' -]{2,40})\]")
_GENERAL = {"employer": "an employer", "school": "a place of study"}
_WORKING = frozenset(
    "work works worked working job jobs employed shift shifts manager hired sacked".split()
)
_SURE = 0.7
"""A score below which a name of a place is rather the place."""
_KINDS = {"employer", "school", "institution", "organisation"}


def job_in(surface: str) -> str:
    """A job as it is compared: small, in the singular, without an article."""
    job = " ".join(surface.casefold().replace("’", "'").split())
    job = re.sub(r"^(?:an? |the |my |retired |former )+", "", job)
    return job if job in field_of_job() or not job.endswith("s") else job[:-1]


def firm_in(surface: str) -> str:
    """A name as it is compared."""
    name = " ".join(surface.casefold().replace("’", "'").split()).removeprefix("the ")
    return name if name in sort_of_firm() else name.removesuffix("'s")


def sort_of(kind: str, surface: str, suggestion: str) -> tuple[str, str]:
    """What sort of place a name is ("a hospital"), and the more general ("an organisation")."""
    general = _GENERAL.get(kind, "an organisation")
    name = surface.casefold().replace("’", "'").removeprefix("the ")
    return sort_of_firm().get(name) or suggestion.strip("[]"), general


def read(text: str) -> Iterator[Circumstance]:
    """Every job and every named place of work, study or care in a block."""
    for finding in organisation.find(text, Context()):
        surface = text[finding.start : finding.end]
        is_guess = finding.score < _SURE and parents_of(surface) is not None
        if finding.kind in _KINDS and not is_guess:
            rungs = (firm_in(surface), *sort_of(finding.kind, surface, finding.suggestion))
            yield Circumstance(
                About.EMPLOYER, finding.start, finding.end, tuple(dict.fromkeys(rungs))
            )
    for match in _MASK.finditer(text):
        yield Circumstance(About.EMPLOYER, *match.span(), _mask_rungs(match["sort"]))
    words = words_of(text)
    if not _WORKING.isdisjoint(words):
        for match in _firms().finditer(text):
            rungs = (firm_in(match["firm"]), *sort_of("employer", match["firm"], ""))
            yield Circumstance(About.EMPLOYER, *match.span("firm"), rungs)
    for match in _jobs().finditer(text) if not _heads().isdisjoint(words) else ():
        yield Circumstance(About.OCCUPATION, *match.span("job"), _job_rungs(match["job"]))
    for finding in occupation.find(text, Context()):
        surface = text[finding.start : finding.end]
        yield Circumstance(About.OCCUPATION, finding.start, finding.end, _job_rungs(surface))
    for match in _in_field().finditer(text) if " in " in text else ():
        yield Circumstance(About.OCCUPATION, *match.span(), (f"in {match['field'].lower()}",))


def _mask_rungs(sort: str) -> tuple[str, ...]:
    """What a mask says: its sort, and what that is one of."""
    if sort in ("an employer", "an organisation", "a place of study"):
        return (sort,)
    general = (
        "a place of study"
        if sort in ("a school", "a university")
        else ("an employer" if sort in sort_of_firm().values() else "an organisation")
    )
    return sort, general


def _job_rungs(surface: str) -> tuple[str, ...]:
    job = job_in(surface)
    field = field_of_job().get(job)
    return (job, f"in {field}") if field else (job,)


@cache
def _jobs() -> re.Pattern[str]:
    """A job behind words that say somebody has it."""
    jobs = "|".join(re.escape(job) for job in sorted(field_of_job(), key=len, reverse=True))
    return re.compile(
        r"\b(?:i am|i['’]m|i was|she is|she['’]s|he is|he['’]s|was|work(?:s|ed|ing)? as|job as"
        r"|as|and(?= an? )|became|become|trained as|being|my life as|retired|former|ex)[ -]"
        r"(?:an? |the )?(?:(?:retired|former|qualified|trainee|student|newly qualified|full[- ]time"
        rf"|part[- ]time|junior|senior|freelance) )?(?P<job>{jobs})(?!\w|['’]s\b)",
        re.IGNORECASE,
    )


@cache
def _heads() -> frozenset[str]:
    """The last word of every job: without one of them no pattern need run."""
    return frozenset(re.split(r"\W", job)[-1] for job in field_of_job())


@cache
def _firms() -> re.Pattern[str]:
    """A well-known firm behind words that say somebody works there. No detector flags these."""
    firms = "|".join(map(re.escape, sorted(sort_of_firm(), key=len, reverse=True)))
    return re.compile(
        r"\b(?:work(?:s|ed|ing)?|jobs?|employed|shifts?|manager|hired|sacked)(?: \w+){0,2} "
        rf"(?:at|for|in|with|by|from) (?:a |the |our |my )?(?P<firm>{firms})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _in_field() -> re.Pattern[str]:
    fields = "|".join(sorted(map(re.escape, set(field_of_job().values())), key=len, reverse=True))
    return re.compile(rf"\b(?:worker|employee|job|works?|worked|working) in (?P<field>{fields})\b")
