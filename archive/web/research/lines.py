"""Keyword in context: every hit on a line, sorted by what stands beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from archive.domain.downloads import Download
from archive.domain.errors import QueryError
from archive.gate import analysing
from archive.search.concordance import MOST, ORDERS, Concordance, Order, concordance
from archive.search.find import VOICES
from archive.web.paging import Pages
from archive.web.research.asked import asked_in
from archive.web.research.files import csv_file, quotable_words
from archive.web.research.mistakes import mistake_in
from archive.web.workbench.request import StaffRequest

LINES_A_PAGE = 100
ORDER_WORDS: dict[Order, str] = {
    "thread": "as they stand in their threads",
    "left": "by the words before",
    "keyword": "by the words found",
    "right": "by the words after",
    "discussion": "by discussion",
}
HEADER = ("text", "discussion", "month", "voice", "before", "found", "after", "may be quoted")


@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: StaffRequest) -> HttpResponse:
    """The box on GET, lines on POST (or by a link made on purpose)."""
    asked = asked_in(request)
    sent = request.POST if request.method == "POST" else request.GET
    order: Order = next((each for each in ORDERS if each == sent.get("order")), "thread")
    anywhere = sent.get("where") == "text"
    context: dict[str, Any] = {
        "asked": asked,
        "order": order,
        "anywhere": anywhere,
        "orders": ORDER_WORDS.items(),
        "most": MOST,
        "staff_view": request.viewer.is_staff,
        "nav": "desk",
    }
    status = 200
    if asked.query:
        try:
            found = concordance(
                request.viewer,
                asked.query,
                filters=asked.filters,
                order=order,
                anywhere=anywhere,
            )
        except QueryError as error:
            context["mistake"] = mistake_in(asked.query, error)
            status = 422
        else:
            if sent.get("csv") == "1":
                return _file(request, found)
            last = max(1, -(-len(found.lines) // LINES_A_PAGE))
            pages = Pages(min(asked.page, last), last)
            start = (pages.number - 1) * LINES_A_PAGE
            context |= {
                "found": found,
                "lines": [
                    (line, found.titles.get(line.discussion, ""))
                    for line in found.lines[start : start + LINES_A_PAGE]
                ],
                "first": start + 1,
                "pages": pages,
            }
    return render(request, "archive/research/lines.html", context, status=status)


def _file(request: StaffRequest, found: Concordance) -> HttpResponse:
    """The lines as CSV, in their order, at most as many as the page has."""
    quotable = analysing.quotable(request.viewer, {line.ref for line in found.lines})
    rows = (
        [
            line.ref,
            line.discussion,
            f"{line.month:%Y-%m}" if line.month else "",
            VOICES[line.voice],
            line.left,
            line.keyword,
            line.right,
            quotable_words(line.ref in quotable),
        ]
        for line in found.lines
    )
    return csv_file(request, Download.LINES, "in-context", HEADER, rows)
