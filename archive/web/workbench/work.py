"""Who works on a text: the part of a review page above the text, and what its buttons do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive import actions
from archive.domain import distress
from archive.domain.errors import InvalidInput
from archive.domain.queue import LONGEST_NOTE, Calm, SkipReason
from archive.domain.text import Span
from archive.gate import read_as
from archive.gate.staff_disclosed import ReviewSheet
from archive.web.workbench.desk import steps_of
from archive.web.workbench.forms import first_error
from archive.web.workbench.request import Act, Done, StaffRequest, account

SKIP_REASONS = (
    (SkipReason.TOO_CLOSE.value, "It is too close to me"),
    (SkipReason.ENOUGH_TODAY.value, "It is enough for today"),
    (SkipReason.UNSURE.value, "I do not know what is right here"),
    (SkipReason.LANGUAGE.value, "I do not read its language well"),
    (SkipReason.NO_TIME.value, "I have no time to finish it"),
    (SkipReason.OTHER.value, "Another reason, or none"),
)
CALM_REASONS = (
    (Calm.PAST.value, "It tells of the past"),
    (Calm.SAFE_NOW.value, "The writer says that they are safe now"),
    (Calm.NOT_THEIRS.value, "The words are somebody else’s, or a quotation"),
    (Calm.MISREAD.value, "The words mean something else"),
    (Calm.DONE.value, "What can be done has been done"),
)


class SkipForm(forms.Form):
    """Why a text is passed on, as a code, and a line for colleagues."""

    reason = forms.ChoiceField(
        choices=SKIP_REASONS, error_messages={"required": "Choose one; “or none” is among them."}
    )
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)


class CalmForm(forms.Form):
    """Why a text does not go first any more."""

    reason = forms.ChoiceField(
        choices=CALM_REASONS, error_messages={"required": "Say why it can wait its turn."}
    )


def working(request: StaffRequest, sheet: ReviewSheet) -> dict[str, Any]:
    """Context of `_work.html`: who has it, and which words put a new text first."""
    work = read_as(request.viewer).work(sheet.ref)
    means = [Span(f.start, f.end) for f in sheet.findings if f.kind == "method"]
    means += [Span(r.start, r.end) for r in sheet.redactions if r.kind == "method"]
    found = distress.signs(sheet.original, means) if work.first else ()
    reasons = dict(SKIP_REASONS)
    return {
        "work": work,
        "signs": [(sheet.original[each.start : each.end], each.why) for each in found],
        "skip_reasons": SKIP_REASONS,
        "calm_reasons": CALM_REASONS,
        "passed_on_for": [(reasons[reason.value], count) for reason, count in work.reasons],
    }


@require_safe
def done(request: StaffRequest, slug: str) -> HttpResponse:
    """After the last text of a thread: it is done, and nothing has to come next."""
    found = read_as(request.viewer).desk(slug)
    context = {"desk": found, "steps": steps_of(found), "nav": "workbench"}
    return render(request, "archive/workbench/done.html", context)


def after(sheet: ReviewSheet) -> str:
    """Where a finished text leads: to the desk, or where it was the last, to a good end."""
    name = "desk" if sheet.left_in_thread else "thread-done"
    return reverse(name, args=[sheet.discussion])


def _take(request: StaffRequest, ref: str) -> Done:
    actions.take(ref=ref, by=account(request))
    return "It is yours for 24 hours. Let it go whenever you like.", _address(ref)


def _release(request: StaffRequest, ref: str) -> Done:
    actions.release(ref=ref, by=account(request))
    return "It is nobody’s again.", _address(ref)


def _assign(request: StaffRequest, ref: str) -> Done:
    to = request.POST.get("to", "")
    actions.assign(ref=ref, to=to, by=account(request))
    return f"{to} has it now, for 24 hours.", _address(ref)


def _skip(request: StaffRequest, ref: str) -> Done:
    form = SkipForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(first_error(form))
    given = form.cleaned_data
    reason = SkipReason(given["reason"])
    actions.skip(ref=ref, reason=reason, note=given["note"], by=account(request))
    return "Passed on. Somebody else reads it; your queue leaves it out.", reverse("workbench")


def _offer_again(request: StaffRequest, ref: str) -> Done:
    actions.offer_again(ref=ref, by=account(request))
    return "It is offered to everybody again.", _address(ref)


def _note(request: StaffRequest, ref: str) -> Done:
    words = request.POST.get("words", "")
    if not words.strip():
        raise InvalidInput("Write the note first.")
    actions.leave_note(ref=ref, words=words, by=account(request))
    return "Kept for your colleagues.", _address(ref)


def _calm(request: StaffRequest, ref: str) -> Done:
    form = CalmForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(first_error(form))
    actions.clear_distress(ref=ref, reason=Calm(form.cleaned_data["reason"]), by=account(request))
    return "It waits with the others now, in order of age.", _address(ref)


def _urgent(request: StaffRequest, ref: str) -> Done:
    actions.raise_distress(ref=ref, by=account(request))
    return "It stands first in everybody’s queue now.", _address(ref)


WORK_ACTS: dict[str, Act] = {
    "take": _take,
    "release": _release,
    "assign": _assign,
    "skip": _skip,
    "offer_again": _offer_again,
    "note": _note,
    "calm": _calm,
    "urgent": _urgent,
}


def _address(ref: str) -> str:
    return reverse("review", args=[ref]) + "#work"
