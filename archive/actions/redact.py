"""Hide a selection of the original, or take that back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from archive.actions import outbox
from archive.actions.deciding import decide_span
from archive.actions.pseudonyms import label_for
from archive.actions.reviewing import Review, open_review
from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.words import Band, Treatment
from archive.gate import audit
from archive.gate.drafting import undecided
from archive.models import Redaction, User


def redact(
    *,
    ref: str,
    start: int,
    end: int,
    treatment: Treatment,
    replacement: str = "",
    reason: str = "",
    field: str = "text",
    by: User,
) -> int:
    """Decide on `[start, end)` of the original's `field`; the redaction's id.

    A pseudonym without words is the one this name has in the discussion, or the next free one.
    Hiding a part of what is masked already hides all of it. Raises `NotAllowed`, `NotFound`,
    `Gone` and `InvalidInput`.
    """
    treatment = Treatment(treatment)
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        if not 0 <= start < end <= len(review.field(field)):
            raise InvalidInput(
                "The selection lies outside the text.", hint="Reload the page and select again."
            )
        surface = review.field(field)[start:end]
        words = replacement.strip() or _words(review, treatment, surface)
        if treatment is not Treatment.KEEP:
            start, end = _with_masked(review, field, start, end)
        redaction = decide_span(
            review,
            field=field,
            start=start,
            end=end,
            treatment=treatment,
            replacement=words,
            reason=reason,
            by=by,
        )
        review.begin()
        audit.record("redact", ref=ref, by=by, redaction=redaction.pk, treatment=treatment.value)
        outbox.note_changed([ref])
        return int(redaction.pk)


def retract_redaction(*, ref: str, redaction: int, by: User) -> None:
    """Take a decision back; what approval writes next has it no more. Raises `NotFound`."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        standing = Redaction.objects.filter(
            contribution=review.contribution, pk=redaction, retracted_at=None
        )
        if not standing.update(retracted_at=timezone.now()):
            raise NotFound("There is no such redaction.", hint="Reload the page.")
        review.begin()
        audit.record("retract_redaction", ref=ref, by=by, redaction=redaction)
        outbox.note_changed([ref])


def _words(review: Review, treatment: Treatment, surface: str) -> str:
    match treatment:
        case Treatment.PSEUDONYM:
            return label_for(review, surface)
        case Treatment.GENERALISE:
            raise InvalidInput("Write what stands there instead, less exactly.")
        case Treatment.MASK:
            return "[removed]"
        case Treatment.KEEP:
            return ""


def _with_masked(review: Review, field: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the confident findings it touches: a decision there replaces the mask."""
    masked = [
        f
        for f in undecided(review.findings, review.decisions)
        if f.field == field and f.band is Band.CONFIDENT and f.start < end and start < f.end
    ]
    return min([start, *(f.start for f in masked)]), max([end, *(f.end for f in masked)])
