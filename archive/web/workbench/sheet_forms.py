"""The forms of the review page, each about the sheet it stands on, and where it stands."""

from __future__ import annotations

from typing import Any

from django import forms

from archive.domain.errors import Overtaken
from archive.domain.words import Voice
from archive.gate import read_as
from archive.gate.staff_disclosed import ReviewSheet
from archive.web.workbench.forms import (
    ClearForm,
    DecideForm,
    FinishForm,
    RedactForm,
    RefuseForm,
    TagForm,
)
from archive.web.workbench.request import StaffRequest, Unfinished


def _redact_form(sheet: ReviewSheet, data: Any) -> forms.Form:
    return RedactForm(
        data,
        text=sheet.original,
        title=sheet.original_title,
        auto_id="hide_%s",
        initial={"where": "words", "field": "text", "whole_thread": True},
    )


def _tag_form(sheet: ReviewSheet, data: Any) -> forms.Form:
    return TagForm(
        data,
        text=sheet.original,
        themes=sheet.themes,
        auto_id="tag_%s",
        initial={"where": "sentences"},
    )


def _finish_form(sheet: ReviewSheet, data: Any) -> forms.Form:
    voice = "" if sheet.voice == Voice.UNCLEAR else sheet.voice
    return FinishForm(data, themes=sheet.themes, auto_id="finish_%s", initial={"voice": voice})


def _clear_form(sheet: ReviewSheet, data: Any) -> forms.Form:
    return ClearForm(data, auto_id="clear_%s")


def _refuse_form(sheet: ReviewSheet, data: Any) -> forms.Form:
    return RefuseForm(data, auto_id="refuse_%s")


FORMS = {
    "redact_form": _redact_form,
    "tag_form": _tag_form,
    "finish_form": _finish_form,
    "clear_form": _clear_form,
    "refuse_form": _refuse_form,
}
PLACES = {
    "redact_form": "hide",
    "tag_form": "tag",
    "finish_form": "finish",
    "clear_form": "finish",
    "refuse_form": "refuse",
}

SENT_BY = {
    "redact": "redact_form",
    "clear": "clear_form",
    "voice": "finish_form",
    "approve": "finish_form",
    "approve_hiding": "finish_form",
}
"""Which form a button sends, of those that something is typed into."""


def filled(request: StaffRequest, ref: str, name: str) -> tuple[ReviewSheet, forms.Form]:
    """The sheet and the form of this name as it was sent. Raises Unfinished where it is not valid,
    and what opening the sheet raises."""
    sheet = read_as(request.viewer).review(ref)
    form = FORMS[name](sheet, request.POST)
    if not form.is_valid():
        raise Unfinished(name, form, anchor=PLACES[name])
    return sheet, form


def as_typed(request: StaffRequest, ref: str, overtaken: Overtaken) -> Unfinished | None:
    """The form that came too late, as it was typed, with what happened meanwhile.

    None where nothing was typed, so that saying it is enough.
    """
    if request.POST.get("do") == "decide":
        return _words_as_typed(request, overtaken)
    name = SENT_BY.get(request.POST.get("do", ""))
    if name is None:
        return None
    form = FORMS[name](read_as(request.viewer).review(ref), request.POST)
    form.is_valid()
    form.errors.clear()
    form.add_error(None, str(overtaken))
    return Unfinished(name, form, anchor=PLACES[name])


def _words_as_typed(request: StaffRequest, overtaken: Overtaken) -> Unfinished | None:
    """Words that were to stand in place of others. They are said in the message as well, because
    what they were for may be decided by now, and then has no field any more."""
    form = DecideForm(request.POST)
    if not form.is_valid() or form.cleaned_data["decision"] != "edit":
        return None
    typed = form.cleaned_data["replacement"]
    form.add_error(None, f"{overtaken} You had written “{typed}”.")
    return Unfinished("decide_form", form, anchor="decide")
