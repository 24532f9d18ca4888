"""Hide something that readers see at this moment: live at once, before anybody approves anything.

What is public now gets this one edit and nothing else of what a moderator is preparing.
"""

from __future__ import annotations

from django.db import transaction

from archive.actions import outbox
from archive.actions.deciding import Place, decide_span, masked_around, send_back
from archive.actions.editions import another_edition
from archive.actions.letters import send
from archive.actions.redact import ruling_for, selected
from archive.actions.removal_masks import rewrite
from archive.actions.reviewing import open_review
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.redaction import Edit
from archive.domain.words import Letter, Treatment
from archive.gate import audit
from archive.models import User
from archive.models.fields import new_ref


def hide_now(
    *,
    ref: str,
    start: int,
    end: int,
    field: str = "text",
    treatment: Treatment = Treatment.MASK,
    replacement: str = "",
    by: User,
) -> None:
    """Hide `[start, end)` of the original's `field` from readers, indexes and exports, now.

    The wording that waits for its writer's yes loses it too, and she is told. Raises
    `InvalidInput` for keeping and for what lies outside the text; `NotAllowed`, `NotFound`, `Gone`.
    """
    treatment = Treatment(treatment)
    if treatment is Treatment.KEEP:
        raise InvalidInput("Keeping hides nothing.", hint="Choose what stands there instead.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        place = Place(field, start, end)
        ruling = ruling_for(review, treatment, selected(review, place), replacement.strip())
        place = masked_around(review, place)
        batch = new_ref()
        decide_span(review, place, ruling, batch=batch, by=by)
        review.begin()
        edit = Edit(place.start, place.end, ruling.replacement)
        hides = {"keep": edit} if field == "text" else {"keep_title": edit}
        before = review.contribution.rendition_id
        purge = rewrite(review, by=by, **hides)
        review.save()
        if review.contribution.rendition_id != before:
            send(review, Letter.HIDDEN_MORE)
        send_back(review, batch)
        audit.record("hide_now", ref=ref, by=by, treatment=treatment.value, batch=batch)
        another_edition([ref])
        outbox.note_changed([ref], purge=purge)
