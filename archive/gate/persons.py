"""Whom a text names, by label: what a reviewer chooses from who says that two names are one person.

The surfaces are those of the one text that is open; of the others only how often is told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from archive import vault
from archive.domain import visibility
from archive.domain.errors import NotFound
from archive.domain.labels import person_label
from archive.domain.surface import form_of
from archive.gate import stepping_back
from archive.gate.facts import facts_of
from archive.gate.reviewing import original_of
from archive.gate.viewer import Viewer
from archive.models import Contribution, Finding, Person, Redaction


@dataclass(frozen=True, slots=True)
class DisclosedPerson:
    """Somebody with a label in the thread: as named here, in how many places here and elsewhere."""

    id: int
    label: str
    surfaces: tuple[str, ...]
    here: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where somebody with a label stands in an original."""

    contribution: int
    field: str
    start: int
    end: int


def persons(viewer: Viewer, ref: str) -> tuple[DisclosedPerson, ...]:
    """Everybody with a label in the discussion of `ref`, in the labels' order. Staff only."""
    row = Contribution.objects.select_related("discussion").filter(ref=ref).first()
    if row is None or not visibility.holds(visibility.REVIEW, facts_of(row), timezone.now()):
        raise NotFound("There is no such text.")
    stepping_back.demand_no_step_back(viewer.user_id, row)
    named = mentions_of(row.discussion_id)
    if not named:
        return ()
    original = original_of(row, vault.ring([ref]))
    people = []
    for person, mentions in named.items():
        here = [m for m in mentions if m.contribution == row.pk]
        surfaces: dict[str, str] = {}
        for m in sorted(here, key=lambda m: (m.field, m.start)):
            words = (original.title if m.field == "title" else original.text)[m.start : m.end]
            surfaces.setdefault(form_of(words), words)
        people.append(
            DisclosedPerson(
                id=person.pk,
                label=person_label(person.number),
                surfaces=tuple(surfaces.values()),
                here=len(here),
                elsewhere=len(mentions) - len(here),
            )
        )
    return tuple(people)


def mentions_of(discussion: int) -> dict[Person, list[Mention]]:
    """Where each person of a thread is named: by standing decisions, and findings without one.

    Persons that were merged count as the one they were merged into; nobody is named nowhere.
    """
    rows = {p.pk: p for p in Person.objects.filter(discussion=discussion)}
    if not rows:
        return {}
    found: dict[Mention, int] = {}
    for table in (
        Finding.objects.filter(person__discussion=discussion),
        Redaction.objects.filter(person__discussion=discussion, retracted_at__isnull=True),
    ):
        for of, field, start, end, pk in table.values_list(
            "contribution_id", "field", "start", "end", "person_id"
        ):
            found[Mention(of, field, start, end)] = pk or 0  # a decision goes before a finding
    named: dict[int, list[Mention]] = defaultdict(list)
    for mention, pk in found.items():
        person = rows[pk]
        while person.merged_into_id is not None:
            person = rows[person.merged_into_id]
        named[person.pk].append(mention)
    return {rows[pk]: named[pk] for pk in sorted(named, key=lambda pk: rows[pk].number)}
