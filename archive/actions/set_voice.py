"""Say whose experience a text tells."""

from __future__ import annotations

from django.db import transaction

from archive.actions import outbox
from archive.actions.editions import another_edition
from archive.actions.reviewing import Review, open_review
from archive.domain import warrant
from archive.domain.words import Status, Voice
from archive.gate import audit
from archive.models import User


def set_voice(*, ref: str, voice: Voice, by: User, edition: int | None = None) -> None:
    """Set the voice. An approved text that now needs an answer or a second person is hidden.

    `edition` is the one it was said of. Raises `NotAllowed`, `NotFound`, `Gone`, `Overtaken`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        change_voice(open_review(ref, by, edition), Voice(voice), by)


def change_voice(review: Review, voice: Voice, by: User) -> None:
    """Set the voice of an open review, its transaction and warrant standing."""
    contribution = review.contribution
    review.begin()
    if contribution.voice == voice:
        return
    contribution.voice = voice.value
    if voice is Voice.UNCLEAR:
        contribution.voice_cleared = False
        if contribution.status in (Status.APPROVED, Status.SECOND_PERSON):
            contribution.status = Status.IN_REVIEW.value
    elif review.second_person_needed():
        hide_until_cleared(review)
    elif contribution.status == Status.SECOND_PERSON:
        contribution.status = Status.IN_REVIEW.value
    review.save()
    audit.record("set_voice", ref=review.ref, by=by, voice=voice.value)
    another_edition([review.ref])
    outbox.note_changed([review.ref])


def hide_until_cleared(review: Review) -> None:
    """Hide an approved text until another account clears it; others only lose their clearance."""
    contribution = review.contribution
    contribution.voice_cleared = False
    contribution.cleared_by = None
    if contribution.status == Status.APPROVED:
        contribution.status = Status.SECOND_PERSON.value
