"""The comments of a page capture, read by their columns.

At depth d, from 1, a comment's number stands at column 2d (spaces before it), its text and the
numbers of its replies at column 2d + 2. A comment begins only after two blank lines, or first
after the header, at such a column, with the next number of its list; after one blank line the
same line is text, so a comment may hold a list of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.domain.errors import ImportRefused

STEP = 2
_NUMBERED = re.compile(r"(?P<number>\d{1,6})\.(?:\s+(?P<text>.*))?")
_FOOT = re.compile(
    r"(?:Leave|Post|Add|Write) a (?:comment|reply)\b.{0,200}"
    r"|(?:Reply|Log in to reply|Cancel reply|Comments are closed)\.?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Paragraph:
    """Lines without blank ones between; `break_before` says that two or more stood before."""

    lines: list[str]
    break_before: bool = False


@dataclass(slots=True)
class Comment:
    """A comment as it stands: its place in each list down to it, from 1, and its line."""

    place: tuple[int, ...]
    line: int
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def text_column(self) -> int:
        """Where its text stands, and the numbers of its replies."""
        return STEP * len(self.place) + STEP


@dataclass(slots=True)
class Thread:
    """All comments in reading order, and the 1-based lines that are the page's foot."""

    comments: list[Comment] = field(default_factory=list)
    foot: list[int] = field(default_factory=list)


def read_thread(lines: list[str], after: int) -> Thread:
    """The comments in `lines` after line `after` (1-based).

    Raises ImportRefused, with the line, where a line is neither a comment's beginning nor its
    text nor a line that ends a page of comments.
    """
    thread = Thread()
    blanks = 0
    for number, line in enumerate(lines[after:], after + 1):
        text = line.strip()
        if not text:
            blanks += 1
            continue
        column = len(line) - len(line.lstrip(" "))
        if column == 0 and _FOOT.fullmatch(text):
            thread.foot.append(number)
            if not _goes_on(lines[number:], thread):
                thread.foot += [n for n, rest in enumerate(lines, 1) if n > number and rest.strip()]
                break
        else:
            _take(thread, number, column, text, blanks, tab=line[column] == "\t")
        blanks = 0
    return thread


def _take(
    thread: Thread,
    number: int,
    column: int,
    text: str,
    blanks: int,
    *,
    tab: bool = False,
) -> None:
    """Begin a comment with the line, or add it to the last one, or refuse."""
    last = thread.comments[-1] if thread.comments else None
    depth = column // STEP
    numbered = _NUMBERED.fullmatch(text)
    place = _next_place(last, depth) if column % STEP == 0 and not tab else None
    if place and numbered and int(numbered["number"]) == place[-1] and (not last or blanks >= 2):
        begun = Comment(place, number)
        if numbered["text"]:
            begun.paragraphs.append(Paragraph([numbered["text"]]))
        thread.comments.append(begun)
    elif last and column == last.text_column and not tab:
        if blanks or not last.paragraphs:
            last.paragraphs.append(Paragraph([text], blanks >= 2 and bool(last.paragraphs)))
        else:
            last.paragraphs[-1].lines.append(text)
    else:
        expected = place[-1] if place and numbered else None
        raise _misplaced(number, column, last, blanks, expected, tab=tab)


def _next_place(last: Comment | None, depth: int) -> tuple[int, ...] | None:
    """Where a comment at `depth` would stand after `last`; None where none can."""
    if last is None:
        return (1,) if depth == 1 else None
    if not 1 <= depth <= len(last.place) + 1:
        return None
    if depth > len(last.place):
        return (*last.place, 1)
    return (*last.place[: depth - 1], last.place[depth - 1] + 1)


def _goes_on(rest: list[str], thread: Thread) -> bool:
    """Whether the next top comment comes later: then the foot's line was only in between."""
    tops = thread.comments[-1].place[0] if thread.comments else 0
    beginning = re.compile(rf" {{{STEP}}}{tops + 1}\.(?: |$)")
    return any(beginning.match(line) for line in rest)


def _misplaced(
    number: int,
    column: int,
    last: Comment | None,
    blanks: int,
    expected: int | None,
    *,
    tab: bool,
) -> ImportRefused:
    """The refusal of a line that fits no column, as exact as can be said without its text."""
    if tab:
        return ImportRefused(
            f"Line {number} is indented with a tab, so its column cannot be told.",
            hint="Replace tabs by spaces and import again.",
        )
    if last is None:
        return ImportRefused(
            f"Line {number} should begin the first comment, with “1.” after {STEP} spaces.",
            hint="Check that nothing stands between the line with the count and the comments.",
        )
    if expected is not None and blanks < 2:
        return ImportRefused(
            f"Line {number} stands where a comment begins (column {column}), without the two "
            "blank lines that come before one.",
            hint="Put two blank lines before each comment, or indent its text to column "
            f"{last.text_column}.",
        )
    if expected is not None:
        return ImportRefused(
            f"Line {number} begins a comment at column {column} with another number than "
            f"{expected}, the next of its list.",
            hint="A comment may be missing before it: save the whole page again.",
        )
    return ImportRefused(
        f"Line {number} fits no column: it begins after {column} spaces.",
        hint=f"The comment that begins at line {last.line} has its text at column "
        f"{last.text_column}; indent the line so, or take it out if it is not a comment's.",
    )
