"""A reviewer sees that a text leans on a hidden one: it is held until it has been read again."""

from __future__ import annotations

from django.db import transaction

from archive.actions.leaning import hold
from archive.actions.reviewing import open_review
from archive.domain import warrant
from archive.domain.errors import Conflict
from archive.domain.words import Status
from archive.gate import audit
from archive.models import User


def hold_as_leaning(*, ref: str, by: User) -> None:
    """Hide it from readers at once and queue it; its writer is told. Approving releases it.

    Raises `Conflict` for a text that was refused, `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = open_review(ref, by).contribution
        if row.status == Status.REFUSED:
            raise Conflict("This text was refused: readers do not see it.")
        hold([row])
        audit.record("hold_as_leaning", ref=ref, by=by)
