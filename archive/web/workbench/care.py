"""Care of oneself: what is blurred, when a pause is suggested, what is not offered; whom to call.

All of it is one account's own. Nothing written about a day can be left here: there is no field for
it, because whatever is kept can be asked for by somebody.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.actions.set_care import MOST
from archive.domain.content_labels import MEANINGS, WORDS, Label
from archive.domain.errors import InvalidInput
from archive.gate import read_as
from archive.gate.caring import Care
from archive.web.support import support_for
from archive.web.workbench import exposure
from archive.web.workbench.request import SeeOther, StaffRequest, account

LABELS = [(label.value, WORDS[label].capitalize()) for label in Label]
NUMBER = {"invalid": "A whole number, please, or nothing.", "min_value": "At least 1, or nothing."}


class CareForm(forms.Form):
    """The settings of one account; an empty number is never."""

    blur = forms.BooleanField(required=False)
    blurred = forms.MultipleChoiceField(required=False, choices=LABELS)
    pause_texts = forms.IntegerField(
        required=False, min_value=1, max_value=MOST, error_messages=NUMBER
    )
    pause_minutes = forms.IntegerField(
        required=False, min_value=1, max_value=MOST, error_messages=NUMBER
    )
    apart_labels = forms.MultipleChoiceField(required=False, choices=LABELS)
    apart_themes = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["apart_themes"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = themes


@require_http_methods(["GET", "HEAD", "POST"])
def care(request: StaffRequest) -> HttpResponse:
    """One's own settings, how much one has read, and whom to call."""
    reader = read_as(request.viewer)
    standing = reader.care()
    if request.POST.get("do") == "begin_again":
        exposure.begin_again(request)
        return SeeOther(reverse("care"))
    themes = [(theme.slug, theme.label) for theme in reader.codebook()]
    sent = request.POST if request.method == "POST" else None
    form = CareForm(sent, themes=themes, initial=_initial(standing))
    if form.is_valid() and _kept(request, form):
        messages.success(request, "Kept. Nobody else is told.")
        return SeeOther(reverse("care"))
    context = {
        "form": form,
        "labels": [(key, words, MEANINGS[Label(key)]) for key, words in LABELS],
        "themes": themes,
        "exposure": exposure.so_far(request),
        "nav": "workbench",
        **_support(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "archive/workbench/care.html", context, status=status)


@require_safe
def debrief(request: StaffRequest) -> HttpResponse:
    """Questions to end a day with, answered nowhere, and whom to call."""
    context = {"nav": "workbench", "exposure": exposure.so_far(request), **_support(request)}
    return render(request, "archive/workbench/care_debrief.html", context)


def _initial(standing: Care) -> dict[str, Any]:
    return {
        "blur": standing.blur,
        "blurred": [label.value for label in standing.blurred],
        "pause_texts": standing.pause_texts,
        "pause_minutes": standing.pause_minutes,
        "apart_labels": [label.value for label in standing.apart_labels],
        "apart_themes": list(standing.apart_themes),
    }


def _kept(request: StaffRequest, form: CareForm) -> bool:
    try:
        actions.set_care(by=account(request), **form.cleaned_data)
    except InvalidInput as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _support(request: HttpRequest) -> dict[str, Any]:
    return {"support": support_for(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))}
