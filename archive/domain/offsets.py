"""Where a stretch of one text lies in another that was made from it by replacing stretches.

The map knows offsets only, never words, so it may be kept where text may not. Offsets are code
points from 0, end-exclusive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.domain.text import Span

Change = tuple[int, int, int]
"""Start and end of a replaced stretch in the old text, and the length of what stands there now."""


@dataclass(frozen=True, slots=True)
class _Side:
    """The changed stretches as one of the two texts sees them, in order."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Carries spans from the old text (`forward`) to the new one and `back`, in O(log n).

    A span that touches a changed stretch partly is widened to the whole of it on the other side,
    so `back(forward(span))` always contains `span`. `growth` is how many code points longer (or,
    negative, shorter) the new text is. Raises `ValueError` when changes overlap.
    """

    changes: tuple[Change, ...] = ()
    growth: int = field(init=False, repr=False, compare=False)
    _old: _Side = field(init=False, repr=False, compare=False)
    _new: _Side = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        shift, reached = 0, 0
        starts, ends = [], []
        for start, end, length in self.changes:
            if not reached <= start <= end or length < 0:
                raise ValueError(f"change [{start}, {end}) overlaps one before it or is malformed")
            starts.append(start + shift)
            ends.append(start + shift + length)
            shift += length - (end - start)
            reached = end
        old = _Side(tuple(c[0] for c in self.changes), tuple(c[1] for c in self.changes))
        object.__setattr__(self, "growth", shift)
        object.__setattr__(self, "_old", old)
        object.__setattr__(self, "_new", _Side(tuple(starts), tuple(ends)))

    def forward(self, span: Span) -> Span | None:
        """`span` of the old text on the new one; None when nothing stands there any more."""
        return _moved(span, self._old, self._new)

    def back(self, span: Span) -> Span | None:
        """`span` of the new text on the old one; None when it lies in added text only."""
        return _moved(span, self._new, self._old)

    def enclosing(self, span: Span) -> Span:
        """`span` carried forward with all that was added at its borders: how blocks move."""
        start = _point(span.start, self._old, self._new)
        index = bisect_right(self._old.starts, span.end) - 1
        if index < 0:
            return replace(span, start=start)
        end = self._new.ends[index] + max(0, span.end - self._old.ends[index])
        return replace(span, start=start, end=end)

    def inverse(self) -> OffsetMap:
        """The map from the new text to the old one."""
        lengths = (end - start for start, end, _ in self.changes)
        return OffsetMap(tuple(zip(self._new.starts, self._new.ends, lengths, strict=True)))

    def then(self, following: OffsetMap) -> OffsetMap:
        """The map of this change and then another: the old text to what `following` makes.

        From one rendition to the next: `map_1.inverse().then(map_2)`.
        """
        return OffsetMap(tuple(_composed(self, following)))

    def to_json(self) -> list[list[int]]:
        """A list of `[start, end, length of the replacement]`."""
        return [list(change) for change in self.changes]

    @classmethod
    def from_json(cls, changes: Iterable[Sequence[int]]) -> OffsetMap:
        """The map `to_json` wrote; raises `ValueError` when it is not one."""
        return cls(tuple((start, end, length) for start, end, length in changes))


def _moved(span: Span, here: _Side, there: _Side) -> Span | None:
    if span.start == span.end:
        point = _point(span.start, here, there)
        return replace(span, start=point, end=point)
    start, end = _start(span.start, here, there), _end(span.end, here, there)
    return replace(span, start=start, end=end) if start < end else None


def _start(offset: int, here: _Side, there: _Side) -> int:
    """Where a span that starts at `offset` starts: after an insertion just there."""
    index = bisect_right(here.starts, offset) - 1
    if index < 0:
        return offset
    beyond = offset - here.ends[index]
    return there.starts[index] if beyond < 0 else there.ends[index] + beyond


def _end(offset: int, here: _Side, there: _Side) -> int:
    """Where a span that ends at `offset` ends: before an insertion just there."""
    index = bisect_left(here.starts, offset) - 1
    return offset if index < 0 else there.ends[index] + max(0, offset - here.ends[index])


def _point(offset: int, here: _Side, there: _Side) -> int:
    """Where a zero-width span at `offset` lies: before an insertion just there."""
    index = bisect_left(here.starts, offset) - 1
    if index < 0:
        return offset
    beyond = offset - here.ends[index]
    return there.starts[index] if beyond < 0 else there.ends[index] + beyond


def _composed(first: OffsetMap, second: OffsetMap) -> Iterator[Change]:
    """The changes of both, those that meet on the text between them joined into one.

    Outside changes the texts differ by a shift only; `before` is that of the first.
    """
    made = zip(first._new.starts, first._new.ends, first.changes, strict=True)
    stretches = sorted(
        [(start, end, length - (e - s), 0) for start, end, (s, e, length) in made]
        + [(start, end, 0, length - (end - start)) for start, end, length in second.changes]
    )
    before = at = 0
    while at < len(stretches):
        start, end, grown_before, grown_after = stretches[at]
        at += 1
        while at < len(stretches) and _meets(start, end, stretches[at]):
            end = max(end, stretches[at][1])
            grown_before += stretches[at][2]
            grown_after += stretches[at][3]
            at += 1
        yield start - before, end - before - grown_before, end - start + grown_after
        before += grown_before


def _meets(start: int, end: int, other: tuple[int, int, int, int]) -> bool:
    """Whether a stretch shares text with `[start, end)`, or touches it where one has no width."""
    return other[0] < end or (other[0] == end and (start == end or other[0] == other[1]))
