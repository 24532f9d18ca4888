"""What a researcher keeps of her work: searches and sets, each her own and nobody else's."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from archive.models.fields import SealedField, new_ref


class SavedSearch(models.Model):
    """A search under a name, sealed under a key of its own: a query may name people.

    `body` is JSON of name, note, query, filters and order. `refs` are the contributions that
    matched: of a set (`is_set`) for good, of a search when its owner last looked (`seen_at`).
    `complete` is false where there were more than are kept. `engine` and `analyser` made the list.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_set = models.BooleanField(default=False)
    body = SealedField()
    refs = models.JSONField(default=list)
    complete = models.BooleanField(default=True)
    engine = models.CharField(max_length=80)
    analyser = models.CharField(max_length=80)
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    privacy = dict.fromkeys(
        (
            "id", "ref", "owner", "is_set", "refs", "complete", "engine", "analyser", "made_at",
            "seen_at",
        ),
        "gated",
    ) | {"body": "sealed"}  # fmt: skip

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.ref
