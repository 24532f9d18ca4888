"""Which themes stand together on a text, and where: on passages that overlap, or that touch one
sentence.

Two *different* themes must have been applied, to one passage or to two; what several coders say of
one theme is agreement, not nearness. A theme brings the wider ones it stands under, so that asking
for those finds it. Offsets are code points over one text, 0-based, end-exclusive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product

from archive.domain.query import Within, near_token
from archive.domain.text import Layer, Span


@dataclass(frozen=True, slots=True)
class Laid:
    """A theme on `[start, end)`: its slug first, then those it stands under."""

    start: int
    end: int
    themes: tuple[str, ...]


def near_tokens(laid: Iterable[Laid], sentences: Layer) -> tuple[str, ...]:
    """What an index keeps of it, sorted. Sentences are in order and do not overlap."""
    distinct = sorted(set(laid), key=lambda each: (each.start, each.end, each.themes))
    begins = [sentence.start for sentence in sentences]
    ends = [sentence.end for sentence in sentences]
    found: set[str] = set()
    for one, other in combinations(distinct, 2):
        if one.themes[0] == other.themes[0]:
            continue
        overlap = other.start < one.end
        # `other` does not begin before `one`: they share a sentence if one's last is its first.
        reached = bisect_left(begins, one.end)  # sentences that begin before `one` ends
        first = bisect_right(ends, other.start)  # sentences that end before `other` begins
        together = overlap or (first < reached and begins[first] < other.end)
        for a, b in product(one.themes, other.themes):
            if overlap:
                found.add(near_token(a, b, "passage"))
            if together:
                found.add(near_token(a, b, "sentence"))
    return tuple(sorted(found))


def meetings(
    laid: Iterable[Laid], first: str, second: str, within: Within, sentences: Layer
) -> Layer:
    """Where two themes (slugs) stand together, in order; none where `near_tokens` has no token.

    Of passages that overlap, the stretch that both cover; within a sentence, the sentences that
    both touch (or, where they overlap between two sentences, that stretch). Stretches that overlap
    are one, of kind "met".
    """
    distinct = sorted(set(laid), key=lambda each: (each.start, each.end, each.themes))
    found: list[Span] = []
    for one, other in combinations(distinct, 2):
        if one.themes[0] == other.themes[0] or not _are(one, other, first, second):
            continue
        both = Span(max(one.start, other.start), min(one.end, other.end))
        if within == "sentence":
            shared = [s for s in sentences if _touches(one, s) and _touches(other, s)]
            if shared:
                both = Span(shared[0].start, shared[-1].end)
        if both.start < both.end:
            found.append(both)
    return merged(found, "met")


def merged(stretches: Iterable[Span], kind: str) -> Layer:
    """Stretches in order, those that overlap as one."""
    found: list[Span] = []
    for each in sorted(stretches, key=lambda span: (span.start, span.end)):
        if found and each.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, each.end), kind)
        else:
            found.append(Span(each.start, each.end, kind))
    return tuple(found)


def _are(one: Laid, other: Laid, first: str, second: str) -> bool:
    return (first in one.themes and second in other.themes) or (
        second in one.themes and first in other.themes
    )


def _touches(laid: Laid, sentence: Span) -> bool:
    return laid.start < sentence.end and sentence.start < laid.end
