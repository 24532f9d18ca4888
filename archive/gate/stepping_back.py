"""Who stepped back from what: an account that knows somebody in a text does not work on it.

It is said of one text and goes for all of the same author in that discussion, as author number or
contributor tell. Needs a warrant.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from archive.domain import visibility
from archive.domain.errors import NotAllowed
from archive.domain.words import Kind
from archive.gate.facts import to_q
from archive.gate.places import placed
from archive.gate.reading import titles
from archive.gate.staff_disclosed import SteppedBackRow
from archive.gate.viewer import Viewer
from archive.models import Contribution, Recusal

NOBODYS: Final = Q(pk__in=[])
"""No row at all."""


def standing(account: int | None) -> QuerySet[Recusal]:
    """What this account (its key) stepped back from and did not take back."""
    rows = Recusal.objects.filter(account=account, taken_back_at__isnull=True)
    return rows.select_related("contribution").order_by("-at", "-id")


def apart_from(account: int | None) -> Q:
    """Contributions that this account does not work on."""
    rows = NOBODYS
    same_author = ("discussion", "author_number", "contributor")
    for recusal in standing(account).only(*(f"contribution__{name}" for name in same_author)):
        rows |= by_same_author(recusal.contribution)
    return rows


def by_same_author(row: Contribution) -> Q:
    """The row, and what its author wrote in the same discussion."""
    same = Q(pk=row.pk)
    if row.author_number is not None:
        same |= Q(discussion=row.discussion_id, author_number=row.author_number)
    if row.contributor_id is not None:
        same |= Q(discussion=row.discussion_id, contributor=row.contributor_id)
    return same


def is_apart(account: int | None, row: Contribution) -> bool:
    """Whether this account stepped back from the row."""
    return Contribution.objects.filter(apart_from(account), pk=row.pk).exists()


def demand_no_step_back(account: int | None, row: Contribution) -> None:
    """Raises `NotAllowed` where the account stepped back from the row."""
    if is_apart(account, row):
        raise NotAllowed(
            "You stepped back from this text.",
            hint="Somebody else reviews it. You can take that back on the queue's page.",
        )


def stepped_back(viewer: Viewer) -> tuple[SteppedBackRow, ...]:
    """The texts of which the viewer said so, newest first; those that nobody may open are left."""
    now = timezone.now()
    stood = list(standing(viewer.user_id).select_related("contribution__discussion"))
    if not stood:
        return ()
    reviewable = Contribution.objects.filter(to_q(visibility.REVIEW, now))
    left = set(
        reviewable.filter(pk__in=[one.contribution_id for one in stood]).values_list(
            "pk", flat=True
        )
    )
    recusals = [one for one in stood if one.contribution_id in left]
    names = titles(viewer, {one.contribution.discussion.slug for one in recusals})
    places = {
        place.ref: place.position
        for of in {one.contribution.discussion_id for one in recusals}
        for place in placed(of)
    }
    return tuple(
        SteppedBackRow(
            ref=one.contribution.ref,
            discussion=one.contribution.discussion.slug,
            discussion_title=names[one.contribution.discussion.slug],
            position=places.get(one.contribution.ref, ""),
            kind=Kind(one.contribution.kind),
            at=one.at,
            others=reviewable.filter(by_same_author(one.contribution)).count() - 1,
        )
        for one in recusals
    )
