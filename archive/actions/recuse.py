"""Step back from a text in which one knows somebody, or take that back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.actions import outbox
from archive.actions.publication import read_again
from archive.actions.reviewing import demand_reviewable, demand_staff, lock
from archive.domain import warrant
from archive.domain.errors import Conflict
from archive.domain.words import Status
from archive.gate import audit
from archive.gate.stepping_back import by_same_author, demand_no_step_back, standing
from archive.models import Assignment, Contribution, Recusal, User


def recuse(*, ref: str, by: User) -> None:
    """`by` does not work any more on this text, nor on others of its author in the discussion.

    What the account itself approved or cleared is read again by somebody else; readers who see
    it do so meanwhile. Raises `NotAllowed` (no staff, or stepped back already), `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        row = lock(ref)
        demand_reviewable(row)
        demand_no_step_back(by.pk, row)
        Recusal.objects.create(contribution=row, account=by)
        same = Contribution.objects.filter(by_same_author(row))
        Assignment.objects.filter(account=by, contribution__in=same).delete()
        passed = _passed_by(by, row)
        texts = list(passed.select_related("discussion"))
        for each in texts:
            read_again(each)
        audit.record("recuse", ref=ref, by=by)
        outbox.note_changed([each.ref for each in texts])


def take_recusal_back(*, ref: str, by: User) -> None:
    """`by` works on this text again. Raises `NotAllowed`, `NotFound`, `Conflict` (never left)."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        row = lock(ref)
        same = Contribution.objects.filter(by_same_author(row))
        stood = Recusal.objects.filter(pk__in=standing(by.pk).filter(contribution__in=same))
        if not stood.update(taken_back_at=timezone.now()):
            raise Conflict("You did not step back from this text.", hint="Reload the page.")
        audit.record("take_recusal_back", ref=ref, by=by)


def _passed_by(by: User, row: Contribution) -> QuerySet[Contribution]:
    """Approved texts of this author that this account let through."""
    approved = Contribution.objects.filter(by_same_author(row), status=Status.APPROVED.value)
    return approved.filter(Q(approved_by=by) | Q(cleared_by=by))
