"""Blind rounds: who codes which texts with which themes, what each found, what was settled.

What a coder finds in a round stands in a table of its own, so that no other page, count or search
can show it by forgetting to leave it out. Offsets are code points over the original.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archive.domain.agreement import Unit
from archive.domain.agreement.settling import Reason
from archive.models.fields import SealedField
from archive.models.layers import Codebook, Theme
from archive.models.texts import Contribution


class Round(models.Model):
    """Some texts, coded by several people who do not see each other's work until it is closed."""

    name = models.CharField(max_length=120)
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=12)
    seed = models.PositiveIntegerField(default=0)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(
        (
            "id", "name", "codebook", "unit", "seed", "opened_by", "opened_at", "closed_by",
            "closed_at",
        ),
        "gated",
    )  # fmt: skip

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit]), name="round_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="round_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"


class RoundCoder(models.Model):
    """An account that codes in a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="coders")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    privacy = dict.fromkeys(("id", "round", "coder"), "gated")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "coder"], name="a_coder_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.coder_id} in {self.round_id}"


class RoundTheme(models.Model):
    """A theme that a round looks for."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="themes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")

    privacy = dict.fromkeys(("id", "round", "theme"), "gated")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "theme"], name="a_theme_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} in {self.round_id}"


class RoundText(models.Model):
    """A text of a round: how long it is and where its sentences lie (`[[start, end], …]`).

    An original never changes, so its numbers can be counted without opening it.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="texts")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    length = models.PositiveIntegerField()
    sentences = models.JSONField(default=list)

    privacy = dict.fromkeys(("id", "round", "contribution", "length", "sentences"), "gated")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "contribution"], name="a_text_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} in {self.round_id}"


class RoundFinished(models.Model):
    """That a coder has coded a text to its end, whatever she found in it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="finished")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(("id", "round", "contribution", "coder", "at"), "gated")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "contribution", "coder"], name="finished_once_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id} by {self.coder_id} in {self.round_id}"


class RoundCoding(models.Model):
    """A theme found by one coder in one stretch, blind. `version` is the codebook's then."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="codings")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    privacy = dict.fromkeys(
        ("id", "round", "contribution", "coder", "theme", "start", "end", "at", "version"), "gated"
    )

    class Meta:
        ordering = ["contribution_id", "start", "end", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "contribution", "coder", "theme", "start", "end"],
                name="coded_once_a_round",
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="round_coding_span"),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} on {self.contribution_id} {self.start}-{self.end}"


class Adjudication(models.Model):
    """What a third person decided about a stretch in which coders differed, and why.

    `note` is sealed under the contribution's key.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="adjudications")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    present = models.BooleanField()
    reason = models.CharField(max_length=20)
    note = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    privacy = dict.fromkeys(
        ("id", "round", "contribution", "theme", "start", "end", "present", "reason", "by", "at"),
        "gated",
    ) | {"note": "sealed"}

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "contribution", "theme", "start", "end"],
                name="one_decision_a_stretch",
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="adjudication_span"),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in Reason]),
                name="adjudication_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} on {self.contribution_id} {self.start}-{self.end}"
