"""The queue: what waits for a person, the oldest first, and what one stepped back from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.gate import read_as
from archive.gate.alerts import overdue
from archive.gate.disclosed import QueueRow
from archive.web.workbench.request import Act, Done, StaffRequest, account, perform
from archive.web.workbench.sparing import pausing


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue with its age in words."""

    row: QueueRow
    age: str


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: StaffRequest) -> HttpResponse:
    """Everything that waits for a person, the oldest first. POST takes a stepping back back."""
    if request.method == "POST":
        ref = request.POST.get("ref", "")
        return perform(request, ACTS, ref, back=reverse("workbench"))
    reader = read_as(request.viewer)
    rows = sorted(reader.queue(), key=lambda row: row.arrived)
    waiting = tuple(Waiting(row, age_of(row.arrived)) for row in rows)
    context = {
        "waiting": waiting,
        "overdue": overdue(request.viewer),
        "letters": reader.letters_waiting(),
        "stepped_back": reader.stepped_back(),
        "load": reader.removal_load(),
        "nav": "workbench",
        **pausing(request),
    }
    return render(request, "archive/workbench/queue.html", context)


def age_of(moment: datetime) -> str:
    """How long ago, in its largest unit only."""
    if (timezone.now() - moment).total_seconds() < 60:
        return "just now"
    return timesince(moment, depth=1)


def _take_back(request: StaffRequest, ref: str) -> Done:
    actions.take_recusal_back(ref=ref, by=account(request))
    return "Taken back. You can open it again.", reverse("workbench")


ACTS: dict[str, Act] = {"take_back": _take_back}
