"""Original + decisions + undecided confident findings → the rendition that approval would write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.domain import redaction
from archive.domain.markup import without_link_targets
from archive.domain.redaction import Edit
from archive.domain.words import Band, Treatment
from archive.gate.bodies import OriginalBody, RenditionBody


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A finding, as drafting needs it. Offsets over the original's `field`."""

    id: int
    field: str
    start: int
    end: int
    kind: str
    band: Band
    why: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A redaction with its words unsealed."""

    id: int
    field: str
    start: int
    end: int
    treatment: Treatment
    kind: str
    replacement: str
    reason: str
    decided_by: str


def draft(
    original: OriginalBody, findings: Iterable[Suspicion], decisions: Iterable[Decision]
) -> RenditionBody:
    """What readers would see. An undecided *confident* finding is masked with its suggestion."""
    findings, decisions = tuple(findings), tuple(decisions)
    return worded(
        original, _edits("text", findings, decisions), _edits("title", findings, decisions)
    )


def worded(
    original: OriginalBody, edits: tuple[Edit, ...], title_edits: tuple[Edit, ...]
) -> RenditionBody:
    """The original with these edits made, none of which overlap."""
    text = redaction.apply(original.text, edits)
    title = redaction.apply(original.title, title_edits)
    formatting = without_link_targets(redaction.carry(original.formatting, text.map))
    return RenditionBody(
        text=text.text,
        title=title.text,
        formatting=tuple(sorted((*formatting, *text.masks))),
        edits=edits,
        title_edits=title_edits,
        map=text.map,
    )


def undecided(
    findings: Iterable[Suspicion], decisions: Iterable[Decision]
) -> tuple[Suspicion, ...]:
    """Findings that decisions do not cover: of "Una Bell", hiding "Una" decides nothing."""
    decided = sorted(decisions, key=lambda d: (d.start, d.end))
    return tuple(f for f in findings if not _is_covered(f, decided))


def open_findings(
    findings: Iterable[Suspicion], decisions: Iterable[Decision]
) -> tuple[Suspicion, ...]:
    """Undecided findings a person must look at: confident ones are masked already."""
    return tuple(f for f in undecided(findings, decisions) if f.band is Band.CHECK)


def _is_covered(finding: Suspicion, decisions: Sequence[Decision]) -> bool:
    """Whether decisions, in order, lie over all of it but for single code points between two."""
    reached = finding.start
    for decision in decisions:
        if decision.field != finding.field or decision.end <= finding.start:
            continue
        if decision.start > reached + (reached > finding.start):
            break
        reached = max(reached, decision.end)
    return reached >= finding.end


def _edits(
    field: str, findings: tuple[Suspicion, ...], decisions: tuple[Decision, ...]
) -> tuple[Edit, ...]:
    decided = [
        Edit(d.start, d.end, d.replacement or "[removed]")
        for d in decisions
        if d.field == field and d.treatment is not Treatment.KEEP
    ]
    masked = [
        Edit(f.start, f.end, f.suggestion or f"[{f.kind}]")
        for f in findings
        if f.field == field and f.band is Band.CONFIDENT and not _is_kept(f, decisions)
    ]
    return redaction.merge_overlapping(decided, masked)


def _is_kept(finding: Suspicion, decisions: tuple[Decision, ...]) -> bool:
    """Keeping a part of a finding shows none of it: only a decision over the whole does."""
    return any(
        d.treatment is Treatment.KEEP
        and d.field == finding.field
        and d.start <= finding.start
        and finding.end <= d.end
        for d in decisions
    )
