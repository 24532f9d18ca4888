"""A blog page saved as plain text → one discussion.

Essay paragraphs apart by a blank line, sections by two; a line with the number of comments; the
comments as numbered lists, nested by indentation. There are no ids on such a page: a
contribution's external id is its position, "0" for the essay, then "1", "1.1" …
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from archive.domain.errors import ImportRefused
from archive.domain.markup import join_blocks
from archive.domain.text import Layer, canonical
from archive.domain.words import Kind
from archive.exchange.importers.bylines import (
    Byline,
    is_theme_link,
    read_byline,
    read_likes,
)
from archive.exchange.importers.empty_texts import without_empty
from archive.exchange.importers.page_header import Header, find_header
from archive.exchange.importers.page_thread import (
    Comment,
    Paragraph,
    Thread,
    read_thread,
)
from archive.exchange.importers.parsed import (
    LeftOut,
    Mended,
    ParsedContribution,
    ParsedDiscussion,
    ParsedFile,
)
from archive.exchange.importers.source_bytes import decode

FORMAT = "page-text"
ESSAY = "0"


def parse(
    data: bytes, *, title: str = "", source_url: str = "", comments: int | None = None
) -> ParsedFile:
    """The discussion in a page capture.

    `title` replaces the header's; `comments` replaces the header's number, which on some blogs
    counts pingbacks. Raises ImportRefused, saying the line, for bytes that are no UTF-8 text, a
    missing header or essay, a line that fits no column and a number of comments that differs.
    """
    lines = decode(data).split("\n")
    header = find_header(lines)
    essay = _essay_paragraphs(lines[: header.line - 1])
    if not essay:
        raise ImportRefused(
            f"No essay stands before line {header.line}, which counts the comments.",
            hint="Save the whole page as text, not its comments alone.",
        )
    thread = read_thread(lines, header.line)
    _check_count(thread, header, comments)
    mended = _mended_header(title or header.title, header, comments)
    told = _told_comments(thread.comments, mended)
    title = " ".join(canonical(title or header.title).split())
    essay_text, essay_formatting = _joined(essay)
    contributions, empty, left_out = without_empty(
        [
            ParsedContribution(ESSAY, None, Kind.ESSAY, essay_text, essay_formatting, title=title),
            *map(_contribution, told),
        ]
    )
    return ParsedFile(
        format=FORMAT,
        source=source_url,
        discussions=(ParsedDiscussion(ESSAY, title, contributions, source_url=source_url),),
        mended=(*mended, *empty),
        left_out=(*left_out, *_left_out_foot(thread.foot)),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A comment apart from what the theme printed around it."""

    place: tuple[int, ...]
    paragraphs: list[Paragraph]
    likes: int
    author: str = ""
    written_at: datetime | None = None


def _essay_paragraphs(lines: Iterable[str]) -> list[Paragraph]:
    """Paragraphs between blank lines; two blank lines or more make a section break."""
    paragraphs: list[Paragraph] = []
    blanks = 1
    for line in lines:
        text = line.strip()
        if text and blanks:
            paragraphs.append(Paragraph([text], blanks >= 2 and bool(paragraphs)))
        elif text:
            paragraphs[-1].lines.append(text)
        blanks = 0 if text else blanks + 1
    return paragraphs


def _check_count(thread: Thread, header: Header, comments: int | None) -> None:
    """Refuse a page whose comments are not as many as it says: some are missing or misread."""
    expected = header.count if comments is None else comments
    found = len(thread.comments)
    if found == expected:
        return
    says = f"Line {header.line} says" if comments is None else "You said"
    raise ImportRefused(
        f"{says} {expected} comments follow, but there are {found} after line {header.line}.",
        hint="Save the whole page again, with all pages of comments. If the number counts "
        f"something else (pingbacks, say) and nothing is missing, import with --comments {found}.",
    )


def _mended_header(title: str, header: Header, comments: int | None) -> list[Mended]:
    mended = []
    if not title.strip():
        mended.append(Mended(ESSAY, Kind.ESSAY.value, "title_unknown"))
    if comments is not None and comments != header.count:
        where = f"line {header.line}"
        mended.append(Mended(where, "line", f"count_overridden: {header.count} to {comments}"))
    return mended


def _told_comments(comments: list[Comment], mended: list[Mended]) -> list[_Told]:
    """The comments without the theme's lines; `mended` gets a row for what was taken."""
    bylines = _bylines(comments)
    if bylines:
        mended.append(Mended(ESSAY, Kind.ESSAY.value, "page_dates_read_as_utc"))
    told = []
    for comment in comments:
        paragraphs, likes, links = _without_foot(comment.paragraphs)
        if links:
            mended.append(
                Mended(_position(comment.place), Kind.COMMENT.value, "theme_link_removed")
            )
        if byline := bylines.get(comment.place):
            paragraphs = _without_first_lines(paragraphs, byline.lines)
            told.append(_Told(comment.place, paragraphs, likes, byline.author, byline.written_at))
        else:
            told.append(_Told(comment.place, paragraphs, likes))
    return told


def _bylines(comments: list[Comment]) -> dict[tuple[int, ...], Byline]:
    """Every comment's byline, or none at all.

    A theme prints them on all comments, so one that lacks it shows that the others' are text. A
    single bare name with a date could be how an account begins, so that is not enough.
    """
    found = {}
    for comment in comments:
        opening = [line for paragraph in comment.paragraphs[:2] for line in paragraph.lines]
        if not (byline := read_byline(opening)):
            return {}
        found[comment.place] = byline
    sure = len(found) > 1 or all(byline.certain for byline in found.values())
    return found if sure else {}


def _without_foot(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], int, bool]:
    """The paragraphs without closing likes and links, the likes, whether there were links."""
    kept, likes, links = list(paragraphs), 0, False
    while len(kept) > 1 and all(_is_foot(line) for line in kept[-1].lines):
        for line in kept.pop().lines:
            likes = max(likes, read_likes(line) or 0)
            links = links or is_theme_link(line)
    return kept, likes, links


def _is_foot(line: str) -> bool:
    return read_likes(line) is not None or is_theme_link(line)


def _without_first_lines(paragraphs: list[Paragraph], count: int) -> list[Paragraph]:
    kept: list[Paragraph] = []
    for paragraph in paragraphs:
        taken = min(count, len(paragraph.lines))
        count -= taken
        if paragraph.lines[taken:]:
            kept.append(Paragraph(paragraph.lines[taken:], paragraph.break_before and bool(kept)))
    return kept


def _contribution(told: _Told) -> ParsedContribution:
    text, formatting = _joined(told.paragraphs)
    return ParsedContribution(
        external_id=_position(told.place),
        parent=_position(told.place[:-1]),
        kind=Kind.COMMENT,
        text=text,
        formatting=formatting,
        author=told.author,
        written_at=told.written_at,
        likes=told.likes,
    )


def _joined(paragraphs: list[Paragraph]) -> tuple[str, Layer]:
    """Canonical text and formatting of paragraphs whose lines end in line breaks."""
    return join_blocks(
        ("paragraph", "\n".join(paragraph.lines), (), paragraph.break_before)
        for paragraph in paragraphs
    )


def _position(place: tuple[int, ...]) -> str:
    return ".".join(map(str, place)) or ESSAY


def _left_out_foot(foot: list[int]) -> list[LeftOut]:
    return [LeftOut(f"line {line}", "line", "page_furniture") for line in foot]
