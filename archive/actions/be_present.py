"""Say that somebody has a text open; and let go of what coders left behind long enough ago."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from archive.actions.reviewing import demand_reviewable, demand_staff
from archive.domain import warrant
from archive.domain.errors import NotFound
from archive.gate.presence import PRESENT
from archive.gate.stepping_back import demand_no_step_back
from archive.models import Contribution, Presence, UndoneCoding, UnsentMemo, User

UNDONE = timedelta(days=1)
"""How long what a coder took away can be put back."""
UNSENT = timedelta(days=7)
"""How long a memo that was never sent is kept."""


def be_present(*, ref: str, by: User) -> None:
    """Note that `by` has the text open now. Who is gone is forgotten, not only left out.

    Raises `NotAllowed`, `NotFound`, `Gone`.
    """
    demand_staff(by)
    with warrant.opened(by.username, "review"), transaction.atomic():
        row = Contribution.objects.filter(ref=ref).select_related("discussion").first()
        if row is None:
            raise NotFound("There is no such text.")
        demand_reviewable(row)
        demand_no_step_back(by.pk, row)
        now = timezone.now()
        Presence.objects.filter(at__lt=now - PRESENT).delete()
        UndoneCoding.objects.filter(at__lt=now - UNDONE).delete()
        UnsentMemo.objects.filter(at__lt=now - UNSENT).delete()
        Presence.objects.update_or_create(contribution=row, account=by, defaults={"at": now})


def leave(*, ref: str, by: User) -> None:
    """Note that `by` has the text open no more."""
    with warrant.opened(by.username, "review"):
        Presence.objects.filter(contribution__ref=ref, account=by).delete()
