"""Erase a contribution: ledger and mark, drop the key, clear the columns.

Three steps, because two databases and a file cannot share a transaction. The first hides it; after
the second no copy of its text can be read; the third leaves a tombstone. Each can be repeated, and
whatever was interrupted is finished by `finish_erasures`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from archive import vault
from archive.actions import ledger, outbox
from archive.actions.consent import take_back
from archive.actions.holding import put_down
from archive.actions.leaning import hold_leaning
from archive.actions.publication import note_publication
from archive.actions.standing import demand_role, own_contribution, standing_contribution
from archive.domain import warrant
from archive.domain.words import Consent, Kind, Role, Scope, Status, Voice
from archive.gate import audit
from archive.models import (
    UNTIL_COLUMNS,
    Adjudication,
    Anchor,
    Attestation,
    Basis,
    Claim,
    Coding,
    ContentLabel,
    Contribution,
    Contributor,
    Discussion,
    Finding,
    Message,
    Original,
    Passage,
    Presence,
    Recusal,
    Redaction,
    RemovalRequest,
    Rendition,
    RoundCoding,
    RoundFinished,
    RoundText,
    StaffNote,
    UndoneCoding,
    UnsentMemo,
    User,
)

MOMENTS = ("review_from", "review_until", "reviewed_at", "decide_by", "claim_until")
"""Columns of a tombstone that say when something happened to the text."""


def erase(*, ref: str, by: User | None, contributor: int | None = None) -> None:
    """Erase for good: by a lead, a steward, the command line, or its own `contributor`.

    Raises `NotAllowed`, and `NotFound` when absent, erased already, or not the contributor's.
    """
    if contributor is None:
        demand_role(by, {Role.LEAD, Role.STEWARD}, "erase")
    with warrant.opened(audit.actor_name(by), "review"):
        with transaction.atomic():
            if contributor is None:
                standing_contribution(ref)
            else:
                own_contribution(ref, contributor)
        erase_standing(ref, by="contributor" if contributor is not None else by)


def erase_standing(
    ref: str,
    *,
    by: User | str | None,
    still: Callable[[], bool] = lambda: True,
    leaving: Collection[str] = frozenset(),
) -> bool:
    """The three steps, for callers that have judged who asks. Needs a warrant, no transaction.

    `still` is asked once the row is locked; where it says no, nothing happens. Says if it went.
    `leaving` are refs that are erased together with it.
    """
    if not _mark(ref, by, still, leaving):
        return False
    _drop_key(ref)
    _clear(ref)
    return True


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


def _mark(
    ref: str,
    by: User | str | None,
    still: Callable[[], bool] = lambda: True,
    leaving: Collection[str] = frozenset(),
) -> bool:
    """Hide it, take every scope back, settle what was asked about it, and promise the rest."""
    account = by if isinstance(by, User) else None
    with transaction.atomic():
        row = standing_contribution(ref)
        if not still():
            return False
        note_publication(row)
        hold_leaning(row, leaving=leaving)
        take_back(row, Scope, "withdrawn" if by == "contributor" else "revoked", by=account)
        if row.consent in (Consent.GIVEN.value, Consent.BASIS.value):
            row.consent = Consent.WITHDRAWN.value
        row.status, row.hidden, row.erased_at = Status.ERASED.value, True, timezone.now()
        row.save(update_fields=["status", "hidden", "erased_at", "consent", *UNTIL_COLUMNS])
        asked = RemovalRequest.objects.filter(contribution=row, decision="")
        if account is not None:  # who answered first and erases now stands in the audit chain
            asked.filter(first_by=account).update(first_by=None)
        asked.update(decision="erase", decided_by=account, decided_at=row.erased_at)
        outbox.note_changed([ref], purge=True)
        audit.record("erase", ref=ref, by=by)
        ledger.append(ref, "intent")
    return True


def _drop_key(ref: str) -> None:
    """After this its text is noise, here and in every backup."""
    vault.drop_key(ref)


def _clear(ref: str) -> None:
    """Remove what was sealed or laid over it; what stays is its place in the thread."""
    with transaction.atomic():
        row = Contribution.objects.select_for_update().filter(ref=ref).first()
        if row is not None:
            theirs = Q(contributions=row) | Q(claims__contribution=row)
            owners = list(Contributor.objects.filter(theirs).distinct())
            _clear_row(row)
            _clear_layers(row)
            for owner in owners:
                _forget_if_last(owner)
    ledger.append(ref, "done")


def _clear_row(row: Contribution) -> None:
    row.rendition = row.latest = row.pending = None
    row.contributor = None
    row.author, row.author_number, row.pen_name = None, None, None
    row.text_digest, row.email_digest, row.characters, row.likes = "", "", None, 0
    row.on_start = row.on_end = None
    row.edition = 0
    row.voice, row.language = Voice.UNCLEAR.value, ""
    row.held = row.reread = row.second_asked = row.signed_off = row.voice_cleared = False
    row.approved_by = row.cleared_by = None
    row.sign_off = row.refused_for = ""
    put_down(row)
    for column in MOMENTS:
        setattr(row, column, None)
    row.arrived_at = _month(row.arrived_at)
    if row.written_at is not None:
        row.written_at = _month(row.written_at)
    row.save()
    if row.kind == Kind.ESSAY.value:
        Discussion.objects.filter(pk=row.discussion_id).update(source_url=None)
    RemovalRequest.objects.filter(contribution=row).update(message=None, start=None, end=None)


def _month(moment: datetime) -> datetime:
    """Its first instant: of a tombstone nobody needs to know the day."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _forget_if_last(owner: Contributor) -> None:
    """A code under which nothing stands any more leads nowhere."""
    if not (owner.contributions.exists() or owner.claims.exists()):
        owner.delete()


def _clear_layers(row: Contribution) -> None:
    for of_round in (Adjudication, RoundCoding, RoundFinished, RoundText):
        of_round.objects.filter(contribution=row).delete()
    for at_hand in (Presence, UndoneCoding, UnsentMemo):
        at_hand.objects.filter(contribution=row).delete()
    Coding.objects.filter(content_object__contribution=row).delete()
    Anchor.objects.filter(passage__contribution=row).delete()
    Passage.objects.filter(contribution=row).delete()
    Redaction.objects.filter(contribution=row).delete()
    Finding.objects.filter(contribution=row).delete()
    Basis.objects.filter(contribution=row).delete()
    Message.objects.filter(contribution=row).delete()
    Claim.objects.filter(contribution=row).delete()
    Recusal.objects.filter(contribution=row).delete()
    StaffNote.objects.filter(contribution=row).delete()
    ContentLabel.objects.filter(contribution=row).delete()
    Attestation.objects.filter(rendition__contribution=row).delete()
    Rendition.objects.filter(contribution=row).delete()
    Original.objects.filter(contribution=row).delete()
