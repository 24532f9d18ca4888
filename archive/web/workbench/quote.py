"""Can this quote be found? A passage against what everybody can find here, and advice."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from archive.gate import read_as
from archive.gate.staff_disclosed import ReviewSheet
from archive.search.port import IndexUnusable
from archive.search.quoted import LONGEST, QuoteCheck, check_quote
from archive.web.workbench.request import StaffRequest

PAGE = "archive/workbench/quote.html"


class QuoteForm(forms.Form):
    """The passage; left empty, the whole text as readers will see it."""

    passage = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": f"Check {LONGEST:,} characters at a time, not more."},
    )


@sensitive_post_parameters("passage")
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: StaffRequest, ref: str) -> HttpResponse:
    """The form, and after POST its answer. What was sent is neither kept nor logged."""
    sheet = read_as(request.viewer).review(ref)
    form = QuoteForm(request.POST if request.method == "POST" else None, auto_id="quote_%s")
    context = {"sheet": sheet, "form": form, "nav": "workbench"}
    if not form.is_bound:
        return render(request, PAGE, context)
    if not form.is_valid():
        return render(request, PAGE, context, status=422)
    passage = form.cleaned_data["passage"]
    try:
        context["found"] = _checked(sheet, passage)
    except IndexUnusable as unusable:
        context["unusable"] = unusable
    context["has_hidden"] = _has_hidden(sheet, passage)
    context["whole"] = not passage
    return render(request, PAGE, context)


def _checked(sheet: ReviewSheet, passage: str) -> QuoteCheck:
    return check_quote(passage or _shown(sheet), apart_from=sheet.ref, hidden=_hidden(sheet))


def _shown(sheet: ReviewSheet) -> str:
    """The text as readers will see it, without what stands in for hidden words."""
    kept, reached = [], 0
    for mask in sorted(sheet.preview_masks):
        kept.append(sheet.preview[reached : mask.start])
        reached = mask.end
    return "\n\n".join((*kept, sheet.preview[reached:]))[:LONGEST]


def _hidden(sheet: ReviewSheet) -> tuple[str, ...]:
    """The words that readers will not see."""
    decided = [
        r.surface for r in (*sheet.redactions, *sheet.title_redactions) if r.treatment != "keep"
    ]
    masked = [f.surface for f in (*sheet.findings, *sheet.title_findings) if f.band == "confident"]
    return tuple(dict.fromkeys((*decided, *masked)))


def _has_hidden(sheet: ReviewSheet, passage: str) -> bool:
    """Whether somebody typed what is hidden here: it must not go into anybody's search box."""
    folded = passage.casefold()
    return any(surface.casefold() in folded for surface in _hidden(sheet))
