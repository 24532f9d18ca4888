"""What happened to a codebook: its changes, proposals for more, and passages that exemplify."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.domain.codebook import PROPOSABLE, ChangeVerb
from archive.models.layers import Codebook, Passage, Theme


class CodebookChange(models.Model):
    """Append-only: one change of a codebook, with all it takes to undo it.

    `payload` is `{"themes": {id: {"before": fields, "after": fields}}}`, a side None where the
    theme was not there, and for a split `{"codings": {"ids", "from", "to"}}`. `theme` keeps its
    number even where undoing the addition took the theme away: hence no constraint.
    """

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="changes")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=8)
    theme = models.ForeignKey(
        Theme, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    payload = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="undone")

    privacy = dict.fromkeys(
        ("id", "codebook", "version", "verb", "theme", "payload", "by", "at", "undoes"), "gated"
    )

    class Meta:
        ordering = ["codebook_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["codebook", "version"], name="one_change_a_version"),
            models.CheckConstraint(
                condition=Q(verb__in=[v.value for v in ChangeVerb]), name="codebook_verb_known"
            ),
            models.CheckConstraint(
                condition=Q(verb=ChangeVerb.UNDO.value, undoes__isnull=False)
                | (~Q(verb=ChangeVerb.UNDO.value) & Q(undoes__isnull=True)),
                name="an_undo_says_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.codebook_id}/{self.version}"


class ThemeExample(models.Model):
    """A passage that shows what a theme means: a reference, so it goes when the passage goes."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="examples")
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    privacy = dict.fromkeys(("id", "theme", "passage", "by", "at"), "gated")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "passage"], name="an_example_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} for {self.theme_id}"


class ThemeProposal(models.Model):
    """A change that somebody asks for: `payload` is what the verb would be given."""

    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="proposals")
    verb = models.CharField(max_length=8)
    theme = models.ForeignKey(Theme, null=True, on_delete=models.SET_NULL, related_name="+")
    payload = models.JSONField(default=dict)
    note = models.CharField(max_length=1_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    privacy = dict.fromkeys(
        (
            "id", "codebook", "verb", "theme", "payload", "note", "by", "at", "decided_by",
            "decided_at", "accepted",
        ),
        "gated",
    )  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__in=[v.value for v in PROPOSABLE]), name="proposal_verb_known"
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, decided_at__isnull=True)
                | Q(accepted__isnull=False, decided_at__isnull=False),
                name="proposal_decided_with_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} in {self.codebook_id}"
