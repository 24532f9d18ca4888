"""What a text holds, in labels, and how a moderator wants to be spared. No rule stands here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.domain.content_labels import BLURRED_AT_FIRST, Label
from archive.models.texts import Contribution

LABELS = [label.value for label in Label]


def blurred_at_first() -> list[str]:
    """Keys of the labels that are blurred until somebody chooses otherwise."""
    return [label.value for label in BLURRED_AT_FIRST]


class ContentLabel(models.Model):
    """That a text holds something. `suggested`: only a cue says so, and readers do not see it.

    `by` is who applied it; None on one that its writer chose herself, or that a cue suggests.
    """

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="content_labels"
    )
    label = models.CharField(max_length=16)
    suggested = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(("id", "contribution", "label", "suggested", "by", "at"), "gated")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "label"], name="labelled_once"),
            models.CheckConstraint(condition=Q(label__in=LABELS), name="content_label_known"),
            models.CheckConstraint(
                condition=Q(suggested=False) | Q(by__isnull=True), name="a_cue_is_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} on {self.contribution_id}"


class CareSettings(models.Model):
    """How one account wants to be spared; nobody else is told, and no change of it is recorded.

    `blurred` and `apart_labels` hold keys of labels, `apart_themes` slugs. `pause_texts` and
    `pause_minutes` are after how much a note suggests a pause; None is never.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    blur = models.BooleanField(default=True)
    blurred = models.JSONField(default=blurred_at_first)
    pause_texts = models.PositiveSmallIntegerField(null=True)
    pause_minutes = models.PositiveSmallIntegerField(null=True)
    apart_labels = models.JSONField(default=list)
    apart_themes = models.JSONField(default=list)

    privacy = dict.fromkeys(
        (
            "id", "account", "blur", "blurred", "pause_texts", "pause_minutes", "apart_labels",
            "apart_themes",
        ),
        "gated",
    )  # fmt: skip

    def __str__(self) -> str:
        return f"care of {self.account_id}"
