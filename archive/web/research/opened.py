"""A text with the hits of a query marked, each with the way to the one before and after."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from archive.domain.errors import NotFound, QueryError
from archive.domain.text import Span
from archive.gate import Viewer, analysing, read_as
from archive.gate.disclosed import DisclosedContribution
from archive.search.matching import purpose_of, understood
from archive.search.places import marks
from archive.search.similar import similar_to
from archive.web.reading.page import marked_rows
from archive.web.reading.unwanted import context as unwanted_context
from archive.web.research.asked import asked_in
from archive.web.research.mistakes import mistake_in
from archive.web.workbench.request import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: StaffRequest, ref: str) -> HttpResponse:
    """One text that may be studied. `Gone` or `NotFound` like its page, `NotFound` for study."""
    reader = read_as(request.viewer)
    asked = asked_in(request)
    shown = studied(request.viewer, ref)
    found: tuple[Span, ...] = ()
    context: dict[str, Any] = {"asked": asked, "nav": "desk", "staff_view": request.viewer.is_staff}
    if asked.query:
        try:
            read = understood(request.viewer, asked.query, asked.filters)
        except QueryError as error:
            context["mistake"] = mistake_in(asked.query, error)
        else:
            found = marks(shown, read.node, analysing.book(request.viewer).upwards)
    numbered = tuple(
        Span(mark.start, mark.end, "found", f"{number} {len(found)} {mark.kind}")
        for number, mark in enumerate(found, start=1)
    )
    context |= {
        "shown": shown,
        "title": reader.titles([shown.discussion])[shown.discussion],
        "rows": marked_rows(shown, numbered),
        "themes": tuple({t.slug: t for p in shown.passages for t in p.themes}.values()),
        "marks": [(number, mark.kind) for number, mark in enumerate(found, start=1)],
        "meetings": sum(mark.kind == "met" for mark in found),
        "similar": similar_to(request.viewer, shown),
        **unwanted_context(request),
    }
    return render(request, "archive/research/text.html", context)


def studied(viewer: Viewer, ref: str) -> DisclosedContribution:
    """A text that this viewer may study, opened once. `Gone` or `NotFound` like its page."""
    reader = read_as(viewer)
    if shown := reader.hydrate([ref], purpose_of(viewer)).get(ref):
        return shown
    reader.contribution(ref)
    raise NotFound("This text is not open to study.")
