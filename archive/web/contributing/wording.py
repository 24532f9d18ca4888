"""Her own words and the anonymised ones beside each other, every change marked on both.

The texts are cut at the boundaries of their layers (`domain.text.cut`); the template puts each
piece into its element and escapes it. Offsets are code points from 0, end-exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.domain import redaction
from archive.domain.markup import BLOCK_KINDS, BREAK, block_spans
from archive.domain.redaction import Edit
from archive.domain.text import Layer, Span, cut
from archive.gate.own_disclosed import MyText

TAKEN, PUT = "taken", "put"
"""Kinds of spans: words of hers that others do not see, and what stands there instead."""
INLINE = ("emphasis", "strong", "code")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `change` is TAKEN, PUT or empty, `look` the classes of its formatting."""

    text: str
    change: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, quote or list item in pieces."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Both texts block by block, and the changes in order."""

    own: tuple[Block, ...]
    shown: tuple[Block, ...]
    changes: tuple[Change, ...]


def compare(text: MyText) -> Compared:
    """Her text beside what others see or would see; that side is empty where there is none."""
    edits = tuple(Edit(*edit) for edit in text.edits)
    taken = tuple(Span(e.start, e.end, TAKEN) for e in edits if e.start < e.end)
    masks = redaction.apply(text.original, edits).masks if text.shown else ()
    put = tuple(Span(mask.start, mask.end, PUT) for mask in masks)
    return Compared(
        own=_blocks(text.original, text.formatting, taken),
        shown=_blocks(text.shown, text.shown_formatting, put),
        changes=tuple(Change(text.original[e.start : e.end], e.replacement) for e in edits),
    )


def _blocks(text: str, formatting: Layer, changes: Layer) -> tuple[Block, ...]:
    shown = block_spans(text, formatting)
    inline = tuple(s for s in formatting if s.kind not in BLOCK_KINDS and s.kind != BREAK)
    segments = cut(text, shown, inline, changes)
    return tuple(
        Block(
            block.kind,
            tuple(
                _piece(s.text, s.spans)
                for s in segments
                if block.start <= s.start and s.end <= block.end
            ),
        )
        for block in shown
    )


def _piece(text: str, spans: Layer) -> Piece:
    kinds = {span.kind for span in spans}
    change = next((kind for kind in (TAKEN, PUT) if kind in kinds), "")
    return Piece(text, change, " ".join(kind for kind in INLINE if kind in kinds))
