"""What a discussion's desk owes to writers: the deadline, invitations, whether texts may be added.

Needs a warrant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from archive.domain.errors import NotFound
from archive.domain.words import Consent, Status
from archive.gate.places import PROMPT_FORMAT
from archive.gate.reading import NOTHING
from archive.gate.viewer import Viewer
from archive.models import Contribution, Discussion


@dataclass(frozen=True, slots=True)
class Duties:
    """`decide_by` is the earliest deadline of texts whose authors were not asked, None for none.

    `invitations` are refs whose authors were invited, with the end of it; `invitable` those that
    are nobody's yet.
    """

    decide_by: datetime | None
    undecided: int
    extended_for: str
    takes_texts: bool
    is_prompt: bool
    invitations: tuple[tuple[str, datetime], ...]
    invitable: frozenset[str]

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return self.decide_by is not None and self.decide_by <= timezone.now()


def duties(viewer: Viewer, slug: str) -> Duties:
    """For one discussion. Raises `NotFound`."""
    found = Discussion.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(NOTHING)
    rows = list(
        Contribution.objects.filter(discussion=found, contributed=False)
        .exclude(status=Status.ERASED.value)
        .order_by("order")
        .only("ref", "consent", "decide_by", "claim_until", "contributor_id")
    )
    ends = [
        row.decide_by
        for row in rows
        if row.consent == Consent.UNKNOWN.value and row.decide_by is not None
    ]
    nobodys = [row for row in rows if row.contributor_id is None]
    now = timezone.now()
    return Duties(
        decide_by=min(ends, default=None),
        undecided=len(ends),
        extended_for=found.extended_for,
        takes_texts=found.takes_texts,
        is_prompt=found.format == PROMPT_FORMAT,
        invitations=tuple(
            (row.ref, row.claim_until)
            for row in nobodys
            if row.claim_until is not None and row.claim_until > now
        ),
        invitable=frozenset(row.ref for row in nobodys),
    )
