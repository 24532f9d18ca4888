"""Asks an engine the judged queries the way the pages do.

A reader's words are read leniently, with other names of medicines looked for too; where the page
would ask "did you mean", the suggestion is pressed. A researcher's query is read strictly.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean
from typing import Final

from archive.domain.query import parse
from archive.search.did_you_mean import suggested
from archive.search.port import Filters, SearchBackend
from archive.search.synonyms import names_in, widened
from tests.judged.judged import Judged, themes
from tests.judged.ndcg import ndcg

FIRST: Final = 10
NOBODY: Final[frozenset[str]] = frozenset()


def answered(index: SearchBackend, judged: Judged, *, most: int = FIRST) -> tuple[str, ...]:
    """The first refs of the page of results."""
    query = judged.ask
    if not judged.is_strict and (better := suggested(index, query, now=0.0, hidden=NOBODY)):
        query = better.query
    node = parse(query, strict=judged.is_strict)
    if not judged.is_strict:
        node = widened(node, names_in(themes()))
    found = index.search(
        node, now=0.0, hidden=NOBODY, filters=Filters(), offset=0, limit=most, sort="relevance"
    )
    return found.refs


def scores(index: SearchBackend, queries: Iterable[Judged]) -> dict[str, float]:
    """nDCG@10 of each query, by what was asked."""
    return {each.ask: ndcg(answered(index, each), each.grades, FIRST) for each in queries}


def means(index: SearchBackend, queries: Iterable[Judged]) -> dict[str, float]:
    """Mean nDCG@10 by kind of query, and of all as "all"."""
    asked = tuple(queries)
    all_scores = scores(index, asked)
    kinds: dict[str, list[float]] = {each.kind: [] for each in asked}
    for each in asked:
        kinds[each.kind].append(all_scores[each.ask])
    return {kind: fmean(got) for kind, got in kinds.items()} | {"all": fmean(all_scores.values())}
