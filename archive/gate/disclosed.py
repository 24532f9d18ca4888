"""What leaves the gate: frozen, already decided, safe to hand to a page, a search or an export.

Offsets are code points over `text` of the same object, 0-based, end-exclusive. A `None` date, title
or author means "not for this viewer" as well as "not known": the two look the same on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from archive.domain.codebook import ThemeState
from archive.domain.content_labels import Label
from archive.domain.text import Span
from archive.domain.words import AnchorState, Consent, Kind, Role, Status, Voice


@dataclass(frozen=True, slots=True)
class DisclosedTheme:
    """A theme as pages show it. `colour` 1–8 picks hue *and* line style, never hue alone."""

    slug: str
    name: str
    label: str
    colour: int
    definition: str = ""
    when_to_use: str = ""
    when_not: str = ""
    example: str = ""
    parent: str = ""
    state: ThemeState = ThemeState.ACTIVE
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisclosedCoding:
    """One coder's application of a theme. `coder`, `memo` and `at` are empty outside the
    workbench; what a blind round settled (`settled`) is nobody's own."""

    id: int
    theme: DisclosedTheme
    coder: str = ""
    memo: str = ""
    at: datetime | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True)
class DisclosedPassage:
    """An anchored stretch of the text it is disclosed with.

    `said_by`: for staff, who said of this stretch alone whose experience it tells.
    """

    id: int
    start: int
    end: int
    voice: Voice
    codings: tuple[DisclosedCoding, ...]
    state: AnchorState = AnchorState.ANCHORED
    is_account: bool = False
    said_by: str = ""

    @property
    def themes(self) -> tuple[DisclosedTheme, ...]:
        """Distinct themes in codebook order, whoever applied them."""
        return tuple({c.theme.slug: c.theme for c in self.codings}.values())


@dataclass(frozen=True, slots=True)
class DisclosedContribution:
    """One rendition of one contribution, for one viewer.

    `answers` is the sentence of another text that it is about, in the words that stand there now,
    `answers_labels` what that other text holds. `labels` say what this one holds. `language` is
    guessed (ISO 639-1), "" where its words do not tell.
    """

    ref: str
    discussion: str
    kind: Kind
    position: str
    depth: int
    voice: Voice
    text: str
    formatting: tuple[Span, ...]
    title: str = ""
    author: str = ""
    month: date | None = None
    likes: int = 0
    rendition: int = 0
    passages: tuple[DisclosedPassage, ...] = ()
    imported_without_asking: bool = False
    status: Status | None = None
    consent: Consent | None = None
    public: bool = True
    answers: str = ""
    labels: tuple[Label, ...] = ()
    answers_labels: tuple[Label, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hole:
    """A hidden text with a visible reply: one neutral placeholder, nothing else."""

    depth: int


@dataclass(frozen=True, slots=True)
class DisclosedDiscussion:
    """A discussion page: `title` is neutral if the essay is hidden, `thread` in reading order."""

    slug: str
    title: str
    essay: DisclosedContribution | None
    thread: tuple[DisclosedContribution | Hole, ...]
    source_url: str = ""
    licence: str = ""
    staff_view: bool = False
    themes: tuple[tuple[DisclosedTheme, int], ...] = ()
    is_prompt: bool = False
    prompt: str = ""
    takes_texts: bool = False

    @property
    def contributions(self) -> tuple[DisclosedContribution, ...]:
        """The essay, if shown, and every shown comment."""
        comments = tuple(c for c in self.thread if isinstance(c, DisclosedContribution))
        return ((self.essay,) if self.essay else ()) + comments

    @property
    def accounts(self) -> int:
        """How many first-person passages the page shows."""
        return sum(p.is_account for c in self.contributions for p in c.passages)


@dataclass(frozen=True, slots=True)
class DiscussionSummary:
    """A row of the list of discussions. `labels` say what the essay holds, if it is shown."""

    slug: str
    title: str
    contributions: int
    accounts: int
    opening: str = ""
    themes: tuple[DisclosedTheme, ...] = ()
    is_prompt: bool = False
    takes_texts: bool = False
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeAccount:
    """A passage on a theme page, with where it stands."""

    passage: DisclosedPassage
    text: str
    formatting: tuple[Span, ...]
    ref: str
    discussion: str
    discussion_title: str
    author: str
    month: date | None
    voice: Voice
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class DisclosedThemePage:
    """A theme with its first-person accounts, and second-hand ones apart.

    `examples` are those of the accounts that were chosen to show what the theme means. `total`
    counts all accounts, of which `accounts` may be one page.
    """

    theme: DisclosedTheme
    children: tuple[DisclosedTheme, ...]
    accounts: tuple[ThemeAccount, ...]
    second_hand: tuple[ThemeAccount, ...]
    examples: tuple[ThemeAccount, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A node of the tree without its text (staff)."""

    ref: str
    parent: str | None
    kind: Kind
    depth: int
    position: str
    voice: Voice
    status: Status
    consent: Consent
    likes: int
    characters: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    """The tree of a discussion in reading order."""

    slug: str
    title: str
    contributions: tuple[OutlineRow, ...]


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What an index may know of a contribution: one rendition's words and its facts.

    Times are POSIX seconds; `visible_until` is `inf` where nothing ends. Text goes to the
    analyser and is not stored. `month` is year * 12 + month - 1. `near` says which themes stand
    together on the text this audience reads ("passage:a|b" where passages overlap, "sentence:a|b"
    where they touch one sentence; slugs sorted, ancestors included). `coders` is for the staff
    index alone.
    """

    ref: str
    discussion: str
    kind: Kind
    voice: Voice
    title: str
    text: str
    themes: tuple[str, ...]
    year: int | None
    visible_from: float
    visible_until: float
    position: str = ""
    labels: tuple[Label, ...] = ()
    month: int | None = None
    language: str = ""
    near: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a viewer sees a contribution or not: one line a condition of the rule."""

    ref: str
    role: Role
    purpose: str
    visible: bool
    reasons: tuple[tuple[bool, str], ...] = field(default=())
