"""A steward's questions: open one, and open or close a discussion for new texts."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.words import Role
from archive.gate import read_as
from archive.web.workbench.request import (
    Act,
    Done,
    StaffRequest,
    Unfinished,
    account,
    perform,
)


class PromptForm(forms.Form):
    """The question, and a few sentences that say what is meant and that every answer is welcome."""

    title = forms.CharField(max_length=200, error_messages={"required": "Write the question."})
    text = forms.CharField(
        max_length=4_000,
        error_messages={"required": "Write a few sentences that say what is meant."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def prompts(request: StaffRequest) -> HttpResponse:
    """Every prompt and whether it takes texts; POST opens one, or opens and closes."""
    if request.method != "POST":
        return _page(request)
    try:
        return perform(request, ACTS, "", back=reverse("prompts"))
    except Unfinished as unfinished:
        return _page(request, unfinished)


def _page(request: StaffRequest, unfinished: Unfinished | None = None) -> HttpResponse:
    context = {
        "prompts": [d for d in read_as(request.viewer).discussions() if d.is_prompt],
        "may_open": request.viewer.role == Role.STEWARD,
        "may_close": request.viewer.role in {Role.LEAD, Role.STEWARD},
        "form": unfinished.form if unfinished else PromptForm(),
        "problem": unfinished,
        "nav": "workbench",
    }
    status = 422 if unfinished else 200
    return render(request, "archive/workbench/prompts.html", context, status=status)


def _open(request: StaffRequest, _subject: str) -> Done:
    form = PromptForm(request.POST)
    if not form.is_valid():
        raise Unfinished("form", form, anchor="new")
    given = form.cleaned_data
    slug = actions.open_prompt(title=given["title"], text=given["text"], by=account(request))
    return "The prompt is open. Readers can answer it.", f"{reverse('prompts')}#{slug}"


def _take(request: StaffRequest, _subject: str) -> Done:
    return take_texts(request, request.POST.get("slug", ""), onward=reverse("prompts"))


def take_texts(request: StaffRequest, slug: str, *, onward: str) -> Done:
    """Open or close a discussion for new texts, as the button said (`open` is 1 or 0)."""
    wanted = request.POST.get("open") == "1"
    actions.take_texts(slug=slug, open=wanted, by=account(request))
    return ("It takes texts." if wanted else "It takes no more texts."), onward


ACTS: dict[str, Act] = {"open": _open, "take": _take}
