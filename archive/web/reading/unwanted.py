"""Content labels that a reader would rather not see: her choice, kept in her browser alone.

A first-party cookie holds the labels' keys and nothing else; without it the pages are as for
everybody. It goes with the window unless she asks to keep it. What it folds was there for her to
read anyway, and a text that may not be shown looks the same with it as without.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from archive.domain.content_labels import MEANINGS, WORDS, Label, known
from archive.web.workbench.request import SeeOther

KEPT: Final = 180 * 24 * 60 * 60
"""Seconds for which a choice is kept where she asks for it."""
LONGEST: Final = 200
"""Characters of a cookie that are looked at."""
SEPARATOR: Final = "."


class UnwantedForm(forms.Form):
    """Which labels she would rather not see, and whether that outlasts the window."""

    label = forms.MultipleChoiceField(
        required=False,
        choices=[(label.value, WORDS[label]) for label in Label],
        error_messages={"invalid_choice": "There is no such label. Please choose again."},
    )
    keep = forms.BooleanField(required=False)


def cookie_name() -> str:
    """What the cookie is called; bound to this host alone under HTTPS, like the others."""
    return "__Host-labels" if settings.ARCHIVE_SECURE else "labels"


def unwanted(request: HttpRequest) -> frozenset[Label]:
    """What this reader would rather not see. A cookie that is none of ours is as no cookie."""
    sent = request.COOKIES.get(cookie_name(), "")[:LONGEST]
    return frozenset(known(sent.split(SEPARATOR)))


def context(request: HttpRequest) -> dict[str, Any]:
    """What the reading pages need to know of it."""
    return {"unwanted": unwanted(request)}


@require_http_methods(["GET", "HEAD", "POST"])
def labels(request: HttpRequest) -> HttpResponse:
    """What the labels mean, and the choice. POST keeps it and goes back to where she was."""
    form = UnwantedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = known(form.cleaned_data["label"])
        answer = SeeOther(_back(request))
        _keep(answer, chosen, outlast=form.cleaned_data["keep"])
        return answer
    chosen = known(unwanted(request))
    page = {
        "form": form,
        "chosen": chosen,
        "lines": [(label, WORDS[label], MEANINGS[label], label in chosen) for label in Label],
        "back": _back(request) if "back" in request.GET else "",
    }
    status = 400 if form.is_bound else 200
    response = render(request, "archive/reading/labels.html", page, status=status)
    patch_vary_headers(response, ["Cookie"])
    return response


def _keep(answer: HttpResponse, chosen: tuple[Label, ...], *, outlast: bool) -> None:
    if not chosen:
        answer.delete_cookie(cookie_name(), samesite="Lax")
        return
    answer.set_cookie(
        cookie_name(),
        SEPARATOR.join(chosen),
        max_age=KEPT if outlast else None,
        secure=settings.ARCHIVE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _back(request: HttpRequest) -> str:
    """The page of this archive she came from, or the page of the labels."""
    wanted = request.POST.get("back") or request.GET.get("back", "")
    inside = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else reverse("labels")
