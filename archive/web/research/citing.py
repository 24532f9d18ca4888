"""Citations of an account, a discussion and a search, and the paragraph of methods for a search."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from archive.domain.citing import Citation, SearchDone, Source, counted, methods
from archive.domain.errors import InvalidInput, QueryError
from archive.domain.words import Kind, Voice
from archive.exchange.exporters.citation_bibtex import bibtex
from archive.exchange.exporters.citation_cff import cff
from archive.exchange.exporters.citation_csl import csl_json
from archive.gate import analysing, read_as
from archive.search.find import Results, find
from archive.search.matching import engine_of
from archive.web.research.asked import Asked, asked_of
from archive.web.research.mistakes import mistake_in
from archive.web.research.opened import studied
from archive.web.workbench.request import StaffRequest

FORMATS = {
    "cff": ("CFF", "CITATION.cff", "application/yaml; charset=utf-8", cff),
    "bib": ("BibTeX", "citation.bib", "application/x-bibtex; charset=utf-8", bibtex),
    "json": ("CSL-JSON", "citation.json", "application/vnd.citationstyles.csl+json", csl_json),
}
NOBODY = "A contributor"
SEVERAL = "Several contributors"
MAY_GO = "Texts of this archive can be taken back by their writers; then the address says so."
IN_OTHER_WORDS = "Its writer does not let it be quoted word for word: tell it in other words."


@require_safe
def cite_account(request: StaffRequest, ref: str) -> HttpResponse:
    """A text that may be studied. `Gone` or `NotFound` like its page."""
    reader = read_as(request.viewer)
    shown = studied(request.viewer, ref)
    title = shown.title or reader.titles([shown.discussion])[shown.discussion]
    of = title if shown.kind is Kind.ESSAY else f"{title}, comment {shown.position}"
    quotable = ref in analysing.quotable(request.viewer, [ref])
    citation = Citation(
        Source.ACCOUNT,
        f"firsthand-{ref}",
        of,
        shown.author or NOBODY,
        settings.ARCHIVE_NAME,
        request.build_absolute_uri(reverse("contribution", args=[ref])),
        timezone.now().date(),
        shown.month,
        f"wording {shown.rendition}",
        MAY_GO if quotable else f"{IN_OTHER_WORDS} {MAY_GO}",
    )
    return _answer(request, citation, {"quotable": quotable, "back": ref})


@require_safe
def cite_discussion(request: StaffRequest, slug: str) -> HttpResponse:
    """A discussion as it stands today."""
    disclosed = read_as(request.viewer).discussion(slug)
    essay = disclosed.essay
    texts = counted(len(disclosed.contributions), "contribution")
    citation = Citation(
        Source.DISCUSSION,
        f"firsthand-{slug}",
        disclosed.title,
        (essay.author if essay else "") or SEVERAL,
        settings.ARCHIVE_NAME,
        request.build_absolute_uri(reverse("discussion", args=[slug])),
        timezone.now().date(),
        essay.month if essay else None,
        "",
        f"{texts} on the day of access. {MAY_GO}",
    )
    return _answer(request, citation, {})


@require_http_methods(["POST"])
def cite_search(request: StaffRequest) -> HttpResponse:
    """A search as it is done now. Its query stands in the citation, so it is asked for by POST."""
    asked = asked_of(request.POST)
    if not asked.query:
        raise InvalidInput("There is no query to cite.", hint="Search first.")
    try:
        found = find(request.viewer, asked.query, strict=True, filters=asked.filters, limit=1)
    except QueryError as error:
        context = {"asked": asked, "mistake": mistake_in(asked.query, error), "nav": "desk"}
        return render(request, "archive/research/cite.html", context, status=422)
    done = _done(request, asked, found)
    citation = Citation(
        Source.SEARCH,
        f"firsthand-search-{timezone.now():%Y%m%d}",
        f"Search for “{asked.query}”",
        settings.ARCHIVE_NAME,
        settings.ARCHIVE_NAME,
        "",
        done.on,
        done.on,
        f"{done.engine}; {done.analyser}",
        f"{counted(done.total, 'contribution')} matched. {'; '.join(done.chosen)}".strip(),
    )
    return _answer(request, citation, {"methods": methods(done), "asked": asked})


def _done(request: StaffRequest, asked: Asked, found: Results) -> SearchDone:
    engine = engine_of(request.viewer)
    chosen = asked.filters.chosen()
    # A facet is counted without its own filter: only the values that are chosen, if any, are in.
    within = {
        name: [
            value
            for value in found.facets.get(name, ())
            if value.count and (name not in chosen or value.value in chosen[name])
        ]
        for name in ("discussion", "voice")
    }
    return SearchDone(
        query=asked.query,
        archive=settings.ARCHIVE_NAME,
        on=timezone.now().date(),
        engine=engine.engine,
        analyser=engine.analyser,
        total=found.total,
        discussions=len(within["discussion"]),
        second_hand=sum(v.count for v in within["voice"] if v.value == Voice.SECOND_HAND),
        chosen=[f"{name}: {' or '.join(values)}" for name, values in chosen.items()],
        as_staff=request.viewer.is_staff,
    )


def _answer(request: HttpRequest, citation: Citation, more: dict[str, Any]) -> HttpResponse:
    """The page, or one format as a file."""
    sent = request.POST if request.method == "POST" else request.GET
    if sent.get("as") in FORMATS:
        _, name, kind, written = FORMATS[sent["as"]]
        response = HttpResponse(written(citation), content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context = {
        "citation": citation,
        "formats": [
            (key, words, written(citation)) for key, (words, _, _, written) in FORMATS.items()
        ],
        "nav": "desk",
        **more,
    }
    return render(request, "archive/research/cite.html", context)
