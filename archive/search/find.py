"""A search as a person makes it: words in, hits with snippets and facets out.

The index of the viewer's audience says which contributions; the gate says what of them may be
seen; snippets are made from what the gate gave. A hit the gate refuses is dropped and counted:
index and database have drifted apart. No query is logged or stored, here or anywhere.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.utils import timezone

from archive import gate
from archive.domain import content_labels, languages
from archive.domain.content_labels import Label
from archive.domain.errors import InvalidInput
from archive.domain.query import Node, parse, with_themes
from archive.domain.words import STAFF_ROLES, Audience, Kind, Purpose, Role, Voice
from archive.gate.disclosed import DisclosedContribution
from archive.search.highlight import Snippet, snippets
from archive.search.indexes import index_of
from archive.search.port import FACETS, SORTS, Count, Filters, Found, SearchBackend, Sort
from archive.search.synonyms import Meant, Names, meant, names_in, only, widened

MOST: Final = 100
"""Hits a page at most."""

DISCUSSIONS: Final = 50
"""Discussions offered to narrow by: those with most hits, and any that are chosen."""

VOICES: Final = {
    Voice.FIRST_PERSON: "Own experience",
    Voice.SECOND_HAND: "About somebody else",
    Voice.MIXED: "Own experience in part",
    Voice.COMMENTARY: "Commentary",
    Voice.UNCLEAR: "Not clear yet",
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """One contribution found; `title` is its discussion's, `shown` what the gate opened of it."""

    ref: str
    discussion: str
    position: str
    voice: Voice
    title: str
    snippets: tuple[Snippet, ...]
    shown: DisclosedContribution
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A choice that narrows: how many contributions it has, and whether it is chosen now."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits out of `total`, and the facets of all of them. `offset` counts from 0.

    `meant` are words that have other names in the codebook, looked for too or only offered.
    `more_discussions` have hits too, but fewer than those in the facet.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    offset: int = 0
    limit: int = 20
    sort: Sort = "relevance"
    meant: tuple[Meant, ...] = ()
    more_discussions: int = 0


def find(
    viewer: gate.Viewer,
    query: str,
    *,
    strict: bool,
    filters: Filters | None = None,
    offset: int = 0,
    limit: int = 20,
    sort: Sort = "relevance",
    synonyms: bool | None = None,
    cut: bool = True,
) -> Results:
    """What `viewer` may find for `query`; hits have snippets unless those are not to be `cut`.

    Readers' hits have no position but the essay's "0": it is counted over whole threads.

    `synonyms` looks for other names of a word as well (see `synonyms`); unless said, for readers
    alone. Strict raises `QueryError` over what it does not understand; lenient never does. Raises
    `InvalidInput` for a page or order that cannot be, `IndexUnusable` where there is no index.
    """
    _check_page(offset, limit, sort)
    filters = filters or Filters()
    audience, purpose = _audience(viewer.role)
    reader = gate.read_as(viewer)
    node = parse(query, strict=strict, staff=audience is Audience.STAFF)
    if read_as := reader.merged_themes():
        node = with_themes(node, read_as)
        chosen_themes = dict.fromkeys(read_as.get(slug, slug) for slug in filters.theme)
        filters = replace(filters, theme=tuple(chosen_themes))
    themes = reader.theme_list()
    names = names_in(themes)
    asked = Asked(
        index_of(audience),
        now=timezone.now().timestamp(),
        hidden=gate.hidden_refs() | reader.blind_refs(),
        filters=filters,
    )
    applied = audience is Audience.PUBLIC if synonyms is None else synonyms
    also = asked.meant(node, names, applied=applied)
    if applied:
        node = widened(node, names)
    found = asked.search(node, offset=offset, limit=limit, sort=sort)
    disclosed = reader.hydrate(found.refs, purpose, placed=audience is not Audience.PUBLIC)
    dropped = len(found.refs) - len(disclosed)
    if dropped:
        logger.warning(
            "search drift: the gate refused %d hits of the %s index; run check_index",
            dropped,
            audience,
        )
    counted = dict(found.facets)
    in_discussions = counted.get("discussion", ())
    counted["discussion"] = tuple(
        count
        for place, count in enumerate(in_discussions)
        if place < DISCUSSIONS or count.value in filters.discussion
    )
    titles = reader.titles(
        {c.value for c in counted["discussion"]}
        | {shown.discussion for shown in disclosed.values()}
        | set(filters.discussion)
    )
    hits = tuple(_hit(disclosed[ref], node, titles, cut) for ref in found.refs if ref in disclosed)
    labels: dict[str, Mapping[str, str]] = {
        "theme": {theme.slug: theme.label for theme in themes},
        "voice": {str(voice): label for voice, label in VOICES.items()},
        "discussion": titles,
        "label": {str(label): words for label, words in content_labels.WORDS.items()},
        "language": languages.NAMES,
    }
    chosen = filters.chosen()
    facets = {
        name: _facet(name, counted.get(name, ()), chosen.get(name, ()), labels.get(name, {}))
        for name in FACETS
    }
    return Results(
        found.total - dropped,
        hits,
        facets,
        offset,
        limit,
        sort,
        also,
        len(in_discussions) - len(counted["discussion"]),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """An index as one search may ask it: at one time, without what is hidden, filtered."""

    index: SearchBackend
    now: float
    hidden: frozenset[str]
    filters: Filters

    def search(
        self, node: Node, *, offset: int = 0, limit: int = 0, sort: Sort = "relevance"
    ) -> Found:
        """What the index finds."""
        return self.index.search(
            node,
            now=self.now,
            hidden=self.hidden,
            filters=self.filters,
            offset=offset,
            limit=limit,
            sort=sort,
        )

    def meant(self, node: Node, names: Names, *, applied: bool) -> tuple[Meant, ...]:
        """The words with other names, and how many more contributions each would find alone."""
        words = meant(node, names)
        if not words:
            return ()
        plain = self.search(node).total
        return tuple(
            replace(
                word,
                applied=applied,
                more=self.search(widened(node, only(names, word))).total - plain,
            )
            for word in words
        )


def _check_page(offset: int, limit: int, sort: str) -> None:
    if sort not in SORTS:
        raise InvalidInput(f"“{sort[:40]}” is not an order.", hint=f"One of {', '.join(SORTS)}.")
    if offset < 0 or not 1 <= limit <= MOST:
        raise InvalidInput("There is no such page of results.", hint=f"At most {MOST} a page.")


def _audience(role: Role) -> tuple[Audience, Purpose]:
    """Whose index, and for what the gate is asked."""
    if role in STAFF_ROLES:
        return Audience.STAFF, Purpose.REVIEW
    if role == Role.RESEARCHER:
        return Audience.RESEARCH, Purpose.RESEARCH
    return Audience.PUBLIC, Purpose.FIND


def _hit(shown: DisclosedContribution, node: Node, titles: Mapping[str, str], cut: bool) -> Hit:
    return Hit(
        shown.ref,
        shown.discussion,
        shown.position or ("0" if shown.kind is Kind.ESSAY else ""),
        shown.voice,
        titles.get(shown.discussion, shown.title),
        snippets(shown.text, node) if cut else (),
        shown,
        shown.labels,
    )


def _facet(
    name: str,
    counts: tuple[Count, ...],
    chosen: tuple[str, ...],
    labels: Mapping[str, str],
) -> tuple[FacetValue, ...]:
    """The choices of one facet; a chosen value is there even where nothing has it any more."""
    numbers = {count.value: count.count for count in counts} | {
        value: 0 for value in chosen if value not in {count.value for count in counts}
    }
    values = sorted(numbers, reverse=True) if name == "year" else list(numbers)
    return tuple(
        FacetValue(value, labels.get(value, value), numbers[value], value in chosen)
        for value in values
    )
