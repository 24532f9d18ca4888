"""Where the words of a finding stand in the thread: what a decision for all of it would reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from archive.domain import visibility
from archive.domain.errors import NotFound
from archive.domain.surface import places_of, without_possessive
from archive.domain.words import Status
from archive.gate import audit, stepping_back
from archive.gate.facts import facts_of
from archive.gate.places import placed
from archive.gate.thread_texts import ThreadText, texts_of
from archive.gate.viewer import Viewer
from archive.models import Contribution, Finding

AROUND = 60
"""Code points shown before and after the words, at most."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place, with some of what stands around it. `approved`: its text must be read again."""

    ref: str
    position: str
    before: str
    surface: str
    after: str
    approved: bool


def occurrences(viewer: Viewer, ref: str, finding: int) -> tuple[Occurrence, ...]:
    """Every place of the finding's words in texts this account may open, in reading order.

    Opening is audited for each text from which words are shown. Raises `NotFound`. Staff only.
    """
    row = Contribution.objects.select_related("discussion").filter(ref=ref).first()
    found = Finding.objects.filter(pk=finding, contribution__ref=ref).first()
    if row is None or found is None or not _may_open(row):
        raise NotFound("There is no such finding.", hint="Reload the page.")
    own = next(texts_of(row.discussion_id, [row.pk]), None)
    if own is None:
        raise NotFound("There is no such finding.", hint="Reload the page.")
    surface = without_possessive(own.field(found.field)[found.start : found.end])
    positions = {place.ref: place.position for place in placed(row.discussion_id)}
    stepping_back.demand_no_step_back(viewer.user_id, row)
    apart = stepping_back.apart_from(viewer.user_id)
    stepped_back = set(Contribution.objects.filter(apart).values_list("pk", flat=True))
    shown: dict[str, list[Occurrence]] = {}
    for text in texts_of(row.discussion_id):
        if text.row.pk in stepped_back or not _may_open(text.row):
            continue
        if places := list(_occurrences(text, surface, positions[text.row.ref])):
            shown[text.row.ref] = places
            audit.record("open_original", ref=text.row.ref, by=viewer.name, part="occurrences")
    return tuple(place for each in positions for place in shown.get(each, ()))


def _may_open(row: Contribution) -> bool:
    return visibility.holds(visibility.REVIEW, facts_of(row), timezone.now())


def _occurrences(text: ThreadText, surface: str, position: str) -> Iterator[Occurrence]:
    approved = text.row.status in (Status.APPROVED.value, Status.SECOND_PERSON.value)
    for field in ("title", "text"):
        words = text.field(field)
        for start, end in places_of(words, surface):
            yield Occurrence(
                ref=text.row.ref,
                position=position,
                before=words[max(0, start - AROUND) : start],
                surface=words[start:end],
                after=words[end : end + AROUND],
                approved=approved,
            )
