"""Pass a text on to others: nobody has to work on a text, and nobody has to say much about why."""

from __future__ import annotations

from django.db import transaction

from archive.actions.assign import LEADING
from archive.actions.holding import note_for_colleagues
from archive.actions.reviewing import demand_reviewable, demand_staff, lock
from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.errors import Conflict
from archive.domain.queue import SKIPS_TO_LEAD, NoteAbout, SkipReason
from archive.gate import audit
from archive.gate.reviewing import TO_DO
from archive.gate.stepping_back import demand_no_step_back
from archive.models import Assignment, Contribution, Skip, User


def skip(*, ref: str, reason: SkipReason, by: User, note: str = "") -> None:
    """`by` leaves it to others; the third different person who does brings it to a lead.

    The reason is kept until the text is decided and never in the audit chain: it may be about her,
    not about the text. Raises `Conflict` where nothing is to be done on it, `InvalidInput` for the
    note, `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        row = lock(ref)
        demand_reviewable(row)
        demand_no_step_back(by.pk, row)
        if not Contribution.objects.filter(TO_DO, pk=row.pk).exists():
            raise Conflict("Nothing is to be done on this text now.")
        Skip.objects.update_or_create(
            contribution=row, account=by, defaults={"reason": SkipReason(reason).value}
        )
        Assignment.objects.filter(contribution=row, account=by).delete()
        note_for_colleagues(row, note, about=NoteAbout.SKIP, by=by)
        if Skip.objects.filter(contribution=row).count() >= SKIPS_TO_LEAD:
            row.for_lead = True
            row.save(update_fields=["for_lead"])
        audit.record("skip", ref=ref, by=by)


def offer_again(*, ref: str, by: User) -> None:
    """A lead or a steward puts what was passed on back among the others, as if nobody had.

    Raises `Conflict` where nobody passed it on, `NotAllowed`, `NotFound`.
    """
    demand_role(by, LEADING, "offer texts again")
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = lock(ref)
        demand_no_step_back(by.pk, row)
        gone, _ = Skip.objects.filter(contribution=row).delete()
        if not gone and not row.for_lead:
            raise Conflict("Nobody passed this text on.")
        row.for_lead = False
        row.save(update_fields=["for_lead"])
        audit.record("offer_again", ref=ref, by=by)


def leave_note(*, ref: str, words: str, by: User) -> None:
    """A line for colleagues about a text, sealed. Raises `InvalidInput`, `NotAllowed`, `NotFound`,
    `Gone`."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        row = lock(ref)
        demand_reviewable(row)
        demand_no_step_back(by.pk, row)
        note_for_colleagues(row, words, about=NoteAbout.HANDOVER, by=by)
        audit.record("leave_note", ref=ref, by=by)
