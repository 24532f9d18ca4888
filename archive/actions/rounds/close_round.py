"""The end of a round: nobody codes on, and what all found becomes the archive's."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from archive.actions.rounds.settling import settle
from archive.actions.rounds.standing import locked
from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.errors import Conflict
from archive.domain.words import Role
from archive.gate import audit
from archive.gate.rounds_compared import compared
from archive.models import User


def close_round(*, round: int, by: User) -> None:
    """Freeze what was coded, and put on the texts what all who finished them found.

    From now on numbers and disagreements can be seen. Raises `NotAllowed` (leads and stewards
    only), `NotFound`, `Conflict` (closed already).
    """
    demand_role(by, {Role.LEAD, Role.STEWARD}, "close a round of coding")
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = locked(round)
        if row.closed_at is not None:
            raise Conflict("The round is closed already.")
        row.closed_by, row.closed_at = by, timezone.now()
        row.save(update_fields=["closed_by", "closed_at"])
        agreed = compared(row).settled.agreed
        settle(row, agreed, by=None)
        audit.record("close_round", by=by, round=round, agreed=len(agreed))
