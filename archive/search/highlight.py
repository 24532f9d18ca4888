"""Where a query's words stand in a text that the gate has disclosed: spans and snippets.

Made from the rendition after the gate, with the analyser that made the index, so that what is
marked is what was found. Offsets are code points, 0-based, end-exclusive.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from archive.domain.query import (
    Fuzzy,
    Node,
    Phrase,
    Prefix,
    Proximity,
    Term,
    Wildcard,
    positive_leaves,
)
from archive.domain.text import Layer, Span, sentences
from archive.search import analyser
from archive.search.forms import Shape, shape_of
from archive.search.proximity import stretches

LONGEST: Final = 320
"""Code points of a snippet: a longer sentence is cut around its first hit."""

_WORD_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """`text` is the stretch of the whole text that begins at `start`; `spans` are offsets into
    `text` of this snippet (kind "hit")."""

    text: str
    start: int
    spans: Layer


def hits(text: str, node: Node) -> Layer:
    """Every stretch of `text` that a word or phrase of the query matches, merged where they touch
    the same words. What stands under a NOT is not marked."""
    return _marks(_found(text, node))


def snippets(text: str, node: Node, limit: int = 3) -> tuple[Snippet, ...]:
    """Up to `limit` sentences with hits, those with most different words first chosen, in text
    order. Without any hit (the title matched, or only a field) the first sentence alone."""
    bounds = sentences(text)
    if not bounds or limit < 1:
        return ()
    found = _found(text, node)
    if not found:
        return (_snippet(text, bounds[0].start, bounds[0].end, ()),)
    best = sorted(_stretches(bounds, found), key=lambda s: (-len(s.words), s.start))[:limit]
    marked = _marks(found)
    return tuple(
        _snippet(text, s.start, s.end, marked) for s in sorted(best, key=lambda s: s.start)
    )


@dataclass(slots=True)
class _Stretch:
    """A sentence, or several that a phrase runs across, and which leaves of the query it has."""

    start: int
    end: int
    words: set[int]


_Found = tuple[int, int, int]  # start, end, number of the query's leaf


def _found(text: str, node: Node) -> list[_Found]:
    """Each match in order; overlapping ones are all there."""
    leaves = tuple(enumerate(positive_leaves(node)))
    if not leaves:
        return []
    sequences: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    nearby: list[tuple[int, list[str], int]] = []
    shapes: list[tuple[int, Shape]] = []
    for number, leaf in leaves:
        match leaf:
            case Term(words) | Phrase(words):
                if terms := analyser.terms(words):
                    sequences[terms[0]].append((number, terms))
            case Proximity(words, distance):
                nearby.append((number, analyser.terms(words), distance))
            case Prefix() | Wildcard() | Fuzzy():
                shapes.append((number, shape_of(leaf)))
            case _:
                assert_never(leaf)
    asked = [terms for some in sequences.values() for _, terms in some]
    asked += [terms for _, terms, _ in nearby]
    tokens = dict(analyser.tokens_of(text, {term[0] for terms in asked for term in terms}))
    found = list(_side_by_side(tokens, sequences))
    for number, terms, distance in nearby:
        found += _together(tokens, terms, distance, number)
    if shapes:
        found += _shaped(text, shapes)
    return sorted(found)


_Tokens = dict[int, analyser.Token]  # by index position: those that a query may be about


def _side_by_side(
    tokens: _Tokens, sequences: dict[str, list[tuple[int, list[str]]]]
) -> Iterator[_Found]:
    for at, token in tokens.items():
        for number, terms in sequences.get(token.text, ()):
            matched = [tokens.get(at + n) for n in range(len(terms))]
            last = matched[-1]
            if last and [t.text if t else None for t in matched] == terms:
                yield token.start, last.end, number


def _together(tokens: _Tokens, terms: list[str], distance: int, number: int) -> Iterator[_Found]:
    """The words of a proximity, where they stand together and nowhere else."""
    wanted = set(terms)
    places = [(at, token.text) for at, token in tokens.items() if token.text in wanted]
    reach = len(terms) + distance
    lasts = [last for _, last in stretches(places, terms, distance)]
    for at, _ in places:
        nearest = bisect_left(lasts, at)
        if nearest < len(lasts) and lasts[nearest] - reach < at:
            yield tokens[at].start, tokens[at].end, number


def _shaped(text: str, shapes: list[tuple[int, Shape]]) -> Iterator[_Found]:
    for form, start, end in analyser.forms_of(text, {shape.start[:1] for _, shape in shapes}):
        for number, shape in shapes:
            if form.startswith(shape.start) and shape.fits(form):
                yield start, end, number


def _marks(found: list[_Found]) -> Layer:
    """The matches as spans that do not overlap."""
    marks: list[Span] = []
    for start, end, _ in found:
        if marks and start < marks[-1].end:
            marks[-1] = Span(marks[-1].start, max(end, marks[-1].end), "hit")
        else:
            marks.append(Span(start, end, "hit"))
    return tuple(marks)


def _stretches(bounds: Layer, found: list[_Found]) -> list[_Stretch]:
    """The sentences that hits fall into. Linear: both lists are in text order."""
    stretches: list[_Stretch] = []
    at = 0
    for start, end, number in found:
        while at + 1 < len(bounds) and bounds[at].end <= start:
            at += 1
        last = at
        while last + 1 < len(bounds) and bounds[last].end < end:
            last += 1
        begins, ends = bounds[at].start, bounds[last].end
        if stretches and begins < stretches[-1].end:
            stretches[-1].end = max(stretches[-1].end, ends)
            stretches[-1].words.add(number)
        else:
            stretches.append(_Stretch(begins, ends, {number}))
    return stretches


def _snippet(text: str, start: int, end: int, marked: Layer) -> Snippet:
    """`[start, end)` without outer space, cut at words around its first hit if it is too long."""
    inside = [span for span in marked if start <= span.start < end]
    if end - start > LONGEST:
        first = inside[0].start if inside else start
        start, end = _window(text, start, end, first)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    spans = tuple(
        Span(max(span.start, start) - start, min(span.end, end) - start, "hit")
        for span in inside
        if span.start < end and span.end > start
    )
    return Snippet(text[start:end], start, spans)


def _window(text: str, start: int, end: int, first: int) -> tuple[int, int]:
    """At most `LONGEST` of `[start, end)`, a third of it before `first`, cut between words."""
    left = max(start, min(first - LONGEST // 3, end - LONGEST))
    right = min(end, left + LONGEST)
    if left > start and (gap := _WORD_GAP.search(text, left - 1, first)):
        left = gap.end()
    if right < end and (space := text.rfind(" ", first + 1, right + 1)) > first:
        right = space
    return left, right
