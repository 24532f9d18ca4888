"""The desk's search: a strict query, and the accounts and texts that answer it as passages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from archive.domain.content_labels import WORDS, Label
from archive.domain.errors import QueryError
from archive.domain.words import Voice
from archive.gate import Viewer, analysing, read_as
from archive.gate.disclosed import DisclosedTheme
from archive.search.find import VOICES, FacetValue, Hit, Results, find
from archive.search.matching import understood
from archive.search.passages import InPassages, in_passages, named_themes
from archive.search.similar import Why, close_to
from archive.web.paging import Pages
from archive.web.reading.unwanted import context as unwanted_context
from archive.web.research.asked import SORT_WORDS, Asked, asked_in
from archive.web.research.mistakes import mistake_in
from archive.web.research.news import panel
from archive.web.workbench.request import StaffRequest

HITS_A_PAGE = 20
LEGENDS = {
    "theme": "Theme",
    "voice": "Told",
    "discussion": "Discussion",
    "year": "Year",
    "label": "Content",
    "language": "Language",
    "kind": "Kind",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A text of the results with its passages."""

    hit: Hit
    passages: InPassages


@dataclass(frozen=True, slots=True)
class Option:
    """A box to tick; `depth` says how deep a theme lies under others."""

    value: FacetValue
    depth: int = 0

    @property
    def indent(self) -> str:
        """A class for the depth, for the first steps alone."""
        return f"in{min(self.depth, 4)}"


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of boxes."""

    name: str
    legend: str
    options: tuple[Option, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: StaffRequest) -> HttpResponse:
    """The box on GET, results on POST; or on GET for a link that somebody made on purpose."""
    asked = asked_in(request)
    context: dict[str, Any] = {
        "asked": asked,
        "sorts": SORT_WORDS.items(),
        "link": asked.link(request) if request.POST.get("do") == "link" and asked.query else "",
        "staff_view": request.viewer.is_staff,
        "nav": "desk",
        **unwanted_context(request),
    }
    status = 200
    if request.method != "POST" and not asked.query:
        context["themes"] = read_as(request.viewer).theme_list()
        context |= panel(request.viewer)
    if asked.query:
        try:
            context |= results_of(request.viewer, asked)
        except QueryError as error:
            context["mistake"] = mistake_in(asked.query, error)
            status = 422
    return render(request, "archive/research/search.html", context, status=status)


def results_of(viewer: Viewer, asked: Asked) -> dict[str, Any]:
    """What a page of results shows. Raises `QueryError`."""
    found = find(
        viewer,
        asked.query,
        strict=True,
        filters=asked.filters,
        offset=(asked.page - 1) * HITS_A_PAGE,
        limit=HITS_A_PAGE,
        sort=asked.sort,
        cut=False,
    )
    read = understood(viewer, asked.query, asked.filters)
    themes = read_as(viewer).theme_list()
    unknown = named_themes(read.node) - {theme.slug for theme in themes}
    upwards = analysing.book(viewer).upwards
    close = close_to(viewer, asked.query, asked.filters) if asked.page == 1 else None
    return {
        "close": close if close and close.why is not Why.NO_WORDS else None,
        "found": found,
        "texts": tuple(
            Found(hit, in_passages(hit.shown, read.node, read.filters.theme, upwards))
            for hit in found.hits
        ),
        "facets": facets_of(found, themes),
        "unknown": sorted(unknown),
        "themes": themes if unknown else (),
        "narrowed": bool(asked.filters.chosen()),
        "pages": Pages(asked.page, max(1, -(-found.total // HITS_A_PAGE))),
    }


def facets_of(found: Results, themes: tuple[DisclosedTheme, ...]) -> tuple[Facet, ...]:
    """Facets in a fixed order, themes under what they stand under."""
    names = [*(n for n in LEGENDS if n in found.facets), *sorted(found.facets.keys() - LEGENDS)]
    return tuple(
        Facet(
            name,
            LEGENDS.get(name, name.capitalize()),
            _theme_options(found.facets[name], themes)
            if name == "theme"
            else tuple(Option(_in_words(name, value)) for value in found.facets[name]),
        )
        for name in names
        if found.facets[name]
    )


def _in_words(name: str, value: FacetValue) -> FacetValue:
    if name == "voice":
        return replace(value, label=VOICES.get(Voice(value.value), value.label))
    if name == "label":
        return replace(value, label=WORDS.get(Label(value.value), value.label))
    return value


def _theme_options(
    values: tuple[FacetValue, ...], themes: tuple[DisclosedTheme, ...]
) -> tuple[Option, ...]:
    """Each theme under its broader one; siblings by count."""
    parents = {theme.slug: theme.parent for theme in themes}
    present = {value.value for value in values}
    children: dict[str, list[FacetValue]] = {}
    for value in values:
        above = parents.get(value.value, "")
        children.setdefault(above if above in present else "", []).append(value)
    options: list[Option] = []

    def add(above: str, depth: int) -> None:
        for value in children.pop(above, ()):
            options.append(Option(value, depth))
            add(value.value, depth + 1)

    add("", 0)
    return tuple(options)
