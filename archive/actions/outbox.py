"""The outbox: what an index must learn. A row in the same transaction, settled after commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from archive.domain import warrant
from archive.models import Outbox

log = logging.getLogger(__name__)

applier: Callable[[], object] | None = None
"""Set at start-up to what applies the outbox: search stands above actions and is not imported."""

_gathering: ContextVar[bool] = ContextVar("outbox_gathering", default=False)


def note_changed(refs: Iterable[str], *, purge: bool = False) -> None:
    """Say that these contributions' index entries are out of date; `purge` when bytes must go."""
    op = "purge" if purge else "update"
    Outbox.objects.bulk_create([Outbox(ref=ref, op=op) for ref in refs], batch_size=500)
    transaction.on_commit(_apply, robust=True)


def settle_outbox(*, ids: Sequence[int]) -> None:
    """Forget rows that every index has learnt."""
    with warrant.opened("index", "settle"):
        for start in range(0, len(ids), 500):
            Outbox.objects.filter(pk__in=ids[start : start + 500]).delete()


@contextmanager
def gathered() -> Iterator[None]:
    """Apply what the body writes once, at its end, and not after each of its commits.

    Searches subtract what waits; if the body is killed, the next start applies it.
    """
    token = _gathering.set(True)
    try:
        yield
    finally:
        _gathering.reset(token)
    apply_what_waits()


def apply_what_waits() -> None:
    """Apply the outbox if a row waits in it."""
    with warrant.opened("index", "pending"):
        waiting = Outbox.objects.exists()
    if waiting:
        _apply()


def _apply() -> None:
    if applier is not None and not _gathering.get():
        applier()
