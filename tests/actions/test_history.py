"""What was decided on a text, key by key, until readers have it."""

from __future__ import annotations

from datetime import date

import pytest

from archive import actions
from archive.domain import warrant
from archive.domain.words import Consent, Scope, Treatment, Voice
from archive.gate import read_as, viewer_of
from archive.gate.staff_disclosed import DisclosedStep
from archive.models import Redaction
from tests.factories import People, consented, contribution, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

PLAIN = "Biscuit came with me to the clinic. I did not sleep. BISCUIT did."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def open_tables():
    with warrant.opened("tests", "look"):
        yield


def history(ref: str, people: People) -> tuple[DisclosedStep, ...]:
    return read_as(viewer_of(people.bob)).review(ref).history


def decide(ref: str, word: str, people: People, treatment: Treatment = Treatment.MASK) -> int:
    start = PLAIN.index(word)
    return actions.redact(
        ref=ref, start=start, end=start + len(word), treatment=treatment, by=people.alice
    )


def undone(ref: str) -> int:
    rows = Redaction.objects.filter(contribution__ref=ref, retracted_at__isnull=False)
    return rows.count()


def approved(ref: str, people: People, voice: Voice = Voice.FIRST_PERSON) -> None:
    actions.set_voice(ref=ref, voice=voice, by=people.alice)
    actions.approve(ref=ref, by=people.alice)


def test_each_decision_is_a_step_and_the_newest_stands_first(people):
    (ref,) = make_discussion([PLAIN]).refs
    decide(ref, "Biscuit", people)
    decide(ref, "the clinic", people, Treatment.KEEP)
    steps = [(s.what, s.surface, s.replacement, s.by, s.undone) for s in history(ref, people)]
    assert steps == [
        ("kept", "the clinic", "", "alice", False),
        ("hidden", "Biscuit", "[removed]", "alice", False),
    ]


def test_what_was_taken_back_stands_there_twice(people):
    (ref,) = make_discussion([PLAIN]).refs
    redaction = decide(ref, "Biscuit", people)
    actions.retract_redaction(ref=ref, redaction=redaction, by=people.bob)
    back, made = history(ref, people)
    assert [(step.what, step.undone) for step in (back, made)] == [
        ("taken_back", True),
        ("hidden", True),
    ]
    assert back.batch == made.batch != ""


def test_a_decision_in_the_place_of_another_is_no_taking_back(people):
    (ref,) = make_discussion([PLAIN]).refs
    decide(ref, "Biscuit", people)
    decide(ref, "Biscuit", people, Treatment.KEEP)
    assert [(step.what, step.undone) for step in history(ref, people)] == [
        ("kept", False),
        ("hidden", True),
    ]


def test_one_key_is_one_step_however_often_the_words_stand_there(people):
    (ref,) = make_discussion([PLAIN]).refs
    for word in ("Biscuit", "BISCUIT"):
        decide(ref, word, people)
    first = Redaction.objects.order_by("id").first()
    assert first is not None
    Redaction.objects.update(batch=first.batch)
    (step,) = history(ref, people)
    assert (step.surface, step.places, step.batch) == ("Biscuit", 2, first.batch)


def test_history_of_another_text_is_not_shown(people):
    one, other = make_discussion([PLAIN, PLAIN]).refs
    decide(one, "Biscuit", people)
    assert history(other, people) == ()


def test_publication_forgets_what_was_taken_back_and_keeps_what_stands(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref)
    redaction = decide(ref, "Biscuit", people)
    actions.retract_redaction(ref=ref, redaction=redaction, by=people.alice)
    decide(ref, "the clinic", people)
    approved(ref, people)
    assert [step.surface for step in history(ref, people)] == ["the clinic"]
    assert Redaction.objects.count() == 1


def test_what_was_taken_back_is_kept_while_readers_see_nothing(people):
    (ref,) = make_discussion([PLAIN]).refs
    redaction = decide(ref, "Biscuit", people)
    actions.retract_redaction(ref=ref, redaction=redaction, by=people.alice)
    approved(ref, people)
    assert (contribution(ref).was_public, undone(ref)) == (False, 1)


def test_a_text_that_waits_for_a_second_person_keeps_its_history_for_them(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref)
    redaction = decide(ref, "Biscuit", people)
    actions.retract_redaction(ref=ref, redaction=redaction, by=people.alice)
    approved(ref, people, Voice.SECOND_HAND)
    assert undone(ref) == 1
    actions.clear_second_person(ref=ref, by=people.bob)
    assert undone(ref) == 0


def test_a_basis_that_publishes_what_was_approved_forgets_too(people):
    made = make_discussion([PLAIN])
    (ref,) = made.refs
    redaction = decide(ref, "Biscuit", people)
    actions.retract_redaction(ref=ref, redaction=redaction, by=people.alice)
    approved(ref, people)
    actions.propose_basis(
        slug=made.slug,
        scopes=[Scope.READ],
        rights="licence",
        privacy="weighed",
        reference="minute",
        dated=date(2026, 1, 2),
        by=people.dave,
    )
    actions.confirm_basis(slug=made.slug, by=people.erin)
    assert (contribution(ref).was_public, undone(ref)) == (True, 0)


def test_while_a_new_wording_waits_for_its_writer_nothing_is_forgotten(people):
    (ref,) = make_discussion([PLAIN]).refs
    consented(ref, Consent.GIVEN)
    redaction = decide(ref, "Biscuit", people)
    approved(ref, people)
    actions.sign_off(ref=ref)
    actions.retract_redaction(ref=ref, redaction=redaction, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    assert (contribution(ref).pending is not None, undone(ref)) == (True, 1)
    actions.sign_off(ref=ref)
    assert undone(ref) == 0
