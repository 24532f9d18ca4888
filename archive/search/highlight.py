"""Where a query's words stand in a text that the gate has disclosed: spans and snippets.

Made from the rendition after the gate, with the analyser that made the index, so that what is
marked is what was found. Offsets are code points, 0-based, end-exclusive.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from archive.domain.query import Node, positive_leaves
from archive.domain.text import Layer, Span, sentences
from archive.search import analyser

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
    wanted: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    for number, leaf in enumerate(positive_leaves(node)):
        if terms := analyser.terms(leaf.text):
            wanted[terms[0]].append((number, terms))
    if not wanted:
        return []
    tokens = analyser.tokens(text)
    found: list[_Found] = []
    for at, token in enumerate(tokens):
        for number, terms in wanted.get(token.text, ()):
            matched = tokens[at : at + len(terms)]
            if [t.text for t in matched] == terms:
                found.append((token.start, matched[-1].end, number))
    return found


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
