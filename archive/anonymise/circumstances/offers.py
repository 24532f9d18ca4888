"""The ladder of what a detector suspects: what could stand there instead, less and less exact."""

from __future__ import annotations

from archive.anonymise.circumstances.ages import years_in
from archive.anonymise.circumstances.circumstance import About
from archive.anonymise.circumstances.dates import when_in
from archive.anonymise.circumstances.locations import where_is
from archive.anonymise.circumstances.work import firm_in, job_in, sort_of
from archive.anonymise.lexicon.fields import field_of_job
from archive.domain import age_ladder, ladders
from archive.domain.ladders import Rung

KINDS = {
    "age": About.AGE,
    "date": About.DATE,
    "place": About.PLACE,
    "organisation": About.EMPLOYER,
    "employer": About.EMPLOYER,
    "school": About.EMPLOYER,
    "institution": About.EMPLOYER,
    "occupation": About.OCCUPATION,
}
"""Kinds of findings that have a ladder, with what they are about."""

_AROUND = 60
"""Code points before and after a span that its wording must fit."""


def ladder(kind: str, text: str, start: int, end: int, suggestion: str) -> tuple[Rung, ...]:
    """The ladder of the finding at `[start, end)` of `text`, what stands there first.

    What cannot be read ("15/16") has two rungs: itself and the detector's `suggestion`. Empty for a
    kind without ladders. Words on the ladder fit between those before and behind.
    """
    about = KINDS.get(kind)
    if about is None:
        return ()
    surface = text[start:end]
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if start > _AROUND:
        before = before[before.find(" ") + 1 :]
    rungs = _rungs(about, kind, surface, before, after, suggestion)
    said = [rung for number, rung in enumerate(rungs) if number == 0 or rung.words != surface]
    return tuple({rung.words: rung for rung in reversed(said)}.values())[::-1]


def _rungs(
    about: About, kind: str, surface: str, before: str, after: str, suggestion: str
) -> tuple[Rung, ...]:
    plain = (Rung(surface, surface.casefold()), Rung(suggestion or f"[{kind}]", "", "all of it"))
    if about is About.AGE:
        years = years_in(surface)
        if years is None or "birthday" in surface or "month" in surface or surface[-1] in "FMfm":
            return plain
        return age_ladder.age(years, surface, before=before, after=after)
    if about is About.DATE:
        when = when_in(surface)
        return plain if when is None else ladders.date(when, surface, before=before)
    if about is About.PLACE:
        mask = suggestion or "[place]"
        return ladders.place(where_is(surface), surface, mask=mask, before=before, after=after)
    if about is About.EMPLOYER:
        sort, general = sort_of(kind, surface, suggestion)
        return ladders.organisation(firm_in(surface), surface, sort=sort, general=general)
    job = job_in(surface)
    return ladders.occupation(job, surface, field=field_of_job().get(job, ""), before=before)
