"""A name hidden while a wording was seen by nobody is not read when something opens it later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from archive import actions
from archive.domain import warrant
from archive.domain.errors import ArchiveError, Conflict
from archive.domain.words import Consent, Grade, Scope, SignOff, Status, Treatment
from archive.gate import READER, read_as
from archive.gate.own_page import my_text
from archive.models import Contribution, Discussion, Outbox
from tests.actions.agreed import agreed
from tests.actions.words import approve, hide
from tests.factories import People, consented, contribution, make_discussion
from tests.factories import people as make_people
from tests.told import Told, decide, notice, open_question, tell

pytestmark = pytest.mark.django_db(databases="__all__")

ESSAY = "I met the blue heron baker there."
REPLY = "So the blue heron baker rang again. I slept at last."
NAME = "blue heron baker"


@pytest.fixture
def people() -> People:
    return make_people()


def seen(ref: str) -> str:
    """What readers see; "" where nothing."""
    try:
        return read_as(READER).contribution(ref).text
    except ArchiveError:
        return ""


def hide_it(ref: str, people: People) -> None:
    """The name is hidden in the whole thread."""
    hide(ref, NAME, people.alice, whole_thread=True)


def thread(people: People, *, is_public: bool) -> tuple[str, str]:
    """An essay, and an approved reply with the name in it."""
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    if is_public:
        consented(reply)
    let_stand(reply, people)
    approve(reply, people.bob)
    assert (NAME in seen(reply)) is is_public
    return essay, reply


def let_stand(ref: str, people: People) -> None:
    decide(ref, people.alice, keeps=True)


def change(ref: str, **columns: object) -> None:
    """Straight in the columns, as time or another path might."""
    with warrant.opened("tests", "change"):
        Contribution.objects.filter(ref=ref).update(**columns)


def assert_only_without_the_name(ref: str, people: People) -> None:
    """Nothing is read now; approved again, all but the name is."""
    assert seen(ref) == ""
    actions.approve(ref=ref, by=people.alice)
    assert "rang again" in seen(ref)
    assert NAME not in seen(ref)


# --- what was never public ------------------------------------------------------------------------


def test_consent_given_later_opens_nothing_that_is_to_be_read_again(people) -> None:
    essay, reply = thread(people, is_public=False)
    hide_it(essay, people)
    assert contribution(reply).reread
    consented(reply)  # as any path at all might: the rule itself says no
    change(reply, signed_off=True)
    assert_only_without_the_name(reply, people)
    assert contribution(reply).was_public


def test_an_embargo_that_ends_opens_nothing_that_is_to_be_read_again(people) -> None:
    essay, reply = thread(people, is_public=False)
    consented(reply)
    change(reply, signed_off=True)
    with warrant.opened("tests", "change"):
        Discussion.objects.update(embargo_until=timezone.now() + timedelta(days=1))
    hide_it(essay, people)
    with warrant.opened("tests", "change"):
        Discussion.objects.update(embargo_until=timezone.now() - timedelta(days=1))
    assert_only_without_the_name(reply, people)


def test_taken_back_the_decision_leaves_it_as_it_was_approved(people) -> None:
    essay, reply = thread(people, is_public=False)
    hide_it(essay, people)
    consented(reply)
    change(reply, signed_off=True)
    with warrant.opened("tests", "look"):
        batch = contribution(reply).redactions.get(retracted_at=None, treatment="pseudonym").batch
    assert seen(reply) == ""
    actions.undo_batch(ref=essay, batch=batch, by=people.alice)
    assert seen(reply) == REPLY
    assert contribution(reply).was_public


def test_what_researchers_alone_see_leaves_their_index(people) -> None:
    essay, reply = make_discussion([ESSAY, REPLY]).refs
    consented(reply, scopes=[Scope.RESEARCH])
    let_stand(reply, people)
    approve(reply, people.bob)
    hide_it(essay, people)
    with warrant.opened("tests", "look"):
        assert Outbox.objects.filter(ref=reply, op="purge").exists()


# --- a yes ----------------------------------------------------------------------------------------


def waiting(people: People) -> tuple[Told, Told]:
    """An approved wording that waits for its writer's yes, and another text of the thread."""
    slug = open_question(by=people.dave)
    asked = tell(slug, REPLY, sign_off=SignOff.ASK)
    other = tell(slug, ESSAY)
    let_stand(asked.ref, people)
    actions.approve(ref=asked.ref, by=people.alice)
    return asked, other


def test_a_yes_is_not_asked_nor_taken_while_a_person_reads_again(people) -> None:
    asked, other = waiting(people)
    assert my_text(asked.contributor, asked.ref).waits_for_yes
    hide_it(other.ref, people)
    assert not my_text(asked.contributor, asked.ref).waits_for_yes
    with pytest.raises(Conflict, match="reading this again"):
        actions.sign_off(ref=asked.ref, contributor=asked.contributor)
    assert not contribution(asked.ref).signed_off
    actions.approve(ref=asked.ref, by=people.alice)
    assert my_text(asked.contributor, asked.ref).waits_for_yes
    assert seen(asked.ref) == ""
    actions.sign_off(ref=asked.ref, contributor=asked.contributor)
    assert "rang again" in seen(asked.ref)
    assert NAME not in seen(asked.ref)


def test_a_wording_that_nobody_saw_does_not_come_up_for_another_that_waits(people) -> None:
    """She said yes, it was closed, the name was hidden, and the next wording shows more as well."""
    asked, other = waiting(people)
    slept = hide(asked.ref, "slept", people.alice, treatment=Treatment.MASK)
    actions.approve(ref=asked.ref, by=people.alice)
    actions.sign_off(ref=asked.ref, contributor=asked.contributor)
    actions.withdraw(ref=asked.ref, contributor=asked.contributor, grade=Grade.UNPUBLISH)
    hide_it(other.ref, people)
    actions.retract_redaction(ref=asked.ref, redaction=slept, by=people.alice)
    actions.approve(ref=asked.ref, by=people.alice)
    every = [Scope.HOLD, Scope.READ, Scope.FIND]
    actions.change_scopes(
        ref=asked.ref, contributor=asked.contributor, allowed=every, notice=notice().pk
    )
    assert seen(asked.ref) == ""
    actions.sign_off(ref=asked.ref, contributor=asked.contributor)
    assert "I slept at last" in seen(asked.ref)
    assert NAME not in seen(asked.ref)


# --- what was public once -------------------------------------------------------------------------


def test_what_readers_see_already_they_see_until_it_is_approved_again(people) -> None:
    essay, reply = thread(people, is_public=True)
    hide_it(essay, people)
    assert seen(reply) == REPLY
    actions.approve(ref=reply, by=people.alice)
    assert NAME not in seen(reply)


def test_a_text_shown_again_after_a_request_shows_no_name_hidden_meanwhile(people) -> None:
    essay, reply = thread(people, is_public=True)
    actions.request_removal(ref=reply, reason="about_me")
    hide_it(essay, people)
    with warrant.opened("tests", "look"):
        request = contribution(reply).removals.get().pk
    actions.decide_removal(request=request, decision="show_again", by=people.carol)
    assert contribution(reply).status == Status.IN_REVIEW
    assert_only_without_the_name(reply, people)


def test_a_stretch_that_comes_back_after_a_request_brings_no_name_hidden_meanwhile(people) -> None:
    told = agreed()
    actions.request_removal(
        ref=told.ref, reason="about_me", sentences=[told.sentence("drank tea")],
        rendition=told.number,
    )  # fmt: skip
    hide(told.ref, "tea", people.alice, treatment=Treatment.MASK)
    assert "I let her in" in seen(told.ref)
    (asked,) = told.requests()
    for by in (people.carol, people.bob):
        actions.decide_removal(request=asked.pk, decision="show_again", by=by)
    assert seen(told.ref) == ""
    actions.approve(ref=told.ref, by=people.alice)
    assert "We drank [removed] until" in seen(told.ref)


@pytest.mark.parametrize("path", ["give_consent", "renew", "change_scopes", "basis"])
def test_a_permission_that_had_ended_opens_no_name_hidden_meanwhile(people, path) -> None:
    slug = open_question(by=people.dave)
    told = tell(slug, REPLY)
    other = tell(slug, ESSAY)
    let_stand(told.ref, people)
    actions.approve(ref=told.ref, by=people.alice)
    actions.sign_off(ref=told.ref, contributor=told.contributor)
    assert seen(told.ref) == REPLY
    past = timezone.now() - timedelta(days=1)
    consent = Consent.BASIS if path == "basis" else Consent.GIVEN
    change(told.ref, read_until=past, find_until=past, consent=consent.value)
    hide_it(other.ref, people)
    reopen(path, told, slug, people)
    assert_only_without_the_name(told.ref, people)


def reopen(path: str, told: Told, slug: str, people: People) -> None:
    own: dict[str, Any] = {"ref": told.ref, "contributor": told.contributor, "notice": notice().pk}
    match path:
        case "give_consent":
            actions.give_consent(ref=told.ref, scopes=[Scope.HOLD, Scope.READ, Scope.FIND])
        case "renew":
            actions.renew(**own)
        case "change_scopes":
            actions.change_scopes(**own, allowed=[Scope.HOLD, Scope.READ, Scope.FIND])
        case _:
            actions.propose_basis(
                slug=slug, scopes=[Scope.READ], rights="Yes.", privacy="Yes.", reference="3",
                dated=timezone.localdate(), refs=[told.ref], by=people.dave,
            )  # fmt: skip
            actions.confirm_basis(slug=slug, by=people.carol)


def test_permission_for_more_does_not_take_away_what_readers_see(people) -> None:
    """It is theirs already, and stays so until it is approved again."""
    slug = open_question(by=people.dave)
    told, other = tell(slug, REPLY), tell(slug, ESSAY)
    let_stand(told.ref, people)
    actions.approve(ref=told.ref, by=people.alice)
    actions.sign_off(ref=told.ref, contributor=told.contributor)
    hide_it(other.ref, people)
    every = [Scope.HOLD, Scope.READ, Scope.FIND, Scope.RESEARCH]
    actions.change_scopes(
        ref=told.ref, contributor=told.contributor, allowed=every, notice=notice().pk
    )
    assert seen(told.ref) == REPLY


# --- what indexes learn ---------------------------------------------------------------------------


def test_approving_less_than_readers_saw_purges_the_indexes(people) -> None:
    """And approving the same again, or more, does not."""
    essay, reply = thread(people, is_public=True)
    redaction = hide(reply, "slept", people.alice, treatment=Treatment.MASK)
    assert approves(reply, people) == "purge"
    assert approves(reply, people) == "update"
    actions.retract_redaction(ref=reply, redaction=redaction, by=people.alice)
    assert approves(reply, people) == "update"
    hide_it(essay, people)
    assert approves(reply, people) == "purge"


def approves(ref: str, people: People) -> str:
    """What the outbox holds after an approval."""
    actions.approve(ref=ref, by=people.alice)
    with warrant.opened("tests", "look"):
        last = Outbox.objects.order_by("id").last()
        assert last is not None
        assert last.ref == ref
        return last.op
