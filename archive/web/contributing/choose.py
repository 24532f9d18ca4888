"""Step 2, choose: the notice's questions, how she is asked about the wording, who may read when.

The three first questions are asked plainly; the rest is folded and off. Nothing is ticked for her.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.errors import ArchiveError
from archive.domain.notice import FIRST_ASKED, Ask
from archive.domain.words import Scope
from archive.gate import notices
from archive.gate.notices import DisclosedNotice
from archive.gate.telling import DisclosedDraft
from archive.web.contributing.forms import ChooseForm, refuse
from archive.web.contributing.on_the_way import effort_of, nothing_on_its_way, send, standing
from archive.web.contributing.visit import contributor_in, keep_draft


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked, and whether it is ticked on the page."""

    scope: Scope
    ask: Ask
    ticked: bool


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The questions; whose page is open sends from here, others go on to their code."""
    draft = standing(request)
    if draft is None:
        return nothing_on_its_way(request)
    asked = notices.current(language_of(request))
    contributor = contributor_in(request)
    keep_draft(request, draft.ref)  # a page that has closed by itself takes no text with it
    form = ChooseForm(request.POST or None, asked=asked.id, initial=_chosen_before(draft, asked))
    if form.is_valid() and _kept(form, draft):
        if contributor is None or "own" in request.POST:
            return redirect("tell-code")
        if send(request, form, draft, contributor=contributor):
            return redirect("tell-sent")
    return _page(request, form, draft, asked, contributor)


def language_of(request: HttpRequest) -> str:
    """The language the browser asks for first, "" where it says nothing that can be read."""
    wanted = parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    return wanted[0][0] if wanted else ""


def _kept(form: ChooseForm, draft: DisclosedDraft) -> bool:
    chosen = form.cleaned_data
    try:
        actions.choose(
            draft=draft.ref,
            scopes=chosen["scopes"],
            sign_off=chosen["sign_off"],
            sleeps=chosen["sleeps"],
            adult=chosen["adult"],
            notice=chosen["notice"],
        )
    except ArchiveError as error:
        refuse(form, error, ChooseForm.FIELD_OF)
        return False
    return True


def _chosen_before(draft: DisclosedDraft, asked: DisclosedNotice) -> dict[str, Any]:
    """What she ticked earlier in this visit; nothing where she has not answered this notice."""
    body = draft.body
    if body.scopes is None or body.notice != asked.id:
        return {"notice": asked.id}
    return {
        "notice": asked.id,
        "scopes": [scope.value for scope in body.scopes],
        "sign_off": body.sign_off.value if body.sign_off and Scope.READ in body.scopes else "",
        "sleeps": body.sleeps,
        "adult": True,
    }


def _page(
    request: HttpRequest,
    form: ChooseForm,
    draft: DisclosedDraft,
    asked: DisclosedNotice,
    contributor: int | None,
) -> HttpResponse:
    ticked = form["scopes"].value() or ()
    questions = [Question(s, ask, s.value in ticked) for s, ask in asked.asks.items()]
    folded = [q for q in questions if q.scope not in FIRST_ASKED]
    context = {
        "draft": draft,
        "form": form,
        "notice": asked,
        "plain": [q for q in questions if q.scope in FIRST_ASKED],
        "folded": folded,
        "unfold": any(q.ticked for q in folded),
        "page_is_open": contributor is not None,
        "effort": effort_of(request, draft) if contributor is not None else None,
    }
    status = 400 if form.is_bound else 200
    return render(request, "archive/contributing/choose.html", context, status=status)
