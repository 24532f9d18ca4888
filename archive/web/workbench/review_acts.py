"""What the buttons of the review page do: each reads its form, asks for one action, says so.

What is said travels in the session and is logged, so it never has any of the text's words.
"""

from __future__ import annotations

from django import forms
from django.urls import reverse

from archive import actions
from archive.domain.errors import InvalidInput
from archive.domain.surface import places_of
from archive.domain.text import Span
from archive.domain.words import Band, Consent, Treatment, Voice
from archive.gate import read_as
from archive.gate.staff_disclosed import ReviewSheet
from archive.web.workbench.forms import (
    DecideForm,
    RedactForm,
    TagForm,
    VoiceForm,
    first_error,
)
from archive.web.workbench.groups import groups_of
from archive.web.workbench.mailbox import MAILBOX_ACTS
from archive.web.workbench.request import Act, Done, StaffRequest, account
from archive.web.workbench.sheet import whole_themes
from archive.web.workbench.sheet_forms import filled
from archive.web.workbench.sparing import SPARING_ACTS
from archive.web.workbench.work import WORK_ACTS, after

WORKS = {"accept": "Hidden", "edit": "Hidden, in your words,", "keep": "Kept"}


def address(ref: str, part: str = "") -> str:
    """Where a text is reviewed, with the part of the page that a decision was made in."""
    return reverse("review", args=[ref]) + (f"#{part}" if part else "")


# --- suspected identifiers ----------------------------------------------------------------------


def _decide(request: StaffRequest, ref: str) -> Done:
    """One decision for all findings of a surface form, here or in the whole thread."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(first_error(form))
    given = form.cleaned_data
    decided = actions.decide_words(
        ref=ref,
        findings=given["finding"],
        decision=given["decision"],
        replacement=given["replacement"],
        reason=given["reason"] if given["decision"] == "keep" else "",
        whole_thread=given["whole_thread"],
        edition=_edition(request),
        by=account(request),
    )
    return _decided(given["decision"], decided), address(ref, "decide")


def _accept_all(request: StaffRequest, ref: str) -> Done:
    """Everything still to decide is hidden as suggested: hiding takes one person and one action."""
    decided = _hide_the_rest(request, read_as(request.viewer).review(ref))
    if decided is None:
        return "Nothing was left to decide.", address(ref, "decide")
    return _decided("accept", decided), address(ref, "decide")


def _hide_the_rest(request: StaffRequest, sheet: ReviewSheet) -> actions.Decided | None:
    """Hide what waits for a decision as suggested, in the whole thread; None where nothing does."""
    findings = [
        finding
        for group in groups_of(sheet.findings, sheet.title_findings)
        if group.band == Band.CHECK
        for finding in group.ids
    ]
    if not findings:
        return None
    return actions.decide_words(
        ref=sheet.ref,
        findings=findings,
        decision="accept",
        edition=_edition(request),
        by=account(request),
    )


def _alias(request: StaffRequest, ref: str) -> Done:
    """A name that nobody decided on is hidden under the label that somebody has already."""
    into = _number(request, "into")
    persons = read_as(request.viewer).persons(ref)
    label = next((person.label for person in persons if person.id == into), "")
    findings = [int(each) for each in request.POST.getlist("finding") if each.isdecimal()]
    if not label:
        raise InvalidInput("There is no such person in this thread.", hint="Reload the page.")
    decided = actions.decide_words(
        ref=ref, findings=findings, decision="edit", replacement=label, by=account(request)
    )
    return _decided("accept", decided), address(ref, "decide")


def _merge(request: StaffRequest, ref: str) -> Done:
    person, into = _number(request, "person"), _number(request, "into")
    places = actions.merge_persons(ref=ref, person=person, into=into, by=account(request))
    return f"One person now. {_places('Changed', places)}", address(ref, "persons")


def _redact(request: StaffRequest, ref: str) -> Done:
    sheet, form = filled(request, ref, "redact_form")
    assert isinstance(form, RedactForm)
    if "at_once" in request.POST:
        return _hide_now(request, ref, form)
    given = form.cleaned_data
    spans = form.spans
    if given["whole_thread"]:
        spans = _not_reached_by_first(sheet, given["field"], spans)
    for index, span in enumerate(spans):
        actions.redact(
            ref=ref,
            start=span.start,
            end=span.end,
            treatment=Treatment(given["treatment"]),
            replacement=given["replacement"],
            field=given["field"],
            whole_thread=given["whole_thread"] and index == 0,
            edition=_edition(request) if index == 0 else None,
            by=account(request),
        )
    if given["whole_thread"]:
        return "Hidden, wherever it stands in the thread.", address(ref, "hide")
    return _places("Hidden", len(spans)), address(ref, "hide")


def _hide_now(request: StaffRequest, ref: str, form: RedactForm) -> Done:
    """Urgent: what readers have now loses these words in this request."""
    given = form.cleaned_data
    person = given["treatment"] == Treatment.PSEUDONYM and not given["replacement"]
    for span in form.spans:
        actions.hide_now(
            ref=ref,
            start=span.start,
            end=span.end,
            field=given["field"],
            treatment=Treatment.PSEUDONYM if person else Treatment.MASK,
            replacement=given["replacement"],
            by=account(request),
        )
    return "Hidden from readers at once.", address(ref, "hide")


def _not_reached_by_first(
    sheet: ReviewSheet, field: str, spans: tuple[Span, ...]
) -> tuple[Span, ...]:
    """The first span, and those that hiding its words in the whole thread does not hide as well."""
    text = sheet.original if field == "text" else sheet.original_title
    first, *rest = spans
    reached = set(places_of(text, text[first.start : first.end]))
    return (first, *(span for span in rest if (span.start, span.end) not in reached))


def _undo(request: StaffRequest, ref: str) -> Done:
    redaction = _number(request, "redaction")
    actions.retract_redaction(ref=ref, redaction=redaction, by=account(request))
    return "Decision taken back.", address(ref, "decided")


def _undo_batch(request: StaffRequest, ref: str) -> Done:
    places = actions.undo_batch(ref=ref, batch=request.POST.get("batch", ""), by=account(request))
    return _places("Taken back", places), address(ref, "decided")


# --- voice, passages ----------------------------------------------------------------------------


def _set_voice(request: StaffRequest, ref: str) -> Done:
    form = VoiceForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(first_error(form))
    voice = Voice(form.cleaned_data["voice"])
    actions.set_voice(ref=ref, voice=voice, edition=_edition(request), by=account(request))
    return "Voice set.", address(ref, "finish")


def _tag(request: StaffRequest, ref: str) -> Done:
    _, form = filled(request, ref, "tag_form")
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
    return "Passage marked.", address(ref, "passages")


def _untag(request: StaffRequest, ref: str) -> Done:
    actions.take_back_passage(ref=ref, passage=_number(request, "passage"), by=account(request))
    return "Taken back.", address(ref, "passages")


# --- the end of a review ------------------------------------------------------------------------


def _approve(request: StaffRequest, ref: str) -> Done:
    """Voice, themes of the whole and the yes in one go; then on with the thread, or to its desk."""
    sheet, form = filled(request, ref, "finish_form")
    return _approved_as(request, sheet, form, _edition(request))


def _approve_hiding(request: StaffRequest, ref: str) -> Done:
    """The same, where somebody who read it whole lets what is left be hidden as suggested."""
    sheet, form = filled(request, ref, "finish_form")
    edition = _edition(request)
    if _hide_the_rest(request, sheet) is not None and edition is not None:
        edition += 1  # that was our own
    return _approved_as(request, sheet, form, edition)


def _approved_as(
    request: StaffRequest, sheet: ReviewSheet, form: forms.Form, edition: int | None
) -> Done:
    ref, voice, by = sheet.ref, Voice(form.cleaned_data["voice"]), account(request)
    note = form.cleaned_data["note"]
    actions.approve(ref=ref, by=by, note=note, voice=voice, edition=edition)
    themes = [slug for slug in form.cleaned_data["themes"] if slug not in whole_themes(sheet)]
    if themes:
        end = len(sheet.original)
        actions.tag_passage(ref=ref, start=0, end=end, themes=themes, voice=None, memo="", by=by)
    go_on = "go_on" in request.POST and sheet.next_ref
    return _approved(sheet, voice), address(sheet.next_ref) if go_on else after(sheet)


def _clear(request: StaffRequest, ref: str) -> Done:
    sheet, form = filled(request, ref, "clear_form")
    note, edition = form.cleaned_data["note"], _edition(request)
    actions.clear_second_person(ref=ref, by=account(request), note=note, edition=edition)
    return "Cleared by a second person.", after(sheet)


def _ask_second(request: StaffRequest, ref: str) -> Done:
    actions.ask_second_person(ref=ref, by=account(request))
    return "Somebody else will read it as well before readers do.", address(ref, "finish")


def _lean(request: StaffRequest, ref: str) -> Done:
    actions.hold_as_leaning(ref=ref, by=account(request))
    return "Held back. Readers do not see it until it is approved again.", address(ref)


def _recuse(request: StaffRequest, ref: str) -> Done:
    actions.recuse(ref=ref, by=account(request))
    return "You stepped back. Somebody else reviews this text.", reverse("workbench")


def _refuse(request: StaffRequest, ref: str) -> Done:
    sheet, form = filled(request, ref, "refuse_form")
    given = form.cleaned_data
    actions.refuse(ref=ref, reason=given["reason"], note=given["note"], by=account(request))
    return "Refused. Readers will not see it.", after(sheet)


ACTS: dict[str, Act] = {
    "decide": _decide,
    "accept_all": _accept_all,
    "alias": _alias,
    "merge": _merge,
    "redact": _redact,
    "undo": _undo,
    "undo_batch": _undo_batch,
    "voice": _set_voice,
    "tag": _tag,
    "untag": _untag,
    "approve": _approve,
    "approve_hiding": _approve_hiding,
    "clear": _clear,
    "ask_second": _ask_second,
    "lean": _lean,
    "recuse": _recuse,
    "refuse": _refuse,
    **MAILBOX_ACTS,
    **SPARING_ACTS,
    **WORK_ACTS,
}


# --- what is said -------------------------------------------------------------------------------


def _decided(decision: str, decided: actions.Decided) -> str:
    """In how many places, and where else; never the words."""
    said = _places(WORKS[decision], decided.here + decided.elsewhere)
    if decided.elsewhere:
        said += f" {decided.elsewhere} of them in other texts of the thread."
    if decided.reread:
        texts = "1 text waits" if decided.reread == 1 else f"{decided.reread} texts wait"
        said += f" {texts} to be approved again."
    if decided.asked:
        said += " The question of this discussion has these words too: it is not hidden by this."
    return said


def _places(what: str, count: int) -> str:
    return f"{what} in {count} places." if count != 1 else f"{what} in one place."


def _approved(sheet: ReviewSheet, voice: Voice) -> str:
    marked = {p.voice for p in sheet.passages if p.voice != sheet.voice}  # the rest follow voice
    if sheet.second_asked or Voice.SECOND_HAND in {voice, *marked}:
        return "Approved. A second person must read it before anyone else can."
    if sheet.consent == Consent.UNKNOWN:
        return "Approved. Readers see it once a basis for the discussion is confirmed."
    return "Approved."


def _number(request: StaffRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdecimal():
        raise InvalidInput("The page has no such button.", hint="Reload the page and try again.")
    return int(value)


def _edition(request: StaffRequest) -> int | None:
    """The edition of the text that the form was made from; None where it says none."""
    sent = request.POST.get("edition", "")
    return int(sent) if sent.isdecimal() else None
