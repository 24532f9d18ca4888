"""Those who give texts without an account: return codes, drafts, mailboxes, claims."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archive.domain.words import Letter
from archive.models.fields import SealedField, new_ref
from archive.models.texts import Contribution, Discussion


class Contributor(models.Model):
    """Whoever knows a return code: its locator in the open, of the rest only an HMAC.

    `subject` stands for her on receipts. Nothing else is known of her, the day of coming included.
    """

    locator = models.CharField(max_length=9, unique=True)
    verifier = models.CharField(max_length=64)
    subject = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)

    privacy = dict.fromkeys(("id", "locator", "verifier", "subject"), "gated")

    def __str__(self) -> str:
        return self.subject


class Draft(models.Model):
    """A text that was not sent yet: sealed JSON, under the key its contribution will have."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="drafts")
    parent = models.ForeignKey(
        Contribution, null=True, on_delete=models.PROTECT, related_name="drafts"
    )
    on_start = models.PositiveIntegerField(null=True)
    on_end = models.PositiveIntegerField(null=True)
    body = SealedField()
    until = models.DateTimeField()

    privacy = dict.fromkeys(
        ("id", "ref", "discussion", "parent", "on_start", "on_end", "until"), "gated"
    ) | {"body": "sealed"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(on_start__isnull=True, on_end__isnull=True)
                | Q(on_start__lt=F("on_end")),
                name="draft_answers_a_stretch",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Message(models.Model):
    """A line of a contribution's mailbox, from staff (`by`) or from its contributor (NULL)."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="messages"
    )
    kind = models.CharField(max_length=20)
    body = SealedField()
    from_staff = models.BooleanField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        ("id", "contribution", "kind", "from_staff", "by", "sent_at", "read_at"), "gated"
    ) | {"body": "sealed"}

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[letter.value for letter in Letter]), name="letter_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.contribution_id}"


class Claim(models.Model):
    """Somebody says that an import is hers, and proves it at the source; a steward looks."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="claims")
    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="claims")
    token = models.CharField(max_length=24)
    email_matches = models.BooleanField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=12, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        (
            "id", "contribution", "contributor", "token", "email_matches", "asked_at", "decision",
            "decided_by", "decided_at",
        ),
        "gated",
    )  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__in=["", "confirmed", "declined"]), name="claim_answer_known"
            ),
            models.UniqueConstraint(
                fields=["contribution", "contributor"], name="one_claim_a_contributor"
            ),
        ]

    def __str__(self) -> str:
        return f"claim of {self.contribution_id}"
