"""The demo's tiny mark-up, read into canonical text and a formatting layer.

Blocks stand apart by a blank line; lines within a block are joined by a space. Known marks:

    # Heading              at the start of a block
    > Quote                every line of the block may begin with it
    - List item            each begins a block of its own; no blank line is needed between items
    ***                    alone: a section break before the next block
    *emphasis*  **strong**  [text](https://address)      not within one another
    \\                      at the end of a line: a line break
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.domain.errors import InvalidInput
from archive.domain.markup import Block, join_blocks
from archive.domain.text import Layer, Span

_BREAK = "***"
_BLOCK_MARKS = {"# ": "heading", "> ": "quote", "- ": "list_item"}
_INLINE = re.compile(
    r"\*\*(?P<strong>[^*\n]+)\*\*|\*(?P<emphasis>[^*\n]+)\*"
    r"|\[(?P<link>[^\]\n]+)\]\((?P<target>https?://[^\s)]+)\)"
)
_STRAY = re.compile(r"\*|\]\(")


def read_marks(source: str) -> tuple[str, Layer]:
    """The canonical text of `source` and its formatting layer.

    Raises `InvalidInput` for a mark left open or unknown, and for a break with nothing behind it.
    """
    return join_blocks(tuple(_blocks(source)))


def _blocks(source: str) -> Iterator[Block]:
    break_before = False
    for lines in _groups(source):
        if lines == [_BREAK]:
            if break_before:
                raise InvalidInput("Two section breaks stand together.")
            break_before = True
            continue
        kind, marked = _kind_and_text(lines)
        text, inline = _inline(marked)
        yield kind, text, inline, break_before
        break_before = False
    if break_before:
        raise InvalidInput("A section break stands at the end.")


def _groups(source: str) -> Iterator[list[str]]:
    """The lines of each block."""
    group: list[str] = []
    for line in [*source.strip().splitlines(), ""]:
        if group and (not line.strip() or line.startswith("- ")):
            yield group
            group = []
        if line.strip():
            group.append(line.strip())


def _kind_and_text(lines: list[str]) -> tuple[str, str]:
    mark = lines[0][:2]
    kind = _BLOCK_MARKS.get(mark, "paragraph")
    if kind == "quote":
        lines = [line.removeprefix(">").strip() for line in lines]
    elif kind != "paragraph":
        lines = [lines[0][2:].strip(), *lines[1:]]
    return kind, re.sub(r"\s*\\ ", "\n", " ".join(lines))


def _inline(marked: str) -> tuple[str, Layer]:
    """The text without its marks, and the spans they stood for."""
    pieces: list[str] = []
    spans: list[Span] = []
    at = reached = 0
    for match in _INLINE.finditer(marked):
        kind = match.lastgroup if match.lastgroup != "target" else "link"
        assert kind is not None
        before, inner = _plain(marked[reached : match.start()]), match[kind]
        at += len(before)
        spans.append(Span(at, at + len(inner), kind, match["target"] or ""))
        pieces += (before, inner)
        at += len(inner)
        reached = match.end()
    pieces.append(_plain(marked[reached:]))
    return "".join(pieces), tuple(spans)


def _plain(text: str) -> str:
    if _STRAY.search(text):
        raise InvalidInput(f"A mark was left open or is unknown near “{text.strip()[:40]}”.")
    return text
