"""Do what is due: let go of what ran out, and finish what was interrupted. Safe to run twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions import due, ledger, outbox
from archive.actions.drafts import discard_draft
from archive.actions.erase import erase_standing, finish_erasures
from archive.domain import retention, warrant
from archive.domain.words import Status
from archive.gate import audit
from archive.models import Contribution, Draft, Outbox, RemovalRequest

KEY_WITHOUT_ROW = timedelta(hours=1)
"""How long a key may wait for its row: an import makes the key first and is long done by then."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found, and did unless it was dry.

    `erasures` are interrupted ones that were finished; `unread` left the queue; the `…_erased`
    were let go. The last three are only counted: they are for people to act on.
    """

    erasures: int
    keys: int
    drafts: int
    unread: int
    unread_erased: int
    refused_erased: int
    unsigned_erased: int
    expired_erased: int
    not_allowed_erased: int
    unknown_erased: int
    waiting_two_weeks: int
    waiting_a_month: int
    removals_overdue: int


def sweep(*, dry_run: bool = False, tell: Callable[[str], object] | None = None) -> Swept:
    """Finish erasures, drop keys without a row, forget drafts, and let go of what is due.

    Whatever hides a text from anybody is judged at query time and needs no sweep. `tell` hears of
    each step while it works.
    """
    say = tell or (lambda _: None)
    with warrant.opened("sweep", "housekeeping"):
        interrupted = ledger.unfinished() if dry_run else finish_erasures()
        orphans = _keys_without_rows()
        now = timezone.now()
        drafts = list(Draft.objects.filter(until__lte=now).values_list("ref", flat=True))
        unread = list(due.left_unread(now).values_list("ref", flat=True))
        erased = {reason: _refs(rows) for reason, rows in due.to_erase(now)}
        if not dry_run:
            for ref in orphans:
                vault.drop_key(ref)
            for ref in drafts:
                discard_draft(draft=ref)
            _leave_queue(unread)
            for reason, refs in erased.items():
                if refs:
                    say(f"Erasing {len(refs)}: {reason.replace('_', ' ')}.")
                for ref in refs:
                    _erase(ref)
            _forget_sessions()
        found = _found(len(interrupted), len(orphans), len(drafts), len(unread), erased)
        if not dry_run and any((interrupted, orphans, drafts, unread, *erased.values())):
            with transaction.atomic():
                audit.record("sweep", by="sweep", done=_done(found))
        return found


def recover() -> None:
    """At every start, cheap: finish erasures, and apply the outbox where rows wait."""
    finish_erasures()
    with warrant.opened("sweep", "housekeeping"):
        waiting = Outbox.objects.exists()
    if waiting and outbox.applier is not None:
        outbox.applier()


def _refs(rows: object) -> list[str]:
    return list(rows.values_list("ref", flat=True))  # type: ignore[attr-defined]


def _found(
    erasures: int, keys: int, drafts: int, unread: int, erased: dict[str, list[str]]
) -> Swept:
    now = timezone.now()
    two_weeks, month = (due.waiting_longer_than(term, now).count() for term in retention.WARN_AFTER)
    return Swept(
        erasures=erasures,
        keys=keys,
        drafts=drafts,
        unread=unread,
        **{f"{reason}_erased": len(refs) for reason, refs in erased.items()},
        waiting_two_weeks=two_weeks,
        waiting_a_month=month,
        removals_overdue=RemovalRequest.objects.filter(decision="", due_at__lte=now).count(),
    )


def _done(found: Swept) -> dict[str, int]:
    """The counts of what was done, for the audit chain."""
    counts = {name: getattr(found, name) for name in Swept.__slots__}
    return {
        name: n for name, n in counts.items() if n and not name.startswith(("waiting", "removals"))
    }


def _leave_queue(refs: list[str]) -> None:
    """Nobody read them: staff cannot open them any more, and they wait for their writers."""
    for start in range(0, len(refs), 500):
        some = refs[start : start + 500]
        with transaction.atomic():
            Contribution.objects.filter(ref__in=some, status__in=due.UNDECIDED).update(
                status=Status.UNREAD.value
            )
            outbox.note_changed(some, purge=True)


def _erase(ref: str) -> None:
    """Unless somebody erased it meanwhile, or it stood under an earlier reason too."""
    if Contribution.objects.filter(ref=ref).exclude(status=Status.ERASED.value).exists():
        erase_standing(ref, by="sweep")


def _keys_without_rows() -> tuple[str, ...]:
    old = vault.refs_with_keys(created_before=timezone.now() - KEY_WITHOUT_ROW)
    used = frozenset(Contribution.objects.values_list("ref", flat=True)) | frozenset(
        Draft.objects.values_list("ref", flat=True)
    )
    return tuple(sorted(old - used))


def _forget_sessions() -> None:
    """Visits that ended: their rows hold ids only, and even those need not stay."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
