"""Answering a query over a snapshot: masks, BM25F, facet counts.

Every statistic that ranks (how many documents, how many with the term, how long on average) is
taken over the documents this search may know of, so that a hidden document changes neither a
total, nor a facet, nor the order of what is shown.

BM25F as Whoosh computes it: the BM25 of each field added up, idf = ln(N / (n + 1)) + 1. A phrase
counts as one term that occurs as often as the whole phrase does.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

import numpy as np

from archive.domain.query import (
    And,
    DateRange,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Proximity,
    Term,
    Wildcard,
    near_token,
)
from archive.search import analyser
from archive.search.backends.columns import Columns, Visible
from archive.search.backends.facts import TEXT_FIELDS, UNKNOWN, Floats, Ints, Mask, TextField
from archive.search.forms import Shape, shape_of
from archive.search.port import FACETS, Count, Filters, Found, Sort

# Measured on MED, Cranfield and CISI: nDCG@10 of .728, .367 and .336, against .692, .323 and .291
# with Whoosh's defaults (K1 = 1.2, B = .75, no stemming of this kind).
K1: Final = 2.0
B: Final = 0.75


class Searchable(Columns, ABC):
    """One generation of an index: the columns, and the words as its engine keeps them.

    "Among" is what a search may know of; numbers of documents are ascending, without repeats.
    """

    generation: str
    """Changes with every write that a search could notice."""

    @abstractmethod
    def lexicon(self) -> Iterator[str]:
        """Every term and form whose bytes are there; one may come more than once."""

    @abstractmethod
    def postings(self, field: TextField, terms: Sequence[str], among: Mask) -> tuple[Ints, Floats]:
        """(documents, occurrences) of one term, or of several side by side."""

    @abstractmethod
    def near(
        self, field: TextField, terms: Sequence[str], distance: int, among: Mask
    ) -> tuple[Ints, Floats]:
        """(documents, occurrences) of several terms with at most `distance` others among them."""

    @abstractmethod
    def occurrences(self, shape: Shape, among: Mask) -> Floats:
        """How often forms that fit `shape` stand in each document, 0 outside `among`."""

    @abstractmethod
    def frequencies(self, shape: Shape, among: Mask) -> dict[str, int]:
        """In how many documents of `among` each form that fits `shape` stands, if in any."""

    def forms(
        self, shape: Shape, *, now: float, hidden: frozenset[str], limit: int
    ) -> tuple[Count, ...]:
        """See `SearchBackend.forms`."""
        counts = self.frequencies(shape, self.visible(now, hidden).mask)
        ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        return tuple(Count(form, count) for form, count in ordered[:limit])

    def traces(self, terms: Sequence[str]) -> frozenset[str]:
        """Refs of documents, those that are gone included, with `terms` side by side."""
        every = np.ones(self.size, np.bool_)
        found = (self.postings(field, terms, every)[0] for field in TEXT_FIELDS if terms)
        return frozenset(self.refs[doc] for docs in found for doc in docs)


@dataclass(frozen=True, slots=True)
class Matches:
    """Which documents match, and how well (0 where they do not)."""

    mask: Mask
    score: Floats


def answer(
    snapshot: Searchable,
    node: Node,
    *,
    now: float,
    hidden: frozenset[str],
    filters: Filters,
    offset: int,
    limit: int,
    sort: Sort,
) -> Found:
    """See `SearchBackend.search`."""
    visible = snapshot.visible(now, hidden)
    matches = Evaluation(snapshot, visible).of(node)
    limits = {
        name: snapshot.coded[name].mask(values, snapshot.size)
        for name, values in filters.chosen().items()
    }
    hits = np.flatnonzero(_all_of(matches.mask, *limits.values()))
    facets = {}
    for facet in FACETS:
        others = (mask for name, mask in limits.items() if name != facet)
        docs = hits if facet not in limits else np.flatnonzero(_all_of(matches.mask, *others))
        counts = snapshot.coded[facet].counts(docs)
        facets[facet] = tuple(
            Count(value, n) for value, n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
        )
    page = _page(snapshot, hits, matches.score, sort, offset, limit)
    return Found(len(hits), tuple(snapshot.refs[doc] for doc in page), facets)


class Evaluation:
    """One query over one snapshot, as one search may see it."""

    def __init__(self, snapshot: Searchable, seen: Visible) -> None:
        self.snapshot = snapshot
        self.visible = seen.mask
        self.seen = seen

    def of(self, node: Node) -> Matches:
        """What matches, within what is visible. The parser bounds the depth of recursion."""
        match node:
            case Term(text) | Phrase(text):
                return self.words(analyser.terms(text))
            case Prefix() | Wildcard() | Fuzzy():
                return self.forms(shape_of(node))
            case Proximity(text, distance):
                return self.words(analyser.terms(text), distance)
            case Field(name, value):
                return self.fact(name, value)
            case Near(first, second, within):
                return self.fact("near", near_token(first, second, within))
            case DateRange(first_month, last_month):
                return self.written(first_month, last_month)
            case Not(child):
                return self.unscored(~self.of(child).mask)
            case And(children):
                return self.at_least(len(children), children)
            case Or(children, minimum):
                return self.at_least(minimum, children)
            case Nothing():
                return self.unscored(np.zeros(self.snapshot.size, np.bool_))
            case _:
                assert_never(node)

    def unscored(self, mask: Mask) -> Matches:
        return Matches(mask & self.visible, np.zeros(self.snapshot.size))

    def at_least(self, minimum: int, children: tuple[Node, ...]) -> Matches:
        """What `minimum` of the children match; the scores of those that do are added up."""
        times = np.zeros(self.snapshot.size, np.uint16)
        score = np.zeros(self.snapshot.size)
        for child in children:
            matches = self.of(child)
            times += matches.mask
            score += matches.score
        mask = times >= minimum
        return Matches(mask, np.where(mask, score, 0.0))

    def fact(self, name: str, value: str) -> Matches:
        return self.unscored(self.snapshot.coded[name].mask([value], self.snapshot.size))

    def written(self, first: int | None, last: int | None) -> Matches:
        """What was written in these months; an unknown month is in no range."""
        months = self.snapshot.months
        mask = months != UNKNOWN
        if first is not None:
            mask &= months >= first
        if last is not None:
            mask &= months <= last
        return self.unscored(mask)

    def words(self, terms: list[str], distance: int | None = None) -> Matches:
        """One term, or several side by side or near each other, in the title or in the text."""
        mask = np.zeros(self.snapshot.size, np.bool_)
        score = np.zeros(self.snapshot.size)
        for field in TEXT_FIELDS if terms else ():
            if distance is None or len(terms) == 1:
                docs, times = self.snapshot.postings(field, terms, self.visible)
            else:
                docs, times = self.snapshot.near(field, terms, distance, self.visible)
            score[docs] += self.bm25(docs, times, field)
            mask[docs] = True
        return Matches(mask, score)

    def forms(self, shape: Shape) -> Matches:
        """All forms of a shape, as if they were one word of title and text together."""
        occurrences = self.snapshot.occurrences(shape, self.visible)
        docs = np.flatnonzero(occurrences)
        score = np.zeros(self.snapshot.size)
        score[docs] = self.bm25(docs, occurrences[docs], *TEXT_FIELDS)
        return Matches(occurrences > 0, score)

    def bm25(self, docs: Ints, times: Floats, *fields: TextField) -> Floats:
        """How much `times` occurrences in each of `docs` (all that have any) are worth, in these
        fields as if they were one."""
        if not len(docs):
            return np.zeros(0)
        average = sum(self.seen.words[field] for field in fields) / self.seen.total
        lengths = np.sum([self.snapshot.lengths[field][docs] for field in fields], axis=0)
        idf = math.log(self.seen.total / (len(docs) + 1)) + 1
        norm = (1 - B) + B * lengths / average
        worth: Floats = idf * times * (K1 + 1) / (times + K1 * norm)
        return worth


def _all_of(first: Mask, *masks: Mask) -> Mask:
    for mask in masks:
        first = first & mask
    return first


def _page(
    snapshot: Searchable, docs: Ints, score: Floats, sort: Sort, offset: int, limit: int
) -> Ints:
    """The document numbers of one page; equal ranks are in thread order."""
    years = snapshot.years[docs].astype(np.float64)
    match sort:
        case "relevance":
            first: Floats = -score[docs]
        case "newest":
            first = -years  # 0, an unknown year, comes last
        case "oldest":
            first = np.where(years == 0, np.inf, years)
        case "thread":
            first = np.zeros(len(docs))
        case _:
            assert_never(sort)
    if len(docs) > 4 * (offset + limit):  # only what may come so far up need be put in order
        chosen = first <= np.partition(first, offset + limit)[offset + limit]
        docs, first = docs[chosen], first[chosen]
    order = np.lexsort((snapshot.thread_rank[docs], first))
    return docs[order[offset : offset + limit]]
