"""A reviewer sees that a text leans on a hidden one."""

from __future__ import annotations

import pytest

from archive import actions
from archive.domain import warrant
from archive.domain.errors import Conflict
from archive.domain.words import Letter, Status, Treatment, Voice
from archive.gate import READER, read_as, viewer_of
from archive.models import Message, Outbox
from tests.factories import People, contribution, make_discussion, published
from tests.factories import people as make_people
from tests.told import open_question, publish, tell

pytestmark = pytest.mark.django_db(databases="__all__")

PLAIN = "Biscuit came with me to the clinic."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def open_tables():
    with warrant.opened("tests", "look"):
        yield


def test_a_text_that_leans_is_hidden_from_readers_at_once_and_queued_as_such(people):
    made = make_discussion([PLAIN, "As you say about Biscuit."])
    for ref in made.refs:
        published(ref)
    actions.hold_as_leaning(ref=made.refs[1], by=people.alice)
    (row,) = read_as(viewer_of(people.bob)).queue()
    assert (row.ref, row.held, row.status) == (made.refs[1], True, Status.APPROVED)
    assert len(read_as(READER).discussion(made.slug).contributions) == 1
    last = Outbox.objects.order_by("id").last()
    assert last is not None
    assert (last.ref, last.op) == (made.refs[1], "purge")


def test_approving_shows_it_again(people):
    (ref,) = make_discussion([PLAIN]).refs
    published(ref)
    actions.hold_as_leaning(ref=ref, by=people.alice)
    assert read_as(viewer_of(people.bob)).review(ref).held
    actions.redact(ref=ref, start=0, end=7, treatment=Treatment.MASK, by=people.bob)
    actions.approve(ref=ref, by=people.bob)
    row = contribution(ref)
    assert (row.held, row.reread) == (False, False)
    assert read_as(READER).contribution(ref).text.startswith("[removed]")


def test_its_writer_is_told_once(people):
    told = tell(open_question("What the birds said"), PLAIN)
    publish(told, people.alice)
    for _ in range(2):
        actions.hold_as_leaning(ref=told.ref, by=people.bob)
    letters = Message.objects.filter(contribution__ref=told.ref, kind=Letter.HELD.value)
    assert letters.count() == 1


def test_a_text_not_approved_yet_waits_with_the_mark(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.hold_as_leaning(ref=ref, by=people.alice)
    (row,) = read_as(viewer_of(people.bob)).queue()
    assert (row.held, row.status) == (True, Status.WAITING)
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.bob)
    actions.approve(ref=ref, by=people.bob)
    assert not contribution(ref).held


def test_a_refused_text_needs_no_holding(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.refuse(ref=ref, reason="off_topic", by=people.alice)
    with pytest.raises(Conflict):
        actions.hold_as_leaning(ref=ref, by=people.alice)
