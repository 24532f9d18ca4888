"""Review: deciding, redacting, saying whose experience it is, approving."""

from __future__ import annotations

from typing import Any

import pytest

from archive import vault
from archive.actions.approve import approve, approve_many, sign_off
from archive.actions.clear_second_person import clear_second_person
from archive.actions.decide_words import decide_words
from archive.actions.redact import redact, retract_redaction
from archive.actions.refuse import refuse
from archive.actions.set_voice import set_voice
from archive.actions.tag_passage import tag_passage
from archive.actions.untag import redo_coding, take_back_passage
from archive.domain import warrant
from archive.domain.errors import Conflict, Gone, InvalidInput, NotAllowed, NotFound
from archive.domain.words import Consent, Role, Status, Treatment, Voice
from archive.gate.bodies import RenditionBody
from archive.models import (
    Anchor,
    AuditEvent,
    Coding,
    Contribution,
    Finding,
    Outbox,
    Passage,
    Rendition,
)
from tests.factories import People, account, consented, contribution, make_discussion, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

PLAIN = "Biscuit came with me to the clinic. I did not sleep that week."
"""A nickname that no detector knows: somebody hides it by hand."""
AGED = "I was 43 years old when it began."
MAILED = "Write to marek@post.example if you like. I would answer."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def open_tables():
    with warrant.opened("tests", "look"):
        yield


def shown(rendition: Rendition | None) -> RenditionBody:
    assert rendition is not None
    ref = rendition.contribution.ref
    sealed = vault.ring([ref]).unseal(ref, "rendition.body", rendition.body)
    assert sealed is not None
    return RenditionBody.loads(sealed)


def first_finding(ref: str) -> int:
    found = Finding.objects.filter(contribution__ref=ref).first()
    assert found is not None
    return int(found.pk)


def approved(ref: str, by, voice: Voice = Voice.FIRST_PERSON) -> Contribution:
    set_voice(ref=ref, voice=voice, by=by)
    approve(ref=ref, by=by)
    return contribution(ref)


def hide(ref: str, word: str, by, text: str = PLAIN, **options) -> int:
    start = text.index(word)
    options = {"treatment": Treatment.MASK} | options
    return redact(ref=ref, start=start, end=start + len(word), by=by, **options)


# --- deciding ---------------------------------------------------------------------------------


def test_accepting_a_finding_puts_its_suggestion_into_the_next_rendition(people):
    (ref,) = make_discussion([AGED]).refs
    decide_words(ref=ref, findings=[first_finding(ref)], decision="accept", by=people.alice)
    assert contribution(ref).status == Status.IN_REVIEW
    assert "43" not in shown(approved(ref, people.alice).rendition).text


def test_a_kept_finding_stands_as_it_was_written(people):
    (ref,) = make_discussion([AGED]).refs
    decide_words(
        ref=ref,
        findings=[first_finding(ref)],
        decision="keep",
        reason="public_figure",
        by=people.alice,
    )
    assert shown(approved(ref, people.alice).rendition).text == AGED


def test_a_finding_decided_twice_has_the_last_decision(people):
    (ref,) = make_discussion([AGED]).refs
    finding = first_finding(ref)
    decide_words(
        ref=ref, findings=[finding], decision="keep", reason="public_figure", by=people.alice
    )
    decide_words(
        ref=ref, findings=[finding], decision="edit", replacement="middle-aged", by=people.alice
    )
    assert "middle-aged" in shown(approved(ref, people.alice).rendition).text


def test_a_decision_for_the_whole_thread_reaches_the_same_words_everywhere(people):
    refs = make_discussion([AGED, AGED, "I was 52 years old when it ended."]).refs
    decide_words(
        ref=refs[0],
        findings=[first_finding(refs[0])],
        decision="accept",
        whole_thread=True,
        by=people.alice,
    )
    assert [contribution(ref).status for ref in refs] == ["in_review", "in_review", "waiting"]
    assert "43" not in shown(approved(refs[1], people.alice).rendition).text


def test_a_finding_of_another_text_is_not_found(people):
    one, other = make_discussion([AGED, AGED]).refs
    with pytest.raises(NotFound):
        decide_words(ref=one, findings=[first_finding(other)], decision="accept", by=people.alice)


def test_an_unknown_decision_is_refused(people):
    (ref,) = make_discussion([AGED]).refs
    with pytest.raises(InvalidInput):
        decide_words(ref=ref, findings=[first_finding(ref)], decision="maybe", by=people.alice)  # type: ignore[arg-type]


# --- redacting --------------------------------------------------------------------------------


def test_one_name_has_one_pseudonym_all_through_a_discussion(people):
    one, two, three = make_discussion([PLAIN, PLAIN.upper(), "Pepper drove."]).refs
    hide(one, "Biscuit", people.alice, treatment=Treatment.PSEUDONYM)
    hide(two, "BISCUIT", people.bob, PLAIN.upper(), treatment=Treatment.PSEUDONYM)
    hide(three, "Pepper", people.bob, "Pepper drove.", treatment=Treatment.PSEUDONYM)
    texts = [shown(approved(ref, people.alice).rendition).text for ref in (one, two, three)]
    assert [text.split("]")[0] for text in texts] == ["[Person A", "[Person A", "[Person B"]


def test_a_retracted_pseudonym_is_never_given_to_somebody_else(people):
    one, two = make_discussion([PLAIN, "Pepper drove."]).refs
    redaction = hide(one, "Biscuit", people.alice, treatment=Treatment.PSEUDONYM)
    retract_redaction(ref=one, redaction=redaction, by=people.alice)
    hide(two, "Pepper", people.alice, "Pepper drove.", treatment=Treatment.PSEUDONYM)
    assert shown(approved(two, people.alice).rendition).text == "[Person B] drove."
    assert shown(approved(one, people.alice).rendition).text == PLAIN


def test_a_redaction_is_retracted_once(people):
    (ref,) = make_discussion([PLAIN]).refs
    redaction = hide(ref, "Biscuit", people.alice)
    retract_redaction(ref=ref, redaction=redaction, by=people.alice)
    with pytest.raises(NotFound):
        retract_redaction(ref=ref, redaction=redaction, by=people.alice)


def test_hiding_a_part_of_what_is_masked_shows_nothing_of_the_rest(people):
    (ref,) = make_discussion([MAILED]).refs
    hide(ref, "marek", people.alice, MAILED)
    assert "post.example" not in shown(approved(ref, people.alice).rendition).text


@pytest.mark.parametrize("start, end", [(-1, 3), (4, 4), (0, 10_000)])
def test_a_selection_outside_the_text_is_refused(people, start, end):
    (ref,) = make_discussion([PLAIN]).refs
    with pytest.raises(InvalidInput):
        redact(ref=ref, start=start, end=end, treatment=Treatment.MASK, by=people.alice)


def test_generalising_needs_words(people):
    (ref,) = make_discussion([PLAIN]).refs
    with pytest.raises(InvalidInput):
        hide(ref, "Biscuit", people.alice, treatment=Treatment.GENERALISE)


def test_a_title_is_redacted_apart_from_the_text(people):
    (ref,) = make_discussion([PLAIN], title="Biscuit and I").refs
    redact(ref=ref, start=0, end=7, treatment=Treatment.MASK, field="title", by=people.alice)
    body = shown(approved(ref, people.alice).rendition)
    assert (body.title, body.text) == ("[removed] and I", PLAIN)


# --- approving --------------------------------------------------------------------------------


def test_an_unclear_voice_is_not_approved(people):
    (ref,) = make_discussion([PLAIN]).refs
    with pytest.raises(InvalidInput, match="Say whose experience it is first"):
        approve(ref=ref, by=people.alice)


def test_open_findings_are_counted_in_the_refusal(people):
    (ref,) = make_discussion([AGED]).refs
    with pytest.raises(Conflict, match="1 finding"):
        approved(ref, people.alice)


def test_approval_with_a_basis_makes_a_text_public(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref)
    row = approved(ref, people.alice)
    assert row.status == Status.APPROVED
    assert row.signed_off
    assert row.was_public
    assert row.rendition == row.latest
    assert row.rendition is not None
    assert row.rendition.number == 1


def test_approval_without_consent_shows_nothing(people):
    (ref,) = make_discussion([PLAIN]).refs
    row = approved(ref, people.alice)
    assert (row.signed_off, row.was_public) == (False, False)


def test_a_text_of_a_contributor_waits_for_their_yes(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref, Consent.GIVEN)
    assert not approved(ref, people.alice).was_public
    sign_off(ref=ref)
    assert contribution(ref).was_public


def test_a_wording_that_shows_more_waits_while_the_old_one_stays(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref, Consent.GIVEN)
    redaction = hide(ref, "Biscuit", people.alice)
    approved(ref, people.alice)
    sign_off(ref=ref)
    retract_redaction(ref=ref, redaction=redaction, by=people.alice)
    approve(ref=ref, by=people.alice)
    row = contribution(ref)
    assert "Biscuit" not in shown(row.rendition).text
    assert row.pending == row.latest
    sign_off(ref=ref)
    row = contribution(ref)
    assert (shown(row.rendition).text, row.pending) == (PLAIN, None)


def test_a_wording_that_only_hides_more_replaces_the_old_one_and_purges_it(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref, Consent.GIVEN)
    approved(ref, people.alice)
    sign_off(ref=ref)
    hide(ref, "Biscuit", people.alice)
    approve(ref=ref, by=people.alice)
    row = contribution(ref)
    assert row.signed_off
    assert row.pending is None
    assert "Biscuit" not in shown(row.rendition).text
    last = Outbox.objects.order_by("id").last()
    assert last is not None
    assert (last.ref, last.op) == (ref, "purge")


def test_nothing_is_signed_off_before_it_is_approved(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref, Consent.GIVEN)
    with pytest.raises(Conflict):
        sign_off(ref=ref)


def test_many_are_approved_together_or_not_at_all(people):
    made = make_discussion([PLAIN, AGED, "Thank you."])
    essay, aged, thanks = made.refs
    first = {"slug": made.slug, "voice": Voice.FIRST_PERSON, "by": people.alice}
    with pytest.raises(Conflict, match=r"1 \(1\)"):
        approve_many(refs=[essay, aged], **first)
    assert contribution(essay).voice == Voice.UNCLEAR
    approve_many(refs=[essay, thanks], **first)
    assert {contribution(ref).status for ref in (essay, thanks)} == {"approved"}


def test_a_text_of_another_discussion_is_not_approved_with_these(people):
    made, other = make_discussion([PLAIN]), make_discussion([PLAIN])
    with pytest.raises(NotFound):
        approve_many(slug=made.slug, refs=other.refs, voice=Voice.MIXED, by=people.alice)


# --- the second person ------------------------------------------------------------------------


def test_another_persons_experience_needs_a_second_reviewer(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref)
    row = approved(ref, people.alice, Voice.SECOND_HAND)
    assert (row.status, row.voice_cleared) == (Status.SECOND_PERSON, False)
    with pytest.raises(NotAllowed):
        clear_second_person(ref=ref, by=people.alice)
    clear_second_person(ref=ref, by=people.bob)
    row = contribution(ref)
    assert (row.status, row.was_public, row.cleared_by) == ("approved", True, people.bob)


def test_clearing_what_does_not_wait_is_out_of_order(people):
    (ref,) = make_discussion([PLAIN]).refs
    with pytest.raises(Conflict):
        clear_second_person(ref=ref, by=people.bob)


def test_a_second_hand_passage_hides_an_approved_text(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref)
    approved(ref, people.alice)
    tag_passage(ref=ref, start=0, end=5, themes=[], voice=Voice.SECOND_HAND, by=people.bob)
    assert contribution(ref).status == Status.SECOND_PERSON


def test_an_approved_text_is_hidden_when_its_voice_becomes_unclear(people):
    (ref,) = make_discussion([PLAIN]).refs
    approved(ref, people.alice)
    set_voice(ref=ref, voice=Voice.UNCLEAR, by=people.bob)
    row = contribution(ref)
    assert (row.status, row.voice_cleared) == (Status.IN_REVIEW, False)


# --- passages ---------------------------------------------------------------------------------


def test_a_passage_is_carried_to_the_new_rendition_behind_its_masks(people):
    (ref,) = make_discussion([PLAIN]).refs
    theme("sleep")
    start = PLAIN.index("I did")
    passage = tag_passage(
        ref=ref, start=start, end=len(PLAIN), themes=["sleep"], voice=None, memo="m", by=people.bob
    )
    hide(ref, "Biscuit", people.alice)
    row = approved(ref, people.alice)
    anchor = Anchor.objects.get(passage=passage, rendition=row.rendition)
    assert shown(row.rendition).text[anchor.start : anchor.end] == PLAIN[start:]
    assert (anchor.method, anchor.state) == ("map", "anchored")


def test_the_same_passage_is_used_again_by_another_coder(people):
    (ref,) = make_discussion([PLAIN]).refs
    theme("sleep")
    span: dict[str, Any] = {"ref": ref, "start": 0, "end": 5, "themes": ["sleep"], "voice": None}
    assert tag_passage(**span, by=people.alice) == tag_passage(**span, by=people.bob)
    assert Coding.objects.count() == 2
    assert Anchor.objects.count() == 1


def test_a_memo_is_sealed(people):
    (ref,) = make_discussion([PLAIN]).refs
    theme("sleep")
    tag_passage(
        ref=ref, start=0, end=5, themes=["sleep"], voice=None, memo="Marek?", by=people.alice
    )
    memo = Coding.objects.get().memo
    assert b"Biscuit" not in bytes(memo)
    assert vault.ring([ref]).unseal(ref, "coding.memo", memo) == "Marek?"


def marked_by(ref, *coders, voice=None):
    """The passage on which each of them put the theme of sleep."""
    found = {
        tag_passage(ref=ref, start=0, end=5, themes=["sleep"], voice=voice, by=coder)
        for coder in coders
    }
    (passage,) = found
    return passage


def test_a_passage_goes_when_its_only_coder_takes_it_back(people):
    (ref,) = make_discussion([PLAIN]).refs
    theme("sleep")
    passage = marked_by(ref, people.alice, voice=Voice.MIXED)
    take_back_passage(ref=ref, passage=passage, by=people.alice)
    assert not Passage.objects.exists()
    with pytest.raises(NotFound):
        take_back_passage(ref=ref, passage=passage, by=people.alice)
    redo_coding(ref=ref, by=people.alice)
    assert Coding.objects.get().content_object.voice == Voice.MIXED


@pytest.mark.parametrize("voice", [None, Voice.SECOND_HAND])
def test_taking_a_passage_back_leaves_what_others_put_on_it(people, voice):
    (ref,) = make_discussion([PLAIN]).refs
    theme("sleep")
    passage = marked_by(ref, people.alice, people.bob, voice=voice)
    take_back_passage(ref=ref, passage=passage, by=people.alice)
    left = Coding.objects.get()
    assert (left.coder, left.content_object.voice) == (people.bob, voice or "")
    with pytest.raises(Conflict, match="nothing here that is yours alone"):
        take_back_passage(ref=ref, passage=passage, by=people.alice)


def test_nobody_takes_back_whose_experience_somebody_else_said_it_is(people):
    (ref,) = make_discussion([PLAIN]).refs
    passage = tag_passage(
        ref=ref, start=0, end=5, themes=[], voice=Voice.SECOND_HAND, by=people.alice
    )
    with pytest.raises(Conflict):
        take_back_passage(ref=ref, passage=passage, by=people.bob)
    take_back_passage(ref=ref, passage=passage, by=people.alice)
    assert not Passage.objects.exists()


def test_an_unknown_theme_and_an_empty_mark_are_refused(people):
    (ref,) = make_discussion([PLAIN]).refs
    for themes in (["nonesuch"], []):
        with pytest.raises(InvalidInput):
            tag_passage(ref=ref, start=0, end=5, themes=themes, voice=None, by=people.alice)


# --- refusing, and who may ---------------------------------------------------------------------


def test_a_refused_text_keeps_its_rendition_out_of_sight(people):
    (ref,) = make_discussion([PLAIN]).refs
    approved(ref, people.alice)
    refuse(ref=ref, reason="off_topic", by=people.bob)
    row = contribution(ref)
    assert (row.status, row.refused_for) == (Status.REFUSED, "off_topic")
    assert row.rendition is not None


def test_prose_about_a_refusal_is_not_kept_in_the_open(people):
    (ref,) = make_discussion([PLAIN]).refs
    refuse(ref=ref, reason="Marek would be known by this", by=people.bob)
    assert contribution(ref).refused_for == "other"


def test_a_researcher_may_not_review(people):
    (ref,) = make_discussion([PLAIN]).refs
    with pytest.raises(NotAllowed):
        set_voice(ref=ref, voice=Voice.MIXED, by=account("rita", Role.RESEARCHER))


def test_an_erased_text_is_gone(people):
    (ref,) = make_discussion([PLAIN]).refs
    vault.drop_key(ref)
    with pytest.raises(Gone):
        set_voice(ref=ref, voice=Voice.MIXED, by=people.alice)


def test_the_audit_holds_no_words_of_a_text(people):
    (ref,) = make_discussion([PLAIN]).refs
    hide(ref, "Biscuit", people.alice, treatment=Treatment.PSEUDONYM)
    approved(ref, people.alice)
    events = AuditEvent.objects.filter(ref=ref).order_by("id")
    assert [event.verb for event in events] == ["redact", "set_voice", "approve"]
    assert not any(
        word in str(event.detail) for event in events for word in ("Biscuit", "Person A")
    )
