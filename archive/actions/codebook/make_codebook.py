"""A codebook of somebody's own, for a project."""

from __future__ import annotations

from django.db import transaction

from archive.actions.codebook.wording import one_line
from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.words import STAFF_ROLES, Role
from archive.gate import audit
from archive.models import Codebook, User

LONGEST_TITLE = 120
"""Code points."""


def make_codebook(*, name: str, by: User) -> int:
    """An empty private codebook that only `by` sees and changes; its number.

    Raises `NotAllowed`, and `InvalidInput` for a name that is missing, too long or taken.
    """
    demand_role(by, {Role.RESEARCHER, *STAFF_ROLES}, "keep a codebook")
    name = one_line(name, LONGEST_TITLE, "The name")
    with warrant.opened(by.username, "codebook"), transaction.atomic():
        if Codebook.objects.filter(owner=by, name__iexact=name).exists():
            raise InvalidInput("You have a codebook of that name.", hint="Choose another name.")
        row = Codebook.objects.create(name=name, owner=by)
        audit.record("make_codebook", by=by, codebook=row.pk)
        return int(row.pk)
