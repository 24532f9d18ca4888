"""What an importer found in a file: whole discussions, and an account of everything else.

The promise is in = out: every item of the file is imported, mended (imported, and the list says
what was changed), left out (the list says why) or of a kind that is skipped and counted. No
database here and no text in the lists: they are printed and logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archive.domain.text import Layer
from archive.domain.words import Kind


@dataclass(frozen=True, slots=True)
class ParsedContribution:
    """One authored text. `formatting` lies over `text` in code points, 0-based, end-exclusive.

    `author_email` is compared by digest only, where a steward allows it, and never kept.
    `external_id` is unique within the source. `parent` is the parent's external id: None for the
    essay, the essay's id for a top comment. `written_at` is aware, in UTC.
    """

    external_id: str
    parent: str | None
    kind: Kind
    text: str
    formatting: Layer
    title: str = ""
    author: str = ""
    written_at: datetime | None = None
    likes: int = 0
    author_email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ParsedDiscussion:
    """An essay and its thread: the essay first, then the comments in reading order.

    `external_id` is the essay's. `staff_only`: the source showed it to nobody or behind a
    password, so the archive must not show it to readers either.
    """

    external_id: str
    title: str
    contributions: tuple[ParsedContribution, ...]
    source_url: str = ""
    staff_only: bool = False


@dataclass(frozen=True, slots=True)
class Mended:
    """Imported with a change. `kind` is what it is, `reason` a stable code, ": detail" after it."""

    external_id: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Not imported. `kind` is what it is, `reason` a stable code."""

    external_id: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file read whole. `source` is where the ids come from, empty if the file does not say.

    `skipped_kinds` counts items that are no discussion by their kind (attachments, menus …).
    """

    format: str
    source: str
    discussions: tuple[ParsedDiscussion, ...]
    mended: tuple[Mended, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    skipped_kinds: Mapping[str, int] = field(default_factory=dict)
