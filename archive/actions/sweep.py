"""Do what is due: let go of what ran out, and finish what was interrupted. Safe to run twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive import vault
from archive.actions import ledger, outbox
from archive.actions.drafts import discard_draft
from archive.actions.erase import erase_standing, finish_erasures
from archive.domain import retention, warrant
from archive.domain.errors import NotFound
from archive.domain.words import Status
from archive.gate import audit, due
from archive.models import Contribution, Draft, RemovalRequest, SavedSearch

BATCH = 500

KEY_WITHOUT_ROW = timedelta(hours=1)
"""How long a key may wait for its row: an import makes the key first and is long done by then."""

Tell = Callable[[str, int, int], object]
"""Told which work it is (a name of `Swept`), how much of it is done, and how much there is."""


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


def sweep(*, dry_run: bool = False, tell: Tell = lambda what, done, total: None) -> Swept:
    """Finish erasures, drop keys without a row, forget drafts, and let go of what is due.

    Whatever hides a text from anybody is judged at query time and needs no sweep. What changes
    while it works is asked again before it goes: a text sent again in that moment stays.
    """
    now = timezone.now()
    with warrant.opened("sweep", "housekeeping"):
        if dry_run:
            return Swept(**_due_now(now), **_for_people(now))
        with outbox.gathered():
            done = _do(now, tell)
        if any(done.values()):
            counts = {name: n for name, n in done.items() if n}
            audit.record("sweep", by="sweep", done=counts)
        return Swept(**done, **_for_people(now))


def recover() -> None:
    """At every start, cheap: finish erasures, and apply the outbox where rows wait."""
    finish_erasures()
    outbox.apply_what_waits()


# --- What there is to do ------------------------------------------------------------------------


def _due_now(now: datetime) -> dict[str, int]:
    interrupted = ledger.unfinished()
    return {
        "erasures": len(interrupted),
        "keys": len(_keys_without_rows()),
        "drafts": due.unsent(now).count(),
        "unread": due.left_unread(now).exclude(ref__in=interrupted).count(),
        **{f"{why}_erased": len(refs) for why, refs in _to_erase(now, interrupted).items()},
    }


def _to_erase(now: datetime, others: Iterable[str] = ()) -> dict[str, list[str]]:
    """The refs that are due under each reason, each ref once, without those `others`."""
    counted = set(others)
    found = {}
    for why, rows in due.to_erase(now):
        refs = [ref for ref in _refs(rows) if ref not in counted]
        counted.update(refs)
        found[why] = refs
    return found


def _for_people(now: datetime) -> dict[str, int]:
    two_weeks, month = (due.waiting_longer_than(term, now).count() for term in retention.WARN_AFTER)
    return {
        "waiting_two_weeks": two_weeks,
        "waiting_a_month": month,
        "removals_overdue": RemovalRequest.objects.filter(decision="", due_at__lte=now).count(),
    }


def _keys_without_rows() -> list[str]:
    """Keys, drafts, texts, in this order: a draft that is sent meanwhile is found as a text.

    A saved search has a key of its own as well.
    """
    keys = vault.refs_with_keys(created_before=timezone.now() - KEY_WITHOUT_ROW)
    drafts = frozenset(Draft.objects.values_list("ref", flat=True))
    texts = frozenset(Contribution.objects.values_list("ref", flat=True))
    searches = frozenset(SavedSearch.objects.values_list("ref", flat=True))
    return sorted(keys - drafts - texts - searches)


def _refs(rows: QuerySet[Contribution]) -> list[str]:
    return list(rows.values_list("ref", flat=True))


# --- Doing it -----------------------------------------------------------------------------------


def _do(now: datetime, tell: Tell) -> dict[str, int]:
    """Each step by itself, so that whatever stops one leaves the others to the next sweep."""
    done = {
        "erasures": len(finish_erasures()),
        "keys": sum(vault.drop_key(ref) for ref in _keys_without_rows()),
        "drafts": _forget_drafts(now),
        "unread": _leave_queue(now),
    }
    going = _to_erase(now)
    leaving = frozenset().union(*going.values())
    for why, refs in going.items():
        name = f"{why}_erased"
        done[name] = 0
        for number, ref in enumerate(refs, 1):
            done[name] += _erase(why, ref, now, leaving)
            tell(name, number, len(refs))
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return done


def _forget_drafts(now: datetime) -> int:
    refs = list(due.unsent(now).values_list("ref", flat=True))
    for ref in refs:
        discard_draft(draft=ref)
    return len(refs)


def _leave_queue(now: datetime) -> int:
    """Nobody read them: staff cannot open them any more, and they wait for their writers."""
    left = 0
    refs = _refs(due.left_unread(now))
    for start in range(0, len(refs), BATCH):
        some = refs[start : start + BATCH]
        with transaction.atomic():
            locked = _refs(due.left_unread(now).filter(ref__in=some).select_for_update())
            Contribution.objects.filter(ref__in=locked).update(status=Status.UNREAD.value)
            outbox.note_changed(locked, purge=True)
            audit.record("leave_unread", by="sweep", n=len(locked))
        left += len(locked)
    return left


def _erase(why: str, ref: str, now: datetime, leaving: frozenset[str]) -> bool:
    """Unless it is not due any more, or somebody erased it meanwhile."""

    def still() -> bool:
        return dict(due.to_erase(now))[why].filter(ref=ref).exists()

    try:
        return erase_standing(ref, by="sweep", still=still, leaving=leaving)
    except NotFound:
        return False
