"""The readers' search: a box and what it found. Searches are sent by POST and never stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from archive.domain.errors import QueryError
from archive.search.did_you_mean import did_you_mean
from archive.search.find import FacetValue, find
from archive.search.lenience import read_as
from archive.search.port import FACETS, Filters
from archive.web.middleware import viewer_in
from archive.web.paging import Pages
from archive.web.reading.answering import answerable
from archive.web.reading.page import VOICE_IN_WORDS
from archive.web.reading.unwanted import context as unwanted_context
from archive.web.research.mistakes import mistake_in

HITS_A_PAGE = 20
MOST_PAGES = 500
LONGEST_QUERY = 500
MOST_CHOSEN = 100

LEGENDS = {
    "theme": "Theme",
    "voice": "Told",
    "discussion": "Discussion",
    "year": "Year",
    "label": "Holds",
    "language": "Language",
}
OTHER_NAMES = {"with": True, "without": False}
"""Whether other names of a word are looked for too; what else is sent leaves it to the role."""


class SearchForm(forms.Form):
    """The box, and the page asked for."""

    q = forms.CharField(
        max_length=LONGEST_QUERY,
        error_messages={"required": "Please write at least one word."},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    page = forms.IntegerField(min_value=1, max_value=MOST_PAGES, required=False)


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of boxes to tick."""

    name: str
    legend: str
    options: tuple[FacetValue, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The empty box on GET, results on POST; a query in the address is not looked at."""
    form = SearchForm(request.POST or None)
    context: dict[str, Any] = {
        "form": form,
        "nav": "search",
        **unwanted_context(request),
    }
    if form.is_valid():
        query = form.cleaned_data["q"]
        try:
            context |= _results(request, query, form.cleaned_data["page"] or 1)
        except QueryError as error:  # somebody asked for a strict reading
            context |= {"mistake": mistake_in(query, error), "strict": True}
    return render(request, "archive/reading/search.html", context)


def _results(request: HttpRequest, query: str, number: int) -> dict[str, Any]:
    filters = _chosen(request.POST)
    viewer = viewer_in(request)
    names = request.POST.get("names", "")
    strict = request.POST.get("reading") == "strict"
    found = find(
        viewer,
        query,
        strict=strict,
        filters=filters,
        offset=(number - 1) * HITS_A_PAGE,
        limit=HITS_A_PAGE,
        synonyms=OTHER_NAMES.get(names),
    )
    return {
        "found": found,
        "names": names if names in OTHER_NAMES else "",
        "suggestion": did_you_mean(viewer, query, strict=strict),
        "strict": strict,
        "read_as": None if strict else read_as(viewer, query),
        "answerable": answerable(viewer, {hit.discussion for hit in found.hits}),
        "facets": tuple(_facet(name, found.facets.get(name, ())) for name in FACETS),
        "narrowed": bool(filters.chosen()),
        "pages": Pages(number, max(1, min(MOST_PAGES, -(-found.total // HITS_A_PAGE)))),
    }


def _chosen(sent: QueryDict) -> Filters:
    return Filters(**{name: tuple(sent.getlist(name)[:MOST_CHOSEN]) for name in FACETS})


def _facet(name: str, options: tuple[FacetValue, ...]) -> Facet:
    if name == "voice":
        plain = {str(voice): words for voice, words in VOICE_IN_WORDS.items()}
        options = tuple(
            replace(option, label=plain.get(option.value, option.label)) for option in options
        )
    return Facet(name, LEGENDS[name], options)
