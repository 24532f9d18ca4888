"""A person says: the passage is where the search found it."""

from __future__ import annotations

from django.db import transaction

from archive.actions.anchor_decisions.deciding import open_doubt
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.models import User


def confirm_anchor(*, anchor: int, by: User) -> None:
    """Take the proposed place; how it was found stays recorded.

    Raises `InvalidInput` where no place was found, `Conflict`, `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        doubt = open_doubt(anchor, by)
        if doubt.anchor.start is None or doubt.anchor.end is None:
            raise InvalidInput(
                "No place was found for this passage.", hint="Choose its sentences instead."
            )
        doubt.place(doubt.anchor.start, doubt.anchor.end)
        doubt.save("confirm_anchor", by)
