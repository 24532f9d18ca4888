"""Every contribution that a researcher's query matches, as refs: what lists, lines and sets are of.

The index of the viewer's audience answers, the rule is asked again by whoever opens the refs. No
query is logged or stored here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from django.utils import timezone

from archive import gate
from archive.domain.query import Node, parse, with_themes
from archive.domain.words import Audience, Purpose
from archive.gate.rules import audience_of
from archive.search.indexes import index_of
from archive.search.port import Capabilities, Filters, Sort

MOST: Final = 100_000
"""Refs of one answer at most."""

PURPOSES: Final = {
    Audience.STAFF: Purpose.REVIEW,
    Audience.RESEARCH: Purpose.RESEARCH,
    Audience.PUBLIC: Purpose.FIND,
}
"""For what the gate is asked when a text of an index is opened."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it was read: its tree and filters, with merged themes as what they are now."""

    node: Node
    filters: Filters


@dataclass(frozen=True, slots=True)
class Matching:
    """The refs in the order asked for, at most `MOST`, and how many there are."""

    understood: Understood
    total: int
    refs: tuple[str, ...]


def understood(viewer: gate.Viewer, query: str, filters: Filters) -> Understood:
    """Raises `QueryError`, whose position is the code point where reading stopped."""
    node = parse(query, strict=True, staff=viewer.is_staff)
    read_as = gate.read_as(viewer).merged_themes()
    themes = tuple(dict.fromkeys(read_as.get(slug, slug) for slug in filters.theme))
    return Understood(with_themes(node, read_as), replace(filters, theme=themes))


def matching(
    viewer: gate.Viewer,
    query: str,
    *,
    filters: Filters | None = None,
    sort: Sort = "thread",
    limit: int = MOST,
) -> Matching:
    """What `viewer` may find for a strict `query`. Raises `QueryError`, `IndexUnusable`."""
    read = understood(viewer, query, filters or Filters())
    found = index_of(audience_of(viewer)).search(
        read.node,
        now=timezone.now().timestamp(),
        hidden=gate.hidden_refs() | gate.read_as(viewer).blind_refs(),
        filters=read.filters,
        offset=0,
        limit=limit,
        sort=sort,
    )
    return Matching(read, found.total, found.refs)


def purpose_of(viewer: gate.Viewer) -> Purpose:
    """For what this viewer opens what his index finds."""
    return PURPOSES[audience_of(viewer)]


def engine_of(viewer: gate.Viewer) -> Capabilities:
    """Which engine answers this viewer, and which analyser: to be kept with a search."""
    return index_of(audience_of(viewer)).capabilities
