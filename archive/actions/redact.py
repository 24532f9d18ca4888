"""Hide a selection of the original, or take that back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from archive.actions import outbox
from archive.actions.decide_words import hide_in_thread
from archive.actions.deciding import (
    Place,
    Ruling,
    decide_places,
    decide_span,
    masked_around,
    places_in,
    send_back,
)
from archive.actions.editions import another_edition
from archive.actions.pseudonyms import Labels
from archive.actions.reviewing import Review, open_review, opened
from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.words import Treatment
from archive.gate import audit
from archive.models import Redaction, User
from archive.models.fields import new_ref


def redact(
    *,
    ref: str,
    start: int,
    end: int,
    treatment: Treatment,
    replacement: str = "",
    reason: str = "",
    field: str = "text",
    whole_thread: bool = False,
    edition: int | None = None,
    by: User,
) -> int:
    """Decide on `[start, end)` of the original's `field`; the redaction's id.

    A pseudonym without words is the one this name has in the discussion, or the next free one.
    Hiding a part of what is masked already hides all of it; in the `whole_thread`, it hides the
    same words wherever they stand. `edition` is the one the words were chosen in. Raises
    `NotAllowed`, `NotFound`, `Gone`, `Overtaken` and `InvalidInput`.
    """
    treatment = Treatment(treatment)
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by, edition)
        place = Place(field, start, end)
        surface = selected(review, place)
        ruling = ruling_for(review, treatment, surface, replacement.strip(), reason)
        hides = treatment is not Treatment.KEEP
        batch = new_ref()
        if hides:
            place = masked_around(review, place)
        redaction = decide_span(review, place, ruling, batch=batch, by=by)
        places = {ref: 1}
        if hides and whole_thread:
            now = opened(review.contribution, review.ring) or review
            rest = list(places_in(now, surface))
            places[ref] += decide_places(review, rest, ruling, batch=batch, by=by)
            places |= hide_in_thread(review, surface, ruling, batch=batch, by=by)
        review.begin()
        send_back(review, batch)
        for each, count in places.items():
            audit.record(
                "redact", ref=each, by=by, treatment=treatment.value, places=count, batch=batch
            )
        another_edition(places)
        outbox.note_changed(sorted(places))
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
        another_edition([ref])
        outbox.note_changed([ref])


def selected(review: Review, place: Place) -> str:
    """The words at a place. Raises `InvalidInput` where there is no such place."""
    if not 0 <= place.start < place.end <= len(review.field(place.field)):
        raise InvalidInput(
            "The selection lies outside the text.", hint="Reload the page and select again."
        )
    return review.field(place.field)[place.start : place.end]


def ruling_for(
    review: Review, treatment: Treatment, surface: str, replacement: str, reason: str = ""
) -> Ruling:
    """What stands instead of these words.

    Raises `InvalidInput` for somebody nobody is, and for words that repeat what is hidden.
    """
    labels = Labels(review.contribution.discussion)
    label = labels.typed(replacement) if treatment is not Treatment.KEEP else None
    if label is None and treatment is Treatment.PSEUDONYM and not replacement:
        label = labels.of(surface)
    if label is not None:
        return Ruling(Treatment.PSEUDONYM, label.words, "person", reason, label.person)
    if replacement and treatment is not Treatment.KEEP:
        labels.demand_unrepeated(replacement, surface)
    match treatment:
        case Treatment.GENERALISE if not replacement:
            raise InvalidInput("Write what stands there instead, less exactly.")
        case Treatment.MASK:
            return Ruling(treatment, replacement or "[removed]", reason=reason)
        case _:
            return Ruling(treatment, replacement, reason=reason)
