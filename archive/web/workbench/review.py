"""The review page: one text as it arrived and as readers will see it, and the decisions on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from archive.domain.errors import NotFound
from archive.gate import read_as
from archive.web.workbench.forms import KEEP_REASONS, VOICES, sentence_choices
from archive.web.workbench.groups import at_whole_words, groups_of, with_persons
from archive.web.workbench.mailbox import QuestionForm
from archive.web.workbench.request import StaffRequest, Unfinished, perform
from archive.web.workbench.review_acts import ACTS, address
from archive.web.workbench.sheet import page_of, why_not_clear
from archive.web.workbench.sheet_forms import FORMS, as_typed
from archive.web.workbench.sparing import sparing
from archive.web.workbench.work import working

PAGE = "archive/workbench/review.html"
WORDS = "archive/workbench/words.html"


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest, ref: str) -> HttpResponse:
    """One contribution's review; opening it is recorded. POST does what the button says."""
    if request.method != "POST":
        return _page(request, ref)
    try:
        return perform(request, ACTS, ref, back=address(ref), overtaken=as_typed)
    except Unfinished as unfinished:
        return _page(request, ref, unfinished)


@require_safe
def words(request: StaffRequest, ref: str, finding: int) -> HttpResponse:
    """Where the words of a finding stand in the thread, before anything is decided about them.

    Raises NotFound for a finding that is not open in this text (any more).
    """
    reader = read_as(request.viewer)
    sheet = reader.review(ref)
    groups = with_persons(groups_of(sheet.findings, sheet.title_findings), reader.persons(ref))
    group = next((each for each in groups if finding in each.ids), None)
    if group is None:
        raise NotFound("There is no such finding any more.", hint="Go back to the text.")
    places = tuple(map(at_whole_words, reader.occurrences(ref, finding)))
    context = {
        "sheet": sheet,
        "word": group,
        "here": tuple(place for place in places if place.ref == ref),
        "elsewhere": tuple(place for place in places if place.ref != ref),
        "nav": "workbench",
    }
    return render(request, WORDS, context)


def _page(request: StaffRequest, ref: str, unfinished: Unfinished | None = None) -> HttpResponse:
    reader = read_as(request.viewer)
    sheet = reader.review(ref)
    context = {
        "sheet": sheet,
        "page": page_of(sheet, reader.persons(ref), viewer_name=request.viewer.name),
        "may_read_replacements": request.viewer.reads_replacements,
        "sentences": sentence_choices(sheet.original),
        "why_not_clear": why_not_clear(sheet, request.viewer),
        "voices": VOICES,
        "keep_reasons": KEEP_REASONS,
        "mailbox": reader.mailbox(ref),
        "duplicates": reader.twice(ref),
        "question_form": QuestionForm(auto_id="ask_%s"),
        "problem": unfinished,
        "nav": "workbench",
        **sparing(request, ref, sheet.original),
        **working(request, sheet),
    }
    for name, make in FORMS.items():
        context[name] = make(sheet, None)
    if unfinished:
        context[unfinished.name] = unfinished.form
    return render(request, PAGE, context, status=422 if unfinished else 200)
