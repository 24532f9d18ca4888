"""The line between essay and comments on a blog page: how many comments, under which title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.domain.errors import ImportRefused

FIRST_COMMENT = re.compile(r" {2}1\.(?: |$)")

_COUNT = r"(?P<count>\d{1,3}(?:[,.]\d{3})+|\d{1,6}|one|no|zero)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_COUNT} thoughts? on(?: (?P<title>.*))?",
        rf"{_COUNT} (?:responses?|repl(?:y|ies)|comments?)(?: (?:to|on) (?P<title>.+)| ?[:»↓])?",
        r"(?:comments|responses|replies) ?\((?P<count>\d{1,6})\)(?P<title>)",
    )
)
_WORDS = {"one": 1, "no": 0, "zero": 0}
_QUOTES = {"“": "”", "„": "“”", '"': '"', "«": "»", "‘": "’", "'": "'", "‹": "›"}


@dataclass(frozen=True, slots=True)
class Header:
    """`line` is 1-based; `title` is empty where the line has none."""

    line: int
    count: int
    title: str


def find_header(lines: list[str]) -> Header:
    """The header of a page capture, or ImportRefused.

    An essay may hold a line that reads like one and so may the page's foot, so the last with a
    first comment right after it counts; without any such, the last of all.
    """
    headers = [found for n, line in enumerate(lines, 1) if (found := read_header(n, line))]
    if not headers:
        raise ImportRefused(
            f"None of the {len(lines)} lines says how many comments follow, such as "
            "“5 thoughts on …” or “5 Comments”: there is no telling essay from comments.",
            hint="Save the whole page as text. If it has no comments, end it with the line "
            "“0 Comments”.",
        )
    followed = [header for header in headers if _comment_follows(lines, header)]
    return (followed or headers)[-1]


def read_header(number: int, line: str) -> Header | None:
    """The header that `line` is, if it stands at the margin and is nothing else."""
    for form in _FORMS:
        if match := form.fullmatch(line.rstrip()):
            count = match["count"].lower()
            value = _WORDS[count] if count in _WORDS else int(re.sub(r"[,.]", "", count))
            return Header(number, value, _unquoted(match["title"] or ""))
    return None


def _comment_follows(lines: list[str], header: Header) -> bool:
    following = next((line for line in lines[header.line :] if line.strip()), "")
    return bool(FIRST_COMMENT.match(following))


def _unquoted(title: str) -> str:
    """The title without the quotes around it; the closing one is often missing."""
    title = " ".join(title.split())
    if not title or title[0] not in _QUOTES:
        return title
    opening, closing = title[0], _QUOTES[title[0]]
    title = title[1:].strip()
    unmatched = sum(title.count(c) for c in set(closing)) > title.count(opening)
    if title and title[-1] in closing and (unmatched or opening in closing):
        title = title[:-1].strip()
    return title
