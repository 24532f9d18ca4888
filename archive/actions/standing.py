"""What every verb asks first: may this account, and does this row stand."""

from __future__ import annotations

from collections.abc import Collection

from archive.domain.errors import NotAllowed, NotFound
from archive.domain.words import Role, Status
from archive.models import Contribution, Discussion, User


def demand_role(by: User | None, roles: Collection[Role], doing: str) -> None:
    """Raises `NotAllowed` unless the account has one of the roles.

    None is the command line: whoever holds the machine holds the site key as well.
    """
    if by is not None and not (by.is_active and by.role in {role.value for role in roles}):
        names = " or a ".join(sorted(role.value for role in roles))
        raise NotAllowed(
            f"Your account may not {doing}.", hint=f"Ask a {names}: their accounts may."
        )


def standing_contribution(ref: str) -> Contribution:
    """The row, locked until the transaction ends. `NotFound` when absent or erased.

    Its discussion is locked first, as reviewing does: what is taken away may hold other texts of
    the thread, and two writers that lock rows in two orders would wait for each other for ever.
    """
    of = Contribution.objects.filter(ref=ref).values_list("discussion_id", flat=True)
    Discussion.objects.select_for_update().filter(pk__in=list(of)).first()
    row = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("discussion")
        .filter(ref=ref)
        .exclude(status=Status.ERASED.value)
        .first()
    )
    if row is None:
        raise NotFound("There is no such contribution.", hint="It may have been erased.")
    return row


def own_contribution(ref: str, contributor: int) -> Contribution:
    """The contributor's own row, locked. `NotFound` for anybody else's, as for none at all."""
    row = standing_contribution(ref)
    if row.contributor_id is None or row.contributor_id != contributor:
        raise NotFound("There is no such contribution.", hint="It may have been erased.")
    return row


def standing_discussion(slug: str) -> Discussion:
    """The discussion at this slug. Raises `NotFound`."""
    row = Discussion.objects.filter(slug=slug).first()
    if row is None:
        raise NotFound("There is no such discussion.")
    return row
