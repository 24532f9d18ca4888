"""Erase a contribution: ledger and mark, drop the key, clear the columns.

Three steps, because two databases and a file cannot share a transaction. The first hides it; after
the second no copy of its text can be read; the third leaves a tombstone. Each can be repeated, and
whatever was interrupted is finished by `finish_erasures`.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions import ledger, outbox
from archive.actions.consent import take_back
from archive.actions.publication import note_publication
from archive.actions.standing import demand_role, standing_contribution
from archive.domain import warrant
from archive.domain.words import Consent, Kind, Role, Scope, Status
from archive.gate import audit
from archive.models import (
    UNTIL_COLUMNS,
    Anchor,
    Basis,
    Coding,
    Contribution,
    Discussion,
    Finding,
    Original,
    Passage,
    Redaction,
    RemovalRequest,
    Rendition,
    User,
)


def erase(*, ref: str, by: User | None) -> None:
    """Erase for good. Raises `NotAllowed`, and `NotFound` when absent or erased already."""
    demand_role(by, {Role.LEAD, Role.STEWARD}, "erase")
    with warrant.opened(audit.actor_name(by), "review"):
        standing_contribution_exists(ref)
        _mark(ref, by)
        _drop_key(ref)
        _clear(ref)


def finish_erasures() -> tuple[str, ...]:
    """Complete every erasure that was interrupted, and say which."""
    waiting = ledger.unfinished()
    with warrant.opened("ledger", "erase"):
        for ref in waiting:
            if Contribution.objects.filter(ref=ref).exclude(status=Status.ERASED.value).exists():
                _mark(ref, None)
            _drop_key(ref)
            _clear(ref)
    return waiting


def standing_contribution_exists(ref: str) -> None:
    """Raises `NotFound` before anything is begun."""
    with transaction.atomic():
        standing_contribution(ref)


def _mark(ref: str, by: User | None) -> None:
    """Hide it, take every scope back, settle what was asked about it, and promise the rest."""
    with transaction.atomic():
        row = standing_contribution(ref)
        note_publication(row)
        take_back(row, Scope, "revoked", by=by)
        if row.consent in (Consent.GIVEN.value, Consent.BASIS.value):
            row.consent = Consent.WITHDRAWN.value
        row.status, row.hidden, row.erased_at = Status.ERASED.value, True, timezone.now()
        row.save(update_fields=["status", "hidden", "erased_at", "consent", *UNTIL_COLUMNS])
        RemovalRequest.objects.filter(contribution=row, decision="").update(
            decision="erase", decided_by=by, decided_at=row.erased_at
        )
        outbox.note_changed([ref], purge=True)
        audit.record("erase", ref=ref, by=by)
        ledger.append(ref, "intent")


def _drop_key(ref: str) -> None:
    """After this its text is noise, here and in every backup."""
    vault.drop_key(ref)


def _clear(ref: str) -> None:
    """Remove what was sealed or laid over it; what stays is its place in the thread."""
    with transaction.atomic():
        row = Contribution.objects.select_for_update().filter(ref=ref).first()
        if row is not None:
            _clear_row(row)
            _clear_layers(row)
    ledger.append(ref, "done")


def _clear_row(row: Contribution) -> None:
    row.rendition = row.latest = row.pending = None
    row.author, row.author_number = None, None
    row.text_digest, row.characters, row.likes = "", None, 0
    if row.written_at is not None:
        row.written_at = row.written_at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    row.save(
        update_fields=[
            "rendition",
            "latest",
            "pending",
            "author",
            "author_number",
            "text_digest",
            "characters",
            "likes",
            "written_at",
        ]
    )
    if row.kind == Kind.ESSAY.value:
        Discussion.objects.filter(pk=row.discussion_id).update(source_url=None)
    RemovalRequest.objects.filter(contribution=row).update(message=None)


def _clear_layers(row: Contribution) -> None:
    Coding.objects.filter(content_object__contribution=row).delete()
    Anchor.objects.filter(passage__contribution=row).delete()
    Passage.objects.filter(contribution=row).delete()
    Redaction.objects.filter(contribution=row).delete()
    Finding.objects.filter(contribution=row).delete()
    Basis.objects.filter(contribution=row).delete()
    Rendition.objects.filter(contribution=row).delete()
    Original.objects.filter(contribution=row).delete()
