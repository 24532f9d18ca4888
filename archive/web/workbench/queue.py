"""The queue: what waits for a person, the oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_safe

from archive.gate import read_as
from archive.gate.alerts import overdue
from archive.gate.disclosed import QueueRow
from archive.web.workbench.request import StaffRequest


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue with its age in words."""

    row: QueueRow
    age: str


@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Everything that waits for a person, the oldest first."""
    reader = read_as(request.viewer)
    rows = sorted(reader.queue(), key=lambda row: row.arrived)
    waiting = tuple(Waiting(row, age_of(row.arrived)) for row in rows)
    context = {
        "waiting": waiting,
        "overdue": overdue(request.viewer),
        "letters": reader.letters_waiting(),
        "load": reader.removal_load(),
        "nav": "workbench",
    }
    return render(request, "archive/workbench/queue.html", context)


def age_of(moment: datetime) -> str:
    """How long ago, in its largest unit only."""
    if (timezone.now() - moment).total_seconds() < 60:
        return "just now"
    return timesince(moment, depth=1)
