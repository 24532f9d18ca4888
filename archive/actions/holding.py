"""Who has a text: what the verbs of the queue and of a review share. No verb is in here."""

from __future__ import annotations

from django.utils import timezone

from archive import vault
from archive.domain.distress import Distress
from archive.domain.errors import Conflict, InvalidInput
from archive.domain.queue import LONGEST_NOTE, NoteAbout
from archive.domain.return_code import contains_code
from archive.domain.text import canonical
from archive.models import Assignment, Contribution, Skip, StaffNote, User


def holder_of(row: Contribution) -> Assignment | None:
    """Who has it now; what lapsed is nobody's."""
    return (
        Assignment.objects.select_related("account")
        .filter(contribution=row, until__gt=timezone.now())
        .first()
    )


def demand_free(row: Contribution, by: User) -> None:
    """Raises `Conflict` where somebody else has it: one text, one person."""
    held = holder_of(row)
    if held is not None and held.account_id != by.pk:
        raise Conflict(
            f"{held.account.username} has this text until {held.until:%H:%M} UTC.",
            hint="Hiding words always works. Ask them, or a lead, for the rest.",
        )


def put_down(row: Contribution) -> None:
    """It has been decided: nobody has it, nobody passed it on, nothing brings it to the front.

    The caller saves the row. What its words gave away about its writer is not kept.
    """
    Assignment.objects.filter(contribution=row).delete()
    Skip.objects.filter(contribution=row).delete()
    row.distress = Distress.NONE.value
    row.for_lead = False


def note_for_colleagues(row: Contribution, words: str, *, about: NoteAbout, by: User) -> None:
    """Keep a sealed line about a text; nothing where nothing was written. Raises `InvalidInput`."""
    words = canonical(words).strip()
    if not words:
        return
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {LONGEST_NOTE:,} characters.")
    if contains_code(words):
        raise InvalidInput("There is a return code in it. Nobody but its owner may have it.")
    StaffNote.objects.create(
        contribution=row,
        by=by,
        about=about.value,
        body=vault.ring([row.ref]).seal(row.ref, "staffnote.body", words),
    )
