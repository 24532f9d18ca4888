"""Asking for removal: no account, no proof, two questions."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.gate import read_as
from archive.web.middleware import viewer_in

REASONS = (
    ("about_me", "It is about me, or somebody could think so"),
    ("i_wrote_it", "I wrote it and want it gone"),
    ("other", "Something else"),
)


class RemovalForm(forms.Form):
    """Why, and anything the archive should know."""

    reason = forms.ChoiceField(
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one; “Something else” is enough."},
    )
    message = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "aria-describedby": "message-hint"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: HttpRequest, ref: str) -> HttpResponse:
    """The form for one text, and its sending."""
    contribution = read_as(viewer_in(request)).contribution(ref)
    form = RemovalForm(request.POST or None)
    if form.is_valid():
        actions.request_removal(
            ref=ref, reason=form.cleaned_data["reason"], message=form.cleaned_data["message"]
        )
        return redirect("removal-sent")
    return render(
        request,
        "archive/reading/removal.html",
        {"contribution": contribution, "form": form},
        status=400 if form.is_bound else 200,
    )


@require_safe
def removal_sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and what happens now; the same page for every text."""
    return render(request, "archive/reading/removal_sent.html")
