"""Step 1, write: the words, then what the archive noticed in them and how readers would see them.

What was written is kept sealed from the first look on, for a day, and read by nobody. The session
holds its ref, the address what it answers: neither has a word of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from archive import actions
from archive.domain.errors import ArchiveError, Gone, NotFound
from archive.domain.words import Voice
from archive.gate.telling import DisclosedDraft
from archive.web.contributing.answered import Answered, answered, stretch
from archive.web.contributing.budgets import DRAFTS_PER_SENDER, sender
from archive.web.contributing.forms import HideForm, WriteForm, refuse
from archive.web.contributing.on_the_way import in_words, nothing_on_its_way, standing
from archive.web.contributing.visit import drop_draft, forgotten_by_browser, keep_draft
from archive.web.reading.page import VOICE_IN_WORDS
from archive.web.support import support_for

KIND_IN_WORDS = {
    "age": "an exact age",
    "date": "a date",
    "email": "an e-mail address",
    "handle": "a user name",
    "name": "a name",
    "phone": "a telephone number",
    "place": "a place",
    "url": "a web address",
}


@dataclass(frozen=True, slots=True)
class Suspected:
    """Words that could show who somebody is; `ticked` where she hides them herself."""

    words: str
    what: str
    times: int
    ticked: bool


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, slug: str) -> HttpResponse:
    """The page to write on, or where something is written already, the page to look it over."""
    try:
        place = answered(slug, request.GET.get("to", ""), request.GET.get("p", ""))
    except (NotFound, Gone):
        if "text" in request.POST:
            return _nothing_to_answer(request)
        raise
    draft = standing(request)
    here = draft if draft and (draft.slug, draft.to) == (slug, place.to) else None
    elsewhere = draft if here is None else None
    if here and request.POST.get("step") != "write":
        place = place.around(here.answers)
    if request.POST.get("step") == "look":
        return _looked_over(request, place, here) if here else nothing_on_its_way(request)
    if request.method == "POST":
        return _written(request, place, here, elsewhere)
    if here and "change" not in request.GET:
        return _look(request, place, here, _hide_form(here))
    return _write(request, place, elsewhere, _write_form(place, here))


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """Forget the text of this visit. Doing it twice does no harm."""
    draft = standing(request)
    if request.method != "POST" and draft is not None:
        return render(request, "archive/contributing/stop_ask.html", {"draft": draft})
    if draft is not None:
        actions.discard_draft(draft=draft.ref)
        drop_draft(request)
    response = render(request, "archive/contributing/stop.html", _support(request))
    return forgotten_by_browser(response) if request.method == "POST" else response


# --- writing ------------------------------------------------------------------------------------


def _write_form(place: Answered, draft: DisclosedDraft | None) -> WriteForm:
    if draft is None:
        return WriteForm(places=place.places, initial={"on": place.likely()})
    body = draft.body
    initial = {
        "on": place.place_of(draft.answers),
        "text": body.text,
        "voice": body.voice.value,
        "pen_name": body.pen_name,
        "labels": list(body.labels),
    }
    return WriteForm(places=place.places, initial=initial)


def _written(
    request: HttpRequest,
    place: Answered,
    here: DisclosedDraft | None,
    elsewhere: DisclosedDraft | None,
) -> HttpResponse:
    form = WriteForm(request.POST, places=place.places)
    if form.is_valid() and (here or _may_begin(request, form)):
        typed = form.cleaned_data
        try:
            ref = actions.save_draft(
                slug=place.target.slug,
                to=place.to,
                on=stretch(typed.get("on", "")),
                text=typed["text"],
                voice=Voice(typed["voice"]),
                pen_name=typed["pen_name"],
                hides=here.body.hides if here else (),
                labels=typed["labels"],
                draft=here.ref if here else "",
            )
        except ArchiveError as error:
            refuse(form, error, WriteForm.FIELD_OF)
        else:
            keep_draft(request, ref)
            if elsewhere is not None:
                actions.discard_draft(draft=elsewhere.ref)
            return redirect(_address(place))
    return _write(request, place, elsewhere, form)


def _may_begin(request: HttpRequest, form: WriteForm) -> bool:
    """Whether this network may begin one more text now; else an error on the form."""
    who = sender(request)
    if DRAFTS_PER_SENDER.take(who):
        return True
    form.add_error(
        None,
        "So many texts were begun from your network in the last hour that we have to ask you to "
        f"wait {in_words(DRAFTS_PER_SENDER.wait(who))}. Then press the button again. Your words "
        "stand on this page; they are not kept yet.",
    )
    return False


def _write(
    request: HttpRequest, place: Answered, elsewhere: DisclosedDraft | None, form: WriteForm
) -> HttpResponse:
    context = {
        "answered": place,
        "address": _address(place),
        "form": form,
        "elsewhere": elsewhere,
        **_support(request),
    }
    return render(request, "archive/contributing/tell.html", context, status=_status(form))


def _nothing_to_answer(request: HttpRequest) -> HttpResponse:
    """What she answered went while she wrote: her words are handed back, and kept nowhere."""
    return render(
        request,
        "archive/contributing/tell_lost.html",
        {"words": request.POST["text"]},
        status=404,
    )


# --- looking it over ----------------------------------------------------------------------------


def _suspected(draft: DisclosedDraft, *, certain: bool) -> tuple[Suspected, ...]:
    ticked = {words.casefold() for words in draft.body.hides}
    found = []
    for noticed in draft.preview.noticed:
        if noticed.masked is certain:
            words = " ".join(noticed.surface.split())
            what = KIND_IN_WORDS.get(noticed.kind, "something that could show who you are")
            found.append(Suspected(words, what, noticed.times, words.casefold() in ticked))
    return tuple(found)


def _hide_form(draft: DisclosedDraft, sent: Any = None) -> HideForm:
    suspected = _suspected(draft, certain=False)
    known = {each.words.casefold() for each in suspected}
    other = [words for words in draft.body.hides if words.casefold() not in known]
    initial = {"hide": [s.words for s in suspected if s.ticked], "other": "\n".join(other)}
    return HideForm(sent, noticed=[s.words for s in suspected], initial=initial)


def _looked_over(request: HttpRequest, place: Answered, draft: DisclosedDraft) -> HttpResponse:
    form = _hide_form(draft, request.POST)
    if form.is_valid():
        body = draft.body
        try:
            actions.save_draft(
                slug=draft.slug,
                to=draft.to,
                on=stretch(place.place_of(draft.answers)),
                text=body.text,
                voice=body.voice,
                pen_name=body.pen_name,
                hides=form.hides,
                draft=draft.ref,
            )
        except ArchiveError as error:
            refuse(form, error, HideForm.FIELD_OF)
        else:
            return redirect(_next(place, request.POST.get("then", "")))
    return _look(request, place, draft, form)


def _next(place: Answered, then: str) -> str:
    match then:
        case "go":
            return reverse("tell-choose")
        case "change":
            address = _address(place)
            return f"{address}{'&' if '?' in address else '?'}change=1"
        case _:
            return f"{_address(place)}#look"


def _look(
    request: HttpRequest, place: Answered, draft: DisclosedDraft, form: HideForm
) -> HttpResponse:
    context = {
        "answered": place,
        "address": _address(place),
        "draft": draft,
        "voice": VOICE_IN_WORDS[draft.body.voice],
        "form": form,
        "certain": _suspected(draft, certain=True),
        "perhaps": tuple(zip(_suspected(draft, certain=False), form["hide"], strict=True)),
    }
    return render(request, "archive/contributing/tell_look.html", context, status=_status(form))


# --- shared -------------------------------------------------------------------------------------


def _address(place: Answered) -> str:
    return reverse("tell", args=[place.target.slug]) + place.query


def _status(form: WriteForm | HideForm) -> int:
    return 400 if form.is_bound else 200


def _support(request: HttpRequest) -> dict[str, Any]:
    return {"support": support_for(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))}
