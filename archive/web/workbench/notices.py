"""Consent notices at the workbench: all versions, and a steward's way to the next one."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from archive import actions
from archive.domain.errors import ArchiveError, Conflict, InvalidInput, NotAllowed
from archive.domain.notice import NoticeText, language_tag, normal, parse
from archive.domain.words import Role
from archive.gate import notices as gate
from archive.gate.notices import DisclosedNotice, Recorded
from archive.web.reading.notice import (
    Changes,
    Questions,
    changes_between,
    language_name,
    questions_of,
)
from archive.web.workbench.request import SeeOther, StaffRequest, account


@dataclass(frozen=True, slots=True)
class InOneLanguage:
    """A language's versions, the newest first, each with what was answered under it."""

    tag: str
    name: str
    versions: tuple[tuple[DisclosedNotice, Recorded], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as people would be asked it, and beside what they are asked now."""

    words: NoticeText
    questions: Questions
    changes: Changes
    same: bool


class NoticeForm(forms.Form):
    """The text, and which button was pressed on which version."""

    text = forms.CharField(strip=False, error_messages={"required": "The notice is empty."})
    version = forms.IntegerField(min_value=1, required=False)


@require_safe
def notices(request: StaffRequest) -> HttpResponse:
    """Every version in every language. `?language=` is the small form that begins another one."""
    wanted, wrong = request.GET.get("language", "").strip(), ""
    if wanted:
        try:
            return redirect("notice-new", language=language_tag(wanted))
        except InvalidInput as refusal:
            wrong = str(refusal)
    recorded = gate.consents(request.viewer)
    languages = [
        InOneLanguage(
            tag,
            language_name(tag),
            tuple((n, recorded.get(n.id, Recorded())) for n in gate.versions(tag)),
        )
        for tag in gate.languages()
    ]
    context = {"languages": languages, "wanted": wanted, "wrong": wrong, "nav": "workbench"}
    return render(request, "archive/workbench/notices.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request: StaffRequest, language: str) -> HttpResponse:
    """Write the next version: GET brings today's words, POST shows a preview, then publishes."""
    if request.viewer.role is not Role.STEWARD:
        raise NotAllowed("Only stewards write consent notices.", hint="You may read them all.")
    tag = language_tag(language)
    if request.method != "POST":
        return _edit(request, tag, gate.current(tag).text)
    form = NoticeForm(request.POST)
    text = request.POST.get("text", "")
    if not form.is_valid():
        empty = InvalidInput("The notice is empty.", hint="Go back to have the old words again.")
        return _edit(request, tag, text, wrong=empty)
    try:
        if request.POST.get("do") == "publish":
            return _publish(request, tag, text, form.cleaned_data["version"])
        preview = _preview(tag, text)
    except (InvalidInput, Conflict) as refusal:
        return _edit(request, tag, text, wrong=refusal)
    return _edit(request, tag, text, preview=preview)


def _publish(
    request: StaffRequest, tag: str, text: str, version: int | None
) -> HttpResponseRedirect:
    made = actions.publish_notice(language=tag, text=text, version=version, by=account(request))
    messages.success(
        request,
        f"Version {made.version} in {language_name(tag)} is published. New consent is asked "
        "under it; consent given before keeps its own wording.",
    )
    return SeeOther(reverse("notices"))


def _preview(tag: str, text: str) -> Preview:
    words = parse(text)
    asked_now, asked_next = gate.current(tag).text, normal(text)
    return Preview(
        words,
        questions_of(words),
        changes_between(asked_now, asked_next),
        same=asked_now == asked_next,
    )


def _edit(
    request: StaffRequest,
    tag: str,
    text: str,
    *,
    preview: Preview | None = None,
    wrong: ArchiveError | None = None,
) -> HttpResponse:
    now = gate.current(tag)
    context = {
        "tag": tag,
        "name": language_name(tag),
        "now": now,
        "translating": now.language != tag,
        "next": 1 if now.language != tag else now.version + 1,
        "text": text,
        "lines": text.splitlines() if wrong else (),
        "preview": preview,
        "wrong": wrong,
        "nav": "workbench",
    }
    status = 200 if wrong is None else 409 if isinstance(wrong, Conflict) else 422
    return render(request, "archive/workbench/notice_edit.html", context, status=status)
