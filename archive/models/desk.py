"""What a researcher keeps of her work: searches and sets, each her own and nobody else's."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.models.fields import SealedField, new_ref


class SavedSearch(models.Model):
    """A search under a name, sealed under a key of its own: a query may name people.

    `body` is JSON of name, note, query, filters and order. `refs` are the contributions that
    matched: of a set (`is_set`) for good, of a search when its owner last looked (`seen_at`).
    `complete` is false where there were more than are kept. `engine` and `analyser` made the list.
    `told` are those of a set of which its owner knows that they are not open to study any more.
    `noticed` is how much was new when it was last counted, `noticed_at` when that last grew.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_set = models.BooleanField(default=False)
    body = SealedField()
    refs = models.JSONField(default=list)
    complete = models.BooleanField(default=True)
    told = models.JSONField(default=list)
    noticed = models.PositiveIntegerField(default=0)
    noticed_at = models.DateTimeField(null=True)
    engine = models.CharField(max_length=80)
    analyser = models.CharField(max_length=80)
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    privacy = dict.fromkeys(
        (
            "id", "ref", "owner", "is_set", "refs", "complete", "told", "noticed", "noticed_at",
            "engine", "analyser", "made_at", "seen_at",
        ),
        "gated",
    ) | {"body": "sealed"}  # fmt: skip

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.ref


class Feed(models.Model):
    """An address that says, without a session, how much is new in what an account saved.

    `search` is the one it is about, NULL for all of the account's. Of the address only `verifier`,
    a keyed digest, is kept. `named` says whether the feed may call searches by their names.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    search = models.OneToOneField(
        SavedSearch, null=True, on_delete=models.CASCADE, related_name="+"
    )
    verifier = models.CharField(max_length=64, unique=True)
    named = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    privacy = dict.fromkeys(
        ("id", "ref", "owner", "search", "verifier", "named", "made_at"), "gated"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=Q(search=None), name="one_feed_of_all_an_account"
            ),
        ]

    def __str__(self) -> str:
        return self.ref
