"""One account's own work on a text: what it coded, what it took away. Needs a warrant."""

from __future__ import annotations

from django.db.models import QuerySet

from archive.models import Coding, UndoneCoding


def own_codings(contribution: int, account: int | None) -> QuerySet[Coding]:
    """What an account applied on a text itself (its key): not what a blind round settled."""
    return Coding.objects.filter(
        content_object__contribution=contribution, coder=account, round__isnull=True
    ).select_related("content_object")


def undone_of(contribution: int, account: int | None) -> QuerySet[UndoneCoding]:
    """What it took away again, the latest last."""
    return UndoneCoding.objects.filter(contribution=contribution, coder=account).select_related(
        "theme"
    )
