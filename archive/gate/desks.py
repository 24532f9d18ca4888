"""Desks and outline: what staff see of the work. Needs a warrant."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils import timezone

from archive import vault
from archive.domain import consent as consent_rules
from archive.domain import visibility
from archive.domain.errors import NotFound
from archive.domain.words import Band, Consent, Kind, Scope, Status, Treatment, Voice
from archive.gate.blind import blindfold
from archive.gate.bodies import RenditionBody
from archive.gate.caring import not_offered
from archive.gate.content_labels import before_of
from archive.gate.disclosed import Outline, OutlineRow
from archive.gate.drafting import Decision, Suspicion, open_findings
from archive.gate.facts import facts_of, to_q
from archive.gate.opening import PLACE
from archive.gate.places import placed
from archive.gate.reading import NOTHING, titles
from archive.gate.staff_disclosed import Desk, DeskRow, ProposedBasis
from archive.gate.stepping_back import apart_from
from archive.gate.viewer import Viewer
from archive.models import (
    Basis,
    Contribution,
    Discussion,
    Finding,
    Passage,
    Redaction,
    RemovalRequest,
)

OPENING = 90


def outline(viewer: Viewer, slug: str) -> Outline:
    """The whole tree without text, tombstones included."""
    found = Discussion.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(NOTHING)
    by_ref = {row.ref: row for row in _rows_of(found)}
    return Outline(
        slug=slug,
        title=titles(viewer, [slug])[slug],
        contributions=tuple(
            OutlineRow(
                ref=p.ref,
                parent=p.parent,
                kind=Kind(by_ref[p.ref].kind),
                depth=p.depth,
                position=p.position,
                voice=Voice(by_ref[p.ref].voice),
                status=Status(by_ref[p.ref].status),
                consent=consent_of(by_ref[p.ref]),
                likes=by_ref[p.ref].likes,
                characters=by_ref[p.ref].characters,
            )
            for p in placed(found.pk)
            if p.ref in by_ref
        ),
    )


def consent_of(row: Contribution) -> Consent:
    """The consent to show now: a given one whose every end has passed is expired."""
    ends = {scope: getattr(row, consent_rules.column(scope)) for scope in Scope}
    return consent_rules.state_at(Consent(row.consent), ends, timezone.now())


def desks(viewer: Viewer) -> tuple[Desk, ...]:
    """Every discussion's desk, newest first."""
    slugs = Discussion.objects.order_by("-imported_at", "-id").values_list("slug", flat=True)
    return tuple(desk(viewer, slug) for slug in slugs)


def desk(viewer: Viewer, slug: str) -> Desk:
    """Where a discussion stands, and the one next thing to do."""
    found = Discussion.objects.select_related("imported_by").filter(slug=slug).first()
    if found is None:
        raise NotFound(NOTHING)
    rows = _rows_of(found)
    ring = vault.ring(row.ref for row in rows)
    by_ref = {row.ref: row for row in rows}
    apart = _apart(viewer, found)
    held = before_of(row.pk for row in rows)
    still_open, passages = open_counts(rows), _passage_counts(viewer, rows)
    now = timezone.now()
    lines = tuple(
        DeskRow(
            ref=p.ref,
            position=p.position,
            depth=p.depth,
            kind=Kind(row.kind),
            status=Status(row.status),
            consent=consent_of(row),
            voice=Voice(row.voice),
            characters=row.characters or 0,
            opening="" if row.pk in apart else _opening(row, ring),
            open_findings=still_open[row.pk],
            passages=passages[row.pk],
            live=visibility.holds(visibility.READ, facts_of(row), now),
            stepped_back=row.pk in apart,
            held=row.held,
            reread=row.reread,
            labels=held[row.pk],
        )
        for p in placed(found.pk)
        if (row := by_ref.get(p.ref)) is not None
    )
    bases = _bases(rows, ring)
    essay = next((row for row in rows if row.kind == Kind.ESSAY.value), None)
    source = ring.unseal(essay.ref, "discussion.source_url", found.source_url) if essay else None
    spared = set(
        Contribution.objects.filter(not_offered(viewer), discussion=found).values_list(
            "ref", flat=True
        )
    )
    action, url_name, ref = _next(lines, bases, spared)
    return Desk(
        slug=slug,
        title=titles(viewer, [slug])[slug],
        source=source or "",
        licence=found.licence,
        imported_at=found.imported_at,
        imported_by=found.imported_by.username if found.imported_by else "command line",
        rows=lines,
        bases=bases,
        total=sum(line.status is not Status.ERASED for line in lines),
        with_basis=sum(line.consent in (Consent.BASIS, Consent.GIVEN) for line in lines),
        reviewed=sum(
            line.status in (Status.APPROVED, Status.SECOND_PERSON, Status.REFUSED) for line in lines
        ),
        second_person=sum(line.status is Status.SECOND_PERSON for line in lines),
        live=sum(line.live for line in lines),
        removals=RemovalRequest.objects.filter(contribution__discussion=found, decision="").count(),
        next_action=action,
        next_url_name=url_name,
        next_ref=ref,
    )


def open_counts(rows: Iterable[Contribution]) -> Counter[int]:
    """Check findings without a decision, by contribution id; two queries for any number of rows."""
    ids = [row.pk for row in rows]
    findings: dict[int, list[Suspicion]] = defaultdict(list)
    for f in Finding.objects.filter(contribution__in=ids, band=Band.CHECK.value):
        findings[f.contribution_id].append(
            Suspicion(f.pk, f.field, f.start, f.end, f.kind, Band.CHECK, "", "")
        )
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for r in Redaction.objects.filter(contribution__in=findings, retracted_at__isnull=True):
        decisions[r.contribution_id].append(
            Decision(r.pk, r.field, r.start, r.end, Treatment(r.treatment), "", "", "", "")
        )
    return Counter({pk: len(open_findings(found, decisions[pk])) for pk, found in findings.items()})


def _rows_of(discussion: Discussion) -> list[Contribution]:
    """What staff may see of it, tombstones included; not what its writer still sleeps on."""
    rows = list(
        Contribution.objects.filter(discussion=discussion)
        .filter(to_q(visibility.REVIEW, timezone.now()) | Q(status=Status.ERASED.value))
        .select_related("latest", "rendition", "parent")
        .order_by("order")
    )
    for row in rows:
        row.discussion = discussion
    return rows


def _apart(viewer: Viewer, discussion: Discussion) -> frozenset[int]:
    """Keys of its texts from which the viewer stepped back."""
    rows = Contribution.objects.filter(apart_from(viewer.user_id), discussion=discussion)
    return frozenset(rows.values_list("pk", flat=True))


def _opening(row: Contribution, ring: vault.KeyRing) -> str:
    sealed = ring.unseal(row.ref, PLACE, row.latest.body) if row.latest else None
    text = RenditionBody.loads(sealed).text if sealed else ""
    return text if len(text) <= OPENING else text[:OPENING].rsplit(" ", 1)[0] + " …"


def _passage_counts(viewer: Viewer, rows: list[Contribution]) -> Counter[int]:
    """Passages by text; of texts that the viewer codes blind, her own."""
    others = Q(contribution__in=blindfold(viewer).texts) & ~Q(made_by=viewer.user_id)
    passages = Passage.objects.filter(contribution__in=rows).exclude(others)
    return Counter(passages.values_list("contribution_id", flat=True))


def _bases(rows: list[Contribution], ring: vault.KeyRing) -> tuple[ProposedBasis, ...]:
    batches: dict[str, list[Basis]] = defaultdict(list)
    for basis in Basis.objects.filter(contribution__in=rows).select_related(
        "proposed_by", "confirmed_by", "contribution"
    ):
        batches[basis.batch].append(basis)
    found = []
    for batch in batches.values():
        one = batch[0]
        opened = ring.unseal(one.contribution.ref, "basis.grounds", one.grounds)
        grounds = json.loads(opened or "{}")
        found.append(
            ProposedBasis(
                contributions=len(batch),
                scopes=tuple(one.scopes),
                rights=grounds.get("rights", ""),
                privacy=grounds.get("privacy", ""),
                reference=grounds.get("reference", ""),
                dated=one.dated,
                proposed_by=one.proposed_by.username,
                proposed_at=one.proposed_at,
                confirmed_by=one.confirmed_by.username if one.confirmed_by else "",
                confirmed_at=one.confirmed_at,
            )
        )
    return tuple(found)


def _next(
    lines: tuple[DeskRow, ...], bases: tuple[ProposedBasis, ...], spared: Collection[str]
) -> tuple[str, str, str]:
    if any(not b.confirmed_by for b in bases):
        return "Confirm the basis (a second account)", "desk", "basis"
    settled = (Status.ERASED, Status.REFUSED)
    if any(line.consent is Consent.UNKNOWN and line.status not in settled for line in lines):
        return "Name the rights and the basis", "desk", "propose"
    mine = [line for line in lines if not line.stepped_back and line.ref not in spared]
    for line in mine:
        if line.status in (Status.WAITING, Status.IN_REVIEW):
            return "Review the next text", "review", line.ref
    for line in mine:
        if line.status is Status.SECOND_PERSON:
            return "A second person is needed", "review", line.ref
    return "See the page as readers do", "discussion", ""
