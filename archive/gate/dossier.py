"""A discussion's dossier: what an ethics board asks, on one page, for staff.

It holds no text of anybody, no pen-name and nothing that stands for a contributor, so that it may
be printed and kept. What stewards wrote down themselves (grounds of a basis, the question of a
prompt, the address of the source) is in it. Small counts are not rounded: it is staff's paper.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils import timezone

from archive import vault
from archive.domain import visibility, warrant
from archive.domain.errors import NotFound
from archive.domain.words import Consent, Kind, Scope, Status
from archive.gate import dossier_tables as tables
from archive.gate.audit import OPERATOR
from archive.gate.dossier_tables import (
    EngineRecord,
    MonthRecord,
    NoticeRecord,
    RedactionCount,
    RemovalRecord,
    ScopeCounts,
    StaffRecord,
)
from archive.gate.facts import to_q
from archive.gate.places import PROMPT_FORMAT
from archive.gate.reading import NOTHING
from archive.gate.viewer import Viewer
from archive.models import Basis, Claim, Contribution, Discussion, Rendition


@dataclass(frozen=True, slots=True)
class Source:
    """Where the discussion comes from. `address` is "" where it is unknown or went with its essay.

    `question` is the title of a prompt, which is the archive's own; "" for an import.
    """

    format: str
    question: str
    address: str
    address_shown: bool
    licence: str
    brought_in_at: datetime
    brought_in_by: str
    staff_only: bool
    takes_texts: bool
    embargo_until: datetime | None


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many texts have a status; erased ones are counted too."""

    status: Status
    n: int


@dataclass(frozen=True, slots=True)
class Texts:
    """How many there are. `shown` is what readers see now; the first two leave out erased ones."""

    imported: int
    given: int
    shown: int
    by_status: tuple[StatusCount, ...]


@dataclass(frozen=True, slots=True)
class BasisRecord:
    """A named basis in its two halves. `alone`: proposer and confirmer are one account."""

    texts: int
    scopes: tuple[Scope, ...]
    rights: str
    privacy: str
    reference: str
    dated: date
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    alone: bool


@dataclass(frozen=True, slots=True)
class Renditions:
    """`drafts` were made on arrival, `approved` by a person's approval; `waiting` need a yes."""

    drafts: int
    approved: int
    shown: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Imports without a basis, and when they are erased; `extended_for` is the reason's code.

    `next_end` is when the first permission that stands runs out.
    """

    undecided: int
    first: datetime | None
    last: datetime | None
    extended_for: str
    next_end: datetime | None


@dataclass(frozen=True, slots=True)
class Claims:
    """How many people said that an import is theirs, by the answer."""

    open: int
    confirmed: int
    declined: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on the page, in its order."""

    slug: str
    made_at: datetime
    source: Source
    texts: Texts
    bases: tuple[BasisRecord, ...]
    consent: tuple[ScopeCounts, ...]
    notices: tuple[NoticeRecord, ...]
    staff: tuple[StaffRecord, ...]
    redactions: tuple[RedactionCount, ...]
    engines: tuple[EngineRecord, ...]
    renditions: Renditions
    removals: tuple[RemovalRecord, ...]
    months: tuple[MonthRecord, ...]
    deadlines: Deadlines
    claims: Claims


def dossier(viewer: Viewer, slug: str) -> Dossier:
    """The dossier of a discussion as it stands now. `NotFound` for all but staff, and no such."""
    if not viewer.is_staff:
        raise NotFound(NOTHING)
    now = timezone.now()
    with warrant.opened(viewer.name or viewer.role.value, "review"):
        found = Discussion.objects.select_related("imported_by").filter(slug=slug).first()
        if found is None:
            raise NotFound(NOTHING)
        rows = list(
            Contribution.objects.filter(discussion=found)
            .exclude(status=Status.ERASED.value)
            .order_by("order")
        )
        decisions, engines = tables.redactions(rows)
        return Dossier(
            slug=slug,
            made_at=now,
            source=_source(found, rows),
            texts=_texts(found, rows, now),
            bases=_bases(found),
            consent=tables.scope_counts(rows, now),
            notices=tables.notices(found),
            staff=tables.staff(found),
            redactions=decisions,
            engines=engines,
            renditions=_renditions(found, rows),
            removals=tables.removals(found),
            months=tables.months(found),
            deadlines=_deadlines(found, rows, now),
            claims=_claims(found),
        )


def _source(found: Discussion, rows: list[Contribution]) -> Source:
    essay = next((row for row in rows if row.kind == Kind.ESSAY.value), None)
    address = None
    if essay is not None:
        ring = vault.ring([essay.ref])
        address = ring.unseal(essay.ref, "discussion.source_url", found.source_url)
    return Source(
        format=found.format,
        question=found.prompt_title if found.format == PROMPT_FORMAT else "",
        address=address or "",
        address_shown=found.source_shown,
        licence=found.licence,
        brought_in_at=found.imported_at,
        brought_in_by=found.imported_by.username if found.imported_by else OPERATOR,
        staff_only=found.staff_only,
        takes_texts=found.takes_texts,
        embargo_until=found.embargo_until,
    )


def _texts(found: Discussion, rows: list[Contribution], now: datetime) -> Texts:
    every = Contribution.objects.filter(discussion=found)
    by_status = Counter(every.order_by().values_list("status", flat=True))
    given = sum(row.contributed for row in rows)
    return Texts(
        imported=len(rows) - given,
        given=given,
        shown=every.filter(to_q(visibility.READ, now)).count(),
        by_status=tuple(StatusCount(s, by_status[s.value]) for s in Status if by_status[s.value]),
    )


def _bases(found: Discussion) -> tuple[BasisRecord, ...]:
    batches: dict[str, list[Basis]] = defaultdict(list)
    for basis in Basis.objects.filter(contribution__discussion=found).select_related(
        "contribution", "proposed_by", "confirmed_by"
    ):
        batches[basis.batch].append(basis)
    ring = vault.ring(batch[0].contribution.ref for batch in batches.values())
    return tuple(_basis_record(batch, ring) for batch in batches.values())


def _basis_record(batch: list[Basis], ring: vault.KeyRing) -> BasisRecord:
    one = batch[0]
    grounds = json.loads(ring.unseal(one.contribution.ref, "basis.grounds", one.grounds) or "{}")
    return BasisRecord(
        texts=len(batch),
        scopes=tuple(scope for scope in Scope if scope.value in one.scopes),
        rights=grounds.get("rights", ""),
        privacy=grounds.get("privacy", ""),
        reference=grounds.get("reference", ""),
        dated=one.dated,
        proposed_by=one.proposed_by.username,
        proposed_at=one.proposed_at,
        confirmed_by=one.confirmed_by.username if one.confirmed_by else "",
        confirmed_at=one.confirmed_at,
        alone=one.alone,
    )


def _renditions(found: Discussion, rows: list[Contribution]) -> Renditions:
    of = Rendition.objects.filter(contribution__discussion=found)
    return Renditions(
        drafts=of.filter(number=0).count(),
        approved=of.filter(number__gt=0).count(),
        shown=sum(row.rendition_id is not None for row in rows),
        waiting=sum(
            row.pending_id is not None
            or (
                row.status == Status.APPROVED.value
                and row.consent == Consent.GIVEN.value
                and not row.signed_off
            )
            for row in rows
        ),
    )


def _deadlines(found: Discussion, rows: list[Contribution], now: datetime) -> Deadlines:
    undecided = [row for row in rows if row.consent == Consent.UNKNOWN.value]
    days = [row.decide_by for row in undecided if row.decide_by is not None]
    ends = [getattr(row, f"{scope.value}_until") for row in rows for scope in Scope]
    return Deadlines(
        undecided=len(undecided),
        first=min(days, default=None),
        last=max(days, default=None),
        extended_for=found.extended_for,
        next_end=min((end for end in ends if end is not None and end > now), default=None),
    )


def _claims(found: Discussion) -> Claims:
    answers = dict(
        Claim.objects.filter(contribution__discussion=found)
        .order_by()
        .values_list("decision")
        .annotate(Count("id"))
    )
    return Claims(answers.get("", 0), answers.get("confirmed", 0), answers.get("declined", 0))
