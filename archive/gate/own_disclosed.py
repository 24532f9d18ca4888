"""What stands under one return code, as its holder sees it: her texts, letters, claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from archive.domain.receipts import ConsentStep
from archive.domain.text import Layer
from archive.domain.words import Consent, Kind, Letter, Scope, SignOff, Status, Voice
from archive.gate.disclosed import DisclosedPassage


@dataclass(frozen=True, slots=True)
class AllowedScope:
    """One thing she was asked: `until` is None where the answer is no, or was taken back.

    The notice is the one under which it was last asked; what takes back carries none of its own.
    """

    scope: Scope
    action: str
    at: datetime
    until: datetime | None
    allowed: bool
    notice_language: str
    notice_version: int
    notice_sha256: str
    number: int


@dataclass(frozen=True, slots=True)
class MailboxLine:
    """A letter. `words` is "" for those the archive writes itself."""

    id: int
    kind: Letter
    words: str
    from_staff: bool
    sent_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class MyRemoval:
    """Somebody asked to remove it, or a part: `words` are hers that were pointed at."""

    id: int
    reason: str
    words: str
    asked_at: datetime
    open: bool
    decision: str


@dataclass(frozen=True, slots=True)
class MyText:
    """One of her texts. `shown` is what others see or would see, `edits` lie over `original`.

    `wording` says which of her texts' wordings `shown` is: "public", "waiting" (for her yes) or
    "draft" (nobody has approved it); `number` is that of its rendition. `edits` are (start, end,
    what stands there instead). `steps` are all consent events in order, `scopes` what they amount
    to.
    """

    ref: str
    discussion: str
    title: str
    kind: Kind
    status: Status
    consent: Consent
    voice: Voice
    public: bool
    was_public: bool
    sent_on: date
    review_from: datetime | None
    review_until: datetime | None
    last_read_at: datetime | None
    reviewed_at: datetime | None
    refused_for: str
    signed_off: bool
    sign_off: SignOff | None
    hidden: bool
    held: bool
    pen_name: str
    original: str
    formatting: Layer
    shown: str
    shown_formatting: Layer
    wording: str
    number: int
    edits: tuple[tuple[int, int, str], ...]
    scopes: tuple[AllowedScope, ...]
    passages: tuple[DisclosedPassage, ...]
    mailbox: tuple[MailboxLine, ...]
    removals: tuple[MyRemoval, ...]
    imported: bool
    steps: tuple[ConsentStep, ...] = ()
    reread: bool = False

    @property
    def waits_for_yes(self) -> bool:
        """Whether a wording stands that needs her answer before anybody sees it.

        One that a person is to read again needs none: another comes.
        """
        if self.reread:
            return False
        if self.wording == "waiting":
            return True
        approved = self.status is Status.APPROVED
        return approved and not self.signed_off and self.consent is Consent.GIVEN

    @property
    def until(self) -> datetime | None:
        """The earliest end of what she allows, None where nothing is."""
        return min((s.until for s in self.scopes if s.until is not None), default=None)


@dataclass(frozen=True, slots=True)
class MyClaim:
    """An import she says is hers."""

    ref: str
    discussion_title: str
    token: str
    asked_at: datetime
    decision: str


@dataclass(frozen=True, slots=True)
class MyPage:
    """All that stands under one code."""

    subject: str
    texts: tuple[MyText, ...]
    claims: tuple[MyClaim, ...]

    @property
    def news(self) -> int:
        """Letters not read yet."""
        return sum(line.is_new for text in self.texts for line in text.mailbox)
