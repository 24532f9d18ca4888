"""Answer a removal request: one person for an import, two for a text whose writer agreed.

The first account's answer is kept, and what it hides is hidden at once; the second one's agreeing
answer settles the request. Where the two differ, a third account decides: a lead or a steward.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.actions import outbox
from archive.actions.anchoring import rendition_body
from archive.actions.deciding import Place, Ruling, decide_span
from archive.actions.erase import erase
from archive.actions.letters import send
from archive.actions.publication import approve_first
from archive.actions.removal import OTHER, hide, mask, unhide
from archive.actions.removal_masks import rewrite
from archive.actions.reviewing import Review, open_locked
from archive.actions.standing import demand_role
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.redaction import Edit
from archive.domain.words import STAFF_ROLES, Because, Letter, Role, Treatment
from archive.gate import audit, drafting
from archive.gate.requests import DISPUTED, choices_of, voters_of
from archive.models import RemovalRequest, User
from archive.models.fields import new_ref

KEPT = "[removed]"
"""What stands for good in place of a stretch."""

ANSWERABLE = {Role.LEAD, Role.STEWARD}


def decide_removal(*, request: int, decision: str, by: User) -> bool:
    """Answer a request; whether that settled it.

    Of an import a moderator may only keep it hidden; of other texts any two of the staff decide,
    but only leads and stewards erase. Raises `NotAllowed` (role, or the same account twice),
    `NotFound`, `Conflict` when answered already, `InvalidInput` for an answer it cannot have.
    """
    with warrant.opened(by.username, "review"):
        with transaction.atomic():
            review, asked = _open_request(request)
            if decision not in choices_of(asked):
                raise InvalidInput(f"The answer must be one of {', '.join(choices_of(asked))}.")
            demand_role(by, _may(asked, decision), "decide this")
            settled = _is_settled(asked, decision, by)
            if not settled:
                _keep_first(review, asked, decision, by)
            elif decision != "erase":
                _settle(review, asked, decision, by)
        if settled and decision == "erase":
            erase(ref=review.ref, by=by)
        return settled


def _open_request(request: int) -> tuple[Review, RemovalRequest]:
    """An open request and its text, locked: whoever writes a request holds its text first."""
    known = RemovalRequest.objects.filter(pk=request).values_list("contribution__ref", "decision")
    ref, decision = known.first() or ("", "")
    if not ref:
        raise NotFound("There is no such request.")
    if not decision:
        review = open_locked(ref)
        asked = RemovalRequest.objects.filter(pk=request, decision="").first()
        if asked is not None:
            return review, asked
    raise Conflict("This request has been answered already.")


def _may(asked: RemovalRequest, decision: str) -> frozenset[Role] | set[Role]:
    """Who may give this answer."""
    hides = decision in ("keep_hidden", "keep_masked")
    by_two = asked.due_at is not None and decision != "erase"
    return STAFF_ROLES if hides or by_two else ANSWERABLE


def _is_settled(asked: RemovalRequest, decision: str, by: User) -> bool:
    """Whether this answer is the last that is needed. Raises `NotAllowed` for a second one."""
    if asked.due_at is None or settings.ARCHIVE_ONE_PERSON:
        return True
    if by.username in voters_of(asked):
        raise NotAllowed(
            "You have answered this request already.", hint="Another account has to answer too."
        )
    if asked.first_decision == DISPUTED:
        demand_role(by, ANSWERABLE, "decide where two have differed")
        return True
    return asked.first_decision == decision


def _keep_first(review: Review, asked: RemovalRequest, decision: str, by: User) -> None:
    """Keep the first answer, or that the second one differs; hiding does not wait for two."""
    asked.first_decision = DISPUTED if asked.first_decision else decision
    asked.first_by = by
    hides_now = decision in ("keep_hidden", "keep_masked") and not asked.hides
    asked.hides = asked.hides or hides_now
    asked.save(update_fields=["first_decision", "first_by", "hides"])
    if hides_now and asked.start is None:
        hide(review.contribution)
    elif hides_now:
        mask(review, [asked])
    audit.record("answer_removal", ref=review.ref, by=by, request=asked.pk, decision=decision)


def _settle(review: Review, asked: RemovalRequest, decision: str, by: User) -> None:
    if asked.first_by_id == by.pk:  # an archive run by one person
        asked.first_by = None
    asked.decision, asked.decided_by, asked.decided_at = decision, by, timezone.now()
    asked.save(update_fields=["decision", "decided_by", "decided_at", "first_by"])
    match decision:
        case "keep_hidden":
            hide(review.contribution)
        case "show_again" if asked.start is None:
            unhide(review.contribution)
        case _:
            _settle_stretch(review, asked, decision, by)
    if asked.hides or asked.reason != OTHER or decision != "show_again":
        send(review, Letter.REMOVAL_ANSWERED)
    audit.record("decide_removal", ref=review.ref, by=by, request=asked.pk, decision=decision)


def _settle_stretch(review: Review, asked: RemovalRequest, decision: str, by: User) -> None:
    """Its mask goes, and comes back as a decision like any other where it is to stay."""
    assert asked.start is not None
    assert asked.end is not None
    keep = None
    if decision == "keep_masked":
        keep = Edit(asked.start, asked.end, KEPT)
        ruling = Ruling(Treatment.MASK, KEPT, kind="removal", reason=Because.REMOVAL)
        decide_span(review, Place("text", asked.start, asked.end), ruling, batch=new_ref(), by=by)
    purge = rewrite(review, keep=keep, by=by)
    if keep is None and _was_decided_since(review, asked):
        approve_first(review.contribution)
    review.save()
    outbox.note_changed([review.ref], purge=purge)


def _was_decided_since(review: Review, asked: RemovalRequest) -> bool:
    """Whether words would come back with the stretch that are to be hidden by now."""
    shown = review.contribution.rendition
    body = rendition_body(review, shown) if shown is not None else None
    made = drafting.draft(review.original, review.findings, review.decisions)
    start, end = asked.start or 0, asked.end or 0
    return body is not None and any(
        edit.start < end
        and start < edit.end
        and not any(old.start <= edit.start and edit.end <= old.end for old in body.lasting)
        for edit in made.edits
    )
