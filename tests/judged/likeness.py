"""The judged set asked of the model and of both orders together, and texts asked for their like.

Which texts are alike was not judged by itself: two texts are as much alike as the best query says
that both answer, the lesser of their two grades counting. So it is a measure of the same readings.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Final

import numpy as np

from archive.domain.query import Node, Term, parse, positive_leaves
from archive.gate.disclosed import IndexDocument
from archive.search.fusion import fused
from archive.search.port import Filters, SearchBackend
from archive.search.similar import ORDERED
from archive.search.telling import ASKED, any_of, telling, weighed
from archive.search.vectors import minilm
from archive.search.vectors.bert import Floats
from archive.search.vectors.store import Entry, Vectors, VectorStore
from tests.judged.asking import FIRST, answered
from tests.judged.judged import Judged
from tests.judged.ndcg import ndcg

ALIKE: Final = frozenset({"question", "keywords", "themes"})
"""Kinds of queries that ask for a subject, not for a word."""

WAYS: Final = ("words", "meaning", "both")


def vectors_of(folder: Path, texts: Iterable[IndexDocument]) -> Vectors:
    """The texts as the archive would store them."""
    store = VectorStore(folder, minilm.VERSION, audiences=1)
    times = np.array([[0.0, math.inf]])
    store.put((Entry(t.ref, "", times, minilm.embed(t.text)) for t in texts), now=0.0)
    return store.vectors()


def nearest(vectors: Vectors, asked: Floats, *, without: str = "") -> list[str]:
    """Refs by nearness, the nearest first."""
    near = vectors.nearness(asked)
    order = (vectors.refs[at] for at in np.argsort(-near, kind="stable"))
    return [ref for ref in order if ref != without][:ORDERED]


def of_queries(
    index: SearchBackend, vectors: Vectors, queries: Sequence[Judged]
) -> dict[str, dict[str, float]]:
    """Mean nDCG@10 by way and kind of query."""
    scores: dict[str, dict[str, list[float]]] = {way: defaultdict(list) for way in WAYS}
    for each in queries:
        lexical = answered(index, each, most=ORDERED)
        node = parse(each.ask, strict=each.is_strict)
        words = " ".join(leaf.text for leaf in positive_leaves(node)) or each.ask
        near = nearest(vectors, minilm.embed(words))
        for way, order in zip(WAYS, (lexical, near, fused(lexical, near)), strict=True):
            score = ndcg(order[:FIRST], each.grades, FIRST)
            scores[way][each.kind].append(score)
            scores[way]["all"].append(score)
    return _means(scores)


def of_texts(
    index: SearchBackend,
    vectors: Vectors,
    texts: Sequence[IndexDocument],
    queries: Sequence[Judged],
) -> dict[str, dict[str, float]]:
    """The same for texts asked for their like, as the page of one text does it."""
    scores: dict[str, dict[str, list[float]]] = {way: defaultdict(list) for way in WAYS}
    grades = alike(queries)
    for text in texts:
        if not grades.get(text.ref):
            continue
        words = weighed(telling(text.text), lambda word: _total(index, Term(word)), len(texts))
        lexical = _like(index, any_of(list(words.values())[:ASKED]), text.ref)
        near = nearest(vectors, vectors.of(text.ref), without=text.ref)
        for way, order in zip(WAYS, (lexical, near, fused(lexical, near)), strict=True):
            scores[way]["all"].append(ndcg(order[:FIRST], grades[text.ref], FIRST))
    return _means(scores)


def alike(queries: Iterable[Judged]) -> dict[str, Mapping[str, int]]:
    """For each text how much others are like it."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for query in queries:
        if query.kind not in ALIKE:
            continue
        for one, first in query.grades.items():
            for other, second in query.grades.items():
                if one != other:
                    grade = min(first, second)
                    grades[one][other] = max(grade, grades[one].get(other, 0))
    return dict(grades)


def _like(index: SearchBackend, node: Node, ref: str) -> list[str]:
    found = index.search(
        node,
        now=0.0,
        hidden=frozenset({ref}),
        filters=Filters(),
        offset=0,
        limit=ORDERED,
        sort="relevance",
    )
    return list(found.refs)


def _total(index: SearchBackend, node: Node) -> int:
    return index.search(
        node,
        now=0.0,
        hidden=frozenset(),
        filters=Filters(),
        offset=0,
        limit=0,
        sort="relevance",
    ).total


def _means(scores: Mapping[str, Mapping[str, list[float]]]) -> dict[str, dict[str, float]]:
    return {
        way: {kind: fmean(some) for kind, some in kinds.items()} for way, kinds in scores.items()
    }
