"""What is due, as rows: the days of `domain.retention` compiled to queries. All need a warrant.

Nobody is shown anything of these rows: the sweep lets them go, and alerts count them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from archive.domain import retention
from archive.domain.words import Consent, Scope, Status
from archive.models import Claim, Contribution, Draft

UNDECIDED = [Status.WAITING.value, Status.IN_REVIEW.value, Status.SECOND_PERSON.value]
ENDING = [
    f"{scope.value}_until"
    for scope in Scope
    if scope not in (Scope.MAILBOX, Scope.AFTER)  # these two allow nobody to see anything
]


def unsent(now: datetime) -> QuerySet[Draft]:
    """Drafts whose day is over; their writers cannot open them any more."""
    return Draft.objects.filter(until__lte=now).order_by("pk")


def left_unread(now: datetime) -> QuerySet[Contribution]:
    """New texts nobody decided on in time; the rule hides them from staff already."""
    return _standing().filter(
        contributed=True,
        status__in=UNDECIDED,
        review_until__lte=now,
        review_until__gt=now - retention.UNREAD_KEPT,  # later it is erased straight away
    )


def to_erase(now: datetime) -> Iterator[tuple[str, QuerySet[Contribution]]]:
    """Every reason to erase that is due, with its rows; a row may stand under two."""
    rows = _standing()
    yield (
        "unread",
        rows.filter(
            contributed=True,
            status__in=[*UNDECIDED, Status.UNREAD.value],
            review_until__lte=now - retention.UNREAD_KEPT,
        ),
    )
    yield (
        "refused",
        _unclaimed(rows).filter(
            status=Status.REFUSED.value, reviewed_at__lte=now - retention.REFUSED_KEPT
        ),
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
    yield "expired", _run_out(_unclaimed(rows), now - retention.EXPIRED_KEPT)
    yield "not_allowed", _not_allowed(rows, now - retention.REFUSED_KEPT)
    yield (
        "unknown",
        _unclaimed(rows)
        .filter(consent=Consent.UNKNOWN.value, contributed=False, decide_by__lte=now)
        .exclude(Exists(_confirmed_since(now - retention.CLAIMED_KEPT))),
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


def _unclaimed(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Without those that somebody says are hers, as long as nobody has answered her."""
    return rows.exclude(claims__decision="")


def _confirmed_since(moment: datetime) -> QuerySet[Claim]:
    """Claims by whom a row was found to belong to: she is asked what she allows, on her page."""
    return Claim.objects.filter(
        contributor=OuterRef("contributor"), decision="confirmed", decided_at__gt=moment
    )


def _run_out(rows: QuerySet[Contribution], before: datetime) -> QuerySet[Contribution]:
    """Everything allowed ended before that moment, and `after` does not keep it."""
    ended = Q()
    for column in ENDING:
        ended &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lte": before})
    return rows.filter(
        ended,
        consent__in=[Consent.GIVEN.value, Consent.BASIS.value],
        after_until__isnull=True,
    ).exclude(_nothing_standing())


def _not_allowed(rows: QuerySet[Contribution], before: datetime) -> QuerySet[Contribution]:
    """Nothing is allowed, and the last word on that was said before that moment."""
    return (
        rows.filter(_nothing_standing(), after_until__isnull=True)
        .exclude(consent=Consent.UNKNOWN.value)
        .annotate(last=Max("consent_events__at"))
        .filter(last__lte=before)
    )


def _nothing_standing() -> Q:
    return Q(**{f"{column}__isnull": True for column in ENDING})
