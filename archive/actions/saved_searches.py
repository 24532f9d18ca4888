"""Keep, look at and forget a search of one's own. No other account is told, in the audit chain
neither: whoever reads the chain has no business with what somebody studies.

A search is sealed under a key of its own, because a query may name people. Forgetting it drops
that key, so that no backup gives it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotAllowed, NotFound
from archive.domain.saved import MOST_REFS, SearchBody
from archive.gate.facts import to_q
from archive.gate.rules import finding_rule
from archive.gate.saved import MAY_STUDY
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
    demand_researcher(by)
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
    demand_researcher(by)
    with warrant.opened(by.username, "research"), transaction.atomic():
        row = own_search(ref, by)
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
    demand_researcher(by)
    with warrant.opened(by.username, "research"), transaction.atomic():
        row = own_search(ref, by)
        if row.is_set:
            raise InvalidInput("A set does not change.", hint="Save the search again instead.")
        every = list(dict.fromkeys(refs))
        row.refs, row.complete = _findable(every[:MOST_REFS], by), len(every) <= MOST_REFS
        row.engine, row.analyser, row.seen_at = engine[:80], analyser[:80], timezone.now()
        row.noticed = 0
        row.save(update_fields=["refs", "complete", "engine", "analyser", "seen_at", "noticed"])


def see_set(*, ref: str, by: User) -> None:
    """Note that its owner knows which contributions of a set are not open to study any more; the
    set stays what it is. Of a search it raises `InvalidInput`. Raises `NotFound`, `NotAllowed`."""
    demand_researcher(by)
    with warrant.opened(by.username, "research"), transaction.atomic():
        row = own_search(ref, by)
        if not row.is_set:
            raise InvalidInput("This is a search, not a set.", hint="Reload the page.")
        still = set(_findable(row.refs, by))
        row.told = [each for each in row.refs if each not in still]
        row.noticed, row.seen_at = 0, timezone.now()
        row.save(update_fields=["told", "noticed", "seen_at"])


def notice_news(*, found: Mapping[str, int], owner: int | None) -> dict[str, datetime]:
    """Keep how much is new (`found`, by ref) in what an account saved; returns since when, for
    those with news. The day moves where more is new than was, and stays where it is fewer."""
    with warrant.opened("desk", "research"), transaction.atomic():
        rows = list(
            SavedSearch.objects.filter(owner=owner, ref__in=found).only(
                "noticed", "noticed_at", "ref"
            )
        )
        for row in rows:
            if (number := found[row.ref]) == row.noticed:
                continue
            if number > row.noticed:
                row.noticed_at = timezone.now()
            row.noticed = number
            row.save(update_fields=["noticed", "noticed_at"])
    return {row.ref: row.noticed_at for row in rows if row.noticed and row.noticed_at}


def forget_search(*, ref: str, by: User) -> None:
    """Drop its key, then its row. Raises `NotFound`, `NotAllowed`."""
    demand_researcher(by)
    with warrant.opened(by.username, "research"):
        row = own_search(ref, by)
        vault.drop_key(ref)
        row.delete()


def own_search(ref: str, by: User) -> SavedSearch:
    """The row, which must be this account's. Raises `NotFound`."""
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


def demand_researcher(by: User) -> None:
    """Raises `NotAllowed` for an account that may not study."""
    if not by.is_active or by.role not in MAY_STUDY:
        raise NotAllowed("This account may not study texts.", hint="Sign in as a researcher.")
