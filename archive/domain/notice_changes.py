"""What changed from one wording of a notice to the next, side by side and word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate
from operator import itemgetter
from typing import Final

from archive.domain.text import Layer, Segment, Span, cut


class RowKind(StrEnum):
    """What happened to a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the old text beside its line of the new; "" where there is none.

    The changes are spans over their own line, in code points, 0-based, end-exclusive.
    """

    kind: RowKind
    left: str
    right: str
    left_changes: Layer = ()
    right_changes: Layer = ()

    @property
    def left_pieces(self) -> tuple[Segment, ...]:
        """The old line cut at its changes; a piece with spans is what went."""
        return cut(self.left, self.left_changes)

    @property
    def right_pieces(self) -> tuple[Segment, ...]:
        """The new line cut at its changes; a piece with spans is what came."""
        return cut(self.right, self.right_changes)


ALIKE: Final = 0.4
"""How alike (0 to 1) two lines must be to stand beside each other. Lower pairs strangers, higher
shows a reworded sentence as one that went and one that came."""

_WORD = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.")


def compare(old: str, new: str) -> tuple[Row, ...]:
    """Both texts side by side, line by line, and word by word where a line changed.

    Lines without words are left out: they carry no meaning in a notice.
    """
    before, after = _lines(old), _lines(new)
    rows: list[Row] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += (Row(RowKind.SAME, line, line) for line in before[i:j])
        else:
            rows += _paired(before[i:j], after[k:m])
    return tuple(rows)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _paired(old: list[str], new: list[str]) -> Iterator[Row]:
    """The most alike pair stands side by side; then the same above it and below it."""
    alike = [[_likeness(a, b) for b in new] for a in old]
    return _placed(old, new, alike, (0, len(old)), (0, len(new)))


def _placed(
    old: list[str],
    new: list[str],
    alike: list[list[float]],
    rows: tuple[int, int],
    columns: tuple[int, int],
) -> Iterator[Row]:
    pairs = ((alike[i][j], i, j) for i in range(*rows) for j in range(*columns))
    best, i, j = max(pairs, default=(0.0, 0, 0), key=itemgetter(0))
    if best < ALIKE:
        yield from (Row(RowKind.REMOVED, a, "", _whole(a), ()) for a in old[slice(*rows)])
        yield from (Row(RowKind.ADDED, "", b, (), _whole(b)) for b in new[slice(*columns)])
        return
    yield from _placed(old, new, alike, (rows[0], i), (columns[0], j))
    yield _changed(old[i], new[j])
    yield from _placed(old, new, alike, (i + 1, rows[1]), (j + 1, columns[1]))


def _likeness(a: str, b: str) -> float:
    """The share of words two lines have in common, 0 to 1 (Dice's coefficient): order is no
    matter, and it is cheap enough to ask of every pair."""
    x, y = (Counter(word.lower() for word in _WORD.findall(s) if word.strip()) for s in (a, b))
    return 2 * (x & y).total() / (x.total() + y.total())


def _changed(old: str, new: str) -> Row:
    a, b = _WORD.findall(old), _WORD.findall(new)
    changes = [
        change
        for change in SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        if change[0] != "equal"
    ]
    return Row(
        RowKind.CHANGED,
        old,
        new,
        _marked(old, a, [(i, j) for _, i, j, _, _ in changes]),
        _marked(new, b, [(k, m) for _, _, _, k, m in changes]),
    )


def _marked(line: str, tokens: list[str], changes: list[tuple[int, int]]) -> Layer:
    """Changed tokens as spans without outer spaces; those only a space apart are read as one."""
    starts = [0, *accumulate(map(len, tokens))]
    spans: list[Span] = []
    for first, last in changes:
        begin, end = _at_a_word(tokens, first, last)
        words = line[starts[begin] : starts[end]]
        if not words.strip():
            continue
        start = starts[begin] + len(words) - len(words.lstrip())
        if spans and not line[spans[-1].end : start].strip():
            start = spans.pop().start
        spans.append(Span(start, starts[begin] + len(words.rstrip()), "change"))
    return tuple(spans)


def _at_a_word(tokens: list[str], start: int, end: int) -> tuple[int, int]:
    """The same change, slid on until it begins with a word: “Go. ” rather than “. Go”."""
    while start < end < len(tokens) and tokens[start] == tokens[end]:
        if tokens[start][0].isalnum():
            break
        start, end = start + 1, end + 1
    return start, end


def _whole(line: str) -> Layer:
    return (Span(0, len(line), "change"),)
