"""Requests to take something down, and the answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.gate import read_as
from archive.gate.disclosed import RemovalRow
from archive.web.workbench.desk_forms import RemovalForm
from archive.web.workbench.queue import age_of
from archive.web.workbench.request import (
    Done,
    StaffRequest,
    Unfinished,
    account,
    perform,
)

DECIDED = {
    "erase": "Erased for good.",
    "keep_hidden": "It stays hidden.",
    "show_again": "It is shown again.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its age, and the form that came back unfinished, if it was this one's."""

    row: RemovalRow
    age: str
    form: RemovalForm | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def removals(request: StaffRequest) -> HttpResponse:
    """Every open request, the oldest first; POST decides one."""
    if request.method != "POST":
        return _page(request)
    try:
        return perform(request, {"decide": _decide}, "", back=reverse("removals"))
    except Unfinished as unfinished:
        assert isinstance(unfinished.form, RemovalForm)
        return _page(request, unfinished.form)


def _page(request: StaffRequest, sent: RemovalForm | None = None) -> HttpResponse:
    subject = sent.cleaned_data.get("request") if sent else None
    rows = sorted(read_as(request.viewer).removals(), key=lambda row: row.asked_at)
    asked = tuple(
        Asked(row, age_of(row.asked_at), sent if row.id == subject else None) for row in rows
    )
    context = {"asked": asked, "problem": sent, "nav": "workbench"}
    return render(request, "archive/workbench/removals.html", context, status=422 if sent else 200)


def _decide(request: StaffRequest, _subject: str) -> Done:
    form = RemovalForm(request.POST)
    if not form.is_valid():
        raise Unfinished("removal", form, anchor="requests")
    decision = form.cleaned_data["decision"]
    actions.decide_removal(
        request=form.cleaned_data["request"], decision=decision, by=account(request)
    )
    return DECIDED[decision], reverse("removals")
