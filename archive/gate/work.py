"""Who works on a text: what the review page says of it beside the text. Needs a warrant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from archive import vault
from archive.domain.distress import Distress
from archive.domain.errors import NotFound
from archive.domain.queue import NoteAbout, SkipReason
from archive.domain.words import STAFF_ROLES, Status
from archive.gate.queue import LEADING
from archive.gate.reading import NOTHING
from archive.gate.reviewing import TO_DO, reviewable_now
from archive.gate.stepping_back import demand_no_step_back
from archive.gate.viewer import Viewer
from archive.models import Assignment, Contribution, Skip, StaffNote, User


@dataclass(frozen=True, slots=True)
class DisclosedNote:
    """A line for colleagues."""

    by: str
    at: datetime
    about: NoteAbout
    words: str


@dataclass(frozen=True, slots=True)
class Work:
    """Who has a text and how it came to be where it is.

    `open`: something is to be done on it. `first` says whether it may go first at all: a new text
    nobody has decided on. `skips` counts who passed it on; their reasons are for leads and
    stewards, and say no names. `others` are accounts a lead can give it to.
    """

    ref: str
    open: bool
    holder: str
    until: datetime | None
    mine: bool
    told: bool
    first: bool
    distress: Distress
    for_lead: bool
    skips: int
    skipped_by_me: bool
    reasons: tuple[tuple[SkipReason, int], ...]
    may_lead: bool
    others: tuple[str, ...]
    takes_letters: bool
    notes: tuple[DisclosedNote, ...]


def work(viewer: Viewer, ref: str) -> Work:
    """For a text that staff may review. Raises `NotFound`, and `NotAllowed` for who stepped back
    from it."""
    row = reviewable_now().filter(ref=ref).first()
    if row is None:
        raise NotFound(NOTHING)
    demand_no_step_back(viewer.user_id, row)
    now = timezone.now()
    held = Assignment.objects.filter(contribution=row, until__gt=now).select_related("account")
    holder = held.first()
    skips = dict(Skip.objects.filter(contribution=row).values_list("account_id", "reason"))
    may_lead = viewer.role in LEADING
    reasons = Counter(SkipReason(reason) for reason in skips.values()) if may_lead else Counter()
    return Work(
        ref=ref,
        open=Contribution.objects.filter(TO_DO, pk=row.pk).exists(),
        holder=holder.account.username if holder else "",
        until=holder.until if holder else None,
        mine=holder is not None and holder.account_id == viewer.user_id,
        told=row.contributed,
        first=row.contributed and row.status in (Status.WAITING, Status.IN_REVIEW),
        distress=Distress(row.distress),
        for_lead=row.for_lead,
        skips=len(skips),
        skipped_by_me=viewer.user_id in skips,
        reasons=tuple(reasons.most_common()),
        may_lead=may_lead,
        others=_others(viewer, skips) if may_lead else (),
        takes_letters=row.mailbox_until is not None and row.mailbox_until > now,
        notes=_notes(row),
    )


def _others(viewer: Viewer, skips: dict[int, str]) -> tuple[str, ...]:
    staff = User.objects.filter(is_active=True, role__in=[role.value for role in STAFF_ROLES])
    free = staff.exclude(pk__in=[pk for pk in skips if pk != viewer.user_id])
    return tuple(free.order_by("username").values_list("username", flat=True))


def _notes(row: Contribution) -> tuple[DisclosedNote, ...]:
    rows = list(StaffNote.objects.filter(contribution=row).select_related("by"))
    ring = vault.ring([row.ref]) if rows else None
    return tuple(
        DisclosedNote(
            by=note.by.username,
            at=note.at,
            about=NoteAbout(note.about),
            words=(ring.unseal(row.ref, "staffnote.body", note.body) if ring else "") or "",
        )
        for note in rows
    )
