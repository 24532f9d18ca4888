"""Switch suggested themes off, or on again, for one's own account."""

from __future__ import annotations

from django.db import transaction

from archive.actions.reviewing import demand_staff
from archive.domain import warrant
from archive.gate import audit
from archive.models import NoSuggestions, User


def switch_suggestions(*, on: bool, by: User) -> None:
    """From now on `by` gets suggestions, or none. Raises `NotAllowed` for who is not staff."""
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        if on:
            NoSuggestions.objects.filter(account=by).delete()
        else:
            NoSuggestions.objects.get_or_create(account=by)
        audit.record("switch_suggestions", by=by, on=on)
