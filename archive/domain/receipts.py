"""What a contributor was asked, answered and may take back, fit to be written down as a receipt.

One record for each scope of each text: refused ones too, with every field. Says nothing of what
the text is about, and refuses to carry a return code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from archive.domain.return_code import contains_code
from archive.domain.words import Scope


class RecordState(StrEnum):
    """How the answer to one scope stands. Only the first two let anything happen."""

    GIVEN = "given"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


STANDING: Final = frozenset({RecordState.GIVEN, RecordState.RENEWED})
"""States in which the scope is allowed (DPV: `ConsentStatusValidForProcessing`)."""

_BARE_CODE: Final = re.compile(
    r"(?<![0-9a-z])[0-9a-z]{5}(?:[0-9a-z]{30}|([-_. ])[0-9a-z]{5}(?:\1[0-9a-z]{5}){5})(?![0-9a-z])",
    re.IGNORECASE,
)
"""The 35 symbols without their checks, together or in groups of five."""


def looks_like_code(text: str) -> bool:
    """Whether `text` holds a return code, with its checks or without."""
    return contains_code(text) or _BARE_CODE.search(text) is not None


def state_of(action: str, until: datetime | None, now: datetime) -> RecordState:
    """What a stored action amounts to at `now` (aware): a yes ends at its `until` by itself.

    A yes without an end is no yes (unknown is a no), and neither is a `basis`, which opened a text
    without asking its author. Raises `ValueError` for an action that consent events do not have.
    """
    if action == "basis":
        return RecordState.UNKNOWN
    state = RecordState(action)
    if state not in STANDING:
        return state
    if until is None:
        return RecordState.UNKNOWN
    return state if until > now else RecordState.EXPIRED


@dataclass(frozen=True, slots=True)
class NoticeMark:
    """Which wording somebody was asked with: language (BCP 47), version, SHA-256 in hex."""

    language: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ConsentStep:
    """One consent event as stored: `action` at `at`, by the author herself or by staff."""

    number: int
    scope: Scope
    action: str
    at: datetime
    until: datetime | None = None
    notice: NoticeMark | None = None
    by_subject: bool = True


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """The last answer to one scope of one text. `number` is the consent event's.

    `at` and `until` are aware; `until` is None where there is no yes. The notice is the one under
    which the scope was last asked: the event that takes back carries none of its own. Version 0
    stands for no notice, as nobody asked. `sent_at` is when the text came in, if known.
    """

    number: int
    ref: str
    scope: Scope
    state: RecordState
    at: datetime
    until: datetime | None
    notice_language: str
    notice_version: int
    notice_sha256: str
    by_subject: bool = True
    sent_at: datetime | None = None

    def __post_init__(self) -> None:
        for moment in (self.at, self.until, self.sent_at):
            _aware(moment)

    @property
    def told(self) -> RecordState:
        """The state to tell: what another than the author took back was revoked, not withdrawn."""
        if self.state is RecordState.WITHDRAWN and not self.by_subject:
            return RecordState.REVOKED
        return self.state

    @property
    def told_by_subject(self) -> bool:
        """Whether the state is the author's own doing."""
        return self.by_subject and self.told not in (RecordState.REVOKED, RecordState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the archive. The two places are ISO 3166-1 alpha-2 codes.

    `address` (postal) and `contact` may be empty where the deployer named none.
    """

    name: str
    address: str
    contact: str
    website: str
    jurisdiction: str
    storage_location: str


@dataclass(frozen=True, slots=True)
class ReceiptText:
    """One text's records, in the order of `Scope`; `since` dates it."""

    ref: str
    since: datetime
    records: tuple[ConsentRecord, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it stands at `made_at`. `replaces` is the id of the one before, or empty.

    `subject` is opaque and never the return code; `address` is where consent is taken back.
    Raises `ValueError` for a receipt without records, two records for one scope, a yes that has
    ended by `made_at`, a naive time, or anything that looks like a return code.
    """

    id: str
    subject: str
    made_at: datetime
    address: str
    controller: Controller
    records: tuple[ConsentRecord, ...]
    replaces: str = ""

    def __post_init__(self) -> None:
        _aware(self.made_at)
        if not self.records:
            raise ValueError("A receipt needs a record.")
        if len({(record.ref, record.scope) for record in self.records}) < len(self.records):
            raise ValueError("A receipt has one record for each scope of a text.")
        for record in self.records:
            ended = record.until is None or record.until <= self.made_at
            if record.state in STANDING and ended:
                raise ValueError("A yes that has ended is expired: judge it with state_of.")
        named = (self.id, self.subject, self.address, self.replaces)
        if any(map(looks_like_code, (*named, *(record.ref for record in self.records)))):
            raise ValueError("A receipt never carries a return code.")

    @property
    def texts(self) -> tuple[ReceiptText, ...]:
        """The records by text, oldest text first, however they were handed in."""
        order = list(Scope)
        by_ref: dict[str, list[ConsentRecord]] = {}
        for record in sorted(self.records, key=lambda each: order.index(each.scope)):
            by_ref.setdefault(record.ref, []).append(record)
        texts = (
            ReceiptText(ref, min(each.sent_at or each.at for each in records), tuple(records))
            for ref, records in by_ref.items()
        )
        return tuple(sorted(texts, key=lambda text: (text.since, text.ref)))


def records_of(
    ref: str, steps: Iterable[ConsentStep], now: datetime, sent_at: datetime | None = None
) -> tuple[ConsentRecord, ...]:
    """A text's records at `now`: one for every scope, from its consent events in order.

    A scope that no event speaks of was not asked: `UNKNOWN`, number 0, dated `now`.
    """
    last: dict[Scope, ConsentStep] = {}
    asked: dict[Scope, NoticeMark] = {}
    for step in steps:
        last[step.scope] = step
        if step.notice is not None:
            asked[step.scope] = step.notice
    nobody_asked = NoticeMark("", 0, "")
    records = []
    for scope in Scope:
        step = last.get(scope) or ConsentStep(0, scope, RecordState.UNKNOWN, now, by_subject=False)
        notice = asked.get(scope, nobody_asked)
        records.append(
            ConsentRecord(
                number=step.number,
                ref=ref,
                scope=scope,
                state=state_of(step.action, step.until, now),
                at=step.at,
                until=step.until,
                notice_language=notice.language,
                notice_version=notice.version,
                notice_sha256=notice.sha256,
                by_subject=step.by_subject,
                sent_at=sent_at,
            )
        )
    return tuple(records)


def _aware(moment: datetime | None) -> None:
    if moment is not None and moment.utcoffset() is None:
        raise ValueError("A receipt's times need a time zone.")
