"""Keep, look at and forget a search of one's own. No other account is told, in the audit chain
neither: whoever reads the chain has no business with what somebody studies.

A search is sealed under a key of its own, because a query may name people. Forgetting it drops
that key, so that no backup gives it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotAllowed, NotFound
from archive.domain.saved import MOST_REFS, SearchBody
from archive.domain.words import STAFF_ROLES, Role
from archive.gate.facts import to_q
from archive.gate.rules import finding_rule
from archive.gate.viewer import viewer_of
from archive.models import Contribution, SavedSearch, User
from archive.models.fields import new_ref

PLACE = "savedsearch.body"
MOST = 200
"""Searches and sets of one account."""

BATCH = 500


def save_search(
    *, body: SearchBody, refs: Iterable[str], is_set: bool, engine: str, analyser: str, by: User
) -> str:
    """Keep a search with the contributions that match it now; returns its ref.

    Kept are those of `refs` that `by` may find. Raises `NotAllowed` (the account may not study),
    `InvalidInput` (no name, too long, too many).
    """
    _demand_researcher(by)
    body.check()
    with warrant.opened(by.username, "research"):
        if SavedSearch.objects.filter(owner=by).count() >= MOST:
            raise InvalidInput(f"You keep {MOST} searches already.", hint="Delete one first.")
        every = list(dict.fromkeys(refs))
        ref = new_ref()
        ring = vault.create_keys([ref])
        with transaction.atomic():
            SavedSearch.objects.create(
                ref=ref,
                owner=by,
                is_set=is_set,
                body=ring.seal(ref, PLACE, body.dumps()),
                refs=_findable(every[:MOST_REFS], by),
                complete=len(every) <= MOST_REFS,
                engine=engine[:80],
                analyser=analyser[:80],
                seen_at=timezone.now(),
            )
    return ref


def annotate_search(*, ref: str, name: str, note: str, by: User) -> None:
    """Give it another name or note. Raises `NotFound`, `NotAllowed`, `InvalidInput`."""
    _demand_researcher(by)
    with warrant.opened(by.username, "research"), transaction.atomic():
        row = _own(ref, by)
        ring = vault.ring([ref])
        sealed = ring.unseal(ref, PLACE, row.body)
        if sealed is None:
            raise NotFound("There is no such search.")
        body = SearchBody.loads(sealed).said(name=name, note=note)
        body.check()
        row.body = ring.seal(ref, PLACE, body.dumps())
        row.save(update_fields=["body"])


def see_search(*, ref: str, refs: Iterable[str], engine: str, analyser: str, by: User) -> None:
    """Note what matches now, so that what comes later is new. A set stays what it is: then it
    raises `InvalidInput`. Raises `NotFound`, `NotAllowed`."""
    _demand_researcher(by)
    with warrant.opened(by.username, "research"), transaction.atomic():
        row = _own(ref, by)
        if row.is_set:
            raise InvalidInput("A set does not change.", hint="Save the search again instead.")
        every = list(dict.fromkeys(refs))
        row.refs, row.complete = _findable(every[:MOST_REFS], by), len(every) <= MOST_REFS
        row.engine, row.analyser, row.seen_at = engine[:80], analyser[:80], timezone.now()
        row.save(update_fields=["refs", "complete", "engine", "analyser", "seen_at"])


def forget_search(*, ref: str, by: User) -> None:
    """Drop its key, then its row. Raises `NotFound`, `NotAllowed`."""
    _demand_researcher(by)
    with warrant.opened(by.username, "research"):
        row = _own(ref, by)
        vault.drop_key(ref)
        row.delete()


def _own(ref: str, by: User) -> SavedSearch:
    row = SavedSearch.objects.filter(ref=ref, owner=by).first()
    if row is None:
        raise NotFound("There is no such search.")
    return row


def _findable(refs: list[str], by: User) -> list[str]:
    """Those that this account may find now, in the order given."""
    rule = to_q(finding_rule(viewer_of(by)), timezone.now())
    found: set[str] = set()
    for start in range(0, len(refs), BATCH):
        some = Contribution.objects.filter(rule, ref__in=refs[start : start + BATCH])
        found.update(some.values_list("ref", flat=True))
    return [ref for ref in refs if ref in found]


def _demand_researcher(by: User) -> None:
    if not by.is_active or by.role not in STAFF_ROLES | {Role.RESEARCHER}:
        raise NotAllowed("This account may not study texts.", hint="Sign in as a researcher.")
