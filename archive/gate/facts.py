"""The rule's facts as columns, and the rule compiled to one `Q`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never

from django.db.models import Q

from archive.domain.visibility import AllOf, AnyOf, Is, Later, NotLater, Rule
from archive.models import Contribution

COLUMNS = {
    "status": "status",
    "voice": "voice",
    "signed_off": "signed_off",
    "voice_cleared": "voice_cleared",
    "hidden": "hidden",
    "staff_only": "discussion__staff_only",
    "embargo_until": "discussion__embargo_until",
    "read_until": "read_until",
    "find_until": "find_until",
    "research_until": "research_until",
    "quote_until": "quote_until",
    "machine_until": "machine_until",
    "held": "held",
    "reread": "reread",
    "was_public": "was_public",
    "contributed": "contributed",
    "hold_until": "hold_until",
    "review_from": "review_from",
    "review_until": "review_until",
}


def to_q(rule: Rule, now: datetime) -> Q:
    """The rule over `Contribution` rows; agrees with `visibility.holds`, a property test says."""
    match rule:
        case Later(fact):
            return Q(**{f"{COLUMNS[fact]}__gt": now})
        case NotLater(fact):
            return Q(**{f"{COLUMNS[fact]}__lte": now})
        case Is(fact, None):
            return Q(**{f"{COLUMNS[fact]}__isnull": True})
        case Is(fact, value):
            return Q(**{COLUMNS[fact]: value})
        case AllOf(parts):
            every = Q()
            for part in parts:
                every &= to_q(part, now)
            return every
        case AnyOf(()):
            return Q(pk__in=[])
        case AnyOf(parts):
            some = to_q(parts[0], now)
            for part in parts[1:]:
                some |= to_q(part, now)
            return some
        case _:
            assert_never(rule)


def facts_of(contribution: Contribution) -> dict[str, Any]:
    """The facts of one contribution (its discussion should be loaded)."""
    return {
        fact: getattr(
            contribution.discussion if column.startswith("discussion__") else contribution,
            column.removeprefix("discussion__"),
        )
        for fact, column in COLUMNS.items()
    }
