"""The second pair of eyes on a text that tells another person's experience."""

from __future__ import annotations

from django.db import transaction

from archive.actions import outbox
from archive.actions.reviewing import open_review
from archive.domain import warrant
from archive.domain.errors import Conflict, NotAllowed
from archive.domain.words import Status
from archive.gate import audit
from archive.models import User


def clear_second_person(*, ref: str, by: User) -> None:
    """Clear it. Raises `NotAllowed` for the account that approved it, `Conflict` out of order."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        contribution = review.contribution
        if contribution.status != Status.SECOND_PERSON:
            raise Conflict("This text does not wait for a second person.")
        if contribution.approved_by_id == by.pk:
            raise NotAllowed(
                "The second person must be another one.",
                hint="Ask somebody who did not approve this text.",
            )
        contribution.cleared_by = by
        contribution.voice_cleared = True
        contribution.status = Status.APPROVED.value
        review.save()
        audit.record("clear_second_person", ref=ref, by=by)
        outbox.note_changed([ref])
