"""How a decision on a span is written: one redaction, in place of an earlier one there."""

from __future__ import annotations

import json

from django.utils import timezone

from archive.actions.reviewing import Review
from archive.domain.errors import InvalidInput
from archive.domain.redaction import Edit
from archive.domain.words import Treatment
from archive.models import Redaction, User

LONGEST_REASON = 40
"""Code points: a reason is a code, not prose (it is not sealed)."""


def decide_span(
    review: Review,
    *,
    field: str,
    start: int,
    end: int,
    treatment: Treatment,
    replacement: str,
    by: User,
    kind: str = "",
    reason: str = "",
) -> Redaction:
    """Write the decision over `[start, end)` of the original; the one it replaces is retracted.

    Raises `InvalidInput` for a span outside the field, a replacement that cannot stand in a text,
    and a reason that is too long for a code.
    """
    if not 0 <= start < end <= len(review.field(field)):
        raise InvalidInput(
            "The selection lies outside the text.", hint="Reload the page and select again."
        )
    if len(reason) > LONGEST_REASON:
        raise InvalidInput(f"A reason has at most {LONGEST_REASON} characters.")
    if treatment is Treatment.KEEP:
        replacement = ""
    else:
        Edit(start, end, replacement)
    same_span = Redaction.objects.filter(
        contribution=review.contribution, field=field, start=start, end=end, retracted_at=None
    )
    same_span.update(retracted_at=timezone.now())
    words = json.dumps({"replacement": replacement, "note": ""}, ensure_ascii=False)
    return Redaction.objects.create(
        contribution=review.contribution,
        field=field,
        start=start,
        end=end,
        treatment=treatment.value,
        kind=kind,
        words=review.ring.seal(review.ref, "redaction.words", words),
        reason=reason,
        decided_by=by,
    )
