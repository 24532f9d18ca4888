"""What leads and stewards are told when they open the queue: counts, judged when asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from archive.domain import retention, warrant
from archive.domain.words import Role
from archive.gate import due
from archive.gate.viewer import Viewer

TOLD = frozenset({Role.LEAD, Role.STEWARD})


@dataclass(frozen=True, slots=True)
class Overdue:
    """New texts nobody has decided on; those of the month are among those of the two weeks."""

    two_weeks: int
    a_month: int


def overdue(viewer: Viewer) -> Overdue | None:
    """How many new texts have waited too long. None where there are none, and for other roles."""
    if viewer.role not in TOLD:
        return None
    now = timezone.now()
    with warrant.opened(viewer.name or viewer.role.value, "review"):
        two_weeks, a_month = (
            due.waiting_longer_than(term, now).count() for term in retention.WARN_AFTER
        )
    return Overdue(two_weeks, a_month) if two_weeks else None
