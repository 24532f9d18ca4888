"""What staff may open and work on, and its sealed parts: original, findings, decisions."""

from __future__ import annotations

import json

from django.db.models import Q, QuerySet
from django.utils import timezone

from archive import vault
from archive.domain import visibility
from archive.domain.errors import Gone
from archive.domain.words import Band, Treatment
from archive.gate.bodies import OriginalBody
from archive.gate.drafting import Decision, Suspicion
from archive.gate.facts import to_q
from archive.gate.reading import TAKEN_BACK
from archive.models import Contribution, Finding, Original, Redaction

TO_DO = Q(lane__isnull=False)
"""Rows that wait for a person: not decided yet, or to be read again beside a text taken away."""


def reviewable_now() -> QuerySet[Contribution]:
    """Rows that staff may open now: the rule of the purpose `review`."""
    return Contribution.objects.filter(to_q(visibility.REVIEW, timezone.now()))


def suspicions_of(row: Contribution) -> tuple[Suspicion, ...]:
    """The findings of a contribution, over its original."""
    return tuple(
        Suspicion(f.pk, f.field, f.start, f.end, f.kind, Band(f.band), f.why, f.suggestion)
        for f in Finding.objects.filter(contribution=row)
    )


def decisions_of(row: Contribution, ring: vault.KeyRing) -> tuple[Decision, ...]:
    """The redactions in force, with their words unsealed."""
    rows = Redaction.objects.filter(contribution=row, retracted_at__isnull=True)
    return tuple(
        _decision(r, ring, row.ref) for r in rows.select_related("decided_by").order_by("id")
    )


def original_of(row: Contribution, ring: vault.KeyRing) -> OriginalBody:
    """The text as it arrived. `Gone` where its key is."""
    sealed = Original.objects.filter(contribution=row).values_list("body", flat=True).first()
    body = ring.unseal(row.ref, "original.body", sealed)
    if body is None:
        raise Gone(TAKEN_BACK)
    return OriginalBody.loads(body)


def replacement_of(row: Redaction, ref: str, ring: vault.KeyRing) -> str:
    """What a redaction says instead: unsealed, "" where nothing was said."""
    words = json.loads(ring.unseal(ref, "redaction.words", row.words) or "{}")
    return str(words.get("replacement", ""))


def _decision(row: Redaction, ring: vault.KeyRing, ref: str) -> Decision:
    return Decision(
        id=row.pk,
        field=row.field,
        start=row.start,
        end=row.end,
        treatment=Treatment(row.treatment),
        kind=row.kind,
        replacement=replacement_of(row, ref, ring),
        reason=row.reason,
        decided_by=row.decided_by.username if row.decided_by else "",
    )
