"""A person says where a passage lies now."""

from __future__ import annotations

from django.db import transaction

from archive.actions.anchor_decisions.deciding import open_doubt
from archive.domain import warrant
from archive.domain.words import AnchorMethod
from archive.models import User


def move_anchor(*, anchor: int, start: int, end: int, by: User, gone: bool = False) -> None:
    """Set the passage to `[start, end)` of the latest wording; its codings come along.

    `gone` says that it stood under those that are gone when its place was chosen. Raises
    `InvalidInput` (the place), `Conflict`, `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        doubt = open_doubt(anchor, by, gone=gone)
        doubt.place(start, end)
        doubt.anchor.method = AnchorMethod.MADE.value
        doubt.save("move_anchor", by)
