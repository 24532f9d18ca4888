"""The codebook to read and to print, a new theme, and codebooks of one's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive.actions import codebook as actions
from archive.domain.codebook import RULES, ChangeVerb, ThemeState
from archive.domain.errors import Conflict, InvalidInput
from archive.gate import codebook as gate
from archive.gate.codebook_disclosed import DisclosedBook
from archive.web.workbench.codebook_forms import AddForm, in_order
from archive.web.workbench.request import SeeOther, StaffRequest, account

STATES = {
    ThemeState.DRAFT: "○ draft: cannot be applied yet",
    ThemeState.ACTIVE: "● in use",
    ThemeState.RETIRED: "✕ retired: stays where it is, is applied no more",
}


class BookForm(forms.Form):
    """A codebook's name."""

    name = forms.CharField(max_length=120, error_messages={"required": "The name is missing."})


@require_safe
def codebook(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Every theme of the archive's codebook, or of one's own."""
    book = gate.book(request.viewer, number)
    context = context_of(book) | {
        "rows": in_order(book.themes),
        "own": () if book.is_own else gate.own_books(request.viewer),
    }
    return render(request, "archive/workbench/codebook.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Add a theme, or propose one."""
    book = gate.book(request.viewer, number)
    if request.method != "POST":
        return _add_page(request, book, AddForm(book=book, initial={"draft": True, "colour": ""}))
    form = AddForm(request.POST, book=book)
    if not form.is_valid():
        return _add_page(request, book, form, status=422)
    given = {name: value for name, value in form.cleaned_data.items() if name in GIVEN}
    try:
        if book.may_propose:
            actions.propose_change(
                verb=ChangeVerb.ADD, change=given, note=form.cleaned_data["note"],
                by=account(request),
            )  # fmt: skip
            messages.success(request, "Proposed. A steward decides.")
            return SeeOther(reverse("codebook-proposals"))
        slug = actions.add_theme(**given, codebook=book.number, by=account(request))
    except (InvalidInput, Conflict) as refusal:
        return _add_page(request, book, form, refusal, status=refusal.http_status)
    messages.success(request, "The theme is in the codebook.")
    return SeeOther(reverse(NAMES[book.is_own]["theme"], args=[slug]))


@require_http_methods(["GET", "HEAD", "POST"])
def own_codebooks(request: StaffRequest) -> HttpResponse:
    """The private codebooks of this account, and a form for another."""
    form, status = BookForm(), 200
    if request.method == "POST":
        form = BookForm(request.POST)
        if form.is_valid():
            try:
                name = form.cleaned_data["name"]
                number = actions.make_codebook(name=name, by=account(request))
                return SeeOther(reverse("own-codebook", args=[number]))
            except InvalidInput as refusal:
                form.add_error("name", str(refusal))
        status = 422
    context = {"books": gate.own_books(request.viewer), "form": form, "nav": "workbench"}
    return render(request, "archive/workbench/codebooks_own.html", context, status=status)


GIVEN = frozenset(
    "name label parent definition when_to_use when_not example cues colour draft".split()
)

NAMES = {
    False: {"theme": "codebook-theme", "merge": "codebook-merge", "passages": "codebook-passages"},
    True: {"theme": "own-theme", "merge": "own-theme-merge", "passages": ""},
}
"""Names of a theme's pages: those of the archive's codebook, those of one's own."""


def context_of(book: DisclosedBook) -> dict[str, Any]:
    """What every page of a codebook shows: the book, its rules, where its pages are."""
    at = (
        {
            "home": reverse("own-codebook", args=[book.number]),
            "add": reverse("own-codebook-add", args=[book.number]),
            "history": reverse("own-codebook-history", args=[book.number]),
        }
        if book.is_own
        else {
            "home": reverse("codebook"),
            "add": reverse("codebook-add"),
            "history": reverse("codebook-history"),
        }
    )
    return {
        "book": book,
        "rules": RULES,
        "at": at,
        "names": NAMES[book.is_own],
        "states": STATES,
        "nav": "workbench",
    }


def _add_page(
    request: StaffRequest,
    book: DisclosedBook,
    form: AddForm,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    context = context_of(book) | {"form": form, "refusal": refusal}
    return render(request, "archive/workbench/codebook_add.html", context, status=status)
