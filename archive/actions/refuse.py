"""Refuse a text: it is not shown, whatever was approved before."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils import timezone

from archive.actions import outbox
from archive.actions.leaning import hold_leaning
from archive.actions.letters import send
from archive.actions.reviewing import open_review
from archive.domain import visibility, warrant
from archive.domain.errors import InvalidInput
from archive.domain.words import Letter, Status
from archive.gate import audit
from archive.gate.facts import facts_of
from archive.models import User

CODE = re.compile(r"[a-z][a-z_]{0,39}")


def refuse(*, ref: str, reason: str, by: User) -> None:
    """Refuse it for a reason. Its renditions are kept, out of sight.

    The column is not sealed, so only a code is kept as it is; prose is kept as "other". Raises
    `InvalidInput` without a reason, `NotAllowed`, `NotFound`, `Gone`.
    """
    if not reason.strip():
        raise InvalidInput("Say why, in a few words.")
    code = reason if CODE.fullmatch(reason) else "other"
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        if visibility.holds(visibility.READ, facts_of(review.contribution), timezone.now()):
            hold_leaning(review.contribution)
        review.contribution.status = Status.REFUSED.value
        review.contribution.refused_for = code
        review.contribution.reviewed_at = timezone.now()
        review.contribution.review_until = None
        review.save()
        send(review, Letter.REFUSED)
        audit.record("refuse", ref=ref, by=by, reason=code)
        outbox.note_changed([ref], purge=review.contribution.was_public)
