"""Take a text, give it to somebody, give it back. Nobody has to take any."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from archive.actions.holding import demand_free, holder_of
from archive.actions.reviewing import demand_reviewable, demand_staff, lock
from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.errors import Conflict, Gone, InvalidInput, NotAllowed, NotFound
from archive.domain.queue import HELD_FOR, PAGE
from archive.domain.words import STAFF_ROLES, Role, Status
from archive.gate import audit
from archive.gate.reviewing import TO_DO
from archive.gate.stepping_back import demand_no_step_back, is_apart
from archive.models import Assignment, Contribution, Skip, User

LEADING = frozenset({Role.LEAD, Role.STEWARD})


def take(*, ref: str, by: User) -> None:
    """`by` has it for 24 hours from now, also where she passed it on before.

    Raises `Conflict` (somebody has it, nothing is to do, or it waits for another account),
    `NotAllowed` (no staff, or stepped back), `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        _take(ref, by)
        audit.record("take", ref=ref, by=by)


def take_many(*, refs: Sequence[str], by: User) -> int:
    """`by` takes those of the chosen imports that are free; how many that were.

    What somebody else has by now, or what was decided meanwhile, is left alone.
    """
    demand_some(refs)
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        taken = []
        for ref in dict.fromkeys(refs):
            try:
                if not lock(ref).contributed:
                    _take(ref, by)
                    taken.append(ref)
            except (Conflict, NotAllowed, NotFound, Gone):
                continue
        for ref in taken:
            audit.record("take", ref=ref, by=by)
        return len(taken)


def assign(*, ref: str, to: str, by: User) -> None:
    """A lead or a steward gives it to an account, from whoever has it.

    Raises `NotAllowed`, `InvalidInput` for no such account, `Conflict` where that account passed it
    on (nobody is given what she passed on) or does not work on it, `NotFound`, `Gone`.
    """
    demand_role(by, LEADING, "give texts to others")
    with warrant.opened(by.username, "review"), transaction.atomic():
        account = User.objects.filter(username=to, is_active=True).first()
        if account is None or account.role not in {role.value for role in STAFF_ROLES}:
            raise InvalidInput("There is no such account among staff.")
        row = lock(ref)
        demand_reviewable(row)
        demand_no_step_back(by.pk, row)
        if account != by and Skip.objects.filter(contribution=row, account=account).exists():
            raise Conflict(
                f"{account.username} passed this text on.", hint="Give it to somebody else."
            )
        if is_apart(account.pk, row):
            raise Conflict(f"{account.username} does not work on this text.")
        _hold(row, account, by)
        audit.record("assign", ref=ref, by=by, to=account.username)


def release(*, ref: str, by: User) -> None:
    """It is nobody's again. One's own; leads and stewards also anybody's.

    Raises `Conflict` where nobody has it, `NotAllowed`, `NotFound`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        row = lock(ref)
        held = holder_of(row)
        if held is None:
            raise Conflict("Nobody has this text.")
        if held.account_id != by.pk and Role(by.role) not in LEADING:
            raise NotAllowed(
                f"{held.account.username} has this text.", hint="Ask them, or a lead, to let it go."
            )
        held.delete()
        audit.record("release", ref=ref, by=by)


def demand_some(refs: Sequence[str]) -> None:
    """Raises `InvalidInput` for none, and for more than a page has."""
    if not refs:
        raise InvalidInput("Choose at least one text.")
    if len(refs) > PAGE:
        raise InvalidInput(f"At most {PAGE} texts at once.")


def _take(ref: str, by: User) -> None:
    row = lock(ref)
    demand_reviewable(row)
    demand_no_step_back(by.pk, row)
    demand_free(row, by)
    Skip.objects.filter(contribution=row, account=by).delete()
    _hold(row, by, by)


def _hold(row: Contribution, account: User, by: User) -> None:
    if not Contribution.objects.filter(TO_DO, pk=row.pk).exists():
        raise Conflict("Nothing is to be done on this text now.")
    if row.status == Status.SECOND_PERSON and row.approved_by_id == account.pk:
        raise Conflict(
            f"{account.username} approved it.", hint="Now it waits for somebody else to read it."
        )
    now = timezone.now()
    Assignment.objects.update_or_create(
        contribution=row,
        defaults={"account": account, "by": by, "at": now, "until": now + HELD_FOR},
    )
    if row.for_lead:
        row.for_lead = False
        row.save(update_fields=["for_lead"])
