"""Approve a text: write the next rendition and decide which one readers see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from archive.actions import outbox
from archive.actions.anchoring import place_all, rendition_body
from archive.actions.attesting import attest
from archive.actions.editions import another_edition
from archive.actions.held_back import held_back
from archive.actions.holding import demand_free, put_down
from archive.actions.letters import send
from archive.actions.pseudonyms import Labels
from archive.actions.publication import forget_taken_back, seen_by
from archive.actions.reviewing import (
    Review,
    demand_staff,
    open_locked,
    open_review,
)
from archive.actions.set_voice import change_voice
from archive.actions.standing import own_contribution, standing_discussion
from archive.anonymise import engine
from archive.domain import redaction, warrant
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.words import Consent, Letter, SignOff, Status, Voice
from archive.gate import audit, drafting
from archive.gate.bodies import RenditionBody
from archive.gate.places import placed
from archive.models import Contribution, Rendition, User


def approve(
    *,
    ref: str,
    by: User,
    note: str = "",
    voice: Voice | None = None,
    edition: int | None = None,
) -> None:
    """Write what the decisions make of the original as the next rendition, which `by` read whole.

    A text with a second-hand voice or passage, or for which one was asked, waits for another
    account. `note` says who could recognise this; it is sealed. `voice` is set first, if given;
    `edition` is the one that was read. Raises `InvalidInput` (voice unclear, a note too long),
    `Conflict` (findings still open), `Overtaken`, `NotAllowed`, `NotFound`, `Gone`.
    """
    with warrant.opened(by.username, "review"), transaction.atomic():
        review = open_review(ref, by, edition)
        if voice is not None:
            change_voice(review, Voice(voice), by)
        _approve(review, by, note)


def approve_many(*, slug: str, refs: Sequence[str], voice: Voice, by: User, note: str = "") -> None:
    """Give texts of a discussion one voice and approve them: all of them, or none.

    The `note` stands with each of them. Raises as `approve` does; a `Conflict` tells the position
    and number of findings of each text that still has some.
    """
    if not refs:
        raise InvalidInput("Choose at least one text.")
    with warrant.opened(by.username, "review"), transaction.atomic():
        demand_staff(by)
        positions = _positions(slug)
        if unknown := set(refs) - positions.keys():
            raise NotFound(f"{len(unknown)} of the chosen texts are not in this discussion.")
        reviews = [open_review(ref, by) for ref in dict.fromkeys(refs)]
        left = {review.ref: _open_findings(review) for review in reviews}
        if waiting := [f"{positions[ref]} ({n})" for ref, n in left.items() if n]:
            raise Conflict(
                f"These texts still have findings to decide: {', '.join(waiting)}.",
                hint="Open each of them, or leave them out; nothing was approved.",
            )
        for review in reviews:
            change_voice(review, Voice(voice), by)
            _approve(review, by, note)


def sign_off(
    *,
    ref: str,
    by: User | None = None,
    contributor: int | None = None,
    wording: int | None = None,
) -> None:
    """The writer says yes to the wording; a rendition that waited for it becomes the public one.

    `wording` is the number of the rendition she read, so that a yes is never given to another.
    Without `contributor`, `by` is the account that records it, None for the command line. Raises
    `Conflict` where nothing was approved, another wording stands by now, a person is to read it
    again first, or no consent is recorded; `NotFound` where the text is not the contributor's.
    """
    name = by.username if by is not None else "contributor"
    with warrant.opened(name, "review"), transaction.atomic():
        if contributor is None and by is not None:
            demand_staff(by)
        if contributor is not None:
            own_contribution(ref, contributor)
        review = open_locked(ref)
        contribution = review.contribution
        stands = contribution.pending or contribution.rendition
        if wording is not None and (stands is None or stands.number != wording):
            raise Conflict(
                "The wording has changed since this page was opened.",
                hint="Nothing was decided. Please read it again as it stands now.",
            )
        if contribution.consent not in (Consent.GIVEN, Consent.BASIS):
            raise Conflict("No consent is recorded for this text.")
        if contribution.rendition is None and contribution.pending is None:
            raise Conflict("There is no approved wording to say yes to.")
        unseen = contribution.pending is not None or not contribution.signed_off
        if contribution.reread and unseen:
            raise Conflict(
                "A moderator is reading this again.",
                hint="Nothing was decided. You will be asked about the new wording.",
            )
        purge = False
        if contribution.pending is not None:
            purge = show(review, contribution.pending)
        contribution.signed_off = True
        review.save()
        forget_taken_back(contribution)
        audit.record("sign_off", ref=ref, by=by or "contributor")
        outbox.note_changed([ref], purge=purge)


def _approve(review: Review, by: User, note: str) -> None:
    contribution = review.contribution
    demand_free(contribution, by)
    if contribution.voice == Voice.UNCLEAR:
        raise InvalidInput("Say whose experience it is first.")
    if left := _open_findings(review):
        finding = "1 finding is" if left == 1 else f"{left} findings are"
        raise Conflict(f"{finding} still to be decided.", hint="Accept, edit or keep each.")
    drafted = drafting.draft(review.original, review.findings, review.decisions)
    body = held_back(review, replace(drafted, pen_name=pen_name_of(review)))
    rendition = write_rendition(review, body, by)
    attest(review, rendition, by=by, note=note)
    purge = _put_forward(review, rendition, body)
    contribution.latest = rendition
    contribution.held = contribution.reread = False
    contribution.reviewed_at = timezone.now()
    contribution.review_until = None
    contribution.approved_by = by
    contribution.cleared_by = None
    contribution.refused_for = ""
    put_down(contribution)
    needs_second = review.second_person_needed()
    contribution.voice_cleared = not needs_second
    contribution.status = (Status.SECOND_PERSON if needs_second else Status.APPROVED).value
    review.save()
    if contribution.pending is None:
        forget_taken_back(contribution)
    audit.record("approve", ref=review.ref, by=by, number=rendition.number)
    another_edition([review.ref])
    outbox.note_changed([review.ref], purge=purge)


def _open_findings(review: Review) -> int:
    return len(drafting.open_findings(review.findings, review.decisions))


def pen_name_of(review: Review) -> str:
    """The name its writer wants under the text, "" for none, and for one that the thread hides.

    She is not told so when she chooses it: her tries would tell who is hidden there.
    """
    sealed = review.contribution.pen_name
    name = review.ring.unseal(review.ref, "contribution.pen_name", sealed) or ""
    return "" if name and Labels(review.contribution.discussion).hide(name) else name


def write_rendition(review: Review, body: RenditionBody, by: User | None) -> Rendition:
    """The next rendition, with every passage anchored on it. Shown to nobody yet."""
    highest = review.contribution.renditions.aggregate(highest=Max("number"))["highest"]
    rendition: Rendition = Rendition.objects.create(
        contribution=review.contribution,
        number=(highest or 0) + 1,
        body=review.ring.seal(review.ref, "rendition.body", body.dumps()),
        engine=_looked(review.contribution),
        made_by=by,
    )
    place_all(review, rendition, body)
    return rendition


def _looked(contribution: Contribution) -> str:
    """What looked for the findings that this wording follows: looking again is noted on draft 0."""
    draft = contribution.renditions.filter(number=0).first()
    return draft.engine if draft is not None else engine.VERSION


def _put_forward(review: Review, rendition: Rendition, body: RenditionBody) -> bool:
    """Show the rendition, or keep it until its writer says yes; whether an index must purge."""
    contribution = review.contribution
    if _asks_its_writer(contribution) and contribution.signed_off:
        shown = contribution.rendition
        if shown is not None and not _only_hides_more(review, shown, body):
            send(review, Letter.NEW_WORDING)
            if seen_by(contribution) or _hides_as_much(review, shown, body):
                contribution.pending = rendition
                return False
            contribution.signed_off = False  # nobody sees the old wording: it stays so
            return show(review, rendition)
        if shown is not None and _differs(review, shown, body):
            send(review, Letter.HIDDEN_MORE)
    else:
        contribution.signed_off = _waived(review, body)
        if not contribution.signed_off:
            send(review, Letter.NEW_WORDING)
    return show(review, rendition)


def _asks_its_writer(contribution: Contribution) -> bool:
    """Whether its writer answers for its wording: she agreed, or an import was found to be hers."""
    return contribution.consent == Consent.GIVEN or contribution.contributor_id is not None


def _waived(review: Review, body: RenditionBody) -> bool:
    """Whether nobody has to say yes first: a basis stands, or its writer chose so when sending.

    She chose it for wordings that hide more than she saw, and rendition 0 is what she saw.
    """
    contribution = review.contribution
    if not _asks_its_writer(contribution):
        return contribution.consent == Consent.BASIS
    seen = contribution.renditions.filter(number=0).first()
    chose = contribution.sign_off == SignOff.HIDE_MORE
    return chose and seen is not None and _only_hides_more(review, seen, body)


def _hides_as_much(review: Review, shown: Rendition, new: RenditionBody) -> bool:
    """Whether the wording its writer knows hides all that the new one does."""
    old = rendition_body(review, shown)
    return old is not None and all(
        any(o.start <= e.start and e.end <= o.end for o in olds)
        for olds, news in ((old.lasting, new.lasting), (old.title_edits, new.title_edits))
        for e in news
    )


def _differs(review: Review, shown: Rendition, new: RenditionBody) -> bool:
    old = rendition_body(review, shown)
    return old is None or (old.lasting, old.title_edits) != (new.lasting, new.title_edits)


def _only_hides_more(review: Review, shown: Rendition, new: RenditionBody) -> bool:
    """Whether the new text only hides more than the one its writer knows."""
    old = rendition_body(review, shown)
    if old is None:
        return False
    hides, original = redaction.only_hides_more, review.original
    return hides(old.lasting, new.lasting, text=original.text) and hides(
        old.title_edits, new.title_edits, text=original.title
    )


def show(review: Review, rendition: Rendition) -> bool:
    """Make it the text readers see; whether it hides something its predecessor showed."""
    contribution = review.contribution
    old = rendition_body(review, contribution.rendition) if contribution.rendition else None
    new = rendition_body(review, rendition)
    contribution.rendition = rendition
    contribution.pending = None
    if old is None or new is None:
        return False
    return bool(set(new.edits) - set(old.edits) or set(new.title_edits) - set(old.title_edits))


def _positions(slug: str) -> dict[str, str]:
    """Ref → position ("0", "1.1") of every contribution of the discussion."""
    return {place.ref: place.position for place in placed(standing_discussion(slug).pk)}
