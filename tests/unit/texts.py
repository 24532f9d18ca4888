"""Strategies for the texts people really send: emoji, joined emoji, marks, both directions."""

from __future__ import annotations

from hypothesis import strategies as st

from archive.domain.redaction import Edit, merge_overlapping
from archive.domain.text import Layer, Span, canonical

PIECES = [
    *"aeinst AEI.,!?'\"<>&;-–—…’“”",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\t",
    "\ufeff",
    "\x00",
    "\x0b",
    "\x85",
    "\u2028",
    "\u2029",
    "\u00a0",
    "😀",
    "👩‍👩‍👧",
    "🏳️‍🌈",
    "👍🏽",
    "🇩🇪",
    "e\u0301",
    "\u0301",
    "o\u0323\u0302",
    "\u212b",
    "\u1100\u1161\u11a8",
    "שלום ",
    "مرحبا ",
    "\u200f",
    "<script>alert(1)</script>",
    "</mark>",
    "&lt;",
    "&amp;#39;",
    'x" onmouseover="y',
    "Dr. ",
    "I slept. ",
]


raw_texts = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=40).map(
    "".join
)
texts = raw_texts.map(canonical)

KINDS = ["", "passage", "hit", "mask", "emphasis", "strong", "link", "code", "finding", "sentence"]


def spans_on(text: str, kinds: list[str] | None = None) -> st.SearchStrategy[Span]:
    """Spans of `text`, zero-width ones among them."""
    offsets = st.integers(0, len(text))
    return st.builds(
        lambda one, other, kind, value: Span(min(one, other), max(one, other), kind, value),
        offsets,
        offsets,
        st.sampled_from(kinds or KINDS),
        st.sampled_from(
            ["", "1", "7 2 5", "confident 12 name", '"><script>', "https://a.example/?b&c"]
        ),
    )


def layers_on(text: str, kinds: list[str] | None = None) -> st.SearchStrategy[Layer]:
    """Layers of up to twelve spans."""
    return st.lists(spans_on(text, kinds), max_size=12).map(tuple)


def edits_on(text: str) -> st.SearchStrategy[tuple[Edit, ...]]:
    """Edits without overlaps, insertions inside blocks among them."""
    between = {at + 1 for at in range(len(text)) if text.startswith("\n\n", at)}
    replacements = st.sampled_from(["[name]", "X", "Ärztin 👩‍⚕️", "שם", "<b>"])
    spans = spans_on(text).filter(lambda s: s.start < s.end or s.start not in between)
    edits = st.builds(lambda s, new: Edit(s.start, s.end, new), spans, replacements)
    return st.lists(edits, max_size=6).map(merge_overlapping)


@st.composite
def texts_with_layers(draw: st.DrawFn) -> tuple[str, Layer, Layer]:
    """A canonical text with two layers."""
    text = draw(texts)
    return text, draw(layers_on(text)), draw(layers_on(text))


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...], Span]:
    """A canonical text, edits of it and a span on it."""
    text = draw(texts)
    return text, draw(edits_on(text)), draw(spans_on(text))
