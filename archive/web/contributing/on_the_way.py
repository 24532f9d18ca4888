"""The text that this visit is writing, and sending it. Only its ref is in the session."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive import actions
from archive.domain.errors import ArchiveError, NotFound
from archive.gate import telling
from archive.gate.telling import DisclosedDraft
from archive.web.contributing.budgets import (
    EVERYBODY,
    SUBMISSIONS_IN_ALL,
    SUBMISSIONS_PER_SENDER,
    sender,
)
from archive.web.contributing.forms import refuse
from archive.web.contributing.proof_of_work import (
    Challenge,
    Wait,
    accept,
    challenge,
    challenge_in,
    too_fast,
)
from archive.web.contributing.visit import draft_in, drop_draft, open_page

PURPOSE: Final = "submit"
TOO_FAST: Final = (
    "That was faster than a person can be, so we have to ask: please press the button once more in "
    "a few seconds. Nothing is lost."
)


def standing(request: HttpRequest) -> DisclosedDraft | None:
    """The text of this visit; None where there is none, or where it has run out."""
    ref = draft_in(request)
    if not ref:
        return None
    try:
        return telling.draft_of(ref)
    except NotFound:
        drop_draft(request)
        return None


def nothing_on_its_way(request: HttpRequest) -> HttpResponse:
    """What somebody meets who comes to a step without a text."""
    return render(request, "archive/contributing/stop_none.html", status=404)


def effort_of(request: HttpRequest, draft: DisclosedDraft) -> Challenge:
    """The challenge of the page: the one it came back with, so that its time goes on, or a new."""
    known = challenge_in(request.POST, PURPOSE, draft.ref)
    return known or challenge(PURPOSE, draft.ref, hard=_is_hard())


def send(
    request: HttpRequest,
    form: forms.Form,
    draft: DisclosedDraft,
    *,
    typed: dict[int, str] | None = None,
    contributor: int | None = None,
) -> bool:
    """Send the text and open its writer's page; False, and an error on the form, where refused."""
    if refusal := _not_yet(request, draft):
        form.add_error(None, refusal)
        return False
    try:
        sent = actions.submit(draft=draft.ref, typed=typed, contributor=contributor)
    except ArchiveError as error:
        refuse(form, error, {})
        return False
    SUBMISSIONS_PER_SENDER.take(sender(request))
    SUBMISSIONS_IN_ALL.take(EVERYBODY)
    open_page(request, sent.contributor)
    drop_draft(request)
    return True


def _not_yet(request: HttpRequest, draft: DisclosedDraft) -> str:
    """Why it has to wait, in words; "" where it need not."""
    answer = accept(request.POST, PURPOSE, draft.ref, hard=_is_hard())
    if isinstance(answer, Wait):
        return (
            f"One moment: please wait {answer.seconds} second{'' if answer.seconds == 1 else 's'} "
            "and press the button again. This keeps machines from flooding us. Nothing is lost."
        )
    if too_fast(request.POST, PURPOSE, draft.ref):
        return TOO_FAST
    who = sender(request)
    if not SUBMISSIONS_PER_SENDER.left(who):
        return (
            "So many texts came from your network in the last hour that we have to ask you to wait "
            f"{in_words(SUBMISSIONS_PER_SENDER.wait(who))}. Then press the button again. Your text "
            "is kept for you here until you close the window, a day at most."
        )
    return ""


def in_words(wait: timedelta) -> str:
    """A short time, rounded up to whole minutes: "a minute", "5 minutes"."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return "a minute" if minutes == 1 else f"{minutes} minutes"


def _is_hard() -> bool:
    return not SUBMISSIONS_IN_ALL.left(EVERYBODY)
