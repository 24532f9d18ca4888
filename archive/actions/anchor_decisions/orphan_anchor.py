"""A person says: the passage is not in the text any more."""

from __future__ import annotations

from django.db import transaction

from archive.actions.anchor_decisions.deciding import open_doubt
from archive.domain import warrant
from archive.domain.words import AnchorMethod, AnchorState
from archive.models import User


def orphan_anchor(*, anchor: int, by: User) -> None:
    """Keep the passage with its codings, without a place: no later wording gets one by itself.

    Raises `Conflict`, `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        doubt = open_doubt(anchor, by)
        doubt.anchor.start = doubt.anchor.end = None
        doubt.anchor.state = AnchorState.ORPHANED.value
        doubt.anchor.method = AnchorMethod.MADE.value
        doubt.save("orphan_anchor", by)
