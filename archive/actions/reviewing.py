"""What every step of a review shares: rows locked, the original open, findings, decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from archive import vault
from archive.actions.editions import demand_edition
from archive.actions.publication import note_publication
from archive.domain import visibility
from archive.domain.errors import Gone, InvalidInput, NotAllowed, NotFound
from archive.domain.words import STAFF_ROLES, Status, Voice
from archive.gate.bodies import OriginalBody
from archive.gate.drafting import Decision, Suspicion
from archive.gate.facts import facts_of
from archive.gate.reviewing import decisions_of, original_of, suspicions_of
from archive.gate.stepping_back import demand_no_step_back
from archive.models import Contribution, Discussion, User
from archive.vault import KeyRing


@dataclass(frozen=True, slots=True)
class Review:
    """A contribution under review, its row locked until the transaction ends."""

    contribution: Contribution
    ring: KeyRing
    original: OriginalBody
    findings: tuple[Suspicion, ...]
    decisions: tuple[Decision, ...]

    @property
    def ref(self) -> str:
        """The contribution's permanent reference."""
        return self.contribution.ref

    def field(self, name: str) -> str:
        """The original `text` or `title`; raises `InvalidInput` for another field."""
        if name not in ("text", "title"):
            raise InvalidInput("There is no such field.", hint="It is text or title.")
        return self.original.text if name == "text" else self.original.title

    def second_person_needed(self) -> bool:
        """Whether it tells another person's experience, or a reviewer asked for a second one."""
        return (
            self.contribution.second_asked
            or self.contribution.voice == Voice.SECOND_HAND
            or self.contribution.passages.filter(voice=Voice.SECOND_HAND.value).exists()
        )

    def begin(self) -> None:
        """The first decision takes a text out of the waiting ones."""
        if self.contribution.status == Status.WAITING:
            self.contribution.status = Status.IN_REVIEW.value
            self.contribution.save(update_fields=["status"])

    def save(self) -> None:
        """Write the contribution's row, and remember if that made it public."""
        self.contribution.save()
        note_publication(self.contribution)


def demand_staff(by: User) -> None:
    """Moderators, leads and stewards review; raises `NotAllowed` for anybody else."""
    if not by.is_active or by.role not in STAFF_ROLES:
        raise NotAllowed(
            "This account may not review texts.",
            hint="Sign in as a moderator, lead or steward.",
        )


def open_review(ref: str, by: User, edition: int | None = None) -> Review:
    """Lock and open a contribution for a decision of `by`, inside a transaction and a warrant.

    The discussion is locked first, so that two reviewers cannot give one pseudonym to two people.
    `edition` is the one that the decision was made from, None where it overwrites nothing. Raises
    `NotAllowed` (no staff, or stepped back from it), `NotFound`, `Gone` (erased) and `Overtaken`.
    """
    demand_staff(by)
    review = open_locked(ref)
    demand_reviewable(review.contribution)
    demand_no_step_back(by.pk, review.contribution)
    demand_edition(review.contribution, edition)
    return review


def demand_reviewable(row: Contribution) -> None:
    """Raises `NotFound` for what staff may not open now, `Gone` for what was erased."""
    if row.status == Status.ERASED:
        raise _gone()
    if not visibility.holds(visibility.REVIEW, facts_of(row), timezone.now()):
        raise NotFound("There is no such text.")


def open_locked(ref: str) -> Review:
    """As `open_review`, where the account has been judged already."""
    review = opened(lock(ref), vault.ring([ref]))
    if review is None:
        raise _gone()
    return review


def lock(ref: str) -> Contribution:
    """The row, locked until the transaction ends, its discussion before it. Raises `NotFound`."""
    discussion = Contribution.objects.filter(ref=ref).values_list("discussion_id", flat=True)
    locked = Discussion.objects.select_for_update().filter(pk__in=list(discussion)).first()
    contribution = Contribution.objects.select_for_update().filter(ref=ref).first()
    if locked is None or contribution is None:
        raise NotFound("There is no such text.")
    contribution.discussion = locked
    return contribution


def _gone() -> Gone:
    return Gone("This text has been erased.", hint="Nothing of it can be decided any more.")


def others_in_discussion(review: Review) -> Iterator[Review]:
    """The other contributions of the discussion that are not erased, in order."""
    rest = list(
        Contribution.objects.select_for_update()
        .filter(discussion=review.contribution.discussion_id)
        .exclude(pk=review.contribution.pk)
        .order_by("pk")
    )
    ring = vault.ring([c.ref for c in rest])
    for contribution in rest:
        if (other := opened(contribution, ring)) is not None:
            yield other


def opened(contribution: Contribution, ring: KeyRing) -> Review | None:
    """The contribution with its sealed parts opened; None where it has been erased."""
    if contribution.status == Status.ERASED or not ring.has(contribution.ref):
        return None
    return Review(
        contribution,
        ring,
        original_of(contribution, ring),
        suspicions_of(contribution),
        decisions_of(contribution, ring),
    )
