"""The words of the queue: its lanes, what can be asked of it, for how long a text is held, and why
somebody passes it on. Pure; nothing of a text stands in any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Final

from archive.domain.words import Status, Voice

HELD_FOR: Final = timedelta(hours=24)
"""After that a text that somebody took is free again. Judged when asked; no job frees it."""

SKIPS_TO_LEAD: Final = 3
"""So many different people who pass a text on bring it to a lead."""

PAGE: Final = 40
"""Texts on a page of the queue."""

LONGEST_NOTE: Final = 2_000
"""Characters of a note for colleagues."""


class Lane(IntEnum):
    """In which lane a text waits; the first is read first, and within a lane the oldest."""

    URGENT = 0
    DISTRESS = 1
    ORDINARY = 2
    LEAD = 3


class Source(StrEnum):
    """How a text came: told by its writer, or imported."""

    TOLD = "told"
    IMPORTED = "imported"


class Whose(StrEnum):
    """Who has a text now."""

    MINE = "mine"
    FREE = "free"


class SkipReason(StrEnum):
    """Why somebody passes a text on. Nobody asks further."""

    TOO_CLOSE = "too_close"
    ENOUGH_TODAY = "enough_today"
    UNSURE = "unsure"
    LANGUAGE = "language"
    NO_TIME = "no_time"
    OTHER = "other"


class Calm(StrEnum):
    """Why a text does not go first any more, though its words made it."""

    PAST = "past"
    SAFE_NOW = "safe_now"
    NOT_THEIRS = "not_theirs"
    MISREAD = "misread"
    DONE = "done"


class NoteAbout(StrEnum):
    """On what occasion a note for colleagues was written."""

    SKIP = "skip"
    REFUSAL = "refusal"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the queue: closed words and codes, so that an address tells of nobody.

    `lead` asks for what was passed on three times; `skipped` for what the viewer passed on.
    `label` is a content label. Empty is all.
    """

    state: Status | None = None
    source: Source | None = None
    whose: Whose | None = None
    voice: Voice | None = None
    language: str = ""
    discussion: str = ""
    label: str = ""
    lead: bool = False
    skipped: bool = False


EVERYTHING: Final = Asked()
"""Nothing in particular is asked for."""


FEWEST_TOLD: Final = 5
"""Nothing is said in public of a queue that holds fewer texts."""

_WAITS: Final = (
    (timedelta(days=4), "a few days"),
    (timedelta(days=10), "about a week"),
    (timedelta(days=18), "about two weeks"),
    (timedelta(days=25), "about three weeks"),
    (timedelta(days=45), "about a month"),
    (timedelta(days=75), "about two months"),
)


def rounded_wait(wait: timedelta) -> str:
    """A wait in words, rounded to days, weeks, then months."""
    return next((words for under, words in _WAITS if wait < under), "about three months")
