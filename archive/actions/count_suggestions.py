"""Count how suggested themes fare: shown, taken, waved away. Counts alone; nobody's, of no text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from archive.actions.reviewing import demand_staff
from archive.domain import warrant
from archive.domain.suggesting import Source
from archive.models import SuggestionTally, Theme, User


class Fate(StrEnum):
    """What became of a suggestion."""

    SHOWN = "shown"
    TAKEN = "taken"
    DISMISSED = "dismissed"


def count_suggestions(*, fate: Fate, suggestions: Iterable[tuple[str, Source]], by: User) -> None:
    """Add one to this month's count of each (theme's slug, source). Unknown themes are let go.

    No link in the audit chain: nothing is decided, and a link would say who looked at what. Raises
    `NotAllowed` for who is not of the staff.
    """
    demand_staff(by)
    counted = Counter(suggestions)
    if not counted:
        return
    month = timezone.localdate().replace(day=1)
    with warrant.opened(by.username, "review"), transaction.atomic():
        themes = Theme.objects.filter(
            slug__in={slug for slug, _ in counted}, codebook__owner__isnull=True
        ).in_bulk(field_name="slug")
        for (slug, source), number in counted.items():
            if slug in themes:
                row, _ = SuggestionTally.objects.get_or_create(
                    theme=themes[slug], source=source.value, month=month
                )
                SuggestionTally.objects.filter(pk=row.pk).update(
                    **{fate.value: F(fate.value) + number}
                )
