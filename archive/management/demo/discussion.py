"""The demo as data: invented discussions, and the state each text should reach in the archive.

Offsets are code points over the contribution's `text`, 0-based, end-exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from archive.domain.text import Layer
from archive.domain.words import Consent, Kind, Role, Scope, Status, Treatment, Voice

CAST: Mapping[str, Role] = MappingProxyType(
    {
        "mira": Role.MODERATOR,
        "jonas": Role.MODERATOR,
        "lena": Role.LEAD,
        "stefan": Role.STEWARD,
        "paula": Role.STEWARD,
        "rafael": Role.RESEARCHER,
    }
)
"""The demo's accounts by user name."""


@dataclass(frozen=True, slots=True)
class DemoRedaction:
    """A decision on `[start, end)`, within one block. `replacement` is empty for mask and keep.

    `reason` says why words were kept, and is empty for the other treatments.
    """

    start: int
    end: int
    words: str
    treatment: Treatment
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class DemoCoding:
    """The themes (slugs) one coder gives a passage, with a memo or none."""

    coder: str
    themes: tuple[str, ...]
    memo: str


@dataclass(frozen=True, slots=True)
class DemoPassage:
    """A marked stretch `[start, end)`, coded by one person or more."""

    start: int
    end: int
    voice: Voice
    codings: tuple[DemoCoding, ...]

    @property
    def themes(self) -> tuple[str, ...]:
        """Distinct slugs, whoever gave them."""
        return tuple(dict.fromkeys(slug for coding in self.codings for slug in coding.themes))


@dataclass(frozen=True, slots=True)
class DemoBasis:
    """The named basis of a discussion's texts whose authors were not asked."""

    scopes: tuple[Scope, ...]
    rights: str
    privacy: str
    reference: str
    dated: date
    proposed_by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class DemoContribution:
    """An essay or comment and where it should end up.

    `key` is unique in its discussion; `parent` is a key, None for the essay. `scopes` are those in
    force or once given; of a basis, the basis's. Consent is given at the moment of loading unless
    `consented_at` says when; only expired consent has `consented_until`. `reviewer` redacts, sets
    the voice and decides, `second_reviewer` clears where two are needed, `reason` is the refusal's.
    """

    key: str
    parent: str | None
    kind: Kind
    author: str
    written_at: datetime
    likes: int
    title: str
    text: str
    formatting: Layer
    status: Status
    consent: Consent
    voice: Voice
    scopes: tuple[Scope, ...]
    consented_at: datetime | None
    consented_until: datetime | None
    reviewer: str
    second_reviewer: str
    reason: str
    erased_by: str
    redactions: tuple[DemoRedaction, ...]
    passages: tuple[DemoPassage, ...]

    @property
    def is_visible(self) -> bool:
        """Whether readers should see it once the demo is loaded."""
        return (
            self.status is Status.APPROVED
            and self.consent in {Consent.GIVEN, Consent.BASIS}
            and self.voice is not Voice.UNCLEAR
            and Scope.READ in self.scopes
        )

    @property
    def is_findable(self) -> bool:
        """Whether readers should meet it on theme pages and in search as well."""
        return self.is_visible and Scope.FIND in self.scopes


@dataclass(frozen=True, slots=True)
class DemoDiscussion:
    """An essay with its comments in reading order. `name` is the file's, without ending."""

    name: str
    title: str
    licence: str
    source_url: str
    basis: DemoBasis | None
    essay: DemoContribution
    comments: tuple[DemoContribution, ...]

    @property
    def contributions(self) -> tuple[DemoContribution, ...]:
        """The essay, then the comments: every parent before its replies."""
        return (self.essay, *self.comments)

    def depth(self, contribution: DemoContribution) -> int:
        """0 for the essay, 1 for a comment on it, and so on."""
        parents = {one.key: one.parent for one in self.contributions}
        depth, key = 0, contribution.parent
        while key is not None:
            depth, key = depth + 1, parents[key]
        return depth
