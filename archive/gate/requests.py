"""Removal requests as staff see them, and what they may answer. Needs a warrant where it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from archive import vault
from archive.domain.text import Span
from archive.domain.words import Role
from archive.gate.bodies import RenditionBody
from archive.gate.opening import PLACE
from archive.gate.places import placed
from archive.gate.reading import titles
from archive.gate.viewer import Viewer
from archive.models import AuditEvent, Contribution, RemovalRequest, Rendition

A_DAY = timedelta(hours=24)

DISPUTED = "disputed"
"""In the place of the first answer: two accounts have differed."""


@dataclass(frozen=True, slots=True)
class AskedRemoval:
    """A removal request on the desk.

    `words` is the stretch it points at, in the words that readers saw; "" is the whole text.
    `choices` are the answers it can have; `first_decision` is the first account's answer, or
    "disputed"; `voters` are the accounts that have answered.
    """

    id: int
    ref: str
    discussion: str
    discussion_title: str
    position: str
    reason: str
    message: str
    words: str
    asked_at: datetime
    hides: bool
    due_at: datetime | None
    first_decision: str
    voters: tuple[str, ...]
    choices: tuple[str, ...]

    @property
    def by_two(self) -> bool:
        """Whether its writer had agreed, so that two people answer."""
        return self.due_at is not None

    @property
    def overdue(self) -> bool:
        """Whether it should have been answered by now."""
        return self.due_at is not None and self.due_at <= timezone.now()


@dataclass(frozen=True, slots=True)
class RemovalLoad:
    """Open requests in numbers, for leads and stewards: `today` is those that hid at once."""

    waiting: int
    overdue: int
    today: int
    limit: int
    not_hiding: int

    @property
    def is_over_budget(self) -> bool:
        """Whether what comes in now hides nothing by itself."""
        return self.today >= self.limit


def removals(viewer: Viewer) -> tuple[AskedRemoval, ...]:
    """Requests that nobody has settled: those overdue first, then the oldest."""
    rows = list(
        RemovalRequest.objects.filter(decision="")
        .select_related("contribution__discussion")
        .order_by("asked_at", "id")
    )
    ring = vault.ring(row.contribution.ref for row in rows)
    names = titles(viewer, {row.contribution.discussion.slug for row in rows})
    places = {
        p.ref: p.position
        for of in {row.contribution.discussion_id for row in rows}
        for p in placed(of)
    }
    asked = [
        AskedRemoval(
            id=row.pk,
            ref=row.contribution.ref,
            discussion=row.contribution.discussion.slug,
            discussion_title=names[row.contribution.discussion.slug],
            position=places.get(row.contribution.ref, ""),
            reason=row.reason,
            message=ring.unseal(row.contribution.ref, "removal.message", row.message) or "",
            words=_words(row, ring),
            asked_at=row.asked_at,
            hides=row.hides,
            due_at=row.due_at,
            first_decision=row.first_decision,
            voters=voters_of(row) if row.first_decision else (),
            choices=choices_of(row),
        )
        for row in rows
    ]
    return tuple(sorted(asked, key=lambda one: not one.overdue))


def removal_load(viewer: Viewer) -> RemovalLoad | None:
    """How much is asked for; None for those who do not answer for the archive."""
    if viewer.role not in (Role.LEAD, Role.STEWARD):
        return None
    waiting = RemovalRequest.objects.filter(decision="")
    return RemovalLoad(
        waiting=waiting.count(),
        overdue=waiting.filter(due_at__lte=timezone.now()).count(),
        today=hides_today(),
        limit=settings.ARCHIVE_REMOVALS_A_DAY,
        not_hiding=waiting.filter(hides=False).count(),
    )


def hides_today() -> int:
    """How many requests of the last 24 hours hid something.

    What is asked about one text for one reason counts once, however many stretches it points at:
    one sender with one text must not use up everybody's day.
    """
    hiding = RemovalRequest.objects.filter(asked_at__gt=timezone.now() - A_DAY, hides=True)
    return hiding.order_by().values("contribution", "reason").distinct().count()


def choices_of(asked: RemovalRequest) -> tuple[str, ...]:
    """What can be answered: of a stretch it is masked for good, of a text hidden."""
    return "keep_hidden" if asked.start is None else "keep_masked", "show_again", "erase"


def voters_of(asked: RemovalRequest) -> tuple[str, ...]:
    """The accounts that have answered it so far, by the audit chain."""
    answers = AuditEvent.objects.filter(
        ref=asked.contribution.ref, verb="answer_removal", detail__request=asked.pk
    )
    return tuple(answers.order_by("id").values_list("actor", flat=True))


def _words(asked: RemovalRequest, ring: vault.KeyRing) -> str:
    """The stretch as it stood before anything was masked meanwhile; anonymised, as readers saw."""
    if asked.start is None or asked.end is None:
        return ""
    row: Contribution = asked.contribution
    shown = Rendition.objects.filter(contribution=row, number__gte=0).order_by("-number")
    if row.rendition_id is not None:
        shown = shown.filter(pk__lte=row.rendition_id)
    for rendition in shown.iterator(chunk_size=10):
        sealed = ring.unseal(row.ref, PLACE, rendition.body)
        body = RenditionBody.loads(sealed) if sealed is not None else None
        if body is None or body.standing is not None:
            continue
        place = body.map.forward(Span(asked.start, asked.end))
        return body.text[place.start : place.end] if place else ""
    return ""
