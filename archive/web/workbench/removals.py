"""Requests to take something down, and the answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.words import Role
from archive.gate import Viewer, read_as
from archive.gate.requests import DISPUTED, AskedRemoval
from archive.web.workbench.desk_forms import RemovalForm
from archive.web.workbench.queue import age_of
from archive.web.workbench.request import (
    Done,
    StaffRequest,
    Unfinished,
    account,
    perform,
)

ANSWERS = {
    "keep_hidden": "Keep it hidden",
    "keep_masked": "Keep the passage hidden",
    "show_again": "Show it again",
    "erase": "Erase it for good",
}
DECIDED = {
    "erase": "Erased for good.",
    "keep_hidden": "It stays hidden.",
    "keep_masked": "The passage stays hidden.",
    "show_again": "It is shown again.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its age, what the viewer may answer, and why not, where nothing.

    `form` is the one that came back unfinished, if it was this request's.
    """

    row: AskedRemoval
    age: str
    due: str
    answers: tuple[tuple[str, str], ...]
    may_erase: bool
    first: str
    why_not: str
    form: RemovalForm | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def removals(request: StaffRequest) -> HttpResponse:
    """Every open request, the overdue first; POST answers one."""
    if request.method != "POST":
        return _page(request)
    try:
        return perform(request, {"decide": _decide}, "", back=reverse("removals"))
    except Unfinished as unfinished:
        assert isinstance(unfinished.form, RemovalForm)
        return _page(request, unfinished.form)


def _page(request: StaffRequest, sent: RemovalForm | None = None) -> HttpResponse:
    subject = sent.cleaned_data.get("request") if sent else None
    reader = read_as(request.viewer)
    context = {
        "asked": tuple(
            asked_of(row, request.viewer, sent if row.id == subject else None)
            for row in reader.removals()
        ),
        "load": reader.removal_load(),
        "problem": sent,
        "nav": "workbench",
    }
    return render(request, "archive/workbench/removals.html", context, status=422 if sent else 200)


def asked_of(row: AskedRemoval, viewer: Viewer, form: RemovalForm | None = None) -> Asked:
    """What this viewer sees of a request and may answer (the action judges again)."""
    answers_for = viewer.role in {Role.LEAD, Role.STEWARD}
    may_show = answers_for or (row.by_two and row.first_decision != DISPUTED)
    answers = [choice for choice in row.choices if choice != "erase"]
    if not may_show:
        answers.remove("show_again")
    why_not = ""
    if row.by_two and not settings.ARCHIVE_ONE_PERSON:
        if viewer.name in row.voters:
            why_not = "You have answered. Somebody else answers next."
        elif row.first_decision == DISPUTED and not answers_for:
            why_not = "Two people have differed: a lead or a steward decides."
    return Asked(
        row=row,
        age=age_of(row.asked_at),
        due=_due(row),
        answers=() if why_not else tuple((choice, ANSWERS[choice]) for choice in answers),
        may_erase=answers_for and not why_not,
        first=_first(row),
        why_not=why_not,
        form=form,
    )


def _due(row: AskedRemoval) -> str:
    """By when it has to be answered, in words; "" where nothing presses."""
    if row.due_at is None:
        return ""
    if row.overdue:
        return f"Overdue for {age_of(row.due_at)}"
    return f"to be answered within {timeuntil(row.due_at, timezone.now(), depth=2)}"


def _first(row: AskedRemoval) -> str:
    """What was answered so far, in words."""
    if row.first_decision == DISPUTED:
        return f"{' and '.join(row.voters)} have answered differently."
    if row.first_decision:
        who = row.voters[0] if row.voters else "Somebody"
        return f"{who} has answered: {ANSWERS[row.first_decision].lower()}."
    return ""


def _decide(request: StaffRequest, _subject: str) -> Done:
    form = RemovalForm(request.POST)
    if not form.is_valid():
        raise Unfinished("removal", form, anchor="requests")
    decision = form.cleaned_data["decision"]
    settled = actions.decide_removal(
        request=form.cleaned_data["request"], decision=decision, by=account(request)
    )
    said = DECIDED[decision] if settled else "Your answer is kept. Another account answers next."
    return said, reverse("removals")
