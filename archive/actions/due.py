"""What is due to be let go, as rows: the days of `domain.retention` compiled to queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from archive.domain import retention
from archive.domain.words import Consent, Scope, Status
from archive.models import Contribution

UNDECIDED = [Status.WAITING.value, Status.IN_REVIEW.value, Status.SECOND_PERSON.value]
SHOWING = [Scope.READ, Scope.FIND, Scope.RESEARCH, Scope.QUOTE, Scope.MACHINE]


def left_unread(now: datetime) -> QuerySet[Contribution]:
    """New texts nobody decided on in time; the rule hides them from staff already."""
    return _standing().filter(contributed=True, status__in=UNDECIDED, review_until__lte=now)


def to_erase(now: datetime) -> Iterator[tuple[str, QuerySet[Contribution]]]:
    """Every reason to erase that is due, with its rows; a row may stand under two."""
    rows = _standing()
    yield (
        "unread",
        rows.filter(status=Status.UNREAD.value, review_until__lte=now - retention.UNREAD_KEPT),
    )
    yield (
        "refused",
        rows.filter(status=Status.REFUSED.value, reviewed_at__lte=now - retention.REFUSED_KEPT),
    )
    yield (
        "unsigned",
        rows.filter(
            status=Status.APPROVED.value,
            contributed=True,
            consent=Consent.GIVEN.value,
            signed_off=False,
            reviewed_at__lte=now - retention.UNSIGNED_KEPT,
        ),
    )
    yield "expired", _run_out(rows, now - retention.EXPIRED_KEPT)
    yield (
        "not_allowed",
        rows.filter(
            _nothing_standing(),
            consent__in=[Consent.WITHDRAWN.value, Consent.REFUSED.value],
        )
        .annotate(last=Max("consent_events__at"))
        .filter(last__lte=now - retention.REFUSED_KEPT),
    )
    yield (
        "unknown",
        rows.filter(consent=Consent.UNKNOWN.value, contributed=False, decide_by__lte=now).exclude(
            claims__decision=""
        ),
    )


def waiting_longer_than(term: timedelta, now: datetime) -> QuerySet[Contribution]:
    """New texts that a person should have decided on by now: what the lead is told."""
    return (
        _standing()
        .filter(contributed=True, status__in=UNDECIDED, review_until__gt=now)
        .filter(review_until__lte=now + retention.READ_WITHIN - term)
    )


def _standing() -> QuerySet[Contribution]:
    return Contribution.objects.exclude(status=Status.ERASED.value).order_by("pk")


def _run_out(rows: QuerySet[Contribution], before: datetime) -> QuerySet[Contribution]:
    """Everything allowed ended before that moment, and `after` does not keep it."""
    ended = Q()
    for scope in (Scope.HOLD, *SHOWING):
        column = f"{scope.value}_until"
        ended &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lte": before})
    return rows.filter(
        ended,
        consent__in=[Consent.GIVEN.value, Consent.BASIS.value],
        after_until__isnull=True,
    ).exclude(_nothing_standing())


def _nothing_standing() -> Q:
    none = Q()
    for scope in (Scope.HOLD, *SHOWING):
        none &= Q(**{f"{scope.value}_until__isnull": True})
    return none
