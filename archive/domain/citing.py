"""What is said of a source, whatever the format; and how a search was done, as a paragraph.

Writers stand under the name that readers see. No format here asks for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Source(StrEnum):
    """What is cited."""

    ACCOUNT = "account"
    DISCUSSION = "discussion"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Citation:
    """`key` is opaque and stays the same. `written` is a month, known or not; `url` is "" for a
    search that nobody made a link to. `version` is the wording's number; `note` says the rest."""

    source: Source
    key: str
    title: str
    author: str
    archive: str
    url: str
    accessed: date
    written: date | None = None
    version: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SearchDone:
    """A search as it was done. `chosen` has facets in words; counts are of contributions.

    `second_hand` of them tell of somebody else.
    """

    query: str
    archive: str
    on: date
    engine: str
    analyser: str
    total: int
    discussions: int
    second_hand: int
    chosen: Sequence[str] = ()
    as_staff: bool = False


def methods(done: SearchDone) -> str:
    """A paragraph for a methods section: query, date, engine, analyser, totals, exclusions."""
    narrowed = f", narrowed to {'; '.join(done.chosen)}" if done.chosen else ""
    found = (
        f"We searched the archive {done.archive} on {day_in_words(done.on)} for the query "
        f"“{done.query}”{narrowed} (engine {done.engine}, analyser {done.analyser}). "
        f"It matched {counted(done.total, 'contribution')} in "
        f"{counted(done.discussions, 'discussion')}"
    )
    other = (
        f", of which {done.second_hand} {'tells' if done.second_hand == 1 else 'tell'} of somebody "
        "else and not of the writer. "
        if done.second_hand
        else ", none of which tells of somebody else. "
    )
    if done.as_staff:
        scope = (
            "The search was done by staff of the archive and covers texts that are not open to "
            "study; it must not be reported as a study of the archive."
        )
    else:
        scope = (
            "Searched were anonymised texts that were open to study on that day, by their "
            "writer’s consent or on a basis that two people had confirmed. Texts that were not "
            "reviewed, not open to study, withdrawn or removed were excluded; the archive does not "
            "say how many there are. Consent can be withdrawn at any time, so a later search may "
            "find fewer."
        )
    return found + other + scope


def counted(number: int, thing: str) -> str:
    """“1 discussion”, “2,000 discussions”."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def day_in_words(day: date) -> str:
    """“7 March 2024”."""
    return f"{day.day} {day:%B %Y}"
