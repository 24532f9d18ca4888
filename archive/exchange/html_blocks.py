"""Clean, well-formed HTML → blocks of text with inline spans, as a reader sees them.

It reads what bleach wrote and trusts nothing else: unknown tags are passed over, a link counts
only with an absolute http, https or mailto target.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from archive.domain.markup import Block
from archive.domain.text import Layer, Span

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
BREAKING = HEADINGS | frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "aside",
        "header",
        "footer",
        "main",
        "address",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "figure",
        "figcaption",
        "details",
        "summary",
        "center",
        "fieldset",
    ]
)
"""Tags that start and end a block."""

INLINE = {
    "em": "emphasis",
    "i": "emphasis",
    "strong": "strong",
    "b": "strong",
    "code": "code",
    "tt": "code",
    "kbd": "code",
    "samp": "code",
    "a": "link",
}
VOID = frozenset({"br", "hr"})

_BLANK_LINE = re.compile(r"[ \t]*\n[ \t]*\n\s*")
_LINE_END = re.compile(r"[ \t]*\n[ \t]*")
_SPACES = re.compile(r"[ \t\n]+")
_TARGET = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)[^\s]*\Z", re.IGNORECASE)
_LONGEST_TARGET = 2000


class BlockReader(HTMLParser):
    """Feed it, close it, take `finished()`."""

    def __init__(self, *, newlines_break: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.newlines_break = newlines_break
        self.blocks: list[Block] = []
        self.containers: list[str] = []
        self.open_inlines: list[tuple[str, Span]] = []
        self.pieces: list[str] = []
        self.length = 0
        self.spans: list[Span] = []
        self.break_before = False
        self.item_begun = False

    def finished(self) -> list[Block]:
        """All blocks, in order. None is blank, none holds an empty line."""
        self._end_block()
        return self.blocks

    # --- what the parser calls ----------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a line or an inline span."""
        if tag == "br":
            self._line_break()
        elif tag == "hr":
            self._end_block()
            self.break_before = bool(self.blocks)
        elif tag in BREAKING:
            self._end_block()
            self.containers.append(tag)
            self.item_begun = False if tag == "li" else self.item_begun
        elif tag in INLINE:
            self.open_inlines.append((tag, Span(self.length, 0, INLINE[tag], _target(tag, attrs))))

    def handle_endtag(self, tag: str) -> None:
        """End a block or an inline span; an end without a start says nothing."""
        if tag in BREAKING and tag in self.containers:
            self._end_block()
            while self.containers.pop() != tag:
                pass
        elif tag in INLINE:
            for index in reversed(range(len(self.open_inlines))):
                if self.open_inlines[index][0] == tag:
                    self._note(self.open_inlines.pop(index)[1])
                    break

    def handle_data(self, data: str) -> None:
        """Take text: blank lines part blocks, other white space is as the place says."""
        data = data.replace("\r\n", "\n").replace("\r", "\n")
        for index, paragraph in enumerate(_BLANK_LINE.split(data)):
            if index:
                self._end_block()
            if "pre" in self.containers:
                self._preformatted(paragraph)
            elif self.newlines_break:
                self._lines(paragraph)
            else:
                self._append(_SPACES.sub(" ", paragraph))

    # --- building one block -------------------------------------------------------------------

    def _lines(self, paragraph: str) -> None:
        for index, line in enumerate(_LINE_END.split(paragraph)):
            if index and not self._at_line_start():
                self._line_break()
            self._append(_SPACES.sub(" ", line))

    def _preformatted(self, paragraph: str) -> None:
        for index, line in enumerate(paragraph.split("\n")):
            if index:
                self._line_break()
            if line:
                start = self.length
                self._write(line)
                self._note(Span(start, 0, "code"))

    def _append(self, text: str) -> None:
        """Write `text` with no second space after a space and none at a line's start."""
        if not self.pieces or self.pieces[-1][-1] in " \n":
            text = text.lstrip(" ")
        self._write(text)

    def _write(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def _at_line_start(self) -> bool:
        return not self.pieces or self.pieces[-1][-1] == "\n"

    def _line_break(self) -> None:
        """End the line; a second one in a row ends the paragraph, as it looks on the page."""
        self._trim(" ")
        if self.pieces and self.pieces[-1][-1] == "\n":
            self._end_block()
        elif self.pieces:
            self._write("\n")

    def _trim(self, characters: str) -> None:
        """Take `characters` off the end of the block and off the spans that reach there."""
        while self.pieces:
            kept = self.pieces[-1].rstrip(characters)
            self.length -= len(self.pieces[-1]) - len(kept)
            if kept:
                self.pieces[-1] = kept
                break
            self.pieces.pop()
        index = len(self.spans)
        while index and self.spans[index - 1].end > self.length:
            index -= 1
            late = self.spans[index]
            self.spans[index] = Span(late.start, self.length, late.kind, late.value)

    def _note(self, opened: Span) -> None:
        """Keep an inline span from where it opened to here, if it has a length and a meaning."""
        if opened.start < self.length and (opened.kind != "link" or opened.value):
            self.spans.append(Span(opened.start, self.length, opened.kind, opened.value))

    def _end_block(self) -> None:
        """Close the block; inline elements still open go on in the next one."""
        self._trim(" \n")
        for _, opened in self.open_inlines:
            self._note(opened)
        text = "".join(self.pieces)
        if any(c.isprintable() and not c.isspace() for c in text):
            self.blocks.append((self._kind(), text, self._spans_within(), self.break_before))
            self.break_before = False
            self.item_begun = True
        self.pieces, self.length, self.spans = [], 0, []
        self.open_inlines = [
            (tag, Span(0, 0, opened.kind, opened.value)) for tag, opened in self.open_inlines
        ]

    def _spans_within(self) -> Layer:
        """The spans in order, each once, without those that held only trailing white space."""
        return tuple(sorted({span for span in self.spans if span.start < span.end}))

    def _kind(self) -> str:
        """What the innermost telling container makes of a block.

        A list item's later paragraphs are paragraphs, or they would look like items of their own.
        """
        for tag in reversed(self.containers):
            if tag in HEADINGS:
                return "heading"
            if tag == "blockquote":
                return "quote"
            if tag == "li":
                return "paragraph" if self.item_begun else "list_item"
        return "paragraph"


def _target(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    """A link's target if it is one a page may point at, else nothing."""
    if tag != "a":
        return ""
    target = (dict(attrs).get("href") or "").strip()
    return target if len(target) <= _LONGEST_TARGET and _TARGET.match(target) else ""
