"""How often suggested themes were taken, in counts alone, and who wants no suggestions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.domain.suggesting import Source
from archive.models.layers import Theme


class SuggestionTally(models.Model):
    """Of a theme, a reason and a month: suggestions shown, taken and waved away. Nobody's."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=8)
    month = models.DateField()
    shown = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    dismissed = models.PositiveIntegerField(default=0)

    privacy = dict.fromkeys(
        ("id", "theme", "source", "month", "shown", "taken", "dismissed"), "gated"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "source", "month"], name="one_tally_a_month"),
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in Source]),
                name="tally_source_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.source} {self.month:%Y-%m}"


class NoSuggestions(models.Model):
    """An account that switched suggestions off."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )

    privacy = dict.fromkeys(("id", "account"), "gated")

    def __str__(self) -> str:
        return f"account {self.account_id}"
