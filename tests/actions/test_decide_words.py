"""Decisions over words: once for the thread, taken back whole, reaching what is approved."""

from __future__ import annotations

import pytest

from archive import actions
from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotAllowed, NotFound
from archive.domain.words import Status
from archive.gate import read_as, viewer_of
from archive.models import AuditEvent, Contribution, Redaction
from tests.actions.words import approve, drafted, finding, hide, shown
from tests.factories import People, Written, consented, contribution, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

ESSAY = "Biscuit came with me. I did not sleep, and biscuit's tea was cold."
REPLY = "Give BISCUIT my love. Biscuits are not what I mean."


@pytest.fixture
def people() -> People:
    return make_people()


def test_a_name_that_is_accepted_is_hidden_where_no_detector_found_it(people) -> None:
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    decided = actions.decide_words(
        ref=essay, findings=[finding(essay, "Biscuit")], decision="accept", by=people.alice
    )
    assert (decided.here, decided.elsewhere, decided.texts, decided.reread) == (2, 1, 2, 0)
    assert (
        drafted(essay) == "[Person A] came with me. I did not sleep, and [Person A]'s tea was cold."
    )
    assert drafted(reply) == "Give [Person A] my love. Biscuits are not what I mean."


def test_here_alone_means_here_alone(people) -> None:
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    decided = actions.decide_words(
        ref=essay,
        findings=[finding(essay, "Biscuit")],
        decision="accept",
        whole_thread=False,
        by=people.alice,
    )
    assert (decided.here, decided.elsewhere) == (1, 0)
    assert drafted(reply) == REPLY


def test_an_approved_text_is_to_be_read_again_and_readers_see_the_old_wording(people) -> None:
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    consented(reply)
    approve(reply, people.bob)
    decided = actions.decide_words(
        ref=essay, findings=[finding(essay, "Biscuit")], decision="accept", by=people.alice
    )
    row = contribution(reply)
    assert (decided.reread, row.reread, row.status) == (1, True, Status.APPROVED)
    assert "BISCUIT" in shown(row.rendition).text
    actions.approve(ref=reply, by=people.bob)
    row = contribution(reply)
    assert row.reread is False
    assert "biscuit my" not in shown(row.rendition).text.casefold()


def test_a_text_that_waits_for_a_second_person_must_be_approved_anew(people) -> None:
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    approve(reply, people.bob)
    with warrant.opened("tests", "look"):
        Contribution.objects.filter(ref=reply).update(status=Status.SECOND_PERSON.value)
    actions.decide_words(
        ref=essay, findings=[finding(essay, "Biscuit")], decision="accept", by=people.alice
    )
    assert contribution(reply).status == Status.IN_REVIEW


def test_keeping_reaches_only_what_nobody_approved(people) -> None:
    essay, waiting, done = make_discussion([ESSAY, ESSAY, ESSAY]).refs
    for ref in (waiting, done):
        finding(ref, "Biscuit")
    with warrant.opened("tests", "look"):
        Contribution.objects.filter(ref=done).update(status=Status.REFUSED.value)
    decided = actions.decide_words(
        ref=essay,
        findings=[finding(essay, "Biscuit")],
        decision="keep",
        reason="points_to_nobody",
        by=people.alice,
    )
    assert (decided.here, decided.elsewhere) == (1, 1)
    with warrant.opened("tests", "look"):
        assert not Redaction.objects.filter(contribution__ref=done).exists()


def test_what_lies_in_a_wider_mask_stays_hidden_whole(people) -> None:
    essay, reply = make_discussion([ESSAY, "Write to biscuit@post.example soon."]).refs
    actions.decide_words(
        ref=essay, findings=[finding(essay, "Biscuit")], decision="accept", by=people.alice
    )
    assert drafted(reply) == "Write to [e-mail] soon."


def test_hiding_a_first_name_does_not_decide_about_the_surname(people) -> None:
    (ref,) = make_discussion(["I met Biscuit Okonjo, and Biscuit laughed."]).refs
    finding(ref, "Biscuit Okonjo")
    hide(ref, "Biscuit", people.alice)
    sheet = read_as(viewer_of(people.alice)).review(ref)
    assert [found.surface for found in sheet.findings if "Okonjo" in found.surface]


def test_undo_takes_a_batch_back_and_lets_stand_what_it_replaced(people) -> None:
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    hide(reply, "BISCUIT", people.bob, treatment="mask", replacement="[a friend]")
    consented(reply)
    approve(reply, people.bob)
    before = drafted(essay), drafted(reply)
    found = finding(reply, "BISCUIT")
    decided = actions.decide_words(ref=reply, findings=[found], decision="accept", by=people.alice)
    assert drafted(reply).startswith("Give [Person A] my")
    assert contribution(reply).reread
    taken = actions.undo_batch(ref=essay, batch=decided.batch, by=people.alice)
    assert taken == decided.here + decided.elsewhere
    assert (drafted(essay), drafted(reply)) == before
    assert contribution(reply).reread is False


def test_undoing_an_earlier_batch_leaves_the_later_one_alone(people) -> None:
    (essay,) = make_discussion([ESSAY]).refs
    found = [finding(essay, "Biscuit")]
    once = actions.decide_words(ref=essay, findings=found, decision="accept", by=people.alice)
    twice = actions.decide_words(
        ref=essay, findings=found, decision="edit", replacement="[a dog]", by=people.alice
    )
    actions.undo_batch(ref=essay, batch=once.batch, by=people.alice)
    assert drafted(essay).startswith("[a dog] came")
    actions.undo_batch(ref=essay, batch=twice.batch, by=people.alice)
    assert drafted(essay) == ESSAY


def test_a_batch_is_taken_back_once_and_only_in_its_own_thread(people) -> None:
    (essay,), (other,) = make_discussion([ESSAY]).refs, make_discussion([ESSAY]).refs
    batch = actions.decide_words(
        ref=essay, findings=[finding(essay, "Biscuit")], decision="accept", by=people.alice
    ).batch
    with pytest.raises(NotFound):
        actions.undo_batch(ref=other, batch=batch, by=people.alice)
    actions.undo_batch(ref=essay, batch=batch, by=people.alice)
    with pytest.raises(NotFound):
        actions.undo_batch(ref=essay, batch=batch, by=people.alice)


def test_a_selection_is_hidden_in_the_whole_thread_when_asked(people) -> None:
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    hide(essay, "Biscuit", people.alice, whole_thread=True)
    assert "biscuit" not in drafted(essay).casefold()
    assert drafted(reply).startswith("Give [Person A] my")


def test_an_unknown_label_is_nobodys(people) -> None:
    (essay,) = make_discussion([ESSAY]).refs
    for words in ("[Person Q]", "[Contributor 9]"):
        with pytest.raises(InvalidInput):
            hide(essay, "Biscuit", people.alice, replacement=words)


def test_the_preview_shows_every_place_and_is_audited(people) -> None:
    essay, reply, _ = make_discussion([ESSAY, REPLY, "Nothing here."]).refs
    found = finding(essay, "Biscuit")
    places = read_as(viewer_of(people.alice)).occurrences(essay, found)
    assert [place.ref for place in places] == [essay, essay, reply]
    assert [place.surface for place in places] == ["Biscuit", "biscuit", "BISCUIT"]
    assert all(len(place.before) <= 60 and len(place.after) <= 60 for place in places)
    with warrant.opened("tests", "look"):
        looked = AuditEvent.objects.filter(verb="open_original", detail__part="occurrences")
        assert sorted(event.ref for event in looked) == sorted([essay, reply])


def test_no_decision_repeats_a_word_of_the_text_in_the_audit(people) -> None:
    essay, _ = make_discussion([Written(ESSAY, author="Biscuit Okonjo"), REPLY]).refs
    batch = actions.decide_words(
        ref=essay, findings=[finding(essay, "Biscuit")], decision="accept", by=people.alice
    ).batch
    actions.undo_batch(ref=essay, batch=batch, by=people.alice)
    with warrant.opened("tests", "look"):
        said = " ".join(str(e.detail) for e in AuditEvent.objects.all()).casefold()
    assert "biscuit" not in said


def test_who_stepped_back_from_a_text_shows_nothing_of_it_again_by_undoing(people) -> None:
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    decided = actions.decide_words(
        ref=essay, findings=[finding(essay, "Biscuit")], decision="accept", by=people.alice
    )
    actions.recuse(ref=reply, by=people.alice)
    with pytest.raises(NotAllowed, match="stepped back"):
        actions.undo_batch(ref=essay, batch=decided.batch, by=people.alice)
    assert drafted(reply) == "Give [Person A] my love. Biscuits are not what I mean."
    assert actions.undo_batch(ref=essay, batch=decided.batch, by=people.bob) == 3
    assert drafted(reply) == REPLY
