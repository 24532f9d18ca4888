"""Which new texts go first: judged by rules when one is sent, and by people from then on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from archive.actions.holding import demand_free
from archive.actions.reviewing import demand_reviewable, demand_staff, lock
from archive.domain import warrant
from archive.domain.distress import Distress, level_of, signs
from archive.domain.errors import Conflict
from archive.domain.queue import Calm
from archive.domain.text import Span
from archive.domain.words import Status
from archive.gate import audit
from archive.gate.stepping_back import demand_no_step_back
from archive.models import Contribution, Finding, User

UNREAD_YET = (Status.WAITING, Status.IN_REVIEW)


def distress_of(text: str, findings: Iterable[Finding]) -> Distress:
    """What the words of a new text ask for. Only the level is kept; what it is from can be told
    again whenever the text is open."""
    means = (Span(f.start, f.end) for f in findings if f.kind == "method" and f.field == "text")
    return level_of(signs(text, means))


def clear_distress(*, ref: str, reason: Calm, by: User) -> None:
    """Somebody has read it: it waits with the others, in order of age.

    Raises `Conflict` where it does not go first, or somebody else has it; `NotAllowed`, `NotFound`,
    `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = _new_text(ref, by)
        demand_free(row, by)
        if row.distress == Distress.NONE:
            raise Conflict("This text does not go first.")
        _set(row, Distress.NONE)
        audit.record("clear_distress", ref=ref, by=by, reason=Calm(reason).value)


def raise_distress(*, ref: str, by: User) -> None:
    """Somebody should read it now, whatever the rules found. Raises as `clear_distress`; anybody
    may, whoever has it."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = _new_text(ref, by)
        if row.distress == Distress.URGENT:
            raise Conflict("It is the first to be read already.")
        _set(row, Distress.URGENT)
        audit.record("raise_distress", ref=ref, by=by)


def _new_text(ref: str, by: User) -> Contribution:
    demand_staff(by)
    row = lock(ref)
    demand_reviewable(row)
    demand_no_step_back(by.pk, row)
    if not row.contributed or row.status not in UNREAD_YET:
        raise Conflict(
            "Only new texts go first.", hint="An old page that was imported is read in its turn."
        )
    return row


def _set(row: Contribution, level: Distress) -> None:
    row.distress = level.value
    row.save(update_fields=["distress"])
