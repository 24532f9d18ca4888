"""The second pair of eyes: on another person's experience, and wherever a reviewer asks for it."""

from __future__ import annotations

from django.db import transaction

from archive.actions import outbox
from archive.actions.attesting import attest
from archive.actions.deciding import is_as_approved
from archive.actions.editions import another_edition
from archive.actions.holding import demand_free, put_down
from archive.actions.publication import forget_taken_back
from archive.actions.reviewing import open_review
from archive.actions.set_voice import hide_until_cleared
from archive.domain import warrant
from archive.domain.errors import Conflict, NotAllowed
from archive.domain.words import Status
from archive.gate import audit
from archive.models import User


def ask_second_person(*, ref: str, by: User) -> None:
    """Ask that another account reads it too. An approved text is hidden until then.

    Raises `Conflict` where that has been asked, `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        if review.contribution.second_asked:
            raise Conflict("A second person has been asked for already.")
        review.contribution.second_asked = True
        review.begin()
        hide_until_cleared(review)
        review.save()
        audit.record("ask_second_person", ref=ref, by=by)
        outbox.note_changed([ref])


def clear_second_person(*, ref: str, by: User, note: str = "", edition: int | None = None) -> None:
    """Clear the wording that was approved, read whole; `note` says who could recognise this.

    Raises `NotAllowed` for the account that approved it and for one that stepped back, `Conflict`
    out of order or where the decisions say something else by now, `Overtaken` where `edition` is
    not the latest, `InvalidInput` for a note that is too long.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by, edition)
        contribution = review.contribution
        if contribution.status != Status.SECOND_PERSON:
            raise Conflict("This text does not wait for a second person.")
        if contribution.approved_by_id == by.pk:
            raise NotAllowed(
                "The second person must be another one.",
                hint="Ask somebody who did not approve this text.",
            )
        demand_free(contribution, by)
        if not is_as_approved(review):
            raise Conflict(
                "Something was decided since this wording was approved.",
                hint="Approve it again; then another account clears what stands now.",
            )
        contribution.cleared_by = by
        contribution.voice_cleared = True
        contribution.second_asked = False
        put_down(contribution)
        contribution.status = Status.APPROVED.value
        if contribution.latest is not None:
            attest(review, contribution.latest, by=by, note=note)
        review.save()
        forget_taken_back(contribution)
        audit.record("clear_second_person", ref=ref, by=by)
        another_edition([ref])
        outbox.note_changed([ref])
