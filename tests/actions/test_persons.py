"""Labels: one a person, never another's, never again; aliases merged; nothing told by them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import actions
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.labels import person_label, person_number
from archive.domain.redaction import Edit, only_hides_more
from archive.gate import read_as, viewer_of
from archive.models import Contribution, Person
from tests.actions.words import approve, drafted, finding, hide
from tests.factories import People, Written, consented, contribution, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

THREAD = ["Biscuit drove.", "Pepper sang.", "Bisc was there.", "Waffles and Pepper."]


@pytest.fixture
def people() -> People:
    return make_people()


def everybody(ref: str, by) -> dict[str, tuple[int, int, int]]:
    found = read_as(viewer_of(by)).persons(ref)
    return {one.label: (one.id, one.here, one.elsewhere) for one in found}


@given(st.integers(min_value=1, max_value=500_000))
def test_a_label_is_read_back_as_the_number_it_was_made_of(number: int) -> None:
    assert person_number(person_label(number)) == number


def test_a_label_says_nothing_of_the_name(people) -> None:
    refs = make_discussion(THREAD).refs
    for ref, word in zip(refs, ("Biscuit", "Pepper", "Bisc", "Waffles"), strict=True):
        hide(ref, word, people.alice)
    labels = [drafted(ref).split("]")[0] + "]" for ref in refs]
    assert labels == ["[Person A]", "[Person B]", "[Person C]", "[Person D]"]
    assert all(re.fullmatch(r"\[Person [A-Z]\]", label) for label in labels)


def test_a_label_is_not_given_again_when_it_was_taken_back_or_erased(people) -> None:
    biscuit, pepper, bisc, _ = make_discussion(THREAD).refs
    batch = actions.decide_words(
        ref=biscuit, findings=[finding(biscuit, "Biscuit")], decision="accept", by=people.alice
    ).batch
    actions.undo_batch(ref=biscuit, batch=batch, by=people.alice)
    hide(pepper, "Pepper", people.alice)
    hide(bisc, "Bisc", people.alice)
    assert drafted(bisc) == "[Person C] was there."
    approve(bisc, people.alice)


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_erasing_the_text_that_named_somebody_frees_no_label(people) -> None:
    biscuit, pepper, *_ = make_discussion(THREAD).refs
    hide(biscuit, "Biscuit", people.alice)
    actions.erase(ref=biscuit, by=people.dave)
    hide(pepper, "Pepper", people.alice)
    assert drafted(pepper) == "[Person B] sang."


def test_merged_names_have_one_label_and_undo_parts_them(people) -> None:
    biscuit, _, bisc, _ = make_discussion(THREAD).refs
    hide(biscuit, "Biscuit", people.alice)
    hide(bisc, "Bisc", people.alice)
    consented(bisc)
    approve(bisc, people.bob)
    known = everybody(bisc, people.alice)
    assert known["[Person B]"][1:] == (1, 0)
    gone, kept = known["[Person B]"][0], known["[Person A]"][0]
    assert actions.merge_persons(ref=bisc, person=gone, into=kept, by=people.alice) == 1
    assert drafted(bisc) == "[Person A] was there."
    assert contribution(bisc).reread
    assert everybody(bisc, people.alice) == {"[Person A]": (kept, 1, 1)}
    with warrant.opened("tests", "look"):
        (batch,) = set(Person.objects.exclude(merge="").values_list("merge", flat=True))
    actions.undo_batch(ref=bisc, batch=batch, by=people.alice)
    assert drafted(bisc) == "[Person B] was there."
    assert contribution(bisc).reread is False
    assert set(everybody(bisc, people.alice)) == {"[Person A]", "[Person B]"}


def test_an_alias_goes_on_in_what_is_hidden_later(people) -> None:
    biscuit, _, bisc, waffles = make_discussion([*THREAD[:3], "Bisc again."]).refs
    hide(biscuit, "Biscuit", people.alice)
    hide(bisc, "Bisc", people.alice)
    known = everybody(bisc, people.alice)
    actions.merge_persons(
        ref=bisc, person=known["[Person B]"][0], into=known["[Person A]"][0], by=people.alice
    )
    hide(waffles, "Bisc", people.alice)
    assert drafted(waffles) == "[Person A] again."


def test_nobody_is_merged_with_themselves_or_with_a_stranger(people) -> None:
    (one,), (other,) = make_discussion(THREAD[:1]).refs, make_discussion(THREAD[:1]).refs
    hide(one, "Biscuit", people.alice)
    hide(other, "Biscuit", people.alice)
    here = everybody(one, people.alice)["[Person A]"][0]
    there = everybody(other, people.alice)["[Person A]"][0]
    for into in (here, there):
        with pytest.raises(InvalidInput):
            actions.merge_persons(ref=one, person=here, into=into, by=people.alice)


def test_two_people_of_one_name_can_be_told_apart(people) -> None:
    (ref,) = make_discussion(["Biscuit drove. Another Biscuit sang."]).refs
    hide(ref, "Biscuit", people.alice)
    start = len("Biscuit drove. Another ")
    actions.redact(
        ref=ref,
        start=start,
        end=start + 7,
        treatment="pseudonym",  # type: ignore[arg-type]
        replacement="[new person]",
        by=people.alice,
    )
    assert drafted(ref) == "[Person A] drove. Another [Person B] sang."


def test_who_writes_in_the_thread_has_the_number_that_readers_see(people) -> None:
    made = make_discussion([Written("Hello.", author="Biscuit Okonjo"), "Biscuit Okonjo is right."])
    with warrant.opened("tests", "look"):
        Contribution.objects.filter(ref=made.refs[0]).update(author_number=3)
    reply = made.refs[1]
    actions.decide_words(
        ref=reply, findings=[finding(reply, "Biscuit Okonjo")], decision="accept", by=people.alice
    )
    assert drafted(reply) == "[Contributor 3] is right."


def test_a_label_in_the_place_of_a_name_hides_as_much() -> None:
    named = [Edit(0, 7, "[name]")]
    for label in ("[Person A]", "[Contributor 3]"):
        assert only_hides_more(named, [Edit(0, 7, label)], text="Biscuit drove.")
    assert not only_hides_more(named, [Edit(0, 7, "[a dog]")], text="Biscuit drove.")
    assert not only_hides_more([Edit(0, 7, "[Person B]")], [Edit(0, 7, "[Person A]")])
    assert not only_hides_more(named, [Edit(0, 6, "[Person A]")], text="Biscuit drove.")
