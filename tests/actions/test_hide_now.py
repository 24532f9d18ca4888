"""Urgent hiding: live at once, out of the index, and its writer is told."""

from __future__ import annotations

import pytest

from archive import actions
from archive.domain import warrant
from archive.domain.errors import InvalidInput
from archive.domain.words import Letter, Treatment
from archive.gate import READER, read_as
from archive.models import Message, Outbox
from tests import told
from tests.actions.words import approve, hide, shown
from tests.factories import People, consented, contribution, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

TEXT = "Biscuit came with me. The pepper did not."


@pytest.fixture
def people() -> People:
    return make_people()


def urgently(ref: str, word: str, by, text: str = TEXT, **options) -> None:
    start = text.index(word)
    actions.hide_now(ref=ref, start=start, end=start + len(word), by=by, **options)


def test_readers_and_indexes_lose_it_at_once_and_nothing_else_changes(people) -> None:
    (ref,) = make_discussion([TEXT]).refs
    consented(ref)
    approve(ref, people.alice)
    hide(ref, "pepper", people.alice)
    urgently(ref, "Biscuit", people.bob, treatment=Treatment.PSEUDONYM)
    text = read_as(READER).contribution(ref).text
    assert text == "[Person B] came with me. The pepper did not."
    with warrant.opened("tests", "look"):
        last = Outbox.objects.order_by("id").last()
        assert last is not None
        assert (last.ref, last.op) == (ref, "purge")
    assert contribution(ref).reread
    actions.approve(ref=ref, by=people.alice)
    text = read_as(READER).contribution(ref).text
    assert text == "[Person B] came with me. The [Person A] did not."


def test_a_title_is_hidden_too(people) -> None:
    (ref,) = make_discussion([TEXT], title="Biscuit and I").refs
    consented(ref)
    approve(ref, people.alice)
    actions.hide_now(ref=ref, start=0, end=7, field="title", by=people.bob)
    assert shown(contribution(ref).rendition).title == "[removed] and I"
    assert contribution(ref).reread is False


def test_what_nobody_sees_yet_is_hidden_from_the_start(people) -> None:
    (ref,) = make_discussion([TEXT]).refs
    urgently(ref, "Biscuit", people.bob)
    assert contribution(ref).rendition is None
    consented(ref)
    approve(ref, people.alice)
    assert read_as(READER).contribution(ref).text.startswith("[removed] came")


def test_keeping_is_no_hiding(people) -> None:
    (ref,) = make_discussion([TEXT]).refs
    with pytest.raises(InvalidInput):
        urgently(ref, "Biscuit", people.bob, treatment=Treatment.KEEP)


def test_its_writer_finds_a_letter(people) -> None:
    slug = told.open_question()
    sent = told.tell_to_be_asked(slug, "It was Quorl who drove me home, and I slept at last.")
    told.publish(sent, people.alice)
    text = "It was Quorl who drove me home, and I slept at last."
    shown_now = read_as(READER).contribution(sent.ref).text
    urgently(sent.ref, "slept at last", people.bob, text)
    after = read_as(READER).contribution(sent.ref).text
    assert "slept at last" in shown_now
    assert "slept at last" not in after
    with warrant.opened("tests", "look"):
        kinds = set(
            Message.objects.filter(contribution__ref=sent.ref).values_list("kind", flat=True)
        )
    assert Letter.HIDDEN_MORE.value in kinds
