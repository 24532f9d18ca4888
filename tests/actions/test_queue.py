"""The queue: lanes, taking and giving, passing on, refusing together, and what is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive import actions
from archive.domain import warrant
from archive.domain.distress import Distress
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.queue import PAGE, Asked, Calm, Lane, SkipReason, Source, Whose
from archive.domain.words import Role, Status, Voice
from archive.gate import READER, GateReader, read_as, viewer_of
from archive.models import Assignment, AuditEvent, Contribution, Skip, StaffNote, User
from tests import told
from tests.factories import People, account, contribution, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

PLAIN = "Biscuit came with me to the clinic. I did not sleep that week."
URGENT = "I slept badly for a year. Tonight I will kill myself."
PRESENT = "I took it for a year. I want to die."
SOME = Asked()


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def _open_tables() -> Iterator[None]:
    with warrant.opened("tests", "look"):
        yield


def bench_of(user: User) -> GateReader:
    return read_as(viewer_of(user))


def refs(user: User, asked: Asked = SOME) -> list[str]:
    return [row.ref for row in bench_of(user).queue_page(asked).rows]


def aged(ref: str, days: int) -> None:
    moment = timezone.now() - timedelta(days=days)
    Contribution.objects.filter(ref=ref).update(arrived_at=moment)


def lapsed(ref: str) -> None:
    Assignment.objects.filter(contribution__ref=ref).update(until=timezone.now())


# --- lanes --------------------------------------------------------------------------------------


def test_what_may_be_urgent_goes_first_and_then_age(people: People) -> None:
    slug = told.open_question(by=people.dave)
    calm, present, urgent = (told.tell(slug, text).ref for text in (told.WORDS, PRESENT, URGENT))
    (old,) = make_discussion([PLAIN]).refs
    aged(old, 30)
    assert refs(people.alice) == [urgent, present, old, calm]


def test_an_import_is_never_put_first_whatever_it_says(people: People) -> None:
    (ref,) = make_discussion([URGENT]).refs
    assert contribution(ref).lane == Lane.ORDINARY
    Contribution.objects.filter(ref=ref).update(distress=Distress.URGENT.value)
    assert contribution(ref).lane == Lane.ORDINARY
    with pytest.raises(Conflict, match="Only new texts go first"):
        actions.raise_distress(ref=ref, by=people.alice)


def test_a_moderator_says_that_it_can_wait_with_a_code(people: People) -> None:
    ref = told.tell(told.open_question(by=people.dave), URGENT).ref
    actions.clear_distress(ref=ref, reason=Calm.PAST, by=people.alice)
    assert contribution(ref).lane == Lane.ORDINARY
    event = AuditEvent.objects.get(verb="clear_distress")
    assert (event.actor, event.ref, event.detail) == ("alice", ref, {"reason": "past"})
    with pytest.raises(Conflict, match="does not go first"):
        actions.clear_distress(ref=ref, reason=Calm.PAST, by=people.alice)


def test_a_moderator_puts_first_what_the_rules_missed(people: People) -> None:
    ref = told.tell(told.open_question(by=people.dave)).ref
    actions.raise_distress(ref=ref, by=people.bob)
    assert contribution(ref).lane == Lane.URGENT


def test_once_it_is_decided_nothing_says_that_it_stood_first(people: People) -> None:
    slug = told.open_question(by=people.dave)
    approved, refused = (told.tell(slug, text).ref for text in (URGENT, PRESENT))
    told.approve(approved, people.alice)
    actions.refuse(ref=refused, reason="harmful", by=people.alice)
    for ref in (approved, refused):
        assert contribution(ref).distress == Distress.NONE
        assert contribution(ref).lane is None


# --- taking -------------------------------------------------------------------------------------


def test_two_people_never_have_one_text(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.take(ref=ref, by=people.alice)
    with pytest.raises(Conflict, match="alice has this text"):
        actions.take(ref=ref, by=people.bob)
    assert Assignment.objects.get().account == people.alice
    assert bench_of(people.bob).work(ref).holder == "alice"


def test_what_was_taken_is_free_after_a_day(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.take(ref=ref, by=people.alice)
    until = Assignment.objects.get().until
    assert timedelta(hours=23) < until - timezone.now() <= timedelta(hours=24)
    lapsed(ref)
    assert bench_of(people.bob).work(ref).holder == ""
    assert refs(people.bob, Asked(whose=Whose.FREE)) == [ref]
    actions.take(ref=ref, by=people.bob)
    assert Assignment.objects.get().account == people.bob


def test_nobody_finishes_what_somebody_else_has_but_everybody_hides(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=people.bob)
    actions.take(ref=ref, by=people.alice)
    with pytest.raises(Conflict, match="alice has this text"):
        told.approve(ref, people.bob)
    with pytest.raises(Conflict, match="alice has this text"):
        actions.refuse(ref=ref, reason="off_topic", by=people.bob)
    told.approve(ref, people.alice)
    assert contribution(ref).status == Status.APPROVED
    assert not Assignment.objects.exists()


def test_one_lets_go_of_ones_own_and_a_lead_of_anybodys(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.take(ref=ref, by=people.alice)
    with pytest.raises(NotAllowed):
        actions.release(ref=ref, by=people.bob)
    actions.release(ref=ref, by=people.carol)
    with pytest.raises(Conflict, match="Nobody has this text"):
        actions.release(ref=ref, by=people.alice)


def test_a_lead_gives_a_text_to_who_can_work_on_it(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.assign(ref=ref, to="bob", by=people.carol)
    assert refs(people.bob, Asked(whose=Whose.MINE)) == [ref]
    actions.assign(ref=ref, to="alice", by=people.carol)
    assert bench_of(people.bob).work(ref).holder == "alice"
    with pytest.raises(NotAllowed):
        actions.assign(ref=ref, to="bob", by=people.alice)
    with pytest.raises(InvalidInput):
        actions.assign(ref=ref, to="nobody", by=people.carol)
    actions.recuse(ref=ref, by=people.bob)
    with pytest.raises(Conflict, match="does not work on this text"):
        actions.assign(ref=ref, to="bob", by=people.carol)


def test_stepping_back_lets_go(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.take(ref=ref, by=people.alice)
    actions.recuse(ref=ref, by=people.alice)
    assert not Assignment.objects.exists()
    assert refs(people.alice) == []
    for verb in (actions.take, actions.raise_distress):
        with pytest.raises(NotAllowed, match="stepped back"):
            verb(ref=ref, by=people.alice)
    with pytest.raises(NotAllowed, match="stepped back"):
        actions.skip(ref=ref, reason=SkipReason.OTHER, by=people.alice)
    with pytest.raises(NotAllowed, match="stepped back"):
        bench_of(people.alice).work(ref)


def test_who_approved_it_is_not_given_it_for_a_second_look(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.set_voice(ref=ref, voice=Voice.SECOND_HAND, by=people.alice)
    told.approve(ref, people.alice)
    with pytest.raises(Conflict, match="waits for somebody else"):
        actions.take(ref=ref, by=people.alice)
    actions.take(ref=ref, by=people.bob)
    actions.clear_second_person(ref=ref, by=people.bob)
    assert not Assignment.objects.exists()


# --- passing on ---------------------------------------------------------------------------------


def test_what_three_people_passed_on_goes_to_a_lead(people: People) -> None:
    mona = account("mona", Role.MODERATOR)
    (ref,) = make_discussion([PLAIN]).refs
    for by in (people.alice, people.alice, people.bob):
        actions.skip(ref=ref, reason=SkipReason.UNSURE, by=by)
    assert refs(mona) == [ref]
    assert refs(people.alice) == []
    assert refs(people.alice, Asked(skipped=True)) == [ref]
    actions.skip(ref=ref, reason=SkipReason.TOO_CLOSE, by=mona)
    assert contribution(ref).lane == Lane.LEAD
    assert refs(people.carol) == []
    assert bench_of(people.carol).queue_page().for_lead == 1
    assert refs(people.carol, Asked(lead=True)) == [ref]
    assert refs(people.alice, Asked(lead=True)) == []
    with pytest.raises(Conflict, match="passed this text on"):
        actions.assign(ref=ref, to="bob", by=people.carol)
    actions.offer_again(ref=ref, by=people.carol)
    assert refs(people.alice) == [ref]


def test_what_may_be_urgent_stays_in_sight_though_three_passed_it_on(people: People) -> None:
    ref = told.tell(told.open_question(by=people.dave), URGENT).ref
    others = [account(name, Role.MODERATOR) for name in ("mona", "nils")]
    for by in (people.alice, people.bob, others[0]):
        actions.skip(ref=ref, reason=SkipReason.ENOUGH_TODAY, by=by)
    assert refs(others[1]) == [ref]
    assert refs(people.carol, Asked(lead=True)) == [ref]


def test_why_somebody_passed_it_on_is_said_to_leads_without_a_name(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.skip(ref=ref, reason=SkipReason.TOO_CLOSE, by=people.alice)
    assert bench_of(people.carol).work(ref).reasons == ((SkipReason.TOO_CLOSE, 1),)
    assert bench_of(people.bob).work(ref).reasons == ()
    assert AuditEvent.objects.get(verb="skip").detail == {}


def test_a_line_for_colleagues_is_sealed_and_goes_with_the_text(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    actions.skip(ref=ref, reason=SkipReason.UNSURE, note="Ask Carol first.", by=people.alice)
    actions.leave_note(ref=ref, words="Carol says yes.", by=people.bob)
    assert [note.words for note in bench_of(people.bob).work(ref).notes] == [
        "Ask Carol first.",
        "Carol says yes.",
    ]
    assert b"Carol" not in bytes(StaffNote.objects.order_by("id")[0].body)
    actions.erase(ref=ref, by=people.carol)
    assert not StaffNote.objects.exists()
    assert not Skip.objects.exists()


# --- many at once -------------------------------------------------------------------------------


def test_imports_are_taken_together_as_far_as_they_are_free(people: People) -> None:
    made = make_discussion([PLAIN, "Thank you.", "And I."]).refs
    hers = told.tell(told.open_question(by=people.dave)).ref
    actions.take(ref=made[1], by=people.bob)
    assert actions.take_many(refs=[*made, hers, "nonesuch"], by=people.alice) == 2
    assert set(refs(people.alice, Asked(whose=Whose.MINE))) == {made[0], made[2]}


def test_imports_are_refused_together_or_none(people: People) -> None:
    made = make_discussion([PLAIN, "Thank you."]).refs
    hers = told.tell(told.open_question(by=people.dave)).ref
    with pytest.raises(InvalidInput, match="not refused in bulk"):
        actions.refuse_many(refs=[*made, hers], reason="off_topic", by=people.alice)
    assert contribution(made[0]).status == Status.WAITING
    actions.refuse_many(refs=made, reason="off_topic", note="Adverts.", by=people.alice)
    assert [contribution(ref).refused_for for ref in made] == ["off_topic", "off_topic"]
    assert StaffNote.objects.count() == 2


# --- what is asked for --------------------------------------------------------------------------


def test_the_queue_is_narrowed_by_what_is_asked_for(people: People) -> None:
    made = make_discussion([PLAIN, "Thank you."])
    hers = told.tell(told.open_question(by=people.dave)).ref
    actions.set_voice(ref=made.refs[0], voice=Voice.MIXED, by=people.alice)
    Contribution.objects.filter(ref=made.refs[1]).update(language="de")
    expected = {
        Asked(source=Source.TOLD): [hers],
        Asked(source=Source.IMPORTED): list(made.refs),
        Asked(discussion=made.slug): list(made.refs),
        Asked(voice=Voice.MIXED): [made.refs[0]],
        Asked(language="de"): [made.refs[1]],
        Asked(state=Status.IN_REVIEW): [made.refs[0]],
        Asked(state=Status.SECOND_PERSON): [],
        Asked(discussion="nonesuch"): [],
    }
    for asked, found in expected.items():
        page = bench_of(people.bob).queue_page(asked)
        assert [row.ref for row in page.rows] == found, asked
        assert page.total == len(found)


def test_every_text_stands_on_one_page_though_some_leave_meanwhile(people: People) -> None:
    made = make_discussion(["Thank you."] * (PAGE + 3)).refs
    reader = bench_of(people.alice)
    first = reader.queue_page()
    assert (len(first.rows), first.total) == (PAGE, PAGE + 3)
    actions.refuse(ref=first.rows[-1].ref, reason="off_topic", by=people.bob)
    second = reader.queue_page(after=first.after)
    assert [row.ref for row in (*first.rows, *second.rows)] == list(made)
    assert second.after == ""
    assert reader.queue_page(after="nonsense").rows[0].ref == made[0]


def test_a_longer_queue_asks_the_database_no_more_often(people: People) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            bench_of(people.alice).queue_page()
        return len(queries)

    make_discussion([PLAIN])
    few = asked()
    for _ in range(4):
        make_discussion([PLAIN, "Thank you."])
    assert asked() == few


def test_the_queue_and_the_work_are_for_staff(people: People) -> None:
    (ref,) = make_discussion([PLAIN]).refs
    rita = account("rita", Role.RESEARCHER)
    for reader in (read_as(READER), bench_of(rita)):
        with pytest.raises(NotFound):
            reader.queue_page()
        with pytest.raises(NotFound):
            reader.work(ref)
    with pytest.raises(NotAllowed):
        actions.take(ref=ref, by=rita)


# --- how long people wait -----------------------------------------------------------------------


def test_nothing_is_said_of_a_queue_of_four(people: People) -> None:
    slug = told.open_question(by=people.dave)
    make_discussion([PLAIN] * 6)
    for number in range(4):
        told.tell(slug, f"{told.WORDS} {number}")
    assert read_as(READER).queue_age() is None


def test_the_wait_is_said_in_round_words(people: People) -> None:
    slug = told.open_question(by=people.dave)
    for days in (1, 2, 8, 8, 40):
        aged(told.tell(slug, f"{told.WORDS} {days} {timezone.now()}").ref, days)
    age = read_as(READER).queue_age()
    assert age is not None
    assert (age.median, age.longest) == ("about a week", "about a month")
