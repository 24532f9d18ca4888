"""Who read a wording whole: kept with each approval and clearance, and with nothing else."""

from __future__ import annotations

import pytest
from django.db import transaction

from archive import actions, vault
from archive.actions.removal_masks import rewrite
from archive.actions.reviewing import open_locked
from archive.domain import warrant
from archive.domain.errors import Conflict, InvalidInput, NotAllowed
from archive.domain.redaction import Edit
from archive.domain.words import Status, Treatment, Voice
from archive.gate import read_as, viewer_of
from archive.gate.staff_disclosed import ReviewSheet
from archive.models import Attestation, Contribution, Rendition
from tests.factories import People, Written, consented, contribution, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

PLAIN = "Biscuit came with me to the clinic. I did not sleep that week."
NOTE = "Her sister would know her by the dog."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def open_tables():
    with warrant.opened("tests", "look"):
        yield


def sheet_of(ref: str, people: People) -> ReviewSheet:
    return read_as(viewer_of(people.bob)).review(ref)


def mask(ref: str, word: str, people: People, text: str = PLAIN) -> int:
    start = text.index(word)
    return actions.redact(
        ref=ref, start=start, end=start + len(word), treatment=Treatment.MASK, by=people.alice
    )


def test_approval_keeps_who_read_what_with_the_checklist_as_it_stood(people):
    text = "I was 43 years old when it began."
    (ref,) = make_discussion([text]).refs
    mask(ref, "43 years old", people, text)
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    actions.approve(ref=ref, by=people.alice, note=NOTE)
    (read,) = sheet_of(ref, people).attestations
    assert (read.by, read.note, read.number) == ("alice", NOTE, 1)
    assert read.engine == Rendition.objects.get(contribution__ref=ref, number=0).engine != ""
    found = {line.key: (line.state, line.count) for line in read.checklist}
    assert found["dates"] == ("hidden", 1)
    assert found["names"] == ("none", 0)


def test_the_note_is_sealed(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    actions.approve(ref=ref, by=people.alice, note=f"  {NOTE}\n")
    sealed = Attestation.objects.get().note
    assert sealed is not None
    assert b"sister" not in bytes(sealed)
    assert vault.ring([ref]).unseal(ref, "attestation.note", sealed) == NOTE


def test_nothing_noted_is_nothing_kept(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    actions.approve(ref=ref, by=people.alice, note=" ")
    assert Attestation.objects.get().note is None


def test_a_note_that_is_too_long_approves_nothing(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    with pytest.raises(InvalidInput, match="at most"):
        actions.approve(ref=ref, by=people.alice, note="x" * 2001)
    assert (contribution(ref).rendition, Attestation.objects.count()) == (None, 0)


def test_texts_approved_together_have_each_their_own(people):
    made = make_discussion([PLAIN, "Thank you."])
    actions.approve_many(
        slug=made.slug, refs=made.refs, voice=Voice.FIRST_PERSON, by=people.alice, note=NOTE
    )
    notes = [sheet_of(ref, people).attestations[0].note for ref in made.refs]
    assert notes == [NOTE, NOTE]


def test_the_second_person_attests_the_same_wording(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.SECOND_HAND, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    actions.clear_second_person(ref=ref, by=people.bob, note=NOTE)
    second, first = sheet_of(ref, people).attestations
    assert [(a.by, a.number, a.note) for a in (first, second)] == [
        ("alice", 1, ""),
        ("bob", 1, NOTE),
    ]


def test_a_wording_that_hides_more_on_request_was_read_whole_by_nobody(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref)
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    row = contribution(ref)
    with transaction.atomic():
        rewrite(open_locked(ref), keep=Edit(0, 7, "[removed]"))
    assert Rendition.objects.filter(contribution=row).count() == 3
    assert Attestation.objects.get().rendition == row.rendition


def test_names_of_authors_stand_apart_on_the_checklist_of_the_page(people):
    text = "Yours, Odalys Brandvold"
    (ref,) = make_discussion([Written(text, author="Odalys Brandvold")]).refs
    mask(ref, "Odalys Brandvold", people, text)
    mask(ref, "Yours", people, text)
    found = {line.key: (line.state, line.count) for line in sheet_of(ref, people).checklist}
    assert found["authors"] == ("hidden", 1)
    assert found["others"] == ("none", 0)
    assert found["any_other"] == ("hidden", 1)


def test_a_wording_records_what_looked_last_before_it_was_approved(people):
    (ref,) = make_discussion([PLAIN]).refs
    before = sheet_of(ref, people)
    assert before.rules_alone is True
    Rendition.objects.filter(contribution__ref=ref, number=0).update(engine="full 9")
    after = sheet_of(ref, people)
    assert (after.engine, after.rules_alone) == ("full 9", False)
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    assert sheet_of(ref, people).attestations[0].engine == "full 9"


def test_the_page_says_what_name_readers_get(people):
    (ref,) = make_discussion([PLAIN]).refs
    assert sheet_of(ref, people).author_label == ""
    Contribution.objects.filter(ref=ref).update(author_number=3)
    assert sheet_of(ref, people).author_label == "Contributor 3"
    sealed = vault.ring([ref]).seal(ref, "contribution.pen_name", "Quiet Heron")
    Contribution.objects.filter(ref=ref).update(pen_name=sealed)
    assert sheet_of(ref, people).author_label == "Quiet Heron"


# --- a second person ----------------------------------------------------------------------------


def test_a_reviewer_can_ask_for_a_second_person_whatever_the_voice(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref)
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    actions.ask_second_person(ref=ref, by=people.alice)
    assert sheet_of(ref, people).second_asked
    actions.approve(ref=ref, by=people.alice)
    assert (contribution(ref).status, contribution(ref).was_public) == ("second_person", False)
    with pytest.raises(NotAllowed):
        actions.clear_second_person(ref=ref, by=people.alice)
    actions.clear_second_person(ref=ref, by=people.bob)
    row = contribution(ref)
    assert (row.status, row.was_public, row.second_asked) == ("approved", True, False)


def test_asking_hides_an_approved_text_until_it_is_cleared(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    actions.ask_second_person(ref=ref, by=people.bob)
    assert contribution(ref).status == Status.SECOND_PERSON
    with pytest.raises(Conflict):
        actions.ask_second_person(ref=ref, by=people.bob)


def test_what_was_asked_for_outlasts_a_change_of_voice(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.ask_second_person(ref=ref, by=people.bob)
    actions.set_voice(ref=ref, voice=Voice.SECOND_HAND, by=people.alice)
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    assert contribution(ref).status == Status.SECOND_PERSON


def test_nobody_clears_a_wording_from_which_something_was_taken_back_since(people):
    (ref,) = make_discussion([PLAIN]).refs
    redaction = mask(ref, "Biscuit", people)
    actions.set_voice(ref=ref, voice=Voice.SECOND_HAND, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    actions.retract_redaction(ref=ref, redaction=redaction, by=people.bob)
    with pytest.raises(Conflict):
        actions.clear_second_person(ref=ref, by=people.bob)
    actions.approve(ref=ref, by=people.alice)
    actions.clear_second_person(ref=ref, by=people.bob)
    assert [(a.by, a.number) for a in sheet_of(ref, people).attestations] == [
        ("bob", 2),
        ("alice", 2),
        ("alice", 1),
    ]


def test_what_the_second_person_hides_is_approved_before_anybody_clears_it(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.SECOND_HAND, by=people.bob)
    actions.approve(ref=ref, by=people.bob)
    mask(ref, "Biscuit", people)
    with pytest.raises(Conflict):
        actions.clear_second_person(ref=ref, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    actions.clear_second_person(ref=ref, by=people.bob)
    assert contribution(ref).status == Status.APPROVED
