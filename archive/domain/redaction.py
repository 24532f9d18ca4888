"""From an original and what is to be hidden: the text others see, and where everything lies on it.

Edits replace stretches of the original, never join or split its blocks, and always leave
something to see in place of what went. Offsets are code points from 0, end-exclusive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.domain.errors import ArchiveError, InvalidInput
from archive.domain.labels import UNNAMED, is_label
from archive.domain.markup import BLOCK_KINDS
from archive.domain.offsets import OffsetMap
from archive.domain.text import ODD_CHARACTERS, Layer, Span, blocks

__all__ = [
    "Edit",
    "EditConflict",
    "OffsetMap",
    "Redacted",
    "apply",
    "carry",
    "merge_overlapping",
    "only_hides_more",
]


class EditConflict(ArchiveError):
    """Two edits want the same characters; nothing was changed."""

    code = "edit_conflict"
    http_status = 409


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace `[start, end)` of the original; without width it adds.

    Raises `InvalidInput` for a replacement that shows nothing or holds a line break or another
    control character (either could part or empty a block), `ValueError` for impossible offsets.
    """

    start: int
    end: int
    replacement: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"an edit cannot cover [{self.start}, {self.end})")
        if not self.replacement.strip():
            raise InvalidInput(
                "A replacement cannot be empty: readers must see that something was taken out.",
                hint="Write what kind of thing stood there, for example [name].",
            )
        if "\n" in self.replacement or ODD_CHARACTERS.search(self.replacement):
            raise InvalidInput(
                "A replacement cannot hold a line break or a control character.",
                hint="Write it on one line.",
            )


@dataclass(frozen=True, slots=True)
class Redacted:
    """The new text, the map from the original to it, and a mask over every replacement."""

    text: str
    map: OffsetMap
    masks: Layer


def apply(text: str, edits: Iterable[Edit]) -> Redacted:
    """`text` with `edits` made. An edit across blocks is made in each of them.

    Takes time in proportion to the text and the edits, once sorted. Raises `EditConflict` when
    edits overlap, `InvalidInput` when one lies outside the text or adds words between blocks.
    """
    in_order = sorted(edits)
    for edit, following in pairwise(in_order):
        if _overlap(edit, following):
            raise EditConflict(
                f"Two redactions overlap, at {edit.start} and {following.start}.",
                hint="Take one of them back, or make one that covers both.",
            )
    if in_order and max(edit.end for edit in in_order) > len(text):
        raise InvalidInput(
            f"A redaction ends beyond the text ({len(text)} characters).",
            hint="The text may have changed: reload the page and redact again.",
        )
    pieces: list[str] = []
    masks: list[Span] = []
    changes: list[tuple[int, int, int]] = []
    reached, length = 0, 0
    for edit in _within_blocks(text, in_order):
        pieces += (text[reached : edit.start], edit.replacement)
        length += edit.start - reached
        masks.append(Span(length, length + len(edit.replacement), "mask"))
        length += len(edit.replacement)
        changes.append((edit.start, edit.end, len(edit.replacement)))
        reached = edit.end
    pieces.append(text[reached:])
    return Redacted("".join(pieces), OffsetMap(tuple(changes)), tuple(masks))


def _overlap(edit: Edit, following: Edit) -> bool:
    """Whether two edits in order want the same characters, or the same place to add."""
    return following.start < edit.end or (
        (edit.start, edit.end) == (following.start, following.end) and edit.start == edit.end
    )


def _within_blocks(text: str, edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits cut at blank lines; of one that covers only a blank line nothing is left."""
    spans = tuple(blocks(text))
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    for edit in edits:
        first = (
            bisect_left(ends, edit.start)
            if edit.start == edit.end
            else bisect_right(ends, edit.start)
        )
        touched = range(first, max(first, bisect_right(starts, edit.end)))
        if edit.start == edit.end:
            if text and not touched:
                raise InvalidInput(
                    f"Words cannot be added between two blocks (offset {edit.start}).",
                    hint="Add them at the end of the block before or the start of the one after.",
                )
            yield edit
            continue
        for index in touched:
            start, end = max(edit.start, starts[index]), min(edit.end, ends[index])
            if start < end:
                yield replace(edit, start=start, end=end)


def carry(layer: Layer, offsets: OffsetMap) -> Layer:
    """`layer` of the original on the redacted text.

    Blocks keep their borders, added text included; breaks stay at the start of their block; what
    a mask touches partly is widened to the whole mask; what has no text left is dropped.
    """
    carried = (
        offsets.enclosing(span) if span.kind in BLOCK_KINDS else offsets.forward(span)
        for span in layer
    )
    return tuple(span for span in carried if span)


def merge_overlapping(*groups: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits without overlaps that hide all that `groups` hide, in order.

    Where edits overlap, one covers them all with the replacement of the widest; of equally wide
    ones that of the earlier group, then of the earlier in it.
    """
    ranked = [edit for group in groups for edit in group]
    order = sorted(range(len(ranked)), key=lambda index: (ranked[index].start, ranked[index].end))
    merged: list[Edit] = []
    best = (0, 0)
    for index in order:
        edit = ranked[index]
        rank = edit.start - edit.end, index
        if not merged or not _overlap(merged[-1], edit):
            merged.append(edit)
            best = rank
            continue
        merged[-1] = replace(merged[-1], end=max(merged[-1].end, edit.end))
        if rank < best:
            merged[-1] = replace(merged[-1], replacement=edit.replacement)
            best = rank
    return tuple(merged)


def only_hides_more(
    old_edits: Iterable[Edit], new_edits: Iterable[Edit], *, text: str | None = None
) -> bool:
    """Whether going from `old_edits` to `new_edits` hides more and changes no wording.

    Each old edit stands as it was, lies within a wider new one, or is a name for which there is a
    label now (which says as little), and no words are added. With
    the original `text`, a new replacement must not say what was hidden before either. Both lists
    are without overlaps. False when in doubt: then somebody has to be asked.
    """
    old, new = set(old_edits), sorted(set(new_edits))
    starts = [edit.start for edit in new]
    for edit in old.difference(new):
        at = bisect_right(starts, edit.start) - 1
        if at < 0 or not (_is_wider(new[at], edit) or _is_labelled(new[at], edit)):
            return False
    fresh = [edit for edit in new if edit not in old]
    if any(edit.start == edit.end for edit in fresh):
        return False
    said = "\n".join(edit.replacement for edit in fresh).casefold()
    surfaces = {text[edit.start : edit.end].strip().casefold() for edit in old} if text else set()
    return not any(surface and surface in said for surface in surfaces)


def _is_wider(new: Edit, old: Edit) -> bool:
    within = new.start <= old.start and old.end <= new.end
    return within and new.end - new.start > old.end - old.start


def _is_labelled(new: Edit, old: Edit) -> bool:
    same = (new.start, new.end) == (old.start, old.end)
    return same and old.replacement in UNNAMED and is_label(new.replacement)
