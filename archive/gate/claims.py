"""Claims of imports: what whoever claims is told, and what staff see. Needs a warrant for rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from archive import vault
from archive.domain import visibility, warrant
from archive.domain.errors import NotFound
from archive.domain.words import Consent, Status
from archive.gate.bodies import RenditionBody
from archive.gate.facts import facts_of
from archive.gate.opening import PLACE
from archive.gate.places import placed
from archive.gate.reading import NOTHING, contribution, titles
from archive.gate.viewer import READER, Viewer
from archive.models import Claim, Contribution

OPENING = 120
"""Code points of a text's beginning."""


@dataclass(frozen=True, slots=True)
class ClaimTarget:
    """What somebody is about to claim. `opening` is "" where only an invitation leads here."""

    ref: str
    discussion: str
    title: str
    opening: str
    by_email: bool


@dataclass(frozen=True, slots=True)
class SameAuthor:
    """Another import under the same name there. `same_email`: the source says the same address."""

    ref: str
    position: str
    opening: str
    same_email: bool


@dataclass(frozen=True, slots=True)
class AskedClaim:
    """A claim for staff. `email_matches` is None where no address could be compared."""

    id: int
    ref: str
    discussion: str
    discussion_title: str
    position: str
    opening: str
    consent: Consent
    source: str
    author: str
    token: str
    email_matches: bool | None
    asked_at: datetime
    others: tuple[SameAuthor, ...]
    rivals: int


def claimable(row: Contribution) -> bool:
    """An import that is nobody's yet, and that readers see or its author was invited to."""
    if row.contributed or row.contributor_id is not None or row.status == Status.ERASED.value:
        return False
    now = timezone.now()
    invited = row.claim_until is not None and row.claim_until > now
    return invited or visibility.holds(visibility.READ, facts_of(row), now)


def claim_target(ref: str) -> ClaimTarget:
    """What can be claimed at this ref. `NotFound` for all else, whatever it is."""
    with warrant.opened("contributor", "claim"):
        row = Contribution.objects.select_related("discussion").filter(ref=ref).first()
        if row is None or not claimable(row):
            raise NotFound(NOTHING)
        slug = row.discussion.slug
        public = visibility.holds(visibility.READ, facts_of(row), timezone.now())
        return ClaimTarget(
            ref=ref,
            discussion=slug if public else "",
            title=titles(READER, [slug])[slug] if public else "",
            opening=contribution(READER, ref).text if public else "",
            by_email=row.discussion.claims_by_email and bool(row.email_digest),
        )


def may_be_claimed(ref: str) -> bool:
    """Whether there is a page to claim it."""
    with warrant.opened("reader", "read"):
        row = Contribution.objects.select_related("discussion").filter(ref=ref).first()
        return row is not None and claimable(row)


def token_of(contributor: int, ref: str) -> str:
    """The word she is to post for this claim of hers. Raises `NotFound`."""
    with warrant.opened("contributor", "own"):
        row = Claim.objects.filter(contributor=contributor, contribution__ref=ref).first()
        if row is None:
            raise NotFound(NOTHING)
        return row.token


def of_same_author(row: Contribution) -> QuerySet[Contribution]:
    """The imports under the same name in its discussion that are nobody's yet, itself included."""
    rows = Contribution.objects.filter(
        discussion_id=row.discussion_id, contributed=False, contributor__isnull=True
    ).exclude(status=Status.ERASED.value)
    same = Q(pk=row.pk)
    if row.author_number is not None:
        same |= Q(author_number=row.author_number)
    return rows.filter(same)


def claims(viewer: Viewer) -> tuple[AskedClaim, ...]:
    """Claims that nobody has answered, the oldest first."""
    rows = list(
        Claim.objects.filter(decision="")
        .exclude(contribution__status=Status.ERASED.value)
        .select_related("contribution__discussion", "contribution__latest")
        .order_by("asked_at", "id")
    )
    asked = Counter(row.contribution_id for row in rows)
    names = titles(viewer, {row.contribution.discussion.slug for row in rows})
    return tuple(
        _asked(row, names[row.contribution.discussion.slug], asked[row.contribution_id] - 1)
        for row in rows
    )


def _asked(claim: Claim, title: str, rivals: int) -> AskedClaim:
    row = claim.contribution
    same = list(of_same_author(row).exclude(pk=row.pk).select_related("latest").order_by("order"))
    essay = Contribution.objects.filter(discussion=row.discussion, kind="essay").first()
    ring = vault.ring([row.ref, *(other.ref for other in same), *([essay.ref] if essay else [])])
    places = {p.ref: p.position for p in placed(row.discussion_id)}
    source = (
        ring.unseal(essay.ref, "discussion.source_url", row.discussion.source_url) if essay else ""
    )
    return AskedClaim(
        id=claim.pk,
        ref=row.ref,
        discussion=row.discussion.slug,
        discussion_title=title,
        position=places.get(row.ref, ""),
        opening=_opening(row, ring),
        consent=Consent(row.consent),
        source=source or "",
        author=ring.unseal(row.ref, "contribution.author", row.author) or "",
        token=claim.token,
        email_matches=claim.email_matches,
        asked_at=claim.asked_at,
        others=tuple(
            SameAuthor(
                other.ref,
                places.get(other.ref, ""),
                _opening(other, ring),
                bool(row.email_digest) and other.email_digest == row.email_digest,
            )
            for other in same
        ),
        rivals=rivals,
    )


def _opening(row: Contribution, ring: vault.KeyRing) -> str:
    sealed = ring.unseal(row.ref, PLACE, row.latest.body) if row.latest else None
    text = RenditionBody.loads(sealed).text if sealed else ""
    return text if len(text) <= OPENING else text[:OPENING].rsplit(" ", 1)[0] + " …"
