"""The review sheet: an original opened for a reviewer, audited, with all that is laid over it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.db.models import Q
from django.utils import timezone

from archive import vault
from archive.anonymise import engine
from archive.domain import visibility
from archive.domain.errors import Gone, NotFound
from archive.domain.text import Span
from archive.domain.words import Consent, Kind, Status, Voice
from archive.gate import audit
from archive.gate.blind import Blindfold, blindfold
from archive.gate.bodies import OriginalBody, RenditionBody
from archive.gate.caring import not_offered
from archive.gate.disclosed import DisclosedPassage
from archive.gate.drafting import Decision, Suspicion, draft, open_findings, undecided
from archive.gate.facts import facts_of
from archive.gate.opening import GONE, codings_of, is_account, unplaced, usernames
from archive.gate.places import placed
from archive.gate.reading import NOTHING, TAKEN_BACK, titles
from archive.gate.reviewed import attestations_of, checklist_of, history_of
from archive.gate.reviewing import (
    TO_DO,
    decisions_of,
    original_of,
    reviewable_now,
    suspicions_of,
)
from archive.gate.staff_disclosed import DisclosedFinding, DisclosedRedaction, ReviewSheet
from archive.gate.stepping_back import apart_from, demand_no_step_back
from archive.gate.themes import applicable_themes
from archive.gate.viewer import Viewer
from archive.models import Contribution, Passage


def review(viewer: Viewer, ref: str) -> ReviewSheet:
    """Open the original for review; the opening is audited. Staff only.

    Raises `NotFound`, `Gone` (erased), and `NotAllowed` for who stepped back from it.
    """
    row = opened_by(viewer, ref)
    ring = vault.ring([ref])
    original = original_of(row, ring)
    audit.record("open_original", ref=ref, by=viewer.name)
    findings, decisions = suspicions_of(row), decisions_of(row, ring)
    preview = draft(original, findings, decisions)
    passages = passages_of(row, blindfold(viewer), ring)
    position, previous_ref, next_ref, left = _neighbours(viewer, row)
    still_open = open_findings(findings, decisions)
    waiting = undecided(findings, decisions)
    deciders = usernames([row.approved_by_id, row.cleared_by_id])
    looked = row.renditions.filter(number=0).values_list("engine", flat=True).first() or ""
    return ReviewSheet(
        ref=ref,
        discussion=row.discussion.slug,
        discussion_title=titles(viewer, [row.discussion.slug])[row.discussion.slug],
        position=position,
        kind=Kind(row.kind),
        status=Status(row.status),
        consent=Consent(row.consent),
        voice=Voice(row.voice),
        original=original.text,
        original_formatting=original.formatting,
        original_title=original.title,
        original_author=ring.unseal(ref, "contribution.author", row.author) or "",
        preview=preview.text,
        preview_formatting=tuple(s for s in preview.formatting if s.kind != "mask"),
        preview_masks=tuple(s for s in preview.formatting if s.kind == "mask"),
        preview_title=preview.title,
        findings=_shown_findings(waiting, original, "text"),
        redactions=_shown_decisions(decisions, original, "text"),
        title_findings=_shown_findings(waiting, original, "title"),
        title_redactions=_shown_decisions(decisions, original, "title"),
        passages=passages,
        edition=row.edition,
        language=row.language,
        unplaced=unplaced(row).exclude(GONE).count(),
        preview_passages=carried(passages, preview),
        themes=applicable_themes(),
        approved_by=deciders.get(row.approved_by_id, ""),
        second_person_needed=row.status == Status.SECOND_PERSON.value,
        next_ref=next_ref,
        previous_ref=previous_ref,
        left_in_thread=left,
        engine=looked,
        rules_alone=engine.is_rules_alone(looked),
        blockers=_blockers(len(still_open)),
        author_label=_author_label(row, ring),
        held=row.held,
        reread=row.reread,
        second_asked=row.second_asked,
        cleared_by=deciders.get(row.cleared_by_id, ""),
        checklist=checklist_of(row, ring, original, findings, decisions),
        attestations=attestations_of(row, ring),
        history=history_of(row, ring, original),
    )


def _blockers(still_open: int) -> tuple[str, ...]:
    """What stands between the text and a yes."""
    if not still_open:
        return ()
    identifiers = "identifier is" if still_open == 1 else "identifiers are"
    return (f"{still_open} suspected {identifiers} not decided yet.",)


def _author_label(row: Contribution, ring: vault.KeyRing) -> str:
    """What approval puts over the text: the pen-name its writer wants, else a number."""
    pen_name = ring.unseal(row.ref, "contribution.pen_name", row.pen_name)
    return pen_name or (f"Contributor {row.author_number}" if row.author_number else "")


def opened_by(viewer: Viewer, ref: str) -> Contribution:
    """The row that this viewer may open for review."""
    row = Contribution.objects.select_related("discussion").filter(ref=ref).first()
    if row is None:
        raise NotFound(NOTHING)
    if row.status == Status.ERASED.value:
        raise Gone(TAKEN_BACK)
    if not visibility.holds(visibility.REVIEW, facts_of(row), timezone.now()):
        raise NotFound(NOTHING)
    demand_no_step_back(viewer.user_id, row)
    return row


def _shown_findings(
    findings: tuple[Suspicion, ...], original: OriginalBody, field: str
) -> tuple[DisclosedFinding, ...]:
    text = original.text if field == "text" else original.title
    return tuple(
        DisclosedFinding(
            f.id, f.start, f.end, text[f.start : f.end], f.kind, f.band, f.why, f.suggestion
        )
        for f in findings
        if f.field == field
    )


def _shown_decisions(
    decisions: tuple[Decision, ...], original: OriginalBody, field: str
) -> tuple[DisclosedRedaction, ...]:
    text = original.text if field == "text" else original.title
    return tuple(
        DisclosedRedaction(
            id=d.id,
            start=d.start,
            end=d.end,
            surface=text[d.start : d.end],
            treatment=d.treatment.value,
            replacement=d.replacement,
            kind=d.kind,
            reason=d.reason,
            decided_by=d.decided_by,
        )
        for d in sorted(decisions, key=lambda d: (d.start, d.end))
        if d.field == field
    )


def passages_of(
    row: Contribution, blind: Blindfold, ring: vault.KeyRing
) -> tuple[DisclosedPassage, ...]:
    """Those whose place on the original is certain; the others wait on a list of their own."""
    doubtful = unplaced(row).values("passage")
    certain = Passage.objects.filter(contribution=row).exclude(pk__in=doubtful)
    rows = [*certain.values_list("pk", "start", "end", "voice", "made_by_id", named=True)]
    makers = usernames(p.made_by_id for p in rows if p.voice)
    codings = codings_of(
        (p.pk for p in rows), staff=True, blind=blind, memo_of=partial(_memo, ring, row.ref)
    )
    whole = Voice(row.voice)
    return tuple(
        DisclosedPassage(
            id=p.pk,
            start=p.start,
            end=p.end,
            voice=Voice(p.voice) if p.voice else whole,
            codings=tuple(codings[p.pk]),
            is_account=is_account(whole, p.voice),
            said_by=makers.get(p.made_by_id, "") if p.voice else "",
        )
        for p in rows
        if not blind.leaves_bare(row.pk, p.voice, codings[p.pk])
    )


def _memo(ring: vault.KeyRing, ref: str, sealed: bytes | None) -> str:
    return (ring.unseal(ref, "coding.memo", sealed) or "") if sealed else ""


def carried(
    passages: tuple[DisclosedPassage, ...], preview: RenditionBody
) -> tuple[DisclosedPassage, ...]:
    found = []
    for p in passages:
        moved = preview.map.forward(Span(p.start, p.end))
        if moved is not None and moved.start < moved.end:
            found.append(replace(p, start=moved.start, end=moved.end))
    return tuple(found)


def _neighbours(viewer: Viewer, row: Contribution) -> tuple[str, str, str, int]:
    """`(position, previous ref, next ref to open, others left to do)` in the thread.

    What the viewer stepped back from is passed over; what she keeps away from and what only
    another account may clear is not next.
    """
    in_thread = reviewable_now().filter(discussion=row.discussion_id)
    apart = set(in_thread.filter(apart_from(viewer.user_id)).values_list("ref", flat=True))
    by_another = Q(status=Status.SECOND_PERSON.value, approved_by=viewer.user_id)
    to_offer = in_thread.filter(TO_DO).exclude(by_another).exclude(not_offered(viewer))
    waiting = set(to_offer.values_list("ref", flat=True)) - apart
    reading = placed(row.discussion_id)
    refs = [place.ref for place in reading if place.ref not in apart]
    here = refs.index(row.ref)
    ahead = [r for r in (*refs[here + 1 :], *refs[:here]) if r in waiting]
    position = next(place.position for place in reading if place.ref == row.ref)
    return position, refs[here - 1] if here else "", ahead[0] if ahead else "", len(ahead)
