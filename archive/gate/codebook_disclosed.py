"""What leaves the gate of a codebook: frozen, for those who work with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.domain.codebook import ChangeVerb
from archive.gate.disclosed import DisclosedTheme, ThemeAccount

Words = tuple[tuple[str, str, str], ...]
"""Lines of a change: the field, what stood there, what stands there."""


@dataclass(frozen=True, slots=True)
class DisclosedBook:
    """A codebook with its themes, each with the number of passages that carry it.

    `merged` are themes that were merged, each with what it is read as.
    """

    number: int
    name: str
    version: int
    changed_at: datetime | None
    is_own: bool
    may_change: bool
    may_propose: bool
    themes: tuple[tuple[DisclosedTheme, int], ...]
    merged: tuple[tuple[DisclosedTheme, DisclosedTheme], ...]
    proposals: int


@dataclass(frozen=True, slots=True)
class DisclosedChange:
    """One change of a codebook. `in_the_way` is the version to undo first, 0 for none."""

    id: int
    version: int
    verb: ChangeVerb
    theme: str
    slug: str
    words: Words
    codings: int
    by: str
    at: datetime
    undoes: int
    is_undone: bool
    in_the_way: int
    proposal: int


@dataclass(frozen=True, slots=True)
class DisclosedProposal:
    """A change that was asked for; `accepted` None until a steward decides."""

    id: int
    verb: ChangeVerb
    theme: DisclosedTheme | None
    words: Words
    note: str
    by: str
    at: datetime
    decided_by: str
    decided_at: datetime | None
    accepted: bool | None


@dataclass(frozen=True, slots=True)
class ThemePassage:
    """A passage on the text this viewer is shown, and who coded it."""

    id: int
    account: ThemeAccount
    position: str
    coders: tuple[str, ...]
    is_example: bool

    @property
    def words(self) -> str:
        """The passage itself."""
        return self.account.text[self.account.passage.start : self.account.passage.end]


@dataclass(frozen=True, slots=True)
class ThemeSheet:
    """A theme with what lies under it. `own_codings` leaves out those of themes merged into it."""

    book: DisclosedBook
    theme: DisclosedTheme
    since: int
    merged_into: DisclosedTheme | None
    merged: tuple[DisclosedTheme, ...]
    parent: DisclosedTheme | None
    narrower: tuple[DisclosedTheme, ...]
    passages: int
    codings: int
    own_codings: int
    examples: tuple[ThemePassage, ...]
    history: tuple[DisclosedChange, ...]


@dataclass(frozen=True, slots=True)
class SplitPage:
    """A page of the passages under a theme's own row; `total` of them on `pages` pages."""

    book: DisclosedBook
    theme: DisclosedTheme
    since: int
    passages: tuple[ThemePassage, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do. `codings_counted_once`: a coder gave both themes to a passage."""

    book: DisclosedBook
    theme: DisclosedTheme
    into: DisclosedTheme
    since: int
    codings: int
    passages: int
    texts: int
    passages_there: int
    passages_on_both: int
    codings_counted_once: int
    narrower: tuple[DisclosedTheme, ...]
