"""What the verbs of a round ask first: is it open, does this account code in it, does the text."""

from __future__ import annotations

from dataclasses import dataclass

from archive.actions.reviewing import demand_staff
from archive.domain.errors import Conflict, NotFound
from archive.gate.rounds_compared import standing, stepped_back
from archive.models import Contribution, Round, RoundFinished, User


@dataclass(frozen=True, slots=True)
class Place:
    """A text of an open round before one of its coders; `length` of its original."""

    round: Round
    contribution: Contribution
    length: int
    finished: bool


def locked(number: int) -> Round:
    """The round, its row locked. Raises `NotFound`."""
    row = Round.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise NotFound("There is no such round.")
    return row


def place_of(number: int, ref: str, by: User) -> Place:
    """A text of an open round, for one of its coders.

    Raises `NotAllowed` (no staff), `NotFound` (no coder of it, stepped back, not there) and
    `Conflict` (closed).
    """
    demand_staff(by)
    row = locked(number)
    text = standing().filter(round=row, contribution__ref=ref).first()
    if (
        text is None
        or not row.coders.filter(coder=by).exists()
        or stepped_back(text.contribution_id, by.pk)
    ):
        raise NotFound("There is no such text for you to code.")
    if row.closed_at is not None:
        raise Conflict("The round is closed: what was coded in it stays as it is.")
    done = RoundFinished.objects.filter(round=row, contribution=text.contribution_id, coder=by)
    return Place(row, text.contribution, text.length, done.exists())
