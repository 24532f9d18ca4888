"""Lines that a blog's theme prints around a comment: who wrote it, when, how many liked it, links.

Each is recognised only as a whole line of a form no sentence has; what is not recognised is the
writer's text and stays so. Month names in English, the only language of the captures we know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?(?:\s?(?P<half>[ap])\.?m\.?)?"
_DATES = tuple(
    re.compile(rf"(?:on )?{day},?(?: at| -|,)? {_CLOCK}", re.IGNORECASE)
    for day in (
        rf"{_MONTH} (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}}) {_MONTH},? (?P<year>\d{{4}})",
        r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)",
    )
)
_SAYS = re.compile(r"(?P<name>.{1,80}?) (?:says|said|writes|wrote):(?: (?P<date>.{8,40}))?")
_SAID_ON = re.compile(r"(?P<name>.{1,80}?),? on (?P<date>.{8,40}?) (?:says|said|wrote):")
_NOT_A_NAME = re.compile(r"[.!?;:,…]$|[“”\"(]|^\d+\.")
_MOST_NAME_WORDS = 6

_LIKED = re.compile(r"Liked by (\d{1,6}) (?:person|people)")
_LINK = re.compile(
    r"(?:Reply|Log in to Reply|Like|Like Reply|Reply Like|Loading\.\.\.|Loading…)(?: ?[↓→↵])?"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Author and time (UTC, as if the page's clock were) from the first `lines` lines.

    `certain`: the line says that somebody says something, which a bare name does not.
    """

    author: str
    written_at: datetime
    lines: int
    certain: bool


def read_byline(lines: list[str]) -> Byline | None:
    """The byline that `lines`, a comment's first ones without blank lines, begin with."""
    if not lines:
        return None
    for pattern in (_SAID_ON, _SAYS):
        if (match := pattern.fullmatch(lines[0])) and _is_name(match["name"]):
            if match["date"]:
                return _byline(match["name"], match["date"], 1, certain=True)
            return _byline(match["name"], "".join(lines[1:2]), 2, certain=True)
    if _is_name(lines[0]):
        return _byline(lines[0], "".join(lines[1:2]), 2, certain=False)
    return None


def read_date(line: str) -> datetime | None:
    """The date and time that the whole of `line` is, or None."""
    match = next((m for m in (p.fullmatch(line) for p in _DATES) if m), None)
    if match is None:
        return None
    found = match.groupdict()
    month = int(found.get("number") or 1 + _MONTHS.index(found.get("month", "jan")[:3].lower()))
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    try:
        return datetime(
            int(found["year"]),
            month,
            int(found["day"]),
            hour,
            int(found["minute"]),
            tzinfo=UTC,
        )
    except ValueError:
        return None


def read_likes(line: str) -> int | None:
    """How many people liked the comment, if the line says that and nothing else."""
    match = _LIKED.fullmatch(line)
    return int(match[1]) if match else None


def is_theme_link(line: str) -> bool:
    """Whether the line is the theme's "Reply" or "Like" and nothing else."""
    return bool(_LINK.fullmatch(line))


def _byline(name: str, date: str, lines: int, *, certain: bool) -> Byline | None:
    written_at = read_date(date)
    return Byline(name.strip(), written_at, lines, certain) if written_at else None


def _is_name(text: str) -> bool:
    return len(text.split()) <= _MOST_NAME_WORDS and not _NOT_A_NAME.search(text.strip())
