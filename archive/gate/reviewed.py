"""What a review has done so far: the checklist filled in, who read it whole, each key pressed.

Needs a warrant, and an original that was opened for review.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from archive import vault
from archive.domain import checklist
from archive.domain.checklist import ChecklistLine, Mark, State
from archive.domain.words import Band, Treatment
from archive.gate.bodies import OriginalBody
from archive.gate.drafting import Decision, Suspicion, undecided
from archive.gate.reviewing import replacement_of
from archive.gate.staff_disclosed import DisclosedAttestation, DisclosedStep
from archive.models import Attestation, Contribution, Redaction

_AUTHORS_LABEL = re.compile(r"\[Contributor \d+\]")


def checklist_of(
    row: Contribution,
    ring: vault.KeyRing,
    original: OriginalBody,
    findings: Iterable[Suspicion],
    decisions: Iterable[Decision],
) -> tuple[ChecklistLine, ...]:
    """The checklist as findings and decisions leave it: what approval would attest."""
    own = {
        name.casefold()
        for place, sealed in (
            ("contribution.author", row.author),
            ("contribution.pen_name", row.pen_name),
        )
        if (name := ring.unseal(row.ref, place, sealed))
    }
    return checklist.filled_in(_marks(original, own, tuple(findings), tuple(decisions)))


def attestations_of(row: Contribution, ring: vault.KeyRing) -> tuple[DisclosedAttestation, ...]:
    """Everybody who read it whole, newest first, with the note unsealed."""
    rows = Attestation.objects.filter(rendition__contribution=row)
    return tuple(
        DisclosedAttestation(
            by=one.account.username,
            at=one.at,
            engine=one.engine,
            note=ring.unseal(row.ref, "attestation.note", one.note) or "",
            number=one.rendition.number,
            checklist=checklist.of_snapshot(one.checklist),
        )
        for one in rows.select_related("rendition", "account").order_by("-at", "-id")
    )


def history_of(
    row: Contribution, ring: vault.KeyRing, original: OriginalBody
) -> tuple[DisclosedStep, ...]:
    """Each decision and each taking back, newest first; until publication those undone too."""
    rows = Redaction.objects.filter(contribution=row).select_related("decided_by")

    def key(row: Redaction) -> tuple[str, str, str]:
        return row.batch, _surface(original, row).casefold(), row.treatment

    by_key = groupby(sorted(rows, key=key), key=key)
    steps = [step for _, same in by_key for step in _steps(list(same), row.ref, ring, original)]
    return tuple(sorted(steps, key=lambda step: step.at, reverse=True))


def _steps(
    rows: list[Redaction], ref: str, ring: vault.KeyRing, original: OriginalBody
) -> Iterator[DisclosedStep]:
    """What one key did with one surface form here, and that it was taken back."""
    first = rows[0]
    surface, instead = _surface(original, first), replacement_of(first, ref, ring)
    ended = [r.retracted_at for r in rows if r.retracted_at is not None]
    undone = len(ended) == len(rows)
    yield DisclosedStep(
        at=first.decided_at,
        by=first.decided_by.username if first.decided_by else "",
        what="kept" if first.treatment == Treatment.KEEP else "hidden",
        surface=surface,
        replacement=instead,
        batch=first.batch,
        undone=undone,
        places=len(rows),
    )
    if undone and not all(r.ended_by for r in rows):  # else the decision after it says enough
        yield DisclosedStep(
            max(ended), "", "taken_back", surface, instead, first.batch, True, len(rows)
        )


def _surface(original: OriginalBody, row: Redaction) -> str:
    return (original.text if row.field == "text" else original.title)[row.start : row.end]


def _marks(
    original: OriginalBody,
    own: set[str],
    findings: tuple[Suspicion, ...],
    decisions: tuple[Decision, ...],
) -> Iterator[Mark]:
    """Every decision in force, and every finding that none touches."""
    for made in decisions:
        state = State.KEPT if made.treatment is Treatment.KEEP else State.HIDDEN
        kind = _kind(made, made.replacement, _suspected(made, findings), original, own)
        yield Mark(kind, state, made.field == "title")
    for found in undecided(findings, decisions):
        state = State.OPEN if found.band is Band.CHECK else State.HIDDEN
        kind = _kind(found, found.suggestion, found.kind, original, own)
        yield Mark(kind, state, found.field == "title")


def _kind(
    over: Suspicion | Decision, label: str, kind: str, original: OriginalBody, own: set[str]
) -> str:
    """Its kind; the name of somebody who wrote here is an author's, whatever was suspected."""
    text = original.text if over.field == "text" else original.title
    if _AUTHORS_LABEL.fullmatch(label) or text[over.start : over.end].casefold() in own:
        return checklist.AUTHOR
    return kind


def _suspected(made: Decision, findings: tuple[Suspicion, ...]) -> str:
    """What a decision is about: as it says, else as a finding below it does."""
    if made.kind:
        return made.kind
    below = (
        f.kind
        for f in findings
        if f.field == made.field and f.start < made.end and made.start < f.end
    )
    named = "person" if made.treatment is Treatment.PSEUDONYM else checklist.OTHER
    return next(below, named)
