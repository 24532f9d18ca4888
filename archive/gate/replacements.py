"""The replacement log: who and what stands behind the labels of a discussion.

It is made anew from the originals each time it is read, and stands nowhere; whoever reads it needs
a permission of its own, and each reading is audited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from archive.domain import visibility
from archive.domain.errors import NotAllowed, NotFound
from archive.domain.labels import is_label, person_label
from archive.domain.surface import form_of
from archive.domain.words import Band, Treatment
from archive.gate import audit, stepping_back
from archive.gate.drafting import undecided
from archive.gate.facts import facts_of
from archive.gate.places import placed
from archive.gate.reading import titles
from archive.gate.reviewing import decisions_of, suspicions_of
from archive.gate.thread_texts import ThreadText, texts_of
from archive.gate.viewer import Viewer
from archive.models import Contribution, Discussion, Person, Redaction

DETECTORS = "the detectors"


@dataclass(frozen=True, slots=True)
class ReplacedSurface:
    """A surface as written first, how often it was replaced, and in which texts (positions)."""

    surface: str
    times: int
    positions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Somebody or something with what stands for it, and who decided that."""

    label: str
    surfaces: tuple[ReplacedSurface, ...]
    decided_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplacementLog:
    """Of a discussion: persons and writers by label, then all else that was hidden."""

    slug: str
    title: str
    persons: tuple[Replacement, ...]
    others: tuple[Replacement, ...]


@dataclass(slots=True)
class _Row:
    """What was gathered for one label."""

    first: dict[str, str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    positions: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    decided_by: dict[str, None] = field(default_factory=dict)


def replacements(viewer: Viewer, slug: str) -> ReplacementLog:
    """The log of a discussion, of the texts this account may open. Staff only.

    Raises `NotAllowed` without the permission, `NotFound`.
    """
    if not viewer.reads_replacements:
        raise NotAllowed(
            "This account may not read who stands behind the labels.",
            hint="A steward can give an account that permission: manage.py add_user.",
        )
    discussion = Discussion.objects.filter(slug=slug).first()
    if discussion is None:
        raise NotFound("There is no such discussion.")
    positions = {place.ref: place.position for place in placed(discussion.pk)}
    apart = stepping_back.apart_from(viewer.user_id)
    stepped_back = set(Contribution.objects.filter(apart).values_list("pk", flat=True))
    labels = _labels(discussion)
    rows: dict[str, _Row] = defaultdict(_Row)
    read = 0
    for text in texts_of(discussion.pk):
        may = visibility.holds(visibility.REVIEW, facts_of(text.row), timezone.now())
        if not may or text.row.pk in stepped_back:
            continue
        read += 1
        for label, surface, by in _replaced(text, labels):
            form = form_of(surface)
            row = rows[label]
            row.first.setdefault(form, surface)
            row.times[form] += 1
            row.positions[form][positions[text.row.ref]] = None
            row.decided_by[by] = None
    audit.record("read_replacements", by=viewer.name, discussion=slug, texts=read)
    made = {label: _made(label, row) for label, row in rows.items()}
    people = sorted((label for label in made if is_label(label)), key=lambda x: (len(x), x))
    others = sorted(label for label in made if not is_label(label))
    return ReplacementLog(
        slug=slug,
        title=titles(viewer, [slug])[slug],
        persons=tuple(made[label] for label in people),
        others=tuple(made[label] for label in others),
    )


def _labels(discussion: Discussion) -> dict[int, str]:
    """The label of each redaction that points at a person, merged ones as who they are now."""
    persons = {p.pk: p for p in Person.objects.filter(discussion=discussion)}
    rows = Redaction.objects.filter(person__discussion=discussion, retracted_at__isnull=True)
    labels = {}
    for redaction, pk in rows.values_list("pk", "person_id"):
        person = persons[pk or 0]
        while person.merged_into_id is not None:
            person = persons[person.merged_into_id]
        labels[redaction] = person_label(person.number)
    return labels


def _replaced(text: ThreadText, labels: dict[int, str]) -> Iterator[tuple[str, str, str]]:
    """`(what stands there, what stood there, who decided)` for all that is hidden in a text."""
    decisions, findings = decisions_of(text.row, text.ring), suspicions_of(text.row)
    for decision in decisions:
        if decision.treatment is not Treatment.KEEP:
            words = labels.get(decision.id) or decision.replacement or "[removed]"
            surface = text.field(decision.field)[decision.start : decision.end]
            yield words, surface, decision.decided_by or "the writer"
    for found in undecided(findings, decisions):
        if found.band is Band.CONFIDENT:
            surface = text.field(found.field)[found.start : found.end]
            yield found.suggestion or f"[{found.kind}]", surface, DETECTORS


def _made(label: str, row: _Row) -> Replacement:
    surfaces = tuple(
        ReplacedSurface(row.first[form], row.times[form], tuple(row.positions[form]))
        for form in row.first
    )
    return Replacement(label, surfaces, tuple(row.decided_by))
