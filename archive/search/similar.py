"""Accounts like one account, and accounts close to a query in meaning: with why, for the desk.

Two orders are fused: of the engine, asked for the telling words, and of the model. Only accounts
whose writers allow `machine` at this moment are in either; every row is asked of the gate again. A
text that the viewer may not see changes no row, no order and no number. No query is logged or
stored, here or anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from django.utils import timezone

from archive import gate
from archive.domain.errors import NotFound
from archive.domain.query import And, Node, Not, Nothing, Or, Term, Words, positive_leaves
from archive.gate.disclosed import DisclosedContribution, DisclosedTheme
from archive.gate.machine_texts import COMPARING, comparable_now
from archive.gate.rules import audience_of
from archive.search.fusion import fused
from archive.search.highlight import Snippet, snippets
from archive.search.indexes import index_of
from archive.search.matching import MOST, purpose_of, understood
from archive.search.port import Filters, Found
from archive.search.telling import ASKED, any_of, both_say, telling, weighed
from archive.search.vectors import keeping, minilm
from archive.search.vectors.bert import Floats, Unreadable
from archive.search.vectors.store import Vectors

SIMILAR: Final = 8
"""Rows beside one text."""
CLOSE: Final = 5
"""Rows beside the results of a query."""
NEAR_TEXT: Final = 0.35
"""Less near than this is not like a text, whatever words they share."""
NEAR_QUERY: Final = 0.3
"""The same for a query, which has fewer words to be near with."""
ORDERED: Final = 100
"""How far down each of the two orders counts."""
ROUNDING: Final = 1e-4
WORDS: Final = 6
"""Words that a row names."""
EVERYTHING: Final = Not(Nothing())


class Why(StrEnum):
    """Why there is no list."""

    OFF = "off"
    NO_TEXTS = "no_texts"
    NOT_THIS = "not_this"
    NO_WORDS = "no_words"


@dataclass(frozen=True, slots=True)
class Row:
    """An account that is near, and why: words and themes of both, and the cosine."""

    shown: DisclosedContribution
    title: str
    snippet: Snippet | None
    words: tuple[str, ...]
    themes: tuple[DisclosedTheme, ...]
    nearness: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows, the nearest first, out of so many texts that were compared; or why there are none."""

    rows: tuple[Row, ...] = ()
    texts: int = 0
    why: Why | None = None
    model: str = minilm.NAME


def similar_to(viewer: gate.Viewer, shown: DisclosedContribution) -> Compared:
    """Accounts like `shown`, which the gate has disclosed to this viewer."""
    seen = _Seen.now(viewer)
    if isinstance(seen, Why):
        return Compared(why=seen)
    own = seen.vectors.of(shown.ref)
    if shown.ref not in seen.refs or shown.ref not in comparable_now(viewer, [shown.ref]):
        return Compared(why=Why.NOT_THIS)
    nearness = seen.nearness(own, NEAR_TEXT, without={shown.ref})
    said = telling(shown.text, shown.formatting)
    words = weighed(said, seen.having, seen.total(EVERYTHING))
    order = fused(seen.lexical(list(words.values())[:ASKED], nearness), _nearest(nearness))
    themes = _themes(shown)
    rows = _rows(viewer, order, SIMILAR, nearness, words, themes)
    return Compared(rows, len(seen.refs) - 1)


def close_to(viewer: gate.Viewer, query: str, filters: Filters) -> Compared:
    """Accounts that a strict query does not find and that are near to its words. What else it asks
    for (a theme, a voice, without a word) they must answer like every hit. Raises `QueryError`."""
    read = understood(viewer, query, filters)
    leaves = positive_leaves(read.node)
    if not leaves:
        return Compared(why=Why.NO_WORDS)
    seen = _Seen.now(viewer)
    if isinstance(seen, Why):
        return Compared(why=seen)
    said = " ".join(leaf.text for leaf in leaves)
    try:
        asked = minilm.embed(said)
    except (OSError, Unreadable):  # a damaged model is no reason to show no results
        return Compared(why=Why.OFF)
    hits = frozenset(seen.found(read.node, read.filters))
    besides = relaxed(read.node)
    free = besides == EVERYTHING and not read.filters.chosen()
    apart = seen.refs if free else frozenset(seen.found(besides, read.filters))
    nearness = {
        ref: near
        for ref, near in seen.nearness(asked, NEAR_QUERY, without=hits).items()
        if ref in apart
    }
    words = {stem: word.form for stem, word in telling(said).items()}
    order = fused(seen.lexical(words.values(), nearness), _nearest(nearness))
    rows = _rows(viewer, order, CLOSE, nearness, words, frozenset(), placed=False)
    return Compared(rows, len(seen.refs))


def relaxed(node: Node) -> Node:
    """The query without the words it asks for: what it asks besides, and what it leaves out."""
    match node:
        case And(children):
            left = _without_words(children)
            return And(left) if len(left) > 1 else next(iter(left), EVERYTHING)
        case Or(children, minimum):
            left = _without_words(children)
            minimum -= len(children) - len(left)
            return Or(left, minimum) if minimum > 0 else EVERYTHING
        case _:
            return EVERYTHING if isinstance(node, Words) else node


def _without_words(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(left for node in nodes if (left := relaxed(node)) != EVERYTHING)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The vectors that this viewer may be shown something of, at one moment."""

    viewer: gate.Viewer
    vectors: Vectors
    refs: frozenset[str]
    hidden: frozenset[str]
    at: float

    @classmethod
    def now(cls, viewer: gate.Viewer) -> _Seen | Why:
        """Raises `NotFound` for readers: nothing is compared for them."""
        audience = audience_of(viewer)
        if audience not in COMPARING:
            raise NotFound("There is nothing at this address.")
        if not keeping.is_on():
            return Why.OFF
        vectors, at = keeping.store().vectors(), timezone.now().timestamp()
        hidden = gate.hidden_refs() | gate.read_as(viewer).blind_refs()
        times = vectors.times[:, keeping.audience_row(audience)] if vectors.refs else ()
        refs = frozenset(
            ref
            for ref, (since, until) in zip(vectors.refs, times, strict=True)
            if since <= at < until and ref not in hidden
        )
        return cls(viewer, vectors, refs, hidden, at) if refs else Why.NO_TEXTS

    def nearness(
        self, asked: Floats, least: float, *, without: Iterable[str]
    ) -> Mapping[str, float]:
        """The texts that are at least so near, the nearest of them if they are many."""
        left = self.refs - frozenset(without)
        every = self.vectors.nearness(asked)
        near = [
            (-every[at], self.vectors.refs[at])
            for at in np.flatnonzero(every >= least - ROUNDING)
            if self.vectors.refs[at] in left
        ]
        exact = {ref: self.vectors.exactly(ref, asked) for _, ref in sorted(near)[: 4 * ORDERED]}
        return {ref: value for ref, value in exact.items() if value >= least}

    def lexical(self, words: Iterable[str], among: Mapping[str, float]) -> list[str]:
        """The refs of `among` as the engine orders them for any of the words."""
        found = self.found(any_of(words), Filters())
        return [ref for ref in found if ref in among][:ORDERED]

    def having(self, word: str) -> int:
        """How many texts that this viewer may find have the word."""
        return self.total(Term(word))

    def total(self, node: Node) -> int:
        """How many texts a query finds."""
        return self._search(node, Filters(), 0).total

    def found(self, node: Node, filters: Filters) -> Sequence[str]:
        """All refs of the viewer's index that a query finds, the best first."""
        return self._search(node, filters, MOST).refs

    def _search(self, node: Node, filters: Filters, limit: int) -> Found:
        return index_of(audience_of(self.viewer)).search(
            node,
            now=self.at,
            hidden=self.hidden,
            filters=filters,
            offset=0,
            limit=limit,
            sort="relevance",
        )


def _nearest(nearness: Mapping[str, float]) -> list[str]:
    return sorted(nearness, key=lambda ref: (-nearness[ref], ref))[:ORDERED]


def _themes(shown: DisclosedContribution) -> frozenset[str]:
    """Slugs of the themes of its accounts."""
    return frozenset(t.slug for p in shown.passages if p.is_account for t in p.themes)


def _rows(
    viewer: gate.Viewer,
    order: Sequence[str],
    most: int,
    nearness: Mapping[str, float],
    words: dict[str, str],
    themes: frozenset[str],
    *,
    placed: bool = True,
) -> tuple[Row, ...]:
    """The first `most` that the gate lets through, for this viewer and for machines. Not `placed`,
    they do not say where in their threads they stand, which takes reading whole threads."""
    reader = gate.read_as(viewer)
    first = order[: 2 * most]
    allowed = comparable_now(viewer, first)
    kept = [ref for ref in first if ref in allowed][:most]
    opened = reader.hydrate(kept, purpose_of(viewer), placed=placed)
    titles = reader.titles({shown.discussion for shown in opened.values()})
    rows = []
    for ref in order:
        if (shown := opened.get(ref)) is None:
            continue
        said = both_say(words, shown.text, shown.formatting, WORDS)
        of_row = {t.slug: t for p in shown.passages if p.is_account for t in p.themes}
        rows.append(
            Row(
                shown,
                titles[shown.discussion],
                next(iter(snippets(shown.text, any_of(said), 1)), None),
                said,
                tuple(theme for slug, theme in of_row.items() if slug in themes),
                nearness[ref],
            )
        )
    return tuple(rows)
