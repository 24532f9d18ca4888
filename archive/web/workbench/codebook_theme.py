"""One theme: what it means, forms to change it or to propose a change, what happened to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive.actions import codebook as actions
from archive.domain.codebook import ChangeVerb
from archive.domain.errors import ArchiveError, Conflict, InvalidInput
from archive.gate import codebook as gate
from archive.gate.codebook_disclosed import ThemeSheet
from archive.web.workbench.codebook import NAMES, context_of
from archive.web.workbench.codebook_forms import IntoForm, NameForm, PartsForm, PlaceForm, Seen
from archive.web.workbench.request import SeeOther, StaffRequest, account

PARTS = ("label", "definition", "when_to_use", "when_not", "example", "cues", "colour")
DONE = {
    ChangeVerb.EDIT: "Changed. Nothing that was coded is touched.",
    ChangeVerb.RENAME: "Renamed. Its address and its codings stay.",
    ChangeVerb.MOVE: "Moved.",
    ChangeVerb.RETIRE: "Retired. It stays on the passages that carry it.",
    ChangeVerb.REVIVE: "In use.",
}
VERBS: dict[ChangeVerb, Callable[..., object]] = {
    ChangeVerb.EDIT: actions.edit_theme,
    ChangeVerb.RENAME: actions.rename_theme,
    ChangeVerb.MOVE: actions.move_theme,
    ChangeVerb.RETIRE: actions.retire_theme,
    ChangeVerb.REVIVE: actions.revive_theme,
}


@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: StaffRequest, slug: str) -> HttpResponse:
    """A theme's page; POST changes it (`do` is the verb) or proposes the change."""
    sheet = gate.theme(request.viewer, slug)
    if request.method != "POST":
        return _page(request, sheet)
    pressed = request.POST.get("do", "")
    if pressed in ("undo", "unexample"):
        return _take_back(request, sheet, pressed)
    if pressed not in [verb.value for verb in VERBS]:
        raise InvalidInput("The page has no such button.", hint="Reload the page and try again.")
    verb = ChangeVerb(pressed)
    form = _forms(sheet, request.POST, only=verb)[verb.value]
    if not form.is_valid():
        return _page(request, sheet, form=form, verb=verb, status=422)
    given = _given(verb, form, sheet)
    try:
        if sheet.book.may_propose:
            return propose(request, verb, sheet, given, form.cleaned_data["note"])
        VERBS[verb](slug=slug, **given, seen=form.cleaned_data["seen"], by=account(request))
    except (InvalidInput, Conflict) as refusal:
        return _page(request, sheet, form, verb, refusal, refusal.http_status)
    messages.success(request, DONE[verb])
    return SeeOther(_address(sheet))


def propose(
    request: StaffRequest, verb: ChangeVerb, sheet: ThemeSheet, given: dict[str, Any], note: str
) -> HttpResponse:
    """Ask stewards for the change. Raises what the action raises."""
    if not given and verb not in (ChangeVerb.RETIRE, ChangeVerb.REVIVE):
        raise InvalidInput("Nothing would change.")
    actions.propose_change(
        verb=verb, slug=sheet.theme.slug, change=given, note=note, by=account(request)
    )
    messages.success(request, "Proposed. A steward decides.")
    return SeeOther(reverse("codebook-proposals"))


def _take_back(request: StaffRequest, sheet: ThemeSheet, pressed: str) -> HttpResponse:
    number = request.POST.get("number", "")
    if not number.isascii() or not number.isdigit():
        raise InvalidInput("The page has no such button.", hint="Reload the page and try again.")
    try:
        if pressed == "undo":
            actions.undo_change(change=int(number), by=account(request))
            messages.success(request, "Undone. What it changed is as it was before.")
        else:
            slug = sheet.theme.slug
            actions.remove_example(slug=slug, passage=int(number), by=account(request))
            messages.success(request, "It is no example any more.")
    except (InvalidInput, Conflict) as refusal:
        messages.error(request, str(refusal))
    try:
        return SeeOther(_address(gate.theme(request.viewer, sheet.theme.slug)))
    except ArchiveError:  # undoing its addition took the theme away
        return SeeOther(context_of(sheet.book)["at"]["home"])


def _given(verb: ChangeVerb, form: forms.Form, sheet: ThemeSheet) -> dict[str, Any]:
    """What differs from what stands, so that a proposal says no more than it means."""
    said = form.cleaned_data
    if verb is ChangeVerb.EDIT:
        now = {name: getattr(sheet.theme, name) for name in PARTS} | {"cues": [*sheet.theme.cues]}
        label = said["label"] or sheet.theme.name
        said = said | {"label": label}
        return {name: said[name] for name in PARTS if said[name] != now[name]}
    names = {ChangeVerb.RENAME: ("name",), ChangeVerb.MOVE: ("parent",)}.get(verb, ())
    return {name: said[name] for name in names}


def _forms(
    sheet: ThemeSheet, data: Any = None, only: ChangeVerb | None = None
) -> dict[str, forms.Form]:
    theme, seen = sheet.theme, {"seen": sheet.since}
    parts = {name: getattr(theme, name) for name in PARTS}
    place: dict[str, Any] = {"book": sheet.book, "without": theme}

    def sent(verb: ChangeVerb) -> Any:
        return data if only is verb else None

    return {
        "edit": PartsForm(sent(ChangeVerb.EDIT), initial=parts | seen, auto_id="edit_%s"),
        "rename": NameForm(
            sent(ChangeVerb.RENAME), initial=seen | {"name": theme.name}, auto_id="rename_%s"
        ),
        "move": PlaceForm(
            sent(ChangeVerb.MOVE), initial=seen | {"parent": theme.parent}, auto_id="move_%s",
            **place,
        ),
        "merge": IntoForm(**place, auto_id="merge_%s"),
        "retire": Seen(sent(ChangeVerb.RETIRE), initial=seen, auto_id="retire_%s"),
        "revive": Seen(sent(ChangeVerb.REVIVE), initial=seen, auto_id="revive_%s"),
    }  # fmt: skip


def _page(
    request: StaffRequest,
    sheet: ThemeSheet,
    form: forms.Form | None = None,
    verb: ChangeVerb | None = None,
    refusal: ArchiveError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page again with what was typed, on top of what stands now, where it was refused."""
    if isinstance(refusal, Conflict):
        sheet = gate.theme(request.viewer, sheet.theme.slug)
    shown = _forms(sheet)
    if form is not None and verb is not None:
        if refusal is not None:
            form.data = dict(form.data.items()) | {"seen": sheet.since}
        shown[verb.value] = form
    context = context_of(sheet.book) | {
        "sheet": sheet,
        "theme": sheet.theme,
        "forms": shown,
        "open": verb.value if verb else "",
        "refusal": refusal,
        "may_work": sheet.book.may_change or sheet.book.may_propose,
        "may_split": sheet.book.may_change and request.viewer.is_staff,
    }
    return render(request, "archive/workbench/codebook_theme.html", context, status=status)


def _address(sheet: ThemeSheet) -> str:
    return reverse(NAMES[sheet.book.is_own]["theme"], args=[sheet.theme.slug])
