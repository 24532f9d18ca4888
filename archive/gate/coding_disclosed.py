"""What the coding page is told: frozen, already decided. Offsets are over the text as shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.domain.offsets import OffsetMap
from archive.domain.text import Layer
from archive.domain.words import Kind, Status, Voice
from archive.gate.disclosed import DisclosedPassage, DisclosedTheme


@dataclass(frozen=True, slots=True)
class TextToCode:
    """The words that approval would publish now, and the themes that may be put on them.

    `carried` leads from the original to `text`; `language` is guessed (ISO 639-1), "" for unknown.
    """

    ref: str
    voice: Voice
    text: str
    title: str
    formatting: Layer
    masks: Layer
    carried: OffsetMap
    themes: tuple[DisclosedTheme, ...]
    edition: int
    language: str


@dataclass(frozen=True, slots=True)
class CodedText(TextToCode):
    """A text with what lies over it: all that a press can change.

    `passages` are those the viewer may see and whose place is certain; `blind` says that others'
    codings are kept from her for now. `undo` and `redo` count the themes that one press would take
    away or put back.
    """

    passages: tuple[DisclosedPassage, ...]
    unplaced: int
    blind: bool
    undo: int
    redo: int


@dataclass(frozen=True, slots=True)
class PassageSheet(CodedText):
    """A coded text in its thread, with what its coder has set and typed.

    `keys` has the slug of the theme on each digit; `keys_set` says that she chose them. `memo` is
    what she typed and did not send. Of the thread's other texts, `uncoded` counts those in which
    she has coded nothing, and `next_ref` is the one that follows.
    """

    discussion: str
    discussion_title: str
    position: str
    kind: Kind
    status: Status
    keys: Mapping[str, str]
    keys_set: bool
    memo: str
    previous_ref: str
    following_ref: str
    next_ref: str
    uncoded: int
