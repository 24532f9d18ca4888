"""What staff are shown of a text at work: its sheet and history, queues and desks. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from archive.domain.checklist import ChecklistLine
from archive.domain.content_labels import Label, known
from archive.domain.queue import Lane
from archive.domain.text import Span
from archive.domain.words import Band, Consent, Kind, Status, Voice
from archive.gate.disclosed import DisclosedPassage, DisclosedTheme


@dataclass(frozen=True, slots=True)
class LabelsBefore:
    """What staff know of a text before they open it: labels that stand, and what cues suggest."""

    applied: tuple[Label, ...] = ()
    suggested: tuple[Label, ...] = ()

    @property
    def every(self) -> tuple[Label, ...]:
        """Both, in NEON's order."""
        return known((*self.applied, *self.suggested))


@dataclass(frozen=True, slots=True)
class DisclosedFinding:
    """A suspicion over the original. `group` counts findings of the same surface form here."""

    id: int
    start: int
    end: int
    surface: str
    kind: str
    band: Band
    why: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class DisclosedRedaction:
    """A decision over the original."""

    id: int
    start: int
    end: int
    surface: str
    treatment: str
    replacement: str
    kind: str
    reason: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class DisclosedStep:
    """One key of a review: what it did with a surface form of this text, in `places` places.

    `what` is hidden, kept or taken_back. `undone` says that a decision stands no more; only one
    that stands can be taken back, by its `batch`. Who took one back is in the audit chain alone.
    """

    at: datetime
    by: str
    what: str
    surface: str
    replacement: str
    batch: str
    undone: bool
    places: int = 1


@dataclass(frozen=True, slots=True)
class DisclosedAttestation:
    """That somebody read the text whole, as rendition `number` has it. `note` is for staff only."""

    by: str
    at: datetime
    engine: str
    note: str
    number: int
    checklist: tuple[ChecklistLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A reviewer's work: the original (its opening was audited), the rendition to be, what is open.

    `findings` are those without a decision; `preview` is what approval would publish now:
    the original with every decision and every confident finding applied. Passages lie over
    `original`; `preview_passages` are the same ones carried over to `preview`. `engine` is what
    looked for findings last, as the draft records it; `rules_alone` says that the strong one did
    not. `author_label` is what readers get over it: the pen-name that approval lets through,
    "Contributor 3", or "". `held` says that it leans on a hidden text; `second_asked` that a
    reviewer asked for another pair of eyes. `attestations` and `history` have the newest first.
    `unplaced` passages wait for a person to say where they are on today's text. `edition` is for
    forms to say what they were made from.
    """

    ref: str
    discussion: str
    discussion_title: str
    position: str
    kind: Kind
    status: Status
    consent: Consent
    voice: Voice
    original: str
    original_formatting: tuple[Span, ...]
    original_title: str
    original_author: str
    preview: str
    preview_formatting: tuple[Span, ...]
    preview_masks: tuple[Span, ...]
    preview_title: str
    findings: tuple[DisclosedFinding, ...]
    redactions: tuple[DisclosedRedaction, ...]
    title_findings: tuple[DisclosedFinding, ...]
    title_redactions: tuple[DisclosedRedaction, ...]
    passages: tuple[DisclosedPassage, ...]
    preview_passages: tuple[DisclosedPassage, ...]
    themes: tuple[DisclosedTheme, ...]
    approved_by: str = ""
    second_person_needed: bool = False
    next_ref: str = ""
    previous_ref: str = ""
    left_in_thread: int = 0
    engine: str = ""
    rules_alone: bool = False
    blockers: tuple[str, ...] = ()
    author_label: str = ""
    held: bool = False
    reread: bool = False
    second_asked: bool = False
    cleared_by: str = ""
    checklist: tuple[ChecklistLine, ...] = ()
    attestations: tuple[DisclosedAttestation, ...] = ()
    history: tuple[DisclosedStep, ...] = ()
    unplaced: int = 0
    edition: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A contribution on its discussion's desk.

    `stepped_back` says that this account knows somebody in it: its opening is left out then.
    """

    ref: str
    position: str
    depth: int
    kind: Kind
    status: Status
    consent: Consent
    voice: Voice
    characters: int
    opening: str
    open_findings: int
    passages: int
    live: bool
    stepped_back: bool = False
    held: bool = False
    reread: bool = False
    labels: LabelsBefore = LabelsBefore()


@dataclass(frozen=True, slots=True)
class ProposedBasis:
    """A basis waiting for, or holding, its second account."""

    contributions: int
    scopes: tuple[str, ...]
    rights: str
    privacy: str
    reference: str
    dated: date
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str = ""
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """How far it is: imported → rights and basis → reviewed n/6 → second person → live."""

    slug: str
    title: str
    source: str
    licence: str
    imported_at: datetime
    imported_by: str
    rows: tuple[DeskRow, ...]
    bases: tuple[ProposedBasis, ...]
    total: int
    with_basis: int
    reviewed: int
    second_person: int
    live: int
    removals: int
    next_action: str = ""
    next_url_name: str = ""
    next_ref: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the moderators' queue. `held`: it leans on a hidden text; `reread`: once more.

    `told` by its writer, or imported. `holder` has it until `holder_until`; "" is nobody.
    """

    ref: str
    discussion: str
    discussion_title: str
    position: str
    kind: Kind
    status: Status
    consent: Consent
    characters: int
    open_findings: int
    arrived: datetime
    held: bool = False
    reread: bool = False
    labels: LabelsBefore = LabelsBefore()
    lane: Lane = Lane.ORDINARY
    told: bool = False
    voice: Voice = Voice.UNCLEAR
    language: str = ""
    holder: str = ""
    holder_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SteppedBackRow:
    """A text that this account does not work on; `others` more are by the same author."""

    ref: str
    discussion: str
    discussion_title: str
    position: str
    kind: Kind
    at: datetime
    others: int
