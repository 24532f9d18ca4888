"""What is kept of decisions: notices, consent, bases, removals, the audit chain, the outbox."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archive.domain.words import Scope
from archive.models.fields import SealedField
from archive.models.texts import Contribution

ACTIONS = ("given", "renewed", "basis", "refused", "withdrawn", "revoked", "expired")


class Notice(models.Model):
    """A versioned consent text in one language, fixed by its SHA-256."""

    language = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(("id", "language", "version", "text", "sha256", "made_at"), "open")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "version"], name="one_notice_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.version}"


class ConsentEvent(models.Model):
    """Append-only: one scope given, refused or withdrawn; `<scope>_until` is written with it."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.PROTECT, related_name="consent_events"
    )
    scope = models.CharField(max_length=12)
    action = models.CharField(max_length=12)
    until = models.DateTimeField(null=True)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(
        ("id", "contribution", "scope", "action", "until", "notice", "by", "at"), "gated"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=[s.value for s in Scope]), name="scope_known"
            ),
            models.CheckConstraint(condition=Q(action__in=ACTIONS), name="consent_action_known"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.action}"


class Basis(models.Model):
    """Why an import of an author not asked may be shown: one proposes, another confirms."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="bases")
    batch = models.CharField(max_length=26)
    scopes = models.JSONField()
    grounds = SealedField()
    dated = models.DateField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    alone = models.BooleanField(default=False)

    privacy = dict.fromkeys(
        (
            "id", "contribution", "batch", "scopes", "dated", "proposed_by", "proposed_at",
            "confirmed_by", "confirmed_at", "alone",
        ),
        "gated",
    ) | {"grounds": "sealed"}  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(alone=True)
                | Q(confirmed_by__isnull=True)
                | ~Q(confirmed_by=F("proposed_by")),
                name="basis_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.contribution_id}"


class RemovalRequest(models.Model):
    """Somebody asked that a text be taken away: no account, no proof, nothing of the sender.

    `start` and `end` are the stretch pointed at, over the original, where its writer had agreed;
    NULL is the whole text. While it `hides` and is not decided, that stretch is masked, or the
    whole text hidden. Where its writer agreed there is a `due_at`, and two people answer.
    """

    contribution = models.ForeignKey(
        Contribution, on_delete=models.PROTECT, related_name="removals"
    )
    reason = models.CharField(max_length=20)
    message = SealedField()
    asked_at = models.DateTimeField(auto_now_add=True)
    hides = models.BooleanField(default=False)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    first_decision = models.CharField(max_length=20, blank=True)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(max_length=20, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        (
            "id",
            "contribution",
            "reason",
            "asked_at",
            "hides",
            "start",
            "end",
            "due_at",
            "first_decision",
            "first_by",
            "decision",
            "decided_by",
            "decided_at",
        ),
        "gated",
    ) | {"message": "sealed"}

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=F("end")),
                name="removal_span",
            ),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("first_by")),
                name="removal_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.contribution_id}"


class AuditEvent(models.Model):
    """Who did what to which ref, chained by SHA-256: codes and ids, never text."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    verb = models.CharField(max_length=40)
    ref = models.CharField(max_length=26, blank=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    privacy = dict.fromkeys(
        ("id", "at", "actor", "verb", "ref", "detail", "previous", "digest"), "gated"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.ref}"


class AuditHead(models.Model):
    """One row: the chain's last digest, locked while a link is added."""

    digest = models.CharField(max_length=64)

    privacy = dict.fromkeys(("id", "digest"), "gated")

    def __str__(self) -> str:
        return self.digest


class Outbox(models.Model):
    """A contribution whose index entries are out of date; written in the same transaction."""

    ref = models.CharField(max_length=26)
    op = models.CharField(max_length=8)
    at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(("id", "ref", "op", "at"), "gated")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(op__in=["update", "purge"]), name="outbox_op_known"),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.ref}"
