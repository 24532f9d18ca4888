"""The review page: one text as it arrived and as readers will see it, and the decisions on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.errors import InvalidInput
from archive.domain.words import Consent, Treatment, Voice
from archive.gate import read_as
from archive.gate.disclosed import ReviewSheet
from archive.web.workbench.forms import (
    KEEP_REASONS,
    VOICES,
    ClearForm,
    DecideForm,
    FinishForm,
    RedactForm,
    RefuseForm,
    TagForm,
    VoiceForm,
    first_error,
    sentence_choices,
)
from archive.web.workbench.mailbox import MAILBOX_ACTS, QuestionForm
from archive.web.workbench.request import (
    Act,
    Done,
    StaffRequest,
    Unfinished,
    account,
    perform,
)
from archive.web.workbench.sheet import page_of, whole_themes, why_not_clear, words_of

PAGE = "archive/workbench/review.html"
DECIDED = {"accept": "Hidden.", "edit": "Hidden, in your words.", "keep": "Kept as it is."}


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest, ref: str) -> HttpResponse:
    """One contribution's review; opening it is recorded. POST does what the button says."""
    if request.method != "POST":
        return _page(request, ref)
    try:
        return perform(request, ACTS, ref, back=_address(ref))
    except Unfinished as unfinished:
        return _page(request, ref, unfinished)


def _page(request: StaffRequest, ref: str, unfinished: Unfinished | None = None) -> HttpResponse:
    sheet = read_as(request.viewer).review(ref)
    context = {
        "sheet": sheet,
        "page": page_of(sheet),
        "sentences": sentence_choices(sheet.original),
        "why_not_clear": why_not_clear(sheet, request.viewer),
        "voices": VOICES,
        "keep_reasons": KEEP_REASONS,
        "mailbox": read_as(request.viewer).mailbox(ref),
        "question_form": QuestionForm(auto_id="ask_%s"),
        "problem": unfinished,
        "nav": "workbench",
    }
    for name, make in FORMS.items():
        context[name] = make(sheet, None)
    if unfinished:
        context[unfinished.name] = unfinished.form
    return render(request, PAGE, context, status=422 if unfinished else 200)


# --- the forms, each about this sheet ---------------------------------------------------------


def _redact_form(sheet: ReviewSheet, data: Any) -> forms.Form:
    return RedactForm(
        data,
        text=sheet.original,
        title=sheet.original_title,
        auto_id="hide_%s",
        initial={"where": "words", "field": "text"},
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


def _valid(request: StaffRequest, sheet: ReviewSheet, name: str) -> forms.Form:
    form = FORMS[name](sheet, request.POST)
    if not form.is_valid():
        raise Unfinished(name, form, anchor=PLACES[name])
    return form


# --- what the buttons do ----------------------------------------------------------------------


def _decide(request: StaffRequest, ref: str) -> Done:
    """One decision for all findings of a surface form, here or in the whole thread."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(first_error(form))
    given = form.cleaned_data
    findings = given["finding"][:1] if given["whole_thread"] else given["finding"]
    for finding in findings:
        actions.decide_finding(
            ref=ref,
            finding=finding,
            decision=given["decision"],
            replacement=given["replacement"],
            reason=given["reason"] if given["decision"] == "keep" else "",
            whole_thread=given["whole_thread"],
            by=account(request),
        )
    return DECIDED[given["decision"]], _address(ref, "decide")


def _accept_all(request: StaffRequest, ref: str) -> Done:
    """Everything still to decide is hidden as suggested: hiding takes one person and one action."""
    sheet = read_as(request.viewer).review(ref)
    findings = [
        finding
        for word in words_of(sheet.findings, sheet.title_findings)
        if word.band == "check"
        for finding in word.ids
    ]
    for finding in findings:
        actions.decide_finding(ref=ref, finding=finding, decision="accept", by=account(request))
    return "All hidden as suggested.", _address(ref, "decide")


def _redact(request: StaffRequest, ref: str) -> Done:
    form = _valid(request, read_as(request.viewer).review(ref), "redact_form")
    assert isinstance(form, RedactForm)
    for span in form.spans:
        actions.redact(
            ref=ref,
            start=span.start,
            end=span.end,
            treatment=Treatment(form.cleaned_data["treatment"]),
            replacement=form.cleaned_data["replacement"],
            field=form.cleaned_data["field"],
            by=account(request),
        )
    said = "Hidden." if len(form.spans) == 1 else f"Hidden in {len(form.spans)} places."
    return said, _address(ref, "hide")


def _undo(request: StaffRequest, ref: str) -> Done:
    redaction = _number(request, "redaction")
    actions.retract_redaction(ref=ref, redaction=redaction, by=account(request))
    return "Decision taken back.", _address(ref, "decided")


def _set_voice(request: StaffRequest, ref: str) -> Done:
    form = VoiceForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(first_error(form))
    actions.set_voice(ref=ref, voice=Voice(form.cleaned_data["voice"]), by=account(request))
    return "Voice set.", _address(ref, "finish")


def _tag(request: StaffRequest, ref: str) -> Done:
    form = _valid(request, read_as(request.viewer).review(ref), "tag_form")
    assert isinstance(form, TagForm)
    given, (span,) = form.cleaned_data, form.spans
    actions.tag_passage(
        ref=ref,
        start=span.start,
        end=span.end,
        themes=given["themes"],
        voice=Voice(given["voice"]) if given["voice"] else None,
        memo=given["memo"],
        by=account(request),
    )
    return "Passage marked.", _address(ref, "passages")


def _untag(request: StaffRequest, ref: str) -> Done:
    actions.remove_passage(ref=ref, passage=_number(request, "passage"), by=account(request))
    return "Passage removed.", _address(ref, "passages")


def _approve(request: StaffRequest, ref: str) -> Done:
    """Voice, themes of the whole and the yes in one go; then on with the thread, or to its desk."""
    sheet = read_as(request.viewer).review(ref)
    form = _valid(request, sheet, "finish_form")
    voice, by = Voice(form.cleaned_data["voice"]), account(request)
    if voice != sheet.voice:
        actions.set_voice(ref=ref, voice=voice, by=by)
    themes = [slug for slug in form.cleaned_data["themes"] if slug not in whole_themes(sheet)]
    if themes:
        end = len(sheet.original)
        actions.tag_passage(ref=ref, start=0, end=end, themes=themes, voice=None, memo="", by=by)
    actions.approve(ref=ref, by=by)
    go_on = "go_on" in request.POST and sheet.next_ref
    onward = _address(sheet.next_ref) if go_on else reverse("desk", args=[sheet.discussion])
    return _approved(sheet, voice), onward


def _clear(request: StaffRequest, ref: str) -> Done:
    sheet = read_as(request.viewer).review(ref)
    _valid(request, sheet, "clear_form")
    actions.clear_second_person(ref=ref, by=account(request))
    return "Cleared by a second person.", reverse("desk", args=[sheet.discussion])


def _refuse(request: StaffRequest, ref: str) -> Done:
    sheet = read_as(request.viewer).review(ref)
    form = _valid(request, sheet, "refuse_form")
    actions.refuse(ref=ref, reason=form.cleaned_data["reason"], by=account(request))
    return "Refused. Readers will not see it.", reverse("desk", args=[sheet.discussion])


ACTS: dict[str, Act] = {
    "decide": _decide,
    "accept_all": _accept_all,
    "redact": _redact,
    "undo": _undo,
    "voice": _set_voice,
    "tag": _tag,
    "untag": _untag,
    "approve": _approve,
    "clear": _clear,
    "refuse": _refuse,
    **MAILBOX_ACTS,
}


def _approved(sheet: ReviewSheet, voice: Voice) -> str:
    marked = {p.voice for p in sheet.passages if p.voice != sheet.voice}  # the rest follow voice
    if Voice.SECOND_HAND in {voice, *marked}:
        return "Approved. A second person must read it before anyone else can."
    if sheet.consent == Consent.UNKNOWN:
        return "Approved. Readers see it once a basis for the discussion is confirmed."
    return "Approved."


def _number(request: StaffRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdecimal():
        raise InvalidInput("The page has no such button.", hint="Reload the page and try again.")
    return int(value)


def _address(ref: str, part: str = "") -> str:
    return reverse("review", args=[ref]) + (f"#{part}" if part else "")
