"""An author says that an import is hers: how she can prove it, her code, and the word to post.

What cannot be claimed looks like what does not exist. Whether an e-mail address was the right one
is told to staff alone: the pages are the same whatever was typed.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.return_code import ReturnCode, groups_to_ask
from archive.gate import claims
from archive.gate.claims import ClaimTarget
from archive.web.contributing.budgets import CLAIMS_PER_SENDER, sender
from archive.web.contributing.forms import GroupsForm, TrappedForm
from archive.web.contributing.proof_of_work import (
    Challenge,
    Wait,
    accept,
    challenge,
    challenge_in,
)
from archive.web.contributing.receipts import come_back_address
from archive.web.contributing.visit import contributor_in, open_page
from archive.web.workbench.request import SeeOther

PURPOSE: Final = "claim"
EMAIL: Final = "email"
KEPT: Final = 24 * 60 * 60
"""Seconds for which a code that was shown may be typed back."""

_SALT: Final = "archive.contributing.claim"


class EmailForm(TrappedForm):
    """The address she used at the source, where she chose to be known by it."""

    email = forms.CharField(
        label="The e-mail address you used there",
        max_length=254,
        error_messages={"required": "Type the address, or go back and choose the other way."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    effort: Challenge | None = None
    """What the page asks for next, once this form's own was looked at."""

    def __init__(self, *args: Any, by_email: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_email:
            del self.fields["email"]


class ClaimCodeForm(GroupsForm, EmailForm):
    """Two groups of her new code typed back, and the address where it is her proof."""


@require_safe
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    """What a claim is, and the choice of a proof."""
    target = claims.claim_target(ref)
    context = {"target": target, "page_is_open": contributor_in(request) is not None}
    return render(request, "archive/contributing/claim.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def claim_code(request: HttpRequest, ref: str) -> HttpResponse:
    """Her new code, typed back, unless her page is open already; then the claim is made."""
    target = claims.claim_target(ref)
    if request.method == "POST" and _is_made(request, ref):
        return SeeOther(reverse("claim-done", args=[ref]))
    by_email = target.by_email and _proof(request) == EMAIL
    data = request.POST if request.method == "POST" else None
    form: EmailForm
    too_old = False
    if contributor_in(request) is not None:
        made, form = None, EmailForm(data, by_email=by_email)
    else:
        made = _code_in(request, ref)
        if made is None:
            too_old, made, data = data is not None, ReturnCode.new(), None
        form = ClaimCodeForm(data, code=made, asked=groups_to_ask(made), by_email=by_email)
    if form.is_valid() and _claim(request, form, target, made):
        return SeeOther(reverse("claim-done", args=[ref]))
    return _page(request, form, target, made, by_email=by_email, too_old=too_old)


@require_safe
def claim_done(request: HttpRequest, ref: str) -> HttpResponse:
    """The word to post, and what happens now."""
    contributor = contributor_in(request)
    if contributor is None:
        return redirect("return")
    context = {"token": claims.token_of(contributor, ref), "ref": ref}
    return render(request, "archive/contributing/claim_done.html", context)


def _claim(
    request: HttpRequest, form: EmailForm, target: ClaimTarget, made: ReturnCode | None
) -> bool:
    """Make the claim and open her page; False, and an error on the form, where refused."""
    form.effort, refusal = _not_yet(request, target.ref)
    if refusal:
        form.add_error(None, refusal)
        return False
    try:
        contributor = actions.claim(
            ref=target.ref,
            code=made,
            typed=form.typed if isinstance(form, ClaimCodeForm) else None,
            contributor=contributor_in(request),
            email=form.cleaned_data.get("email", ""),
        )
    except InvalidInput as refused:
        form.add_error(None, str(refused))
        return False
    if made is not None:
        open_page(request, contributor)
    return True


def _is_made(request: HttpRequest, ref: str) -> bool:
    """Whether the open page has this claim already: a button is sometimes pressed twice."""
    contributor = contributor_in(request)
    try:
        return contributor is not None and bool(claims.token_of(contributor, ref))
    except NotFound:
        return False


def _not_yet(request: HttpRequest, ref: str) -> tuple[Challenge, str]:
    """The challenge that goes back into the page, and why it has to wait, "" where it need not.

    Each is accepted once: the text stays claimable, so its work would else be done for good.
    """
    answer = accept(request.POST, PURPOSE, ref, once=True)
    if isinstance(answer, Wait):
        return answer.challenge, (
            f"One moment: please wait {answer.seconds} second{'' if answer.seconds == 1 else 's'} "
            "and press the button again. This keeps machines from flooding us. Nothing is lost."
        )
    again = challenge(PURPOSE, ref)
    if not CLAIMS_PER_SENDER.take(sender(request)):
        return again, (
            "Many claims came from your network today. Please try again tomorrow, or write to the "
            "people of the archive: how is said under “About”."
        )
    return again, ""


def _page(
    request: HttpRequest,
    form: EmailForm,
    target: ClaimTarget,
    made: ReturnCode | None,
    *,
    by_email: bool,
    too_old: bool,
) -> HttpResponse:
    context = {
        "too_old": too_old,
        "target": target,
        "form": form,
        "proof": EMAIL if by_email else "token",
        "groups": [(group, " ".join(group)) for group in made.groups] if made else [],
        "kept": _sealed(made, target.ref) if made else "",
        "return_address": come_back_address(),
        "effort": form.effort or _effort(request, target.ref),
    }
    status = 400 if form.is_bound or too_old else 200
    return render(request, "archive/contributing/claim_code.html", context, status=status)


def _proof(request: HttpRequest) -> str:
    return str((request.POST if request.method == "POST" else request.GET).get("proof", ""))


def _effort(request: HttpRequest, ref: str) -> Challenge:
    """The challenge the page came back with, so that its time goes on, or a new one."""
    return challenge_in(request.POST, PURPOSE, ref) or challenge(PURPOSE, ref)


def _sealed(made: ReturnCode, ref: str) -> str:
    """The code on its way through her own page: signed, so that it is one we have made."""
    return signing.dumps([ref, made.locator, made.verifier], salt=_SALT)


def _code_in(request: HttpRequest, ref: str) -> ReturnCode | None:
    """The code that was shown with the form, None where it is not ours, not for this, or old."""
    try:
        subject, locator, verifier = signing.loads(
            request.POST.get("kept", ""), salt=_SALT, max_age=KEPT
        )
    except signing.BadSignature:
        return None
    return ReturnCode(locator, verifier) if subject == ref else None
