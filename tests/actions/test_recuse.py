"""Stepping back from a text in which one knows somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from archive import actions
from archive.domain import warrant
from archive.domain.errors import Conflict, NotAllowed, NotFound
from archive.domain.words import Role, Status, Treatment, Voice
from archive.gate import GateReader, read_as, viewer_of
from archive.models import AuditEvent, Contribution, Recusal, User
from tests.factories import People, account, contribution, make_discussion, published
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

PLAIN = "Biscuit came with me to the clinic. I did not sleep that week."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def open_tables():
    with warrant.opened("tests", "look"):
        yield


def desk_of(user: User) -> GateReader:
    return read_as(viewer_of(user))


def written_by(number: int, *refs: str) -> None:
    Contribution.objects.filter(ref__in=refs).update(author_number=number)


def test_who_stepped_back_does_not_open_the_text_any_more(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.recuse(ref=ref, by=people.alice)
    before = AuditEvent.objects.filter(verb="open_original").count()
    with pytest.raises(NotAllowed, match="You stepped back from this text"):
        desk_of(people.alice).review(ref)
    with pytest.raises(NotAllowed):
        desk_of(people.alice).mailbox(ref)
    assert AuditEvent.objects.filter(verb="open_original").count() == before
    assert desk_of(people.bob).review(ref).original == PLAIN


DECISIONS: dict[str, Callable[[str, User], Any]] = {
    "redact": lambda ref, by: actions.redact(
        ref=ref, start=0, end=7, treatment=Treatment.MASK, by=by
    ),
    "take a redaction back": lambda ref, by: actions.retract_redaction(ref=ref, redaction=1, by=by),
    "give it a voice": lambda ref, by: actions.set_voice(ref=ref, voice=Voice.MIXED, by=by),
    "mark a passage": lambda ref, by: actions.tag_passage(
        ref=ref, start=0, end=7, themes=[], voice=Voice.MIXED, by=by
    ),
    "approve": lambda ref, by: actions.approve(ref=ref, by=by),
    "clear": lambda ref, by: actions.clear_second_person(ref=ref, by=by),
    "refuse": lambda ref, by: actions.refuse(ref=ref, reason="off_topic", by=by),
    "hold it": lambda ref, by: actions.hold_as_leaning(ref=ref, by=by),
    "ask for a second person": lambda ref, by: actions.ask_second_person(ref=ref, by=by),
    "write to its author": lambda ref, by: actions.send_message(ref=ref, words="Who?", by=by),
    "step back again": lambda ref, by: actions.recuse(ref=ref, by=by),
}


@pytest.mark.parametrize("what", DECISIONS)
def test_who_stepped_back_does_not(people, what):
    (ref,) = make_discussion([PLAIN]).refs
    actions.recuse(ref=ref, by=people.alice)
    with pytest.raises(NotAllowed, match="You stepped back from this text"):
        DECISIONS[what](ref, people.alice)
    assert contribution(ref).status == Status.WAITING


def test_texts_are_not_approved_together_with_one_that_was_stepped_back_from(people):
    made = make_discussion([PLAIN, "Thank you."])
    actions.recuse(ref=made.refs[1], by=people.alice)
    with pytest.raises(NotAllowed):
        actions.approve_many(
            slug=made.slug, refs=made.refs, voice=Voice.FIRST_PERSON, by=people.alice
        )
    assert contribution(made.refs[0]).status == Status.WAITING


def test_stepping_back_goes_for_all_that_its_author_wrote_in_the_discussion(people):
    made, other = make_discussion([PLAIN] * 3), make_discussion([PLAIN])
    first, same, somebody_else = made.refs
    written_by(1, first, same, other.refs[0])
    written_by(2, somebody_else)
    actions.recuse(ref=first, by=people.alice)
    with pytest.raises(NotAllowed):
        desk_of(people.alice).review(same)
    for ref in (somebody_else, other.refs[0]):
        assert desk_of(people.alice).review(ref).ref == ref


def test_what_one_stepped_back_from_waits_in_everybody_elses_queue_alone(people):
    essay, comment = make_discussion([PLAIN, "Thank you."]).refs
    actions.recuse(ref=essay, by=people.alice)
    assert [row.ref for row in desk_of(people.alice).queue()] == [comment]
    assert [row.ref for row in desk_of(people.bob).queue()] == [essay, comment]


def test_the_way_through_the_thread_passes_over_it(people):
    first, second, third = make_discussion([PLAIN] * 3).refs
    actions.recuse(ref=second, by=people.alice)
    sheet = desk_of(people.alice).review(third)
    assert (sheet.previous_ref, sheet.next_ref, sheet.left_in_thread) == (first, first, 1)
    sheet = desk_of(people.alice).review(first)
    assert (sheet.previous_ref, sheet.next_ref) == ("", third)
    assert desk_of(people.bob).review(first).next_ref == second


def test_its_row_on_the_desk_is_marked_and_shows_no_words(people):
    made = make_discussion([PLAIN, "Thank you."])
    actions.recuse(ref=made.refs[0], by=people.alice)
    essay, comment = desk_of(people.alice).desk(made.slug).rows
    assert (essay.stepped_back, essay.opening) == (True, "")
    assert (comment.stepped_back, comment.opening) == (False, "Thank you.")
    assert desk_of(people.alice).desk(made.slug).next_ref in ("propose", made.refs[1])
    assert desk_of(people.bob).desk(made.slug).rows[0].opening == PLAIN


def test_one_who_stepped_back_is_not_the_second_person_either(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.SECOND_HAND, by=people.alice)
    actions.approve(ref=ref, by=people.alice)
    actions.recuse(ref=ref, by=people.bob)
    with pytest.raises(NotAllowed, match="stepped back"):
        actions.clear_second_person(ref=ref, by=people.bob)
    actions.clear_second_person(ref=ref, by=people.carol)
    assert contribution(ref).cleared_by == people.carol


def test_what_one_approved_before_stepping_back_is_read_again_by_another(people):
    own, others = make_discussion([PLAIN, PLAIN]).refs
    for ref, by in ((own, people.alice), (others, people.bob)):
        published(ref)
        Contribution.objects.filter(ref=ref).update(approved_by=by)
        actions.recuse(ref=ref, by=people.alice)
    assert [contribution(ref).reread for ref in (own, others)] == [True, False]
    assert [row.ref for row in desk_of(people.bob).queue()] == [own]


def test_it_is_taken_back_from_the_page_of_the_queue(people):
    made = make_discussion([PLAIN, PLAIN])
    written_by(1, *made.refs)
    actions.recuse(ref=made.refs[0], by=people.alice)
    client = Client()
    client.force_login(people.alice)
    page = client.get(reverse("workbench")).content.decode()
    assert "Texts you stepped back from" in page
    assert "with 1 more by the same author" in page
    assert client.get(reverse("review", args=[made.refs[0]])).status_code == 403
    asked = {"do": "take_back", "ref": made.refs[0]}
    assert client.post(reverse("workbench"), asked).status_code == 303
    assert "Texts you stepped back from" not in client.get(reverse("workbench")).content.decode()
    assert client.get(reverse("review", args=[made.refs[1]])).status_code == 200


def test_taken_back_it_can_be_said_again(people):
    (ref,) = make_discussion([PLAIN]).refs
    for _ in range(2):
        actions.recuse(ref=ref, by=people.alice)
        actions.take_recusal_back(ref=ref, by=people.alice)
    assert Recusal.objects.filter(taken_back_at__isnull=False).count() == 2
    assert desk_of(people.alice).stepped_back() == ()
    with pytest.raises(Conflict):
        actions.take_recusal_back(ref=ref, by=people.alice)


def test_the_audit_says_who_stepped_back_and_not_why(people):
    (ref,) = make_discussion([PLAIN]).refs
    actions.recuse(ref=ref, by=people.alice)
    actions.take_recusal_back(ref=ref, by=people.alice)
    events = AuditEvent.objects.filter(ref=ref, actor="alice").order_by("id")
    assert [(event.verb, event.detail) for event in events] == [
        ("recuse", {}),
        ("take_recusal_back", {}),
    ]


def test_a_researcher_has_nothing_to_step_back_from(people):
    (ref,) = make_discussion([PLAIN]).refs
    rita = account("rita", Role.RESEARCHER)
    with pytest.raises(NotAllowed):
        actions.recuse(ref=ref, by=rita)
    with pytest.raises(NotFound):
        desk_of(rita).stepped_back()


def test_nobody_steps_back_from_a_text_that_is_not_there(people):
    with pytest.raises(NotFound):
        actions.recuse(ref="nonesuch", by=people.alice)
