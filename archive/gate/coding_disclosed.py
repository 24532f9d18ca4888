"""What the coding page is told: frozen, already decided. Offsets are over the text as shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.domain.offsets import OffsetMap
from archive.domain.text import Layer
from archive.domain.words import Kind, Status, Voice
from archive.gate.disclosed import DisclosedPassage, DisclosedTheme


@dataclass(frozen=True, slots=True)
class PassageSheet:
    """A text to code: the words that approval would publish now, and what lies over them.

    `carried` leads from the original to `text`. `passages` are those the viewer may see and whose
    place is certain; `blind` says that others' codings are kept from her for now. `keys` has the
    slug of the theme on each digit; `keys_set` says that she chose them. `undo` and `redo` count
    the themes that one press would take away or put back. `memo` is what she typed and did not
    send. Of the thread's other texts, `uncoded` counts those in which she has coded nothing, and
    `next_ref` is the one that follows.
    """

    ref: str
    discussion: str
    discussion_title: str
    position: str
    kind: Kind
    status: Status
    voice: Voice
    text: str
    title: str
    formatting: Layer
    masks: Layer
    carried: OffsetMap
    passages: tuple[DisclosedPassage, ...]
    unplaced: int
    blind: bool
    themes: tuple[DisclosedTheme, ...]
    keys: Mapping[str, str]
    keys_set: bool
    memo: str
    undo: int
    redo: int
    previous_ref: str
    following_ref: str
    next_ref: str
    uncoded: int
    edition: int
    language: str = ""
