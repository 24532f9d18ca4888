"""What a contributor finds in her mailbox when she returns. Nobody is ever written to elsewhere."""

from __future__ import annotations

from archive.actions.reviewing import Review
from archive.domain.words import Letter
from archive.models import Contribution, Message, User
from archive.vault import KeyRing


def send(review: Review, kind: Letter, *, words: str = "", by: User | None = None) -> None:
    """Put a letter into the mailbox, within the caller's transaction; imports have none."""
    send_to(review.contribution, kind, words=words, ring=review.ring, by=by)


def send_to(
    row: Contribution,
    kind: Letter,
    *,
    words: str = "",
    ring: KeyRing | None = None,
    by: User | None = None,
    from_staff: bool = True,
) -> None:
    """As `send`, from either side. `words` are sealed and need the `ring`."""
    if row.contributor_id is None:
        return
    Message.objects.create(
        contribution=row,
        kind=kind.value,
        body=ring.seal(row.ref, "message.body", words) if words and ring else None,
        from_staff=from_staff,
        by=by,
    )
