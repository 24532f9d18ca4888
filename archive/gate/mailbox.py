"""A contributor's mailbox as staff see it, and where letters wait. Needs a warrant."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from archive import vault
from archive.domain import visibility
from archive.domain.errors import NotFound
from archive.domain.words import Kind, Letter
from archive.gate.facts import to_q
from archive.gate.places import placed
from archive.gate.reading import NOTHING, titles
from archive.gate.stepping_back import apart_from, demand_no_step_back
from archive.gate.viewer import Viewer
from archive.models import Contribution, Message


@dataclass(frozen=True, slots=True)
class StaffLetter:
    """A letter. `by` is who of the staff wrote it; `waits` is a contributor's nobody has read."""

    id: int
    kind: Letter
    words: str
    from_staff: bool
    by: str
    sent_at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The letters about a text. `open`: its writer takes questions; `owned`: she has a page."""

    owned: bool
    open: bool
    letters: tuple[StaffLetter, ...]

    @property
    def waiting(self) -> int:
        """Her letters that nobody has read."""
        return sum(letter.waits for letter in self.letters)


@dataclass(frozen=True, slots=True)
class LettersWaiting:
    """A text about which its contributor has written."""

    ref: str
    discussion_title: str
    kind: Kind
    position: str
    letters: int


def mailbox(viewer: Viewer, ref: str) -> Mailbox:
    """The letters about a text that staff may review. Raises `NotFound`, and `NotAllowed` for who
    stepped back from it."""
    now = timezone.now()
    row = Contribution.objects.filter(to_q(visibility.REVIEW, now), ref=ref).first()
    if row is None:
        raise NotFound(NOTHING)
    demand_no_step_back(viewer.user_id, row)
    ring = vault.ring([ref])
    letters = Message.objects.filter(contribution=row).select_related("by").order_by("id")
    return Mailbox(
        owned=row.contributor_id is not None,
        open=row.mailbox_until is not None and row.mailbox_until > now,
        letters=tuple(
            StaffLetter(
                id=letter.pk,
                kind=Letter(letter.kind),
                words=ring.unseal(ref, "message.body", letter.body) or "",
                from_staff=letter.from_staff,
                by=letter.by.username if letter.by else "",
                sent_at=letter.sent_at,
                waits=not letter.from_staff and letter.read_at is None,
            )
            for letter in letters
        ),
    )


def letters_waiting(viewer: Viewer) -> tuple[LettersWaiting, ...]:
    """Texts whose contributors wrote something that nobody has read, the longest waiting first.

    Not those from which the viewer stepped back.
    """
    unread = Message.objects.filter(from_staff=False, read_at__isnull=True)
    waiting = Counter(unread.order_by("id").values_list("contribution_id", flat=True))
    if not waiting:
        return ()
    rows = {
        row.pk: row
        for row in Contribution.objects.filter(
            to_q(visibility.REVIEW, timezone.now()), pk__in=waiting
        )
        .exclude(apart_from(viewer.user_id))
        .select_related("discussion")
    }
    names = titles(viewer, {row.discussion.slug for row in rows.values()})
    places = {
        p.ref: p.position for of in {r.discussion_id for r in rows.values()} for p in placed(of)
    }
    return tuple(
        LettersWaiting(
            row.ref,
            names[row.discussion.slug],
            Kind(row.kind),
            places.get(row.ref, ""),
            letters,
        )
        for pk, letters in waiting.items()
        if (row := rows.get(pk)) is not None
    )
