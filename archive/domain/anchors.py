"""Where a passage of one text lies on another: surely, perhaps, or nowhere any more.

The offset map answers where there is one. Else the passage is certain only where it stands letter
for letter between the same 32 characters on either side, and neither text has that twice. Whatever
else is like it goes to a human, if the way back from it leads to the passage again; below the floor
it has no place.

Whether a find is the passage is judged by these, measured in tests/benchmarks/bench_anchors.py:
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace

from archive.domain.alignment import Alignment, align
from archive.domain.offsets import OffsetMap
from archive.domain.text import Span
from archive.domain.words import AnchorMethod, AnchorState

CONTEXT = 32
"""Characters of prefix and suffix: the habit with TextQuoteSelector (W3C Web Annotation)."""

FLOOR = 0.7
"""Least similarity of passage with context. Right finds at 10 % edits score 0.8 and more, finds
after the passage was deleted 0.66 and less."""

QUOTE_FLOOR, SIDE_FLOOR = 0.7, 0.6
"""Least similarity of a passage by itself, and of each side of a short one's context."""

SHORT = 64
"""Characters from which a passage is shown to a human whatever became of its context."""

_WHOLE = 160  # a passage up to this length is looked for as one, a longer one by both its ends
_END = 96  # characters of a long passage that are looked for at each end
_SEED = 6  # characters that must be unchanged somewhere; at 10 % edits half of all such runs are
_NEAR = 800  # characters around its old place in which a passage is looked for first
_SEEDS_NEAR, _SEEDS = 32, 12  # how many seeds are looked up there, and then anywhere
_COMMON = 8  # a seed found more often than this tells nothing
_BUCKET = 16  # shifts this near one another are votes for the same place
_ENOUGH = 0.15  # share of the seeds that must point to a place: what is left at a quarter edited
_CLOSE = 0.5  # a second place is looked at if it has this share of the first one's votes
_DOUBTFUL = 0.8  # a find less like is always compared with what it may be instead


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of text and what stands around it (TextQuoteSelector, W3C Web Annotation)."""

    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a passage lies on the new text; `span` is None exactly when it is orphaned.

    `score` is how like the old place the new one is with its context, from 0 to 1.
    """

    span: Span | None
    method: AnchorMethod
    state: AnchorState
    score: float


@dataclass(frozen=True, slots=True)
class _Find:
    """A place for `[low, high)` of the old text, context included, on the new one."""

    start: int
    alignment: Alignment
    score: float

    def first(self, offset: int) -> int:
        return self.start + self.alignment.first[offset]

    def last(self, offset: int) -> int:
        return self.start + self.alignment.last[offset]


def quote_of(text: str, span: Span) -> Quote:
    """What an export needs to find `span` of `text` again."""
    return Quote(
        exact=text[span.start : span.end],
        prefix=text[max(0, span.start - CONTEXT) : span.start],
        suffix=text[span.end : span.end + CONTEXT],
    )


def reanchor(span: Span, old_text: str, new_text: str, offsets: OffsetMap | None) -> Placement:
    """The place on `new_text` of `span`, which lies on `old_text`; kind and value are kept.

    A map that does not fit the two texts is not believed. Raises `ValueError` when `span` does
    not lie on `old_text`.
    """
    if not 0 <= span.start <= span.end <= len(old_text):
        raise ValueError(f"span [{span.start}, {span.end}) is not on a text of {len(old_text)}")
    if offsets is not None and len(old_text) + offsets.growth == len(new_text):
        moved = offsets.forward(span)
        return _anchored(moved, AnchorMethod.MAP, 1.0) if moved else _orphaned(0.0)
    if old_text == new_text:
        return _anchored(span, AnchorMethod.EXACT, 1.0)
    if (place := _in_context(span, old_text, new_text)) is not None:
        return _anchored(place, AnchorMethod.EXACT, 1.0)
    if span.end - span.start <= _WHOLE:
        return _search_whole(span, old_text, new_text)
    return _search_ends(span, old_text, new_text)


def _anchored(span: Span, method: AnchorMethod, score: float) -> Placement:
    return Placement(span, method, AnchorState.ANCHORED, score)


def _orphaned(score: float) -> Placement:
    return Placement(None, AnchorMethod.NONE, AnchorState.ORPHANED, score)


def _in_context(span: Span, old: str, new: str) -> Span | None:
    """The passage letter for letter between the same characters, if neither text has that twice.

    Only this is certain: of two places that are alike, the one that was deleted may be meant.
    """
    low, high = max(0, span.start - CONTEXT), min(len(old), span.end + CONTEXT)
    stretch = old[low:high]
    at = new.find(stretch) if stretch else -1
    if at < 0 or new.find(stretch, at + 1) >= 0:
        return None
    if old.find(stretch) != low or old.find(stretch, low + 1) >= 0:
        return None
    return replace(span, start=at + span.start - low, end=at + span.end - low)


def _search_whole(span: Span, old: str, new: str) -> Placement:
    low, high = max(0, span.start - CONTEXT), min(len(old), span.end + CONTEXT)
    find = _best_find(low, high, old, new)
    if find is None:
        return _only_copy(span, old, new, 0.0)
    start, end, size = span.start - low, span.end - low, high - low
    sides = [find.alignment.similarity(a, b) for a, b in ((0, start), (end, size)) if a < b]
    like = find.alignment.similarity(start, end) >= QUOTE_FLOOR and find.score >= FLOOR
    if not like or (end - start < SHORT and min(sides, default=1.0) < SIDE_FLOOR):
        return _only_copy(span, old, new, find.score)
    place = replace(span, start=find.last(start), end=max(find.last(start), find.first(end)))
    return _doubtful(span, place, old, new, find.score)


def _search_ends(span: Span, old: str, new: str) -> Placement:
    low, high = max(0, span.start - CONTEXT), min(len(old), span.end + CONTEXT)
    head = _best_find(low, span.start + _END, old, new)
    tail = _best_find(span.end - _END, high, old, new)
    score = ((head.score if head else 0.0) + (tail.score if tail else 0.0)) / 2
    if head is None or tail is None or min(head.score, tail.score) < FLOOR:
        return _only_copy(span, old, new, score)
    start, end = head.last(span.start - low), tail.first(_END)
    length, was = end - start, span.end - span.start
    if not was / 2 <= length <= was * 2:
        return _orphaned(score / 2)
    return _doubtful(span, replace(span, start=start, end=end), old, new, score)


def _doubtful(span: Span, place: Span, old: str, new: str, score: float) -> Placement:
    is_same = new[place.start : place.end] == old[span.start : span.end]
    method = AnchorMethod.EXACT if is_same else AnchorMethod.FUZZY
    return Placement(place, method, AnchorState.NEEDS_REVIEW, score)


def _only_copy(span: Span, old: str, new: str, score: float) -> Placement:
    """The passage letter for letter in another context, if neither text has it twice."""
    exact = old[span.start : span.end]
    start = new.find(exact)
    if len(exact) < CONTEXT or start < 0 or new.find(exact, start + 1) >= 0:
        return _orphaned(score)
    if old.find(exact) != span.start or old.find(exact, span.start + 1) >= 0:
        return _orphaned(score)
    place = replace(span, start=start, end=start + len(exact))
    return Placement(place, AnchorMethod.EXACT, AnchorState.NEEDS_REVIEW, score)


# --- looking for a stretch --------------------------------------------------------------------


def _best_find(low: int, high: int, old: str, new: str) -> _Find | None:
    """The likest place of `old[low:high]`, near where it was or else where the text has changed."""
    near = _NEAR + abs(len(new) - len(old))
    find = _find_within((low - near, high + near), _SEEDS_NEAR, low, high, old, new)
    if find and find.score >= FLOOR:
        return find
    start, end = _changed(old, new)
    start, end = start - (high - low), end + (high - low)
    if low - near <= max(0, start) and min(end, len(new)) <= high + near:
        return find
    return _find_within((start, end), _SEEDS, low, high, old, new) or find


def _changed(old: str, new: str) -> tuple[int, int]:
    """The stretch of `new` outside of which it is `old`, counted from its start or its end.

    What stands outside stood there before: a passage that is no longer at its place is not there.
    """
    before = _common(lambda length: old[:length] == new[:length], len(old), len(new))
    after = _common(lambda n: old[len(old) - n :] == new[len(new) - n :], len(old), len(new))
    return min(before, len(new) - after), max(before, len(new) - after)


def _common(is_common: Callable[[int], bool], *lengths: int) -> int:
    """The greatest number of characters that two texts of these lengths have in common."""
    return bisect_left(range(min(lengths)), True, key=lambda length: not is_common(length + 1))


def _find_within(
    within: tuple[int, int], seeds: int, low: int, high: int, old: str, new: str
) -> _Find | None:
    """The likest place `within` the new text, if the way back from it leads to the old one."""
    finds = [
        _find_at(low + shift, old[low:high], new)
        for shift in _likeliest(_votes(old, low, high, new, within, seeds), len(new) - len(old))
    ]
    if not finds:
        return None
    best = max(finds, key=lambda find: find.score)
    if best.score < FLOOR:
        return best
    start, end = best.first(0), best.last(high - low)
    reach = max(low - within[0], within[1] - high)
    back = _votes(new, start, end, old, (start - reach, end + reach), seeds)
    slack = _slack(high - low)
    here = max((v for s, v in back.items() if abs(s - (low - start)) <= slack), default=0)
    others = {s: v for s, v in back.items() if abs(s - (low - start)) > slack}
    if others and (max(others.values()) > _CLOSE * here or best.score < _DOUBTFUL):
        shift = max(others, key=lambda shift: others[shift])
        if _find_at(start + shift, new[start:end], old).score > best.score:
            return None
    return best


def _slack(length: int) -> int:
    """How far from where the seeds point a stretch may begin or end."""
    return 2 * _BUCKET + length // 8


def _find_at(place: int, pattern: str, text: str) -> _Find:
    slack = _slack(len(pattern))
    start = max(0, place - slack)
    alignment = align(pattern, text[start : max(0, place + len(pattern) + slack)])
    return _Find(start, alignment, alignment.similarity(0, len(pattern)))


def _likeliest(votes: dict[int, int], growth: int) -> list[int]:
    """The likeliest shift, and the next if nearly as likely.

    Of equally likely ones the nearest comes first, seen from the start of the texts or their end.
    """

    def rank(shift: int) -> tuple[int, int]:
        return -votes[shift], min(abs(shift), abs(shift - growth))

    if not votes:
        return []
    first = min(votes, key=rank)
    others = [s for s in votes if abs(s - first) > _BUCKET and votes[s] > _CLOSE * votes[first]]
    return [first, min(others, key=rank)] if others else [first]


def _votes(
    here: str, low: int, high: int, there: str, within: tuple[int, int], seeds: int
) -> dict[int, int]:
    """How many seeds of `here[low:high]` stand in `there` under which shift, if enough do.

    Votes are counted by buckets, and with each bucket those of the next; the shift that stands
    for them is the border of the two.
    """
    buckets: dict[int, int] = {}
    last = max(low, high - _SEED)
    offsets = range(low, last + 1, max(1, (last - low) // seeds))
    start, end = max(0, within[0]), max(0, within[1])
    for offset in offsets:
        for place in _places(here[offset : min(offset + _SEED, high)], there, start, end):
            bucket = (place - offset) // _BUCKET
            buckets[bucket] = buckets.get(bucket, 0) + 1
    both = {b: votes + buckets.get(b + 1, 0) for b, votes in buckets.items()}
    enough = _ENOUGH * len(offsets)
    return {(b + 1) * _BUCKET: votes for b, votes in both.items() if votes >= enough}


def _places(seed: str, text: str, start: int, end: int) -> list[int]:
    """Where `seed` stands in `text[start:end]`; nowhere if it is too common to tell anything."""
    places: list[int] = []
    at = text.find(seed, start, end) if seed else -1
    while at >= 0:
        places.append(at)
        if len(places) > _COMMON:
            return []
        at = text.find(seed, at + 1, end)
    return places
