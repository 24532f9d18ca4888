"""A reviewer's answer to a finding: take the suggestion, write other words, or let it stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from django.db import transaction

from archive.actions import outbox
from archive.actions.deciding import decide_span
from archive.actions.reviewing import Review, open_review, others_in_discussion
from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotFound
from archive.domain.words import Treatment
from archive.gate import audit
from archive.gate.drafting import Suspicion
from archive.models import User

GENERALISED_KINDS = frozenset({"age", "date"})
"""Kinds whose suggestion says the same less exactly; other suggestions only mask."""


def decide_finding(
    *,
    ref: str,
    finding: int,
    decision: Literal["accept", "keep", "edit"],
    replacement: str = "",
    reason: str = "",
    whole_thread: bool = False,
    by: User,
) -> None:
    """Decide a finding, with `whole_thread` every finding of the same words in the discussion.

    Raises `NotAllowed`, `NotFound`, `Gone`, and `InvalidInput` for an unknown decision or words
    that cannot stand in a text.
    """
    if decision not in ("accept", "keep", "edit"):
        raise InvalidInput("A finding is accepted, kept or edited.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by)
        asked = next((f for f in review.findings if f.id == finding), None)
        if asked is None:
            raise NotFound("There is no such finding.", hint="Reload the page.")
        alike = [(review, asked)]
        if whole_thread:
            alike += _alike(review, asked)
        for where, found in alike:
            decide_span(
                where,
                field=found.field,
                start=found.start,
                end=found.end,
                treatment=_treatment(decision, found),
                replacement=_words(found) if decision == "accept" else replacement,
                kind=found.kind,
                reason=reason,
                by=by,
            )
            where.begin()
        refs = sorted({where.ref for where, _ in alike})
        for each in refs:
            ids = [found.id for where, found in alike if where.ref == each]
            audit.record("decide_finding", ref=each, by=by, findings=ids, decision=decision)
        outbox.note_changed(refs)


def _treatment(decision: str, found: Suspicion) -> Treatment:
    if decision == "keep":
        return Treatment.KEEP
    return Treatment.GENERALISE if found.kind in GENERALISED_KINDS else Treatment.MASK


def _words(found: Suspicion) -> str:
    return found.suggestion or f"[{found.kind}]"


def _alike(review: Review, asked: Suspicion) -> Iterator[tuple[Review, Suspicion]]:
    """The other findings of the discussion over the same words, whatever their case."""
    surface = _surface(review, asked)
    for where in (review, *others_in_discussion(review)):
        for found in where.findings:
            if found.id != asked.id and _surface(where, found) == surface:
                yield where, found


def _surface(review: Review, found: Suspicion) -> str:
    return review.field(found.field)[found.start : found.end].casefold()
