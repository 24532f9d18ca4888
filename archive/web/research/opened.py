"""A text with the hits of a query marked, each with the way to the one before and after."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from archive.domain.errors import NotFound, QueryError
from archive.domain.text import Span
from archive.gate import read_as
from archive.search.highlight import hits
from archive.search.matching import purpose_of, understood
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
    shown = reader.contribution(ref)
    if ref not in reader.hydrate([ref], purpose_of(request.viewer)):
        raise NotFound("This text is not open to study.")
    found: tuple[Span, ...] = ()
    context: dict[str, Any] = {"asked": asked, "nav": "desk", "staff_view": request.viewer.is_staff}
    if asked.query:
        try:
            read = understood(request.viewer, asked.query, asked.filters)
        except QueryError as error:
            context["mistake"] = mistake_in(asked.query, error)
        else:
            found = hits(shown.text, read.node)
    marks = tuple(
        Span(hit.start, hit.end, "found", f"{number} {len(found)}")
        for number, hit in enumerate(found, start=1)
    )
    context |= {
        "shown": shown,
        "title": reader.titles([shown.discussion])[shown.discussion],
        "rows": marked_rows(shown, marks),
        "themes": tuple({t.slug: t for p in shown.passages for t in p.themes}.values()),
        "numbers": range(1, len(found) + 1),
        "similar": similar_to(request.viewer, shown),
        **unwanted_context(request),
    }
    return render(request, "archive/research/text.html", context)
