"""Consent given, refused and taken back: an event a scope and its column, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions import outbox
from archive.actions.publication import note_publication, opening
from archive.actions.standing import standing_contribution
from archive.domain import warrant
from archive.domain.consent import DEFAULT_TERM, column, ends_after
from archive.domain.errors import InvalidInput
from archive.domain.notice import digest
from archive.domain.words import Consent, Scope, Status
from archive.gate import audit
from archive.models import UNTIL_COLUMNS, ConsentEvent, Contribution, Notice, User

SHOWING = frozenset({Scope.READ, Scope.FIND, Scope.RESEARCH})
"""Scopes whose end takes bytes out of an index."""


def give_consent(
    *,
    ref: str,
    scopes: Mapping[Scope, datetime | None] | Iterable[Scope],
    until: datetime | None = None,
    notice: Notice | None = None,
    by: User | None = None,
) -> None:
    """The author allows these scopes, each until its own end or `until` (default: five years).

    Other scopes keep what she gave before; what only a basis had opened ends, and so does its
    waiver of her sign-off. Raises `InvalidInput` when nothing is given or an end is past.
    """
    now = timezone.now()
    own_ends = dict(scopes) if isinstance(scopes, Mapping) else dict.fromkeys(scopes)
    ends = {Scope(s): end or until or now + DEFAULT_TERM for s, end in own_ends.items()}
    if not ends or min(ends.values()) <= now:
        raise InvalidInput("Consent needs at least one scope, and an end that is still to come.")
    with warrant.opened(audit.actor_name(by), "review"), transaction.atomic():
        row = standing_contribution(ref)
        given = row.consent == Consent.GIVEN.value
        with opening([row]):
            narrower = _leave_basis(row, frozenset(Scope) - ends.keys(), by)
            for scope, end in ends.items():
                action = "renewed" if given and getattr(row, column(scope)) else "given"
                write_event(row, scope, action, until=end, notice=notice, by=by)
            row.consent = Consent.GIVEN.value
            row.save(update_fields=["consent", "signed_off", *UNTIL_COLUMNS])
        outbox.note_changed([ref], purge=narrower)
        audit.record("give_consent", ref=ref, by=by, scopes=sorted(ends))


def refuse_consent(*, ref: str, by: User | None = None) -> None:
    """The author was asked and said no, to everything."""
    with warrant.opened(audit.actor_name(by), "review"), transaction.atomic():
        row = standing_contribution(ref)
        note_publication(row)
        _leave_basis(row, (), by)
        for scope in Scope:
            write_event(row, scope, "refused", by=by)
        row.consent = Consent.REFUSED.value
        row.save(update_fields=["consent", "signed_off", *UNTIL_COLUMNS])
        outbox.note_changed([ref], purge=True)
        audit.record("refuse_consent", ref=ref, by=by)


def withdraw_consent(
    *, ref: str, scopes: Iterable[Scope] | None = None, by: User | None = None
) -> None:
    """Take scopes back, all by default. Takes effect with this transaction."""
    taken = frozenset(Scope) if scopes is None else frozenset(map(Scope, scopes))
    with warrant.opened(audit.actor_name(by), "review"), transaction.atomic():
        row = standing_contribution(ref)
        note_publication(row)
        take_back(row, taken, "withdrawn", by=by)
        if scopes is None or not any(getattr(row, name) for name in UNTIL_COLUMNS):
            _leave_basis(row, (), by)
            row.consent = Consent.WITHDRAWN.value
        row.save(update_fields=["consent", "signed_off", *UNTIL_COLUMNS])
        outbox.note_changed([ref], purge=bool(taken & SHOWING))
        audit.record("withdraw_consent", ref=ref, by=by, scopes=sorted(taken))


def take_back(row: Contribution, scopes: Iterable[Scope], action: str, *, by: User | None) -> None:
    """End those of the scopes that stand. The caller saves the row."""
    for scope in sorted(scopes):
        if getattr(row, column(scope)) is not None:
            write_event(row, scope, action, by=by)


def _leave_basis(row: Contribution, scopes: Iterable[Scope], by: User | None) -> bool:
    """Where a basis stood for the author: end these scopes of it, and its waiver of sign-off.

    Says whether one stood. The caller sets the new consent and saves the row.
    """
    if row.consent != Consent.BASIS.value:
        return False
    note_publication(row)
    take_back(row, scopes, "revoked", by=by)
    row.signed_off = False
    return True


@dataclass(frozen=True, slots=True)
class ConsentFinding:
    """Something about a text's consent that does not hold, in words without any of the text."""

    ref: str
    wrong: str


def verify_consent() -> tuple[ConsentFinding, ...]:
    """What does not hold: columns, events, notices and keys compared, in order of refs.

    Every `<scope>_until` follows from the events; an erased text allows nothing and has no key; a
    text that was given has an event for every scope; a notice that was consented to has its hash.
    """
    with warrant.opened("consent", "verify"):
        events = _events()
        keys = vault.refs_with_keys()
        changed = _changed_notices()
        columns = ("ref", "status", "contributed", *UNTIL_COLUMNS)
        return tuple(
            ConsentFinding(row.ref, wrong)
            for row in Contribution.objects.order_by("ref").only(*columns).iterator()
            for wrong in (
                *_wrong_ends(row, events.get(row.pk, ())),
                *_wrong_remains(row, keys),
                *_wrong_notices(events.get(row.pk, ()), changed),
            )
        )


@dataclass(frozen=True, slots=True)
class _Event:
    """A consent event as it is compared; `notice` is its key, None without one."""

    scope: Scope
    action: str
    until: datetime | None
    notice: int | None


def _events() -> dict[int, list[_Event]]:
    found: dict[int, list[_Event]] = {}
    rows = ConsentEvent.objects.order_by("id").values_list(
        "contribution_id", "scope", "action", "until", "notice_id"
    )
    for pk, scope, action, until, notice in rows.iterator():
        found.setdefault(pk, []).append(_Event(Scope(scope), action, until, notice))
    return found


def _changed_notices() -> dict[int | None, str]:
    """What to say of each notice whose text is not the one that was published, by its key."""
    return {
        notice.pk: f"consent was given under notice {notice.language} {notice.version}, "
        "whose text does not fit its hash"
        for notice in Notice.objects.all()
        if digest(notice.text) != notice.sha256
    }


def _wrong_notices(events: Iterable[_Event], changed: Mapping[int | None, str]) -> Iterator[str]:
    for notice in dict.fromkeys(event.notice for event in events):
        if notice in changed:
            yield changed[notice]


def _wrong_ends(row: Contribution, events: Iterable[_Event]) -> Iterator[str]:
    events = tuple(events)
    expected = ends_after((event.scope, event.action, event.until) for event in events)
    for scope, end in expected.items():
        if getattr(row, column(scope)) != end:
            yield f"{column(scope)} does not follow from the events"
    missing = set(Scope) - {event.scope for event in events}
    if row.contributed and missing:
        yield f"no event for {', '.join(sorted(missing))}"


def _wrong_remains(row: Contribution, keys: frozenset[str]) -> Iterator[str]:
    if row.status != Status.ERASED.value:
        return
    for name in UNTIL_COLUMNS:
        if getattr(row, name) is not None:
            yield f"it was erased, and {name} still stands"
    if row.ref in keys:
        yield "it was erased, and its key is still there"


def write_event(
    row: Contribution,
    scope: Scope,
    action: str,
    *,
    until: datetime | None = None,
    notice: Notice | None = None,
    by: User | None,
) -> None:
    """One event, and the scope's end on the row with it. The caller saves the row."""
    ConsentEvent.objects.create(
        contribution=row, scope=scope.value, action=action, until=until, notice=notice, by=by
    )
    setattr(row, column(scope), until)
