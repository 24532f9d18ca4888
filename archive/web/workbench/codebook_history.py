"""What happened to a codebook and what was proposed for it; undo, accept, turn down."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from archive.actions import codebook as actions
from archive.domain.errors import Conflict, InvalidInput
from archive.domain.words import Role
from archive.gate import codebook as gate
from archive.web.workbench.codebook import context_of
from archive.web.workbench.request import SeeOther, StaffRequest, account

CHANGES_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def history(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Every change, the newest first; POST undoes one."""
    book = gate.book(request.viewer, number)
    if request.method == "POST":
        try:
            actions.undo_change(change=_number(request), by=account(request))
            messages.success(request, "Undone. What it changed is as it was before.")
        except (InvalidInput, Conflict) as refusal:
            messages.error(request, str(refusal))
        return SeeOther(request.get_full_path())
    changes = Paginator(gate.history(request.viewer, number), CHANGES_A_PAGE)
    context = context_of(book) | {"changes": changes.get_page(request.GET.get("page"))}
    return render(request, "archive/workbench/codebook_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: StaffRequest) -> HttpResponse:
    """What moderators and leads ask for; POST accepts one or turns it down."""
    if request.method == "POST":
        accept = request.POST.get("do") == "accept"
        try:
            actions.decide_proposal(proposal=_number(request), accept=accept, by=account(request))
            done = "Accepted, and changed." if accept else "Turned down. Nothing was changed."
            messages.success(request, done)
        except (InvalidInput, Conflict) as refusal:
            messages.error(request, str(refusal))
        return SeeOther(request.get_full_path())
    context = context_of(gate.book(request.viewer)) | {
        "proposals": gate.proposals(request.viewer),
        "may_decide": request.viewer.role is Role.STEWARD,
    }
    return render(request, "archive/workbench/codebook_proposals.html", context)


def _number(request: StaffRequest) -> int:
    number = request.POST.get("number", "")
    if not (number.isascii() and number.isdigit()):
        raise InvalidInput("The page has no such button.", hint="Reload the page and try again.")
    return int(number)
