"""Replies that repeat a text which is being taken away: held first, the others to be read again.

Looked for in memory, while both texts can still be opened: before a key goes (DESIGN 5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from archive import vault
from archive.actions import outbox
from archive.actions.letters import send_to
from archive.actions.publication import note_publication, read_again
from archive.domain.shingles import Hidden, LeanKind
from archive.domain.words import Letter, Status
from archive.gate import audit
from archive.gate.bodies import OriginalBody
from archive.models import Contribution, Original

BATCH = 500


def hold_leaning(
    row: Contribution, *, words: str = "", leaving: Collection[str] = frozenset()
) -> int:
    """Hold what repeats `row` in its thread, and queue its direct replies; says how many are held.

    Every later text of the discussion is looked at, not the replies alone: a quotation travels.
    With `words`, only what repeats this stretch of it is held, and no reply queued. Refs that are
    `leaving` with it need not be looked at. Needs a transaction and a warrant.
    """
    ring = vault.ring([row.ref])
    own = _original(row, ring)
    others = _others(row, leaving) if own is not None else []
    if own is None or not others:
        return 0
    hidden = Hidden(words or f"{own.title}\n\n{own.text}".strip())
    held: list[Contribution] = []
    reread = 0
    for start in range(0, len(others), BATCH):
        for other, text in _opened(others[start : start + BATCH]):
            if hidden.lean(text).kind is not LeanKind.NONE:
                held.append(other)
            elif other.parent_id == row.pk and not words:
                read_again(other)
                reread += 1
    hold(held)
    if held or reread:
        audit.record("hold_leaning", ref=row.ref, by="archive", held=len(held), reread=reread)
    return len(held)


def _others(row: Contribution, leaving: Collection[str]) -> list[int]:
    """Keys of the other texts of its discussion that stay and could be shown."""
    rows = (
        Contribution.objects.filter(discussion=row.discussion_id)
        .exclude(pk=row.pk)
        .exclude(status__in=[Status.ERASED.value, Status.REFUSED.value])
        .order_by("order")
    )
    return [pk for pk, ref in rows.values_list("pk", "ref") if ref not in leaving]


def hold(rows: Sequence[Contribution]) -> None:
    """Hide them until a moderator has read them; their writers are told, and indexes purged."""
    for row in rows:
        note_publication(row)
        if not row.held:
            send_to(row, Letter.HELD)
    for start in range(0, len(rows), BATCH):
        pks = [row.pk for row in rows[start : start + BATCH]]
        Contribution.objects.filter(pk__in=pks).update(held=True, reread=True)
    if rows:
        outbox.note_changed([row.ref for row in rows], purge=True)


def _opened(pks: list[int]) -> Iterator[tuple[Contribution, str]]:
    """Rows with the texts that arrived; what has no key any more is left out."""
    rows = list(
        Contribution.objects.filter(pk__in=pks)
        .select_related("discussion", "original")
        .order_by("order")
    )
    ring = vault.ring(row.ref for row in rows)
    for row in rows:
        sealed = ring.unseal(row.ref, "original.body", row.original.body)
        if sealed is not None:
            yield row, OriginalBody.loads(sealed).text


def _original(row: Contribution, ring: vault.KeyRing) -> OriginalBody | None:
    body = Original.objects.filter(contribution=row).values_list("body", flat=True).first()
    sealed = ring.unseal(row.ref, "original.body", body)
    return OriginalBody.loads(sealed) if sealed is not None else None
