"""What a coder has before her: who else is there, her keys, what she has not sent, what to redo.

None of it is part of the archive's record: it goes by itself, within a minute, a day or a week.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archive.models.fields import SealedField
from archive.models.layers import Theme
from archive.models.texts import Contribution


class Presence(models.Model):
    """That an account has a text open, as of `at`. Rows older than a minute are deleted."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(db_index=True)

    privacy = dict.fromkeys(("id", "contribution", "account", "at"), "gated")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "account"], name="present_once_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} at {self.contribution_id}"


class UnsentMemo(models.Model):
    """A memo that was typed and not sent yet, sealed under its text's key. Its writer's alone."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    memo = SealedField()
    at = models.DateTimeField(auto_now=True)

    privacy = dict.fromkeys(("id", "contribution", "account", "at"), "gated") | {"memo": "sealed"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "account"], name="unsent_once_a_text"),
        ]

    def __str__(self) -> str:
        return f"unsent by {self.account_id} on {self.contribution_id}"


class UndoneCoding(models.Model):
    """A coding that its coder took away, so that she can put it back. Offsets over the original.

    What one press took away shares `undone`; `batch` and `version` are the coding's own.
    """

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    voice = models.CharField(max_length=16, blank=True)
    memo = SealedField()
    version = models.PositiveIntegerField()
    batch = models.CharField(max_length=26)
    undone = models.CharField(max_length=26)
    at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(
        (
            "id", "contribution", "coder", "theme", "start", "end", "voice", "version", "batch",
            "undone", "at",
        ),
        "gated",
    ) | {"memo": "sealed"}  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="undone_coding_span"),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} by {self.coder_id} on {self.contribution_id}"


class ThemeKey(models.Model):
    """The digit under which an account has a theme at hand."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=1)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")

    privacy = dict.fromkeys(("id", "account", "key", "theme"), "open")

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_theme_a_key"),
            models.CheckConstraint(condition=Q(key__in=list("1234567890")), name="key_is_a_digit"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.account_id}"
