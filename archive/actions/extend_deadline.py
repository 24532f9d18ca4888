"""More time for imports whose authors were not asked: once a discussion, for a named reason."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from archive.actions.standing import demand_role, standing_discussion
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput
from archive.domain.words import Consent, Role
from archive.gate import audit
from archive.models import Contribution, User

REASONS = ("author_being_asked", "rights_being_cleared", "ethics_board", "other")
LONGER = timedelta(days=183)


def extend_deadline(*, slug: str, reason: str, by: User | None) -> int:
    """Half a year more for every text of the discussion that waits for a decision; how many.

    Raises `NotAllowed`, `NotFound`, `InvalidInput` for a reason that is none of `REASONS`,
    `Conflict` when it was done before or no text has a deadline still to come.
    """
    demand_role(by, {Role.STEWARD}, "extend a deadline")
    if reason not in REASONS:
        raise InvalidInput(f"The reason must be one of {', '.join(REASONS)}.")
    with warrant.opened(audit.actor_name(by), "review"), transaction.atomic():
        discussion = standing_discussion(slug)
        if discussion.extended_for:
            raise Conflict("The time for this discussion was extended once already.")
        waiting = Contribution.objects.filter(
            discussion=discussion, consent=Consent.UNKNOWN.value, decide_by__gt=timezone.now()
        )
        longer = waiting.update(decide_by=F("decide_by") + LONGER)
        if not longer:
            raise Conflict("No text of this discussion has a deadline that could be extended.")
        discussion.extended_for = reason
        discussion.save(update_fields=["extended_for"])
        audit.record("extend_deadline", by=by, discussion=slug, reason=reason, n=longer)
        return longer
