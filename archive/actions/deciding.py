"""How decisions are written: a redaction a place, in place of an earlier one, all of one batch.

A decision in a text that is approved already sends it back to review: readers see the old wording
until a person approves again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from archive.actions.anchoring import rendition_body
from archive.actions.publication import read_again
from archive.actions.reviewing import Review, opened
from archive.domain.errors import InvalidInput
from archive.domain.redaction import Edit
from archive.domain.surface import form_of, places_of, without_possessive
from archive.domain.words import Band, Because, Status, Treatment
from archive.gate import drafting
from archive.models import Person, Redaction, User

REASONS = frozenset({"", *Because})
"""A reason is one of these codes, or none. It is not sealed, so it is never prose."""

FIELDS = ("title", "text")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an original's `field`, in code points."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided about some words, wherever they stand."""

    treatment: Treatment
    replacement: str = ""
    kind: str = ""
    reason: str = ""
    person: Person | None = None


def decide_span(review: Review, place: Place, ruling: Ruling, *, batch: str, by: User) -> Redaction:
    """Write the decision over a place of the original; the one it replaces is retracted.

    Raises `InvalidInput` for a span outside the field, a replacement that cannot stand in a text,
    and a reason that is no code.
    """
    if not 0 <= place.start < place.end <= len(review.field(place.field)):
        raise InvalidInput(
            "The selection lies outside the text.", hint="Reload the page and select again."
        )
    if ruling.reason not in REASONS:
        raise InvalidInput("There is no such reason.", hint="Choose one of the list.")
    keeps = ruling.treatment is Treatment.KEEP
    if not keeps:
        Edit(place.start, place.end, ruling.replacement)
    same_span = Redaction.objects.filter(
        contribution=review.contribution,
        field=place.field,
        start=place.start,
        end=place.end,
        retracted_at=None,
    )
    same_span.update(retracted_at=timezone.now(), ended_by=batch)
    said = {"replacement": "" if keeps else ruling.replacement, "note": ""}
    words = json.dumps(said, ensure_ascii=False)
    return Redaction.objects.create(
        contribution=review.contribution,
        field=place.field,
        start=place.start,
        end=place.end,
        treatment=ruling.treatment.value,
        kind=ruling.kind,
        words=review.ring.seal(review.ref, "redaction.words", words),
        reason=ruling.reason,
        person=ruling.person,
        batch=batch,
        decided_by=by,
    )


def places_in(review: Review, surface: str) -> Iterator[Place]:
    """Where the words stand in title and text and are not hidden yet, found by a detector or not.

    What lies within a standing redaction, or within a wider stretch that is masked unasked, is
    hidden already. A finding is decided whole, with its possessive.
    """
    form = form_of(surface)
    for field in FIELDS:
        text = review.field(field)
        found = [
            (f.start, f.end)
            for f in review.findings
            if f.field == field and form_of(text[f.start : f.end]) == form
        ]
        standing = [
            (start, end)
            for start, end in places_of(text, without_possessive(surface))
            if not any(first <= start and end <= last for first, last in found)
        ]
        hidden = _hidden(review, field, form)
        for start, end in sorted({*found, *standing}):
            if not any(first <= start and end <= last for first, last in hidden):
                yield Place(field, start, end)


def masked_around(review: Review, place: Place) -> Place:
    """The place widened to the masks it touches: a decision there replaces them whole."""
    masked = [
        f
        for f in drafting.undecided(review.findings, review.decisions)
        if f.field == place.field
        and f.band is Band.CONFIDENT
        and f.start < place.end
        and place.start < f.end
    ]
    start = min([place.start, *(f.start for f in masked)])
    return Place(place.field, start, max([place.end, *(f.end for f in masked)]))


def decide_places(
    review: Review, places: Iterable[Place], ruling: Ruling, *, batch: str, by: User
) -> int:
    """Write one decision over each place, and say how many those are."""
    written = [decide_span(review, place, ruling, batch=batch, by=by) for place in places]
    if written:
        review.begin()
    return len(written)


def send_back(review: Review, batch: str) -> bool:
    """Open the review of an approved text again where the batch changes what is to be shown.

    Readers who see it go on seeing it; those who never did see it once it is approved again.
    Says whether it did so now. A text that waits for its second person must be approved anew:
    that person would clear a wording in which this is still to be read.
    """
    row = review.contribution
    if row.status not in (Status.APPROVED, Status.SECOND_PERSON) or is_as_approved(review):
        return False
    if row.status == Status.SECOND_PERSON:
        row.status = Status.IN_REVIEW.value
        row.save(update_fields=["status"])
    elif row.reread:
        return False
    else:
        read_again(row)
    Redaction.objects.filter(contribution=row, batch=batch).update(opened=True)
    return True


def is_as_approved(review: Review) -> bool:
    """Whether the wording that was approved last is the one the decisions make now."""
    row = review.contribution
    latest = rendition_body(review, row.latest) if row.latest is not None else None
    now = opened(row, review.ring)
    if latest is None or now is None:
        return False
    made = drafting.draft(now.original, now.findings, now.decisions)
    return (made.edits, made.title_edits) == (latest.lasting, latest.title_edits)


def _hidden(review: Review, field: str, form: str) -> list[tuple[int, int]]:
    """Stretches of the field that nobody will see, other than masks over this very form."""
    text = review.field(field)
    return [
        (d.start, d.end)
        for d in review.decisions
        if d.field == field and d.treatment is not Treatment.KEEP
    ] + [
        (f.start, f.end)
        for f in drafting.undecided(review.findings, review.decisions)
        if f.field == field and f.band is Band.CONFIDENT and form_of(text[f.start : f.end]) != form
    ]
