"""What becomes true with publication: an address that once answered, decisions that are forgotten.

The address of a text that was once public answers 410, not 404. What a reviewer decided and took
back is kept until readers see the text, and no longer: it says what was nearly hidden or shown.
What readers see already stays while a person reads it again; nothing else opens meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils import timezone

from archive.actions import outbox
from archive.domain import visibility
from archive.domain.words import Role, Status
from archive.gate.facts import facts_of
from archive.models import Contribution, Redaction


def note_publication(contribution: Contribution) -> None:
    """Remember that a text is public where readers may see it now; never forgets."""
    if contribution.was_public:
        return
    if Role.READER in seen_by(contribution):
        contribution.was_public = True
        contribution.save(update_fields=["was_public"])
        forget_taken_back(contribution)


def forget_taken_back(contribution: Contribution) -> None:
    """Delete the decisions taken back of a text that readers see in the wording that stands."""
    if Role.READER in seen_by(contribution):
        undone = Redaction.objects.filter(contribution=contribution, retracted_at__isnull=False)
        undone.delete()


def seen_by(contribution: Contribution) -> frozenset[Role]:
    """Who may see it now, of readers and researchers."""
    facts, now = facts_of(contribution), timezone.now()
    if visibility.holds(visibility.READ, facts, now):
        return frozenset({Role.READER, Role.RESEARCHER})
    studied = visibility.holds(visibility.RESEARCH, facts, now)
    return frozenset({Role.RESEARCHER} if studied else ())


def read_again(contribution: Contribution) -> None:
    """Ask that a person read an approved text again. Where no reader saw it yet, none does before.

    That is the rule's own condition, so no path can forget it; researchers alone lose it too.
    """
    note_publication(contribution)
    before = seen_by(contribution)
    contribution.reread = True
    contribution.save(update_fields=["reread"])
    if seen_by(contribution) != before:
        outbox.note_changed([contribution.ref], purge=True)


@contextmanager
def opening(rows: Sequence[Contribution]) -> Iterator[None]:
    """Around whatever may show texts to somebody: what is to be read again is approved first.

    Its wording was public once, so the rule alone would show it as it was: with a name, perhaps,
    that somebody has decided to hide since. The rows are as they are stored, before and after.
    """
    before = {row.pk: seen_by(row) for row in rows}
    yield
    for row in rows:
        if not seen_by(row) <= before[row.pk]:
            approve_first(row)
        note_publication(row)


def approve_first(contribution: Contribution) -> None:
    """Take a text that is to be read again from readers, until a person approves it."""
    if contribution.reread and contribution.status == Status.APPROVED:
        contribution.status = Status.IN_REVIEW.value
        contribution.save(update_fields=["status"])
