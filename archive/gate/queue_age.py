"""How long new texts wait, for everybody: in words so round that they tell of no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import timezone

from archive.domain.queue import FEWEST_TOLD, rounded_wait
from archive.domain.words import Status
from archive.gate.reviewing import reviewable_now
from archive.gate.viewer import Viewer

MOST: Final = 10_000
"""Texts that are counted for the middle one."""


@dataclass(frozen=True, slots=True)
class QueueAge:
    """The median and the longest wait of texts that people sent, in words."""

    median: str
    longest: str


def queue_age(viewer: Viewer) -> QueueAge | None:
    """None where fewer than `FEWEST_TOLD` wait: then it would be about somebody. Needs a warrant.

    The viewer does not matter: everybody is told the same.
    """
    new = (Status.WAITING.value, Status.IN_REVIEW.value)
    waiting = reviewable_now().filter(contributed=True, status__in=new)
    waiting = waiting.order_by("arrived_at", "id")
    count = waiting.order_by()[:MOST].count()
    if count < FEWEST_TOLD:
        return None
    now = timezone.now()
    arrivals = waiting.values_list("arrived_at", flat=True)
    longest: timedelta = now - arrivals[0]
    return QueueAge(rounded_wait(now - arrivals[count // 2]), rounded_wait(longest))
