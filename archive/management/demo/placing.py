"""Where quoted words lie in a text. Words are found exactly once or refused: nothing is guessed."""

from __future__ import annotations

from archive.domain.text import BLOCK_SEPARATOR, Span
from archive.management.strict_toml import Table


def place_of(table: Table, text: str, words: str, within: str = "") -> Span:
    """The span of `words` in `text`, or in the one place of `within` where that is given.

    Raises `InvalidInput`, with the table's place, for words that are absent or stand there twice.
    """
    if within:
        around = place_of(table, text, within)
        inner = place_of(table, within, words)
        return Span(around.start + inner.start, around.start + inner.end)
    start = text.find(words)
    if start < 0:
        table.refuse(
            f"“{words}” does not stand in the text.", hint="Quote without marks, in one line."
        )
    if text.find(words, start + 1) >= 0:
        table.refuse(
            f"“{words}” stands in the text more than once.",
            hint="Quote more of it, or say “within” which words.",
        )
    return Span(start, start + len(words))


def place_between(table: Table, text: str, first: str, last: str) -> Span:
    """The span from the start of `first` to the end of `last`; raises as `place_of` does."""
    start, end = place_of(table, text, first), place_of(table, text, last)
    if end.end <= start.start or end.start < start.start:
        table.refuse(f"“{last}” stands before “{first}”.")
    return Span(start.start, max(start.end, end.end))


def refuse_across_blocks(table: Table, text: str, span: Span) -> None:
    """Refuse a span that reaches from one block into the next."""
    if BLOCK_SEPARATOR in text[span.start : span.end]:
        table.refuse("the words reach across a block.", hint="Write one redaction for each block.")
