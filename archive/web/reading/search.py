"""The readers' search: a box and what it found. Searches are sent by POST and never stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from archive.domain.words import Voice
from archive.gate import read_as
from archive.search.find import find
from archive.search.port import FACETS, Filters
from archive.web.middleware import viewer_in
from archive.web.reading.page import VOICE_IN_WORDS

HITS_A_PAGE = 20
MOST_PAGES = 500
LONGEST_QUERY = 500
MOST_CHOSEN = 100

LEGENDS = {"theme": "Theme", "voice": "Told", "discussion": "Discussion", "year": "Year"}


class SearchForm(forms.Form):
    """The box, and the page asked for."""

    q = forms.CharField(
        max_length=LONGEST_QUERY,
        error_messages={"required": "Please write at least one word."},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    page = forms.IntegerField(min_value=1, max_value=MOST_PAGES, required=False)


@dataclass(frozen=True, slots=True)
class Option:
    """A box to tick: a value of a facet, with how many texts have it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of boxes."""

    name: str
    legend: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the results the reader is; pages count from 1."""

    number: int
    last: int

    @property
    def previous(self) -> int:
        """The page before, 0 on the first."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The page after, 0 on the last."""
        return self.number + 1 if self.number < self.last else 0


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The empty box on GET, results on POST; a query in the address is not looked at."""
    form = SearchForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "nav": "search"}
    if form.is_valid():
        context |= _results(request, form.cleaned_data["q"], form.cleaned_data["page"] or 1)
    return render(request, "archive/reading/search.html", context)


def _results(request: HttpRequest, query: str, number: int) -> dict[str, Any]:
    viewer = viewer_in(request)
    filters = _chosen(request.POST)
    offset = (number - 1) * HITS_A_PAGE
    found = find(viewer, query, filters=filters, offset=offset, limit=HITS_A_PAGE)
    titles = read_as(viewer).titles(tuple({hit.discussion for hit in found.hits}))
    return {
        "found": found,
        "hits": tuple((hit, titles.get(hit.discussion, "")) for hit in found.hits),
        "facets": tuple(_facet(name, found.facets.get(name, ()), filters) for name in FACETS),
        "narrowed": bool(filters.chosen()),
        "pages": Pages(number, max(1, min(MOST_PAGES, -(-found.total // HITS_A_PAGE)))),
    }


def _chosen(sent: QueryDict) -> Filters:
    return Filters(**{name: tuple(sent.getlist(name)[:MOST_CHOSEN]) for name in FACETS})


def _facet(name: str, counts: Any, filters: Filters) -> Facet:
    """The facet with every counted value, and the chosen ones even where they count nothing."""
    chosen = getattr(filters, name)
    options = [
        Option(c.value, _label(name, c.value, c.label), c.count, c.value in chosen) for c in counts
    ]
    counted = {option.value for option in options}
    options += [Option(v, _label(name, v, v), 0, True) for v in chosen if v not in counted]
    return Facet(name, LEGENDS[name], tuple(options))


def _label(name: str, value: str, label: str) -> str:
    if name == "voice" and value in Voice:
        return VOICE_IN_WORDS[Voice(value)]
    return label
