"""Who works on which text, who passed it on, and what colleagues tell each other about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.domain.queue import NoteAbout, SkipReason
from archive.models.fields import SealedField
from archive.models.texts import Contribution


class Assignment(models.Model):
    """That an account has a text until `until`; two accounts never have one. `by` gave it her."""

    contribution = models.OneToOneField(
        Contribution, on_delete=models.CASCADE, related_name="assignment"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()

    privacy = dict.fromkeys(("id", "contribution", "account", "by", "at", "until"), "gated")

    class Meta:
        indexes = [models.Index(fields=["account", "until"], name="held_by_account")]

    def __str__(self) -> str:
        return f"{self.account_id} has {self.contribution_id}"


class Skip(models.Model):
    """That an account passed a text on, until the text is decided. The reason is a code."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="skips")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=16)
    at = models.DateTimeField(auto_now=True)

    privacy = dict.fromkeys(("id", "contribution", "account", "reason", "at"), "gated")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "account"], name="skipped_once_an_account"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in SkipReason]),
                name="skip_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} skipped {self.contribution_id}"


class StaffNote(models.Model):
    """A line for colleagues about a text; sealed under the text's key, and gone with it."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="staff_notes"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=12)
    body = SealedField()
    at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(("id", "contribution", "by", "about", "at"), "gated") | {
        "body": "sealed"
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=[about.value for about in NoteAbout]),
                name="staff_note_about_known",
            ),
        ]

    def __str__(self) -> str:
        return f"note on {self.contribution_id}"
