"""One's own settings: nobody else is told, and what one keeps away from is not offered."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from archive import actions
from archive.domain import warrant
from archive.domain.content_labels import BLURRED_AT_FIRST, Label
from archive.domain.errors import InvalidInput, NotAllowed, NotFound
from archive.domain.words import Role, Voice
from archive.gate import READER, GateReader, read_as, viewer_of
from archive.gate.caring import Care
from archive.models import AuditEvent, CareSettings, ContentLabel, User
from tests.factories import People, account, consented, contribution, make_discussion, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def open_tables() -> Iterator[None]:
    with warrant.opened("tests", "look"):
        yield


def keep(by: User, **chosen: Any) -> None:
    first: dict[str, Any] = {
        "blur": True, "blurred": [], "pause_texts": None, "pause_minutes": None,
        "apart_labels": [], "apart_themes": [],
    }  # fmt: skip
    actions.set_care(by=by, **(first | chosen))


def offered(by: User) -> set[str]:
    """What the queue of an account offers, in whichever shape it comes."""
    queue: Any = read_as(viewer_of(by)).queue()
    return {row.ref for row in getattr(queue, "rows", queue)}


def test_who_has_chosen_nothing_has_the_first_settings(people: People) -> None:
    assert read_as(viewer_of(people.alice)).care() == Care()
    assert Care().blurred == BLURRED_AT_FIRST


def test_settings_are_kept_and_are_ones_own(people: People) -> None:
    keep(people.alice, blurred=["sex"], pause_texts=3, apart_labels=["abuse"])
    mine = read_as(viewer_of(people.alice)).care()
    assert (mine.blurred, mine.pause_texts, mine.apart_labels) == (
        (Label.SEX,), 3, (Label.ABUSE,),
    )  # fmt: skip
    for other in (people.bob, people.carol, people.dave):
        assert read_as(viewer_of(other)).care() == Care()


def test_nobody_can_ask_for_somebody_elses_settings() -> None:
    assert list(inspect.signature(GateReader.care).parameters) == ["self"]
    with pytest.raises(NotFound):
        read_as(READER).care()


def test_choosing_is_recorded_nowhere(people: People) -> None:
    before = AuditEvent.objects.count()
    keep(people.alice, apart_labels=["abuse"])
    assert AuditEvent.objects.count() == before
    assert CareSettings.objects.get().account == people.alice


def test_what_there_is_not_cannot_be_chosen(people: People) -> None:
    for wrong in (
        {"blurred": ["sadness"]},
        {"apart_labels": ["sadness"]},
        {"apart_themes": ["nowhere"]},
        {"pause_texts": 0},
        {"pause_minutes": 10_000},
    ):
        with pytest.raises(InvalidInput):
            keep(people.alice, **wrong)
    with pytest.raises(NotAllowed):
        keep(account("rita", Role.RESEARCHER))


def test_a_label_one_keeps_away_from_is_not_offered_to_her_alone(people: People) -> None:
    made = make_discussion(["An essay.", "It holds it.", "It may hold it.", "It does not."])
    _, holds, may, other = made.refs
    actions.label_content(ref=holds, labels=["abuse"], by=people.carol)
    ContentLabel.objects.create(contribution=contribution(may), label="abuse", suggested=True)
    keep(people.alice, apart_labels=["abuse"])
    assert {holds, may}.isdisjoint(offered(people.alice))
    assert other in offered(people.alice)
    assert {holds, may} <= offered(people.bob)


def test_a_theme_one_keeps_away_from_is_not_offered_even_after_a_merge(people: People) -> None:
    theme("loss")
    _, ref = make_discussion(["An essay.", "A text about losing."]).refs
    actions.tag_passage(
        ref=ref, start=0, end=6, themes=["loss"], voice=Voice.FIRST_PERSON, by=people.carol
    )
    keep(people.alice, apart_themes=["loss"])
    assert ref not in offered(people.alice)
    assert ref in offered(people.bob)


def test_the_next_text_is_never_one_she_keeps_away_from(people: People) -> None:
    made = make_discussion(["An essay.", "It holds it.", "It does not."])
    essay, holds, other = made.refs
    for ref in made.refs:
        consented(ref)
    actions.label_content(ref=holds, labels=["abuse"], by=people.carol)
    keep(people.alice, apart_labels=["abuse"])
    assert read_as(viewer_of(people.alice)).review(essay).next_ref == other
    assert read_as(viewer_of(people.bob)).review(essay).next_ref == holds
    actions.refuse(ref=essay, reason="off_topic", by=people.carol)
    assert read_as(viewer_of(people.alice)).desk(made.slug).next_ref == other
    assert read_as(viewer_of(people.bob)).desk(made.slug).next_ref == holds


def test_it_forbids_nothing(people: People) -> None:
    (ref,) = make_discussion(["It holds it."]).refs
    actions.label_content(ref=ref, labels=["abuse"], by=people.carol)
    keep(people.alice, apart_labels=["abuse"])
    assert read_as(viewer_of(people.alice)).review(ref).original == "It holds it."
