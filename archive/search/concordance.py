"""Keyword in context: every hit on a line of its own, made from what the gate has opened.

A word that is asked for beside a theme has a line where it stands in a passage under that theme, or
anywhere in the text where that is wanted. A query of NEAR and no word has a line for each place
where its themes meet.

Texts are opened in batches and only their lines are kept. Where there are more lines than `MOST`
the first ones in thread order are taken, and the answer says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from archive import gate
from archive.domain.query import Node, positive_leaves
from archive.domain.text import Layer
from archive.domain.words import Voice
from archive.gate import analysing
from archive.gate.disclosed import DisclosedContribution
from archive.search.matching import Matching, matching, purpose_of
from archive.search.places import Upwards, has_near, hits_inside, is_bounded, marks
from archive.search.port import Filters

MOST: Final = 10_000
"""Lines of one concordance."""

BATCH: Final = 500
"""Texts that are open at once."""

AROUND: Final = 90
"""Code points of context on either side, cut between words."""

Order = Literal["thread", "left", "keyword", "right", "discussion"]
ORDERS: Final[tuple[Order, ...]] = ("thread", "left", "keyword", "right", "discussion")

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One hit. `number` counts the marks of its opened text from 1; context is on one line."""

    ref: str
    discussion: str
    position: str
    voice: Voice
    month: date | None
    left: str
    keyword: str
    right: str
    number: int


@dataclass(frozen=True, slots=True)
class Concordance:
    """All lines in order. `found` contributions match, `read` of them were opened for the lines.

    `capped`: there are more than `MOST` lines. `wordless`: the query asks for no word at all, nor
    for themes near each other. `bounded`: it asks for words beside themes; then `outside` hits of
    those texts that were read stand in no passage under them, and have no line.
    """

    lines: tuple[Line, ...]
    titles: dict[str, str]
    found: int
    read: int
    capped: bool = False
    wordless: bool = False
    bounded: bool = False
    outside: int = 0

    @property
    def texts(self) -> int:
        """How many contributions the lines are of."""
        return len({line.ref for line in self.lines})


def concordance(
    viewer: gate.Viewer,
    query: str,
    *,
    filters: Filters | None = None,
    order: Order = "thread",
    anywhere: bool = False,
) -> Concordance:
    """Every hit of a strict `query` in what `viewer` may find; `anywhere` in the text, or inside
    the passages under the themes that it is asked for with. Raises `QueryError`."""
    found = matching(viewer, query, filters=filters, sort="thread")
    node, chosen = found.understood.node, found.understood.filters.theme
    if not (positive_leaves(node) or has_near(node)):
        return Concordance((), {}, found.total, 0, wordless=True)
    bounded = is_bounded(node, chosen)
    look = _Look(node, chosen, analysing.book(viewer).upwards, inside=bounded and not anywhere)
    lines, read, outside = _lines(viewer, found, look)
    kept = lines[:MOST]
    titles = gate.read_as(viewer).titles({line.discussion for line in kept})
    return Concordance(
        in_order(kept, order, titles),
        titles,
        found.total,
        read,
        capped=len(lines) > MOST,
        bounded=bounded,
        outside=outside,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What lines are made of. `inside`: of hits inside the passages asked for alone."""

    node: Node
    chosen: tuple[str, ...]
    upwards: Upwards
    inside: bool

    def of(self, shown: DisclosedContribution) -> tuple[list[Line], int]:
        """The lines of one text, in its order, and how many hits were left out."""
        marked = marks(shown, self.node, self.upwards)
        words = tuple(mark for mark in marked if mark.kind == "hit")
        if not positive_leaves(self.node):
            words = marked
        kept = words
        if self.inside:
            kept = hits_inside(shown, self.node, self.chosen, self.upwards)
        return list(_lines_of(shown, kept, marked)), max(0, len(words) - len(kept))


def _lines(viewer: gate.Viewer, found: Matching, look: _Look) -> tuple[list[Line], int, int]:
    """Lines in thread order, a few more than `MOST` at most; texts read; hits left out."""
    reader, purpose = gate.read_as(viewer), purpose_of(viewer)
    lines: list[Line] = []
    read = outside = 0
    for start in range(0, len(found.refs), BATCH):
        refs = found.refs[start : start + BATCH]
        opened = reader.hydrate(refs, purpose)
        for ref in refs:
            if ref in opened and len(lines) <= MOST:
                of_text, left_out = look.of(opened[ref])
                lines += of_text
                outside += left_out
                read += 1
        if len(lines) > MOST:
            break
    return lines, read, outside


def _lines_of(shown: DisclosedContribution, kept: Layer, marked: Layer) -> Iterator[Line]:
    """`kept` hits as lines, numbered as they are among what is `marked` in the opened text."""
    text = shown.text
    starts = [mark.start for mark in marked]
    for hit in kept:
        yield Line(
            shown.ref,
            shown.discussion,
            shown.position,
            shown.voice,
            shown.month,
            _before(text, hit.start),
            _on_one_line(text[hit.start : hit.end]),
            _after(text, hit.end),
            bisect_right(starts, hit.start),
        )


def in_order(lines: Iterable[Line], order: Order, titles: dict[str, str]) -> tuple[Line, ...]:
    """Sorted by the words next to the hit outwards, by the hit, or by discussion; else as given.

    Case does not count, and equal lines stay in thread order.
    """
    keys: dict[Order, Callable[[Line], object]] = {
        "left": lambda line: (_words(line.left)[::-1], _words(line.keyword)),
        "right": lambda line: (_words(line.right), _words(line.keyword)),
        "keyword": lambda line: (_words(line.keyword), _words(line.right)),
        "discussion": lambda line: titles.get(line.discussion, "").casefold(),
    }
    key: Any = keys.get(order)
    return tuple(lines) if key is None else tuple(sorted(lines, key=key))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _before(text: str, end: int) -> str:
    start = max(0, end - AROUND)
    if start and (space := _SPACE.search(text, start, end)):
        start = space.end()
    return _on_one_line(text[start:end])


def _after(text: str, start: int) -> str:
    end = min(len(text), start + AROUND)
    if end < len(text) and (space := text.rfind(" ", start, end)) > start:
        end = space
    return _on_one_line(text[start:end])


def _on_one_line(text: str) -> str:
    """White space is one space; at an edge it stays, since it parts the hit from its context."""
    return _SPACE.sub(" ", text)
