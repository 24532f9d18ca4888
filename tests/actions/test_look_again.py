"""A name learned later: looked for everywhere, found once, and it opens reviews."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from archive import actions
from archive.actions.look_again import Looked
from archive.domain import warrant
from archive.domain.errors import InvalidInput, NotAllowed
from archive.domain.words import Role
from archive.gate.looking import KEPT_BEFORE, context_for, look
from archive.models import AuditEvent, Discussion, Finding
from tests.actions.words import approve, drafted, finding, hide, shown
from tests.factories import People, account, consented, contribution, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

TEXTS = ["It began in spring.", "Then biscuit came, and biscuit stayed.", "It ended in autumn."]


@pytest.fixture
def people() -> People:
    return make_people()


def test_a_name_is_found_once_in_any_case_and_opens_the_review(people) -> None:
    made = make_discussion(TEXTS)
    reply = made.refs[1]
    consented(reply)
    approve(reply, people.alice)
    assert actions.look_again(names=["Biscuit"], by=people.bob) == Looked(3, 2, 1)
    row = contribution(reply)
    assert row.reread
    assert "biscuit" in shown(row.rendition).text
    assert actions.look_again(names=["Biscuit"], by=people.bob) == Looked(3, 0, 0)


def test_a_rehearsal_changes_nothing(people) -> None:
    make_discussion(TEXTS)
    with warrant.opened("tests", "look"):
        before = Finding.objects.count()
    assert actions.look_again(names=["Biscuit"], by=None, dry_run=True).found == 2
    with warrant.opened("tests", "look"):
        assert Finding.objects.count() == before


def test_what_was_hidden_in_the_thread_is_found_in_the_rest_of_it(people) -> None:
    made = make_discussion(TEXTS)
    hide(made.refs[1], "biscuit", people.alice)
    with warrant.opened("tests", "look"):
        text = "Then biscuit came"
        found, version = look(text, context_for(Discussion.objects.get(slug=made.slug)))
    (known,) = found
    assert (text[known.start : known.end], known.band.value) == ("biscuit", "confident")
    assert known.suggestion == "[Person A]"
    assert version.startswith("rules")


def test_words_that_a_moderator_typed_are_not_stored_unsealed_with_later_findings(people) -> None:
    made = make_discussion(TEXTS)
    actions.look_again(names=["Biscuit"], slug=made.slug, by=people.bob)
    actions.decide_words(
        ref=made.refs[1],
        findings=[finding(made.refs[1], "biscuit")],
        decision="edit",
        replacement="[my neighbour from the mill]",
        by=people.bob,
    )
    with warrant.opened("tests", "look"):
        known = context_for(Discussion.objects.get(slug=made.slug))
        (found,), _ = look("Then biscuit came", known)
    assert (found.band.value, found.suggestion) == ("confident", "[name]")


def test_a_decision_to_keep_is_not_asked_again(people) -> None:
    made = make_discussion(TEXTS)
    actions.look_again(names=["Biscuit"], slug=made.slug, by=people.bob)
    found = finding(made.refs[1], "biscuit")
    actions.decide_words(
        ref=made.refs[1],
        findings=[found],
        decision="keep",
        reason="points_to_nobody",
        by=people.bob,
    )
    assert actions.look_again(names=["Biscuit"], slug=made.slug, by=people.bob).found == 0


def test_a_public_figure_kept_in_one_thread_is_a_suggestion_in_another(people) -> None:
    said = "My name is Ronald Melzack and I wrote it."
    kept, other = make_discussion([said]), make_discussion([said])
    actions.decide_words(
        ref=kept.refs[0],
        findings=[finding(kept.refs[0], "Ronald Melzack")],
        decision="keep",
        reason="public_figure",
        by=people.alice,
    )
    with warrant.opened("tests", "look"):
        found, _ = look(said, context_for(Discussion.objects.get(slug=other.slug)))
    (hinted,) = [f for f in found if f.names_a_person]
    assert hinted.band.value == "check"
    assert hinted.why.endswith(KEPT_BEFORE)


def test_a_researcher_may_not_and_a_letter_is_no_name(people) -> None:
    with pytest.raises(NotAllowed):
        actions.look_again(by=account("rita", Role.RESEARCHER))
    with pytest.raises(InvalidInput):
        actions.look_again(names=["B"], by=None)


def test_the_command_takes_names_from_a_file_and_repeats_none(people, tmp_path) -> None:
    made = make_discussion(TEXTS)
    file = tmp_path / "names"
    file.write_text("Biscuit\n\n", encoding="utf-8")
    out = StringIO()
    call_command(
        "look_again", "--discussion", made.slug, "--names-from", str(file), "--json", stdout=out
    )
    assert json.loads(out.getvalue()) == {"texts": 3, "found": 2, "reopened": 0}
    with warrant.opened("tests", "look"):
        events = AuditEvent.objects.filter(verb="look_again")
        said = " ".join(str(event.detail) for event in events)
        assert events.count() == 2
        assert "iscuit" not in said
        kept = Finding.objects.filter(detector="look_again").values_list("why", flat=True)
        assert all("iscuit" not in why for why in kept)
    assert "biscuit" in drafted(made.refs[1])
