"""The queue: what waits for a person, distress first, then age; and what is done with many at once.

What is asked for stands in the address, in closed words: it tells of nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.errors import InvalidInput
from archive.domain.words import Consent
from archive.gate import read_as
from archive.gate.alerts import overdue
from archive.gate.staff_disclosed import QueueRow
from archive.web.workbench.forms import REFUSE_REASONS, VOICE_WORDS, RefuseForm, first_error
from archive.web.workbench.queue_asked import address_of, asked_of, choices, fields_of
from archive.web.workbench.request import Act, Done, StaffRequest, account, perform
from archive.web.workbench.sparing import pausing

CONSENT_WORDS: Final = {
    Consent.UNKNOWN: "not asked",
    Consent.BASIS: "confirmed basis",
    Consent.GIVEN: "given",
    Consent.REFUSED: "refused",
    Consent.WITHDRAWN: "withdrawn",
    Consent.EXPIRED: "expired",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue, with what it says in words: an include a row would cost more."""

    row: QueueRow
    age: str
    voice: str
    consent: str


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: StaffRequest) -> HttpResponse:
    """A page of what waits. POST acts on chosen imports, or takes a stepping back back."""
    if request.method == "POST":
        ref = request.POST.get("ref", "")
        return perform(request, ACTS, ref, back=request.get_full_path())
    reader = read_as(request.viewer)
    asked = asked_of(request.GET)
    page = reader.queue_page(asked, request.GET.get("after", ""))
    context = {
        "page": page,
        "waiting": tuple(map(_waiting, page.rows)),
        "asked": asked,
        "fields": fields_of(asked),
        "choices": choices(),
        "narrowed": bool(fields_of(asked)),
        "later": address_of(asked, after=page.after) if page.after else "",
        "first": address_of(asked) if request.GET.get("after") else "",
        "imports": any(not row.told for row in page.rows),
        "refuse_reasons": REFUSE_REASONS,
        "overdue": overdue(request.viewer),
        "letters": reader.letters_waiting(),
        "stepped_back": reader.stepped_back(),
        "load": reader.removal_load(),
        "nav": "workbench",
        **pausing(request),
    }
    return render(request, "archive/workbench/queue.html", context)


def _waiting(row: QueueRow) -> Waiting:
    return Waiting(row, age_of(row.arrived), VOICE_WORDS[row.voice], CONSENT_WORDS[row.consent])


def age_of(moment: datetime) -> str:
    """How long ago, in its largest unit only."""
    if (timezone.now() - moment).total_seconds() < 60:
        return "just now"
    return timesince(moment, depth=1)


def _take_back(request: StaffRequest, ref: str) -> Done:
    actions.take_recusal_back(ref=ref, by=account(request))
    return "Taken back. You can open it again.", reverse("workbench")


def _take_many(request: StaffRequest, ref: str) -> Done:
    refs = request.POST.getlist("refs")
    taken = actions.take_many(refs=refs, by=account(request))
    said = "One text is" if taken == 1 else f"{taken} texts are"
    left = len(set(refs)) - taken
    rest = f" {left} had gone to somebody else meanwhile." if left else ""
    return f"{said} yours for 24 hours.{rest}", reverse("workbench") + "?whose=mine"


def _refuse_many(request: StaffRequest, ref: str) -> Done:
    form = RefuseForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(first_error(form))
    refs = request.POST.getlist("refs")
    given = form.cleaned_data
    actions.refuse_many(refs=refs, reason=given["reason"], note=given["note"], by=account(request))
    count = "One text is" if len(set(refs)) == 1 else f"{len(set(refs))} texts are"
    return f"{count} refused. Readers will not see them.", request.get_full_path()


ACTS: dict[str, Act] = {
    "take_back": _take_back,
    "take_many": _take_many,
    "refuse_many": _refuse_many,
}
