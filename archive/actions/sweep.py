"""Finish what was interrupted: erasures, keys whose rows never came, an outbox nobody applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions import ledger, outbox
from archive.actions.erase import finish_erasures
from archive.domain import warrant
from archive.gate import audit
from archive.models import Contribution, Outbox

KEY_WITHOUT_ROW = timedelta(hours=1)
"""How long a key may wait for its row: an import makes the key first and is long done by then."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found, and did unless it was dry: erasures finished, keys dropped."""

    erasures: int
    keys: int


def sweep(*, dry_run: bool = False) -> Swept:
    """Finish erasures and drop keys that no row uses."""
    with warrant.opened("sweep", "housekeeping"):
        orphans = _keys_without_rows()
        if dry_run:
            return Swept(len(ledger.unfinished()), len(orphans))
        erasures = finish_erasures()
        for ref in orphans:
            vault.drop_key(ref)
        if erasures or orphans:
            with transaction.atomic():
                audit.record("sweep", by="sweep", erasures=len(erasures), keys=len(orphans))
        return Swept(len(erasures), len(orphans))


def recover() -> None:
    """At every start, cheap: finish erasures, and apply the outbox where rows wait."""
    finish_erasures()
    with warrant.opened("sweep", "housekeeping"):
        waiting = Outbox.objects.exists()
    if waiting and outbox.applier is not None:
        outbox.applier()


def _keys_without_rows() -> tuple[str, ...]:
    old = vault.refs_with_keys(created_before=timezone.now() - KEY_WITHOUT_ROW)
    return tuple(sorted(old - frozenset(Contribution.objects.values_list("ref", flat=True))))
