"""Keyword in context: every hit on a line of its own, made from what the gate has opened.

Texts are opened in batches and only their lines are kept. Where there are more lines than `MOST`
the first ones in thread order are taken, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from archive import gate
from archive.domain.query import Node, positive_leaves
from archive.domain.words import Voice
from archive.gate.disclosed import DisclosedContribution
from archive.search.highlight import hits
from archive.search.matching import matching, purpose_of
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
    """One hit. `number` counts the hits of its text from 1; context is on one line."""

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

    `capped`: there are more than `MOST` lines. `wordless`: the query asks for no word at all.
    """

    lines: tuple[Line, ...]
    titles: dict[str, str]
    found: int
    read: int
    capped: bool = False
    wordless: bool = False


def concordance(
    viewer: gate.Viewer, query: str, *, filters: Filters | None = None, order: Order = "thread"
) -> Concordance:
    """Every hit of a strict `query` in what `viewer` may find. Raises `QueryError`."""
    found = matching(viewer, query, filters=filters, sort="thread")
    node = found.understood.node
    if not positive_leaves(node):
        return Concordance((), {}, found.total, 0, wordless=True)
    reader, purpose = gate.read_as(viewer), purpose_of(viewer)
    lines: list[Line] = []
    read = 0
    for start in range(0, len(found.refs), BATCH):
        refs = found.refs[start : start + BATCH]
        opened = reader.hydrate(refs, purpose)
        for ref in refs:
            if ref in opened and len(lines) <= MOST:
                lines += lines_of(opened[ref], node)
                read += 1
        if len(lines) > MOST:
            break
    kept = lines[:MOST]
    titles = reader.titles({line.discussion for line in kept})
    return Concordance(
        in_order(kept, order, titles), titles, found.total, read, capped=len(lines) > MOST
    )


def lines_of(shown: DisclosedContribution, node: Node) -> Iterator[Line]:
    """The lines of one text, in its order."""
    text = shown.text
    for number, hit in enumerate(hits(text, node), start=1):
        yield Line(
            shown.ref,
            shown.discussion,
            shown.position,
            shown.voice,
            shown.month,
            _before(text, hit.start),
            _on_one_line(text[hit.start : hit.end]),
            _after(text, hit.end),
            number,
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
