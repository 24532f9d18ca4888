"""Formatting as a layer over plain text, and a page's HTML from text and layers.

Nothing stored or served is foreign markup: every tag is written here, around escaped segments of
text, so injection is impossible by construction. Offsets are code points from 0, end-exclusive.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive.domain.canonical import canonical_with_spans
from archive.domain.text import BLOCK_SEPARATOR, Layer, Segment, Span, blocks, cut
from archive.domain.wrappers import Wrapper, Wrappings

BLOCK_KINDS = frozenset({"paragraph", "heading", "quote", "list_item"})
INLINE_KINDS = frozenset({"emphasis", "strong", "link", "code"})
BREAK = "break"

Block = tuple[str, str, Iterable[Span], bool]
"""Kind, text, inline spans relative to that text, and whether a section break stands before."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One block as HTML without its own tag; `index` counts from 1, offsets are the text's."""

    index: int
    kind: str
    start: int
    end: int
    html: str
    break_before: bool


def escape(text: str) -> str:
    """`text` with `& < > " '` as character references: inert in content and in attributes."""
    return html.escape(text)


def paragraphs(text: str) -> Layer:
    """The block layer of plain canonical text: every block a paragraph."""
    return tuple(Span(start, end, "paragraph") for start, end in blocks(text))


def block_spans(text: str, formatting: Layer) -> Layer:
    """The blocks of `text`, each with the kind `formatting` gives it, else paragraph.

    Where blocks begin and end is said by the text alone, so a wrong layer cannot lose text.
    """
    known = {s.start: (s.kind, s.value) for s in formatting if s.kind in BLOCK_KINDS}
    plain = "paragraph", ""
    return tuple(Span(start, end, *known.get(start, plain)) for start, end in blocks(text))


def without_link_targets(formatting: Layer) -> Layer:
    """`formatting` with its links emptied: an address can name a person."""
    return tuple(replace(s, value="") if s.kind == "link" else s for s in formatting)


# --- from blocks to text and layer ------------------------------------------------------------


def join_blocks(parts: Iterable[Block]) -> tuple[str, Layer]:
    """The canonical text of blocks and its formatting, for importers.

    Each block is made canonical with its spans; white space at its edges goes, a blank line inside
    parts it into two of the same kind. An empty block goes, and its break waits for the next one.
    Raises `ValueError` for an unknown kind of block or a span outside its block.
    """
    texts: list[str] = []
    layer: list[Span] = []
    at, break_waits = 0, False
    for kind, raw, inline, break_before in parts:
        if kind not in BLOCK_KINDS:
            raise ValueError(f"no kind of block: {kind!r}")
        break_waits = break_waits or break_before
        for text, spans in _canonical_blocks(raw, inline):
            if break_waits and at:
                layer.append(Span(at, at, BREAK))
            break_waits = False
            layer.append(Span(at, at + len(text), kind))
            layer += (replace(s, start=s.start + at, end=s.end + at) for s in spans)
            texts.append(text)
            at += len(text) + len(BLOCK_SEPARATOR)
    return BLOCK_SEPARATOR.join(texts), tuple(sorted(layer))


def _canonical_blocks(raw: str, inline: Iterable[Span]) -> Iterator[tuple[str, list[Span]]]:
    spans = tuple(inline)
    if any(not 0 <= span.start <= span.end <= len(raw) for span in spans):
        raise ValueError("an inline span lies outside its block")
    text, carried = canonical_with_spans(raw, spans)
    for block_start, block_end in blocks(text):
        block = text[block_start:block_end]
        start = block_start + len(block) - len(block.lstrip())
        end = block_start + len(block.rstrip())
        if start < end:
            yield text[start:end], [s for span in carried for s in _clipped(span, start, end)]


def _clipped(span: Span, start: int, end: int) -> Iterator[Span]:
    """What of `span` lies in the block `[start, end)`, relative to it."""
    low, high = max(span.start, start), min(span.end, end)
    if low < high:
        yield replace(span, start=low - start, end=high - start)


# --- from text and layers to HTML -------------------------------------------------------------


def render(
    text: str, formatting: Layer, *layers: Layer, keep_links: bool = False
) -> tuple[Rendered, ...]:
    """Each block of `text` as escaped HTML with the inline tags of `formatting` and `layers`.

    Takes time in proportion to input and output. Spans that cover a segment become its tags, see
    `wrappers`; a link becomes one only with `keep_links` and an http, https or mailto target; a
    line break becomes `<br>`. Raises `ValueError` for a span that does not lie on the text.
    """
    shown = block_spans(text, formatting)
    breaks = {span.start for span in formatting if span.kind == BREAK}
    inline = tuple(s for s in formatting if s.kind not in BLOCK_KINDS and s.kind != BREAK)
    if inline or any(layers):
        contents = _contents(text, shown, (inline, *layers), Wrappings(keep_links=keep_links))
    else:
        contents = (_escaped(text[block.start : block.end]) for block in shown)
    return tuple(
        Rendered(index, block.kind, block.start, block.end, content, block.start in breaks)
        for index, (block, content) in enumerate(zip(shown, contents, strict=True), start=1)
    )


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _contents(
    text: str, shown: Layer, layers: tuple[Layer, ...], wrappings: Wrappings
) -> Iterator[str]:
    edges = tuple(Span(edge, edge) for block in shown for edge in (block.start, block.end))
    segments = cut(text, edges, *layers)
    at = 0
    ids: set[str] = set()
    for block in shown:
        while at < len(segments) and segments[at].start < block.start:
            at += 1
        first = at
        while at < len(segments) and segments[at].end <= block.end:
            at += 1
        yield _block_html(segments[first:at], wrappings, ids)


def _block_html(segments: tuple[Segment, ...], wrappings: Wrappings, ids: set[str]) -> str:
    """Segments in their tags, a tag kept open as long as the next segment wants the same."""
    pieces: list[str] = []
    opened: tuple[Wrapper, ...] = ()
    for segment in segments:
        wanted = wrappings.around(segment.spans)
        if wanted != opened:
            shared = _shared(opened, wanted)
            pieces += [wrapper.closing for wrapper in reversed(opened[shared:])]
            for wrapper in wanted[shared:]:
                again = bool(wrapper.id) and wrapper.id in ids
                pieces.append(wrapper.reopening if again else wrapper.opening)
                ids.add(wrapper.id)
            opened = wanted
        pieces.append(_escaped(segment.text))
    pieces += [wrapper.closing for wrapper in reversed(opened)]
    return "".join(pieces)


def _shared(opened: tuple[Wrapper, ...], wanted: tuple[Wrapper, ...]) -> int:
    """How many of the outermost tags stay open."""
    count = 0
    for one, other in zip(opened, wanted, strict=False):
        if one != other:
            break
        count += 1
    return count
