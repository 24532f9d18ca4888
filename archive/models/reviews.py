"""What a review leaves beside its decisions: persons by label, who read what, who stepped back.

None of these rows says who anybody is. What a person is called stands in the originals, under the
redactions that point here.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from archive.models.fields import SealedField
from archive.models.texts import Contribution, Discussion, Rendition


class Person(models.Model):
    """Somebody named in a discussion, by the number of the label: 1 is [Person A].

    A number is given once and never again, so rows stay: one that turned out to be somebody
    already labelled is `merged_into` that row, by the batch `merge`; one whose texts were erased
    just points to nobody.
    """

    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="persons")
    number = models.PositiveIntegerField()
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="aliases"
    )
    merge = models.CharField(max_length=26, blank=True)

    privacy = dict.fromkeys(("id", "discussion", "number", "merged_into", "merge"), "gated")

    class Meta:
        ordering = ["discussion_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number"], name="a_label_is_given_once"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="nobody_is_an_alias_of_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id}/{self.number}"


class Attestation(models.Model):
    """That an account read a rendition whole: the checklist as it stood then, and a sealed note.

    `checklist` is JSON, `{item: [state, count]}`, in the items of `domain/checklist.py`. `note`
    says who could still recognise whom.
    """

    rendition = models.ForeignKey(Rendition, on_delete=models.CASCADE, related_name="attestations")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    engine = models.CharField(max_length=80, blank=True)
    checklist = models.JSONField(default=dict)
    note = SealedField()

    privacy = dict.fromkeys(
        ("id", "rendition", "account", "at", "engine", "checklist"), "gated"
    ) | {"note": "sealed"}

    class Meta:
        ordering = ["rendition_id", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rendition", "account"], name="read_whole_once_by_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rendition_id} by {self.account_id}"


class Recusal(models.Model):
    """That an account knows somebody in a text, and so does not work on it."""

    contribution = models.ForeignKey(
        Contribution, on_delete=models.CASCADE, related_name="recusals"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("id", "contribution", "account", "at", "taken_back_at"), "gated")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "account"],
                condition=Q(taken_back_at__isnull=True),
                name="stepped_back_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} from {self.contribution_id}"
