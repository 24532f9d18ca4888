"""Replies that repeat a text which is being taken away: held first, the others to be read again.

Looked for in memory, while both texts can still be opened: before a key goes (DESIGN 5).
"""

from __future__ import annotations

from archive import vault
from archive.actions import outbox
from archive.actions.letters import send_to
from archive.actions.publication import note_publication
from archive.domain.shingles import Hidden, LeanKind
from archive.domain.words import Letter, Status
from archive.gate import audit
from archive.gate.bodies import OriginalBody
from archive.models import Contribution, Original

BATCH = 500


def hold_leaning(row: Contribution, *, words: str = "") -> int:
    """Hold what repeats `row` in its thread, and queue its direct replies; says how many are held.

    Every later text of the discussion is looked at, not the replies alone: a quotation travels.
    With `words`, only what repeats this stretch of it is held, and no reply queued. Needs a
    transaction and a warrant.
    """
    ring = vault.ring([row.ref])
    own = _original(row, ring)
    if own is None:
        return 0
    hidden = Hidden(words or f"{own.title}\n\n{own.text}".strip())
    held: list[Contribution] = []
    reread: list[int] = []
    others = list(
        Contribution.objects.filter(discussion=row.discussion_id)
        .exclude(pk=row.pk)
        .exclude(status__in=[Status.ERASED.value, Status.REFUSED.value])
        .select_related("discussion", "original")
        .order_by("order")
    )
    keys = vault.ring(other.ref for other in others)
    for other in others:
        sealed = keys.unseal(other.ref, "original.body", other.original.body)
        text = OriginalBody.loads(sealed) if sealed is not None else None
        if text is None:
            continue
        if hidden.lean(text.text).kind is not LeanKind.NONE:
            held.append(other)
        elif other.parent_id == row.pk and not words:
            reread.append(other.pk)
    for other in held:
        note_publication(other)
        if not other.held:
            send_to(other, Letter.HELD)
    for start in range(0, len(held), BATCH):
        pks = [other.pk for other in held[start : start + BATCH]]
        Contribution.objects.filter(pk__in=pks).update(held=True, reread=True)
    for start in range(0, len(reread), BATCH):
        Contribution.objects.filter(pk__in=reread[start : start + BATCH]).update(reread=True)
    if held:
        outbox.note_changed([other.ref for other in held], purge=True)
    if held or reread:
        audit.record("hold_leaning", ref=row.ref, by="archive", held=len(held), reread=len(reread))
    return len(held)


def _original(row: Contribution, ring: vault.KeyRing) -> OriginalBody | None:
    body = Original.objects.filter(contribution=row).values_list("body", flat=True).first()
    sealed = ring.unseal(row.ref, "original.body", body)
    return OriginalBody.loads(sealed) if sealed is not None else None
