"""Refuse a text: it is not shown, whatever was approved before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from archive.actions import outbox
from archive.actions.assign import demand_some
from archive.actions.editions import another_edition
from archive.actions.holding import demand_free, note_for_colleagues, put_down
from archive.actions.leaning import hold_leaning
from archive.actions.letters import send
from archive.actions.reviewing import Review, open_review
from archive.domain import visibility, warrant
from archive.domain.errors import InvalidInput
from archive.domain.queue import NoteAbout
from archive.domain.words import Letter, Status
from archive.gate import audit
from archive.gate.facts import facts_of
from archive.models import User

CODE = re.compile(r"[a-z][a-z_]{0,39}")


def refuse(*, ref: str, reason: str, by: User, note: str = "", edition: int | None = None) -> None:
    """Refuse it for a reason. Its renditions are kept, out of sight.

    The column is not sealed, so only a code is kept as it is; prose is kept as "other". `note` is
    for colleagues, and sealed. Raises `InvalidInput` without a reason, `Conflict` where somebody
    else has it, `Overtaken` where `edition` is not the latest, `NotAllowed`, `NotFound`, `Gone`.
    """
    code = _code(reason)
    with warrant.opened(by.username, "review"), transaction.atomic():
        _refuse(open_review(ref, by, edition), code, by, note)


def refuse_many(*, refs: Sequence[str], reason: str, by: User, note: str = "") -> None:
    """Refuse imports together: all of them, or none. Raises as `refuse` does, and `InvalidInput`
    for a text that its writer sent: each of those is answered by itself."""
    demand_some(refs)
    code = _code(reason)
    with warrant.opened(by.username, "review"), transaction.atomic():
        for ref in dict.fromkeys(refs):
            review = open_review(ref, by)
            if review.contribution.contributed:
                raise InvalidInput(
                    "Texts that people sent are not refused in bulk.", hint="Open each of them."
                )
            _refuse(review, code, by, note)


def _code(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput("Say why, in a few words.")
    return reason if CODE.fullmatch(reason) else "other"


def _refuse(review: Review, code: str, by: User, note: str) -> None:
    row = review.contribution
    demand_free(row, by)
    if visibility.holds(visibility.READ, facts_of(row), timezone.now()):
        hold_leaning(row)
    put_down(row)
    row.status = Status.REFUSED.value
    row.refused_for = code
    row.reviewed_at = timezone.now()
    row.review_until = None
    review.save()
    note_for_colleagues(row, note, about=NoteAbout.REFUSAL, by=by)
    send(review, Letter.REFUSED)
    audit.record("refuse", ref=review.ref, by=by, reason=code)
    another_edition([review.ref])
    outbox.note_changed([review.ref], purge=row.was_public)
