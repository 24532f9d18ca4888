"""A third person decides what coders differ in, and says why."""

from __future__ import annotations

from django.db import transaction

from archive.actions.reviewing import open_review
from archive.actions.rounds.settling import settle, unsettle
from archive.actions.rounds.standing import locked
from archive.domain import warrant
from archive.domain.agreement import SETTLED, Reason
from archive.domain.agreement import Coding as Found
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.gate import audit
from archive.gate.rounds_compared import book_of, coded_by, compared, differences, stepped_back
from archive.models import Adjudication, User

LONGEST_NOTE = 2_000
"""Code points."""


def adjudicate(
    *,
    round: int,
    ref: str,
    theme: str,
    start: int,
    end: int,
    present: bool,
    reason: Reason,
    note: str = "",
    by: User,
) -> None:
    """Decide whether `theme` (a slug) is in `[start, end)`, a stretch in which coders differ.

    A later decision takes the place of an earlier one. Raises `NotAllowed` (no staff, or somebody
    who coded this text in the round), `NotFound` (no such stretch, or stepped back), `Gone`,
    `Conflict` (the round is open) and `InvalidInput` (the note is too long).
    """
    if len(note) > LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {LONGEST_NOTE:,} characters.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = locked(round)  # before the text, as closing does
        review = open_review(ref, by)
        if row.closed_at is None:
            raise Conflict("The round is still open.", hint="A lead or a steward closes it.")
        if coded_by(row, review.contribution.pk, by.pk):
            raise NotAllowed(
                "You coded this text, so somebody else decides.", hint="Ask a third person."
            )
        stretches = {
            (one.theme, one.span.start, one.span.end) for one in differences(compared(row, [ref]))
        }
        if (theme, start, end) not in stretches or stepped_back(review.contribution.pk, by.pk):
            raise NotFound("The coders do not differ there.", hint="Reload the page.")
        chosen = next(t for t in book_of(row).rows.values() if t.slug == theme)
        sealed = review.ring.seal(ref, "adjudication.note", note) if note.strip() else None
        Adjudication.objects.update_or_create(
            round=row,
            contribution=review.contribution,
            theme=chosen,
            start=start,
            end=end,
            defaults={"present": present, "reason": Reason(reason).value, "note": sealed, "by": by},
        )
        if present:
            settle(row, [Found(SETTLED, theme, ref, start, end)], by=by)
        else:
            unsettle(row, review, chosen, start, end)
        audit.record(
            "adjudicate", ref=ref, by=by, round=round, theme=chosen.pk, present=present,
            reason=Reason(reason).value,
        )  # fmt: skip
