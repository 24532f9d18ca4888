"""Two themes into one, with its effect told first; and one into two, passage by passage."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive.actions import codebook as actions
from archive.domain.codebook import ChangeVerb
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.gate import codebook as gate
from archive.gate.codebook_disclosed import SplitPage
from archive.web.workbench.codebook import NAMES, context_of
from archive.web.workbench.codebook_forms import Seen, SplitForm
from archive.web.workbench.codebook_theme import propose
from archive.web.workbench.request import SeeOther, StaffRequest, account


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: StaffRequest, slug: str) -> HttpResponse:
    """What merging it into `into` would do; POST does it, or proposes it."""
    sheet = gate.theme(request.viewer, slug)
    data = request.POST if request.method == "POST" else request.GET
    names = NAMES[sheet.book.is_own]
    into = data.get("into", "")
    if not into:
        return redirect(names["theme"], slug=slug)
    preview = gate.merge_preview(request.viewer, slug, into)
    form = Seen(request.POST) if request.method == "POST" else Seen(initial={"seen": preview.since})
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            if preview.book.may_propose:
                note = form.cleaned_data["note"]
                return propose(request, ChangeVerb.MERGE, sheet, {"into": into}, note)
            seen = form.cleaned_data["seen"]
            actions.merge_themes(slug=slug, into=into, seen=seen, by=account(request))
            messages.success(request, "Merged. No coding was moved, and it can be undone.")
            return SeeOther(reverse(names["theme"], args=[into]))
        except (InvalidInput, Conflict) as problem:
            refusal, status = problem, problem.http_status
            form = Seen(initial={"seen": preview.since})
    context = context_of(preview.book) | {"preview": preview, "form": form, "refusal": refusal}
    return render(request, "archive/workbench/codebook_merge.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def passages(request: StaffRequest, slug: str) -> HttpResponse:
    """The passages under a theme: POST moves chosen ones to a new theme, or names an example."""
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit()):
        raise NotFound("There is no such page.")
    shown = gate.passages(request.viewer, slug, int(number))
    offered = tuple(passage.id for passage in shown.passages)
    if request.method != "POST":
        return _page(request, shown, SplitForm(offered=offered, initial={"seen": shown.since}))
    if (chosen := request.POST.get("example", "")) != "":
        return _example(request, slug, chosen)
    form = SplitForm(request.POST, offered=offered)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    given = {k: form.cleaned_data[k] for k in ("name", "label", "definition", "passages", "seen")}
    try:
        made = actions.split_theme(slug=slug, **given, by=account(request))
    except (InvalidInput, Conflict) as refusal:
        return _page(request, shown, form, refusal, refusal.http_status)
    messages.success(request, "Split. The chosen passages are under the new theme.")
    return SeeOther(reverse("codebook-theme", args=[made]))


def _example(request: StaffRequest, slug: str, chosen: str) -> HttpResponse:
    """`chosen` is a passage's number, with a minus where it is to be one no more."""
    number = chosen.removeprefix("-")
    if not (number.isascii() and number.isdigit()):
        raise InvalidInput("The page has no such button.", hint="Reload the page and try again.")
    try:
        if chosen.startswith("-"):
            actions.remove_example(slug=slug, passage=int(number), by=account(request))
            messages.success(request, "It is no example any more.")
        else:
            actions.add_example(slug=slug, passage=int(number), by=account(request))
            messages.success(request, "It is an example now, for whoever may read it.")
    except (InvalidInput, Conflict) as refusal:
        messages.error(request, str(refusal))
    return SeeOther(f"{request.get_full_path()}#p{number}")


def _page(
    request: StaffRequest,
    shown: SplitPage,
    form: SplitForm,
    refusal: Exception | None = None,
    status: int = 200,
) -> HttpResponse:
    ticked: Any = form["passages"].value() or ()
    context = context_of(shown.book) | {
        "shown": shown,
        "form": form,
        "ticked": {int(value) for value in ticked if str(value).isdigit()},
        "refusal": refusal,
    }
    return render(request, "archive/workbench/codebook_passages.html", context, status=status)
