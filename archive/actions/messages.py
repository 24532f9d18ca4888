"""What staff do with a contributor's mailbox: ask her something, and note that a letter was read.

A question waits until she returns; nobody is ever written to elsewhere, and without her yes to
the mailbox nothing is asked at all.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions.answering import LONGEST_NOTE
from archive.actions.letters import send_to
from archive.actions.reviewing import demand_staff
from archive.actions.standing import standing_contribution
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.return_code import contains_code
from archive.domain.text import canonical
from archive.domain.words import Letter
from archive.gate import audit
from archive.gate.stepping_back import demand_no_step_back
from archive.models import Message, User


def send_message(*, ref: str, words: str, by: User) -> None:
    """Ask the contributor something about her text.

    Raises `NotAllowed` (also for who stepped back from it), `NotFound`, `Conflict` where she has
    no mailbox now, `InvalidInput`.
    """
    demand_staff(by)
    words = canonical(words).strip()
    if not words:
        raise InvalidInput("Write the question first.")
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(f"A question has at most {LONGEST_NOTE:,} characters.")
    if contains_code(words):
        raise InvalidInput("There is a return code in it. Nobody but its owner may have it.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = standing_contribution(ref)
        demand_no_step_back(by.pk, row)
        if row.contributor_id is None:
            raise Conflict(
                "Nobody can be asked about this text: it came from a public page.",
                hint="Its author can be invited from the desk.",
            )
        if row.mailbox_until is None or row.mailbox_until <= timezone.now():
            raise Conflict(
                "Its writer does not take questions.", hint="Decide without asking, or refuse it."
            )
        send_to(row, Letter.QUESTION, words=words, ring=vault.ring([ref]), by=by)
        audit.record("send_message", ref=ref, by=by)


def settle_letter(*, message: int, by: User) -> None:
    """A letter from a contributor has been read and dealt with. Raises as `send_message`."""
    demand_staff(by)
    with warrant.opened(by.username, "review"), transaction.atomic():
        letter = (
            Message.objects.select_related("contribution")
            .filter(pk=message, from_staff=False)
            .first()
        )
        if letter is None:
            raise NotFound("There is no such letter.")
        demand_no_step_back(by.pk, letter.contribution)
        if letter.read_at is None:
            letter.read_at = timezone.now()
            letter.save(update_fields=["read_at"])
            audit.record("settle_letter", ref=letter.contribution.ref, by=by, letter=letter.pk)
