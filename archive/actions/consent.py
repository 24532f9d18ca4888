"""Consent given, refused and taken back: an event a scope and its column, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from archive.actions import outbox
from archive.actions.publication import note_publication
from archive.actions.standing import standing_contribution
from archive.domain import warrant
from archive.domain.consent import DEFAULT_TERM, column, ends_after
from archive.domain.errors import InvalidInput
from archive.domain.words import Consent, Scope
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
        narrower = _leave_basis(row, frozenset(Scope) - ends.keys(), by)
        for scope, end in ends.items():
            action = "renewed" if given and getattr(row, column(scope)) else "given"
            write_event(row, scope, action, until=end, notice=notice, by=by)
        row.consent = Consent.GIVEN.value
        row.save(update_fields=["consent", "signed_off", *UNTIL_COLUMNS])
        note_publication(row)
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


def verify_consent() -> tuple[str, ...]:
    """Refs whose columns say something else than their events, in order."""
    with warrant.opened("consent", "verify"):
        events: dict[int, list[tuple[Scope, str, datetime | None]]] = {}
        rows = ConsentEvent.objects.order_by("id").values_list(
            "contribution_id", "scope", "action", "until"
        )
        for pk, scope, action, until in rows.iterator():
            events.setdefault(pk, []).append((Scope(scope), action, until))
        return tuple(
            row.ref
            for row in Contribution.objects.order_by("ref").only("ref", *UNTIL_COLUMNS).iterator()
            if any(
                getattr(row, column(scope)) != end
                for scope, end in ends_after(events.get(row.pk, ())).items()
            )
        )


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
