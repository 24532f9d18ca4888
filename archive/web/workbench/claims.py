"""Claims of imports: what to look for at the source, and the answer."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.errors import InvalidInput
from archive.domain.words import Role
from archive.gate import read_as
from archive.web.workbench.forms import first_error
from archive.web.workbench.request import Act, Done, StaffRequest, account, perform


class ClaimForm(forms.Form):
    """Which claim, and which other texts of the same author it covers."""

    claim = forms.IntegerField(min_value=1)
    refs = forms.Field(required=False, widget=forms.SelectMultiple)


@require_http_methods(["GET", "HEAD", "POST"])
def claims(request: StaffRequest) -> HttpResponse:
    """Every open claim, the oldest first; POST answers one."""
    if request.method == "POST":
        return perform(request, ACTS, "", back=reverse("claims"))
    context = {
        "claims": read_as(request.viewer).claims(),
        "may_answer": request.viewer.role in {Role.LEAD, Role.STEWARD},
        "nav": "workbench",
    }
    return render(request, "archive/workbench/claims.html", context)


def _answer(request: StaffRequest, decision: str) -> None:
    form = ClaimForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(first_error(form))
    actions.decide_claim(
        claim=form.cleaned_data["claim"],
        decision=decision,
        refs=form.cleaned_data["refs"] or (),
        by=account(request),
    )


def _confirm(request: StaffRequest, _subject: str) -> Done:
    _answer(request, "confirmed")
    return "Confirmed. The texts are on the author’s page now, who decides.", reverse("claims")


def _decline(request: StaffRequest, _subject: str) -> Done:
    _answer(request, "declined")
    return "Declined. Whoever claimed it reads that on the page.", reverse("claims")


ACTS: dict[str, Act] = {"confirm": _confirm, "decline": _decline}
