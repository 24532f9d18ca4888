"""What a page is told of a blind round: frozen, already decided.

Offsets called `start` and `end` are code points over the original, which is what is coded; a
`place` lies on the anonymised text that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.domain.agreement import Reason, Unit
from archive.domain.offsets import OffsetMap
from archive.domain.text import Layer, Span
from archive.domain.words import Kind
from archive.gate.disclosed import DisclosedTheme


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list. `mine` is how many texts the viewer still has to code, None if none."""

    id: int
    name: str
    unit: Unit
    opened_at: datetime
    closed_at: datetime | None
    texts: int
    coders: int
    mine: int | None


@dataclass(frozen=True, slots=True)
class RoundTextLine:
    """A text of a round. `finished` counts coders; `finished_by_me` is None for who does not code.

    `open` counts what coders differ in and nobody has decided, `differing` all of it; both are None
    while the round is open.
    """

    ref: str
    discussion: str
    discussion_title: str
    position: str
    kind: Kind
    characters: int
    finished: int
    finished_by_me: bool | None
    differing: int | None = None
    open: int | None = None


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """A round with its texts in reading order. `finished` is how many each coder has finished."""

    id: int
    name: str
    unit: Unit
    seed: int
    opened_by: str
    opened_at: datetime
    closed_by: str
    closed_at: datetime | None
    coders: tuple[str, ...]
    finished: tuple[tuple[str, int], ...]
    themes: tuple[DisclosedTheme, ...]
    texts: tuple[RoundTextLine, ...]
    is_coder: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A sentence to code: its number from 1, its place on the original and on `text` (None: gone).

    `block` counts paragraphs of `text` from 1.
    """

    number: int
    start: int
    end: int
    place: Span | None
    block: int


@dataclass(frozen=True, slots=True)
class OwnCoding:
    """What the viewer herself found: `[start, end)` of the original, `words` of what is shown."""

    id: int
    theme: DisclosedTheme
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class CodingSheet:
    """A text as one coder codes it: the anonymised words, sentences, and her own codings alone.

    `carried` leads from the original to `text`.
    """

    round: RoundSheet
    ref: str
    text: str
    title: str
    length: int
    carried: OffsetMap
    targets: tuple[Target, ...]
    codings: tuple[OwnCoding, ...]
    finished: bool
    next_ref: str
    left: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What a third person decided about a stretch, her reason and her note."""

    present: bool
    reason: Reason
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch in which coders differ. `place` is on the text shown; None: its words are hidden.

    `start` and `end` are on the original and name the stretch.
    """

    number: int
    theme: DisclosedTheme
    start: int
    end: int
    place: Span | None
    words: str
    found: tuple[str, ...]
    not_found: tuple[str, ...]
    decided: Decided | None


@dataclass(frozen=True, slots=True)
class DifferenceSheet:
    """A text of a closed round with what its coders differ in. `may_decide`: is a third person."""

    round: RoundSheet
    ref: str
    text: str
    title: str
    formatting: Layer
    differences: tuple[Difference, ...]
    may_decide: bool
