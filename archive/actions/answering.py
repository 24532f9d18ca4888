"""What a contributor does with a text of hers: allow, renew, take back, object, dispute, name.

Each verb asks that the text is hers (`contributor`, the key that her code led to); a text of
anybody else is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from archive import vault
from archive.actions import outbox
from archive.actions.consent import SHOWING, write_event
from archive.actions.erase import erase
from archive.actions.leaning import hold_leaning
from archive.actions.letters import send_to
from archive.actions.pen_names import demand_not_at_source, demand_not_in_text
from archive.actions.publication import note_publication, opening, read_again
from archive.actions.standing import own_contribution
from archive.domain import warrant
from archive.domain.consent import DEFAULT_TERM, column
from archive.domain.errors import Conflict, InvalidInput
from archive.domain.retention import READ_WITHIN
from archive.domain.return_code import contains_code
from archive.domain.text import canonical
from archive.domain.visibility import READ, holds
from archive.domain.words import Consent, Grade, Letter, Scope, SignOff, Status
from archive.gate import audit
from archive.gate.facts import facts_of
from archive.gate.reviewing import original_of
from archive.models import UNTIL_COLUMNS, Contribution, Contributor, Message, Notice, Passage

LONGEST_NOTE = 4_000
"""Code points of what a contributor writes to the archive."""

STUDY = frozenset({Scope.RESEARCH, Scope.QUOTE, Scope.MACHINE})
TAKEN: dict[Grade, frozenset[Scope]] = {
    Grade.RESEARCH: STUDY,
    Grade.UNPUBLISH: STUDY | {Scope.READ, Scope.FIND},
    Grade.ERASE: frozenset(Scope),
}
"""What each grade of a withdrawal takes back."""


def change_scopes(*, ref: str, contributor: int, allowed: Iterable[Scope], notice: int) -> None:
    """Allow exactly these scopes from now on, under the notice she read.

    What stood keeps its end; what is new gets five years. Taking away works at once; what had run
    out and is not among them is taken back too, so that no renewal brings it back. Raises
    `InvalidInput` for a notice that is not asked any more, `NotFound`.
    """
    wanted = frozenset(map(Scope, allowed))
    if Scope.HOLD not in wanted:
        raise InvalidInput(
            "Without the first yes the text cannot be kept.", hint="Erase it instead."
        )
    with _own(ref, contributor) as row:
        read = _notice(notice)
        now = timezone.now()
        ends = {s: end for s in Scope if (end := getattr(row, column(s))) is not None}
        stood = {scope for scope, end in ends.items() if end > now}
        _was_basis(row)
        _before_hiding(row, stood - wanted)
        for scope in sorted(ends.keys() - wanted):
            write_event(row, scope, "withdrawn", by=None)
        with opening([row]):
            for scope in sorted(wanted - stood):
                write_event(row, scope, "given", until=now + DEFAULT_TERM, notice=read, by=None)
            row.consent = Consent.GIVEN.value
            row.save()
        outbox.note_changed([ref], purge=bool((stood - wanted) & SHOWING))
        audit.record("change_scopes", ref=ref, by="contributor", scopes=sorted(wanted))


def renew(*, ref: str, contributor: int, notice: int) -> None:
    """Five more years for everything she allowed, run out or not, under the notice of today."""
    with _own(ref, contributor) as row:
        read = _notice(notice)
        stood = [scope for scope in Scope if getattr(row, column(scope)) is not None]
        if not stood or row.consent != Consent.GIVEN.value:
            raise Conflict("Nothing is allowed that could be renewed.", hint="Allow it first.")
        until = timezone.now() + DEFAULT_TERM
        with opening([row]):
            for scope in stood:
                write_event(row, scope, "renewed", until=until, notice=read, by=None)
            row.save()
        outbox.note_changed([ref])
        audit.record("renew", ref=ref, by="contributor", scopes=sorted(stood))


def withdraw(*, ref: str, contributor: int, grade: Grade) -> None:
    """Take it back, as far as `grade` says; it has worked when this returns. Raises `NotFound`."""
    grade = Grade(grade)
    with _own(ref, contributor) as row:
        if grade is not Grade.ERASE:
            taken = {s for s in TAKEN[grade] if getattr(row, column(s)) is not None}
            _before_hiding(row, taken)
            for scope in sorted(taken):
                write_event(row, scope, "withdrawn", by=None)
            if not any(getattr(row, name) for name in UNTIL_COLUMNS):
                if row.consent == Consent.BASIS.value:
                    row.signed_off = False  # the basis had waived her yes, and ends here
                row.consent = Consent.WITHDRAWN.value
            row.save()
            outbox.note_changed([ref], purge=True)
            audit.record("withdraw", ref=ref, by="contributor", grade=grade.value)
    if grade is Grade.ERASE:
        erase(ref=ref, by=None, contributor=contributor)


def object_to_wording(*, ref: str, contributor: int, note: str) -> None:
    """She does not want it shown like this: hidden at once, back to a moderator with her note.

    Whatever she had chosen when she sent it, the next wording waits for her yes.
    """
    with _own(ref, contributor) as row:
        if row.rendition_id is None and row.pending_id is None:
            raise Conflict("There is no wording to object to yet.")
        if holds(READ, facts_of(row), timezone.now()):
            _before_hiding(row, [Scope.READ])
        if row.pending_id is None:
            row.signed_off = False
        row.pending = None
        row.sign_off = SignOff.ASK.value
        if row.status == Status.APPROVED.value:
            row.status = Status.IN_REVIEW.value
        row.save()
        _write(row, Letter.OBJECTION, note)
        outbox.note_changed([ref], purge=True)
        audit.record("object_to_wording", ref=ref, by="contributor")


def dispute_theme(*, ref: str, contributor: int, passage: int, note: str = "") -> None:
    """She does not want a passage to stand under its themes: a moderator looks again."""
    with _own(ref, contributor) as row:
        if not Passage.objects.filter(contribution=row, pk=passage).exists():
            raise InvalidInput("There is no such passage.", hint="Load the page again.")
        _write(row, Letter.DISPUTE_THEME, note or "—")
        _ask_to_reread(row)
        audit.record("dispute_theme", ref=ref, by="contributor", passage=passage)


def dispute_voice(*, ref: str, contributor: int, note: str = "") -> None:
    """Whose experience it tells was said wrongly: a moderator looks again."""
    with _own(ref, contributor) as row:
        _write(row, Letter.DISPUTE_VOICE, note or "—")
        _ask_to_reread(row)
        audit.record("dispute_voice", ref=ref, by="contributor")


def answer_message(*, ref: str, contributor: int, words: str) -> None:
    """Write to the people of the archive about this text. Raises `InvalidInput`."""
    with _own(ref, contributor) as row:
        _write(row, Letter.ANSWER, words)
        audit.record("answer_message", ref=ref, by="contributor")


def read_mailbox(*, contributor: int, ref: str | None = None) -> None:
    """She has seen her letters: all of them, or those about one text."""
    with warrant.opened("contributor", "own"), transaction.atomic():
        about = {} if ref is None else {"contribution__ref": ref}
        Message.objects.filter(
            contribution__contributor=contributor, from_staff=True, read_at__isnull=True, **about
        ).update(read_at=timezone.now())


def change_pen_name(*, ref: str, contributor: int, pen_name: str) -> None:
    """Another name, or none. None works at once; a new one is shown once a person has read it."""
    pen_name = " ".join(canonical(pen_name).split())
    if len(pen_name) > 60:
        raise InvalidInput("A pen-name has at most 60 characters.")
    if contains_code(pen_name):
        raise InvalidInput("That is a return code. It is safe with you alone.")
    with _own(ref, contributor) as row:
        ring = vault.ring([ref])
        demand_not_at_source(pen_name, contributor)
        demand_not_in_text(pen_name, original_of(row, ring).text)
        row.pen_name = ring.seal(ref, "contribution.pen_name", pen_name) if pen_name else None
        row.save(update_fields=["pen_name"])
        if pen_name:
            _ask_to_reread(row)
        audit.record("change_pen_name", ref=ref, by="contributor", named=bool(pen_name))


def send_again(*, ref: str, contributor: int) -> None:
    """Nobody read it in time: put it into the queue once more. Raises `Conflict`."""
    with _own(ref, contributor) as row:
        now = timezone.now()
        late = row.review_until is not None and row.review_until <= now
        if not late and row.status != Status.UNREAD.value:
            raise Conflict("It still waits to be read.")
        row.status = Status.WAITING.value
        row.review_from, row.review_until = None, now + READ_WITHIN
        row.save(update_fields=["status", "review_from", "review_until"])
        outbox.note_changed([ref])
        audit.record("send_again", ref=ref, by="contributor")


def change_code(*, contributor: int, locator: str, verifier: str) -> None:
    """From now on this code leads to her page, and the old one nowhere. `verifier` is its HMAC."""
    with warrant.opened("contributor", "own"), transaction.atomic():
        updated = Contributor.objects.filter(pk=contributor).update(
            locator=locator, verifier=verifier
        )
        if not updated:
            raise Conflict("There is nothing under this code any more.")
        audit.record("change_code", by="contributor")


@contextmanager
def _own(ref: str, contributor: int) -> Iterator[Contribution]:
    """Her own row, locked, with a warrant and a transaction around what is done with it."""
    with warrant.opened("contributor", "own"), transaction.atomic():
        yield own_contribution(ref, contributor)


def _notice(pk: int) -> Notice:
    """The notice she read, the newest in its language: nothing is agreed to under an older one."""
    found = Notice.objects.filter(pk=pk).first()
    if found is not None:
        newer = Notice.objects.filter(language=found.language, version__gt=found.version)
        if not newer.exists():
            return found
    raise InvalidInput("The questions have changed meanwhile: please read them again.")


def _was_basis(row: Contribution) -> None:
    """An import that was claimed: what a basis had opened ends, and its waiver of her yes."""
    if row.consent != Consent.BASIS.value:
        return
    note_publication(row)
    for scope in Scope:
        if getattr(row, column(scope)) is not None:
            write_event(row, scope, "revoked", by=None)
    row.signed_off = False


def _before_hiding(row: Contribution, taken: Iterable[Scope]) -> None:
    """While the text is still there: remember that it was public, and look who repeats it."""
    note_publication(row)
    if Scope.READ in set(taken):
        hold_leaning(row)


def _write(row: Contribution, kind: Letter, words: str) -> None:
    words = canonical(words).strip()
    if not words:
        raise InvalidInput("Please write a few words.", code="no_words")
    if len(words) > LONGEST_NOTE:
        raise InvalidInput(f"At most {LONGEST_NOTE:,} characters, please.", code="too_long")
    if contains_code(words):
        raise InvalidInput("There is a return code in it. Please take it out.", code="holds_code")
    send_to(row, kind, words=words, ring=vault.ring([row.ref]), from_staff=False)


def _ask_to_reread(row: Contribution) -> None:
    if row.status == Status.APPROVED.value:
        read_again(row)
