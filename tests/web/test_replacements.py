"""The replacement log: its permission, what it says, and that each look is recorded."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from archive import actions
from archive.domain import warrant
from archive.domain.errors import NotAllowed
from archive.gate import read_as, viewer_of
from archive.models import AuditEvent, User
from tests.actions.words import finding
from tests.factories import People, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

TEXTS = ["Biscuit drove, and biscuit sang.", "BISCUIT again. I was 43 years old."]


@pytest.fixture
def people() -> People:
    return make_people()


def permitted(user: User) -> User:
    user.reads_replacements = True
    user.save()
    return user


def looks() -> int:
    with warrant.opened("tests", "look"):
        return AuditEvent.objects.filter(verb="read_replacements").count()


def test_a_person_has_one_row_with_all_surfaces_and_places(people) -> None:
    made = make_discussion(TEXTS)
    actions.decide_words(
        ref=made.refs[0],
        findings=[finding(made.refs[0], "Biscuit")],
        decision="accept",
        by=people.alice,
    )
    aged = finding(made.refs[1], "43 years old")
    actions.decide_words(ref=made.refs[1], findings=[aged], decision="accept", by=people.bob)
    log = read_as(viewer_of(permitted(people.carol))).replacements(made.slug)
    (person,) = log.persons
    (surface,) = person.surfaces
    assert (person.label, person.decided_by) == ("[Person A]", ("alice",))
    assert (surface.surface, surface.times, surface.positions) == ("Biscuit", 3, ("0", "1"))
    assert ("bob",) in {row.decided_by for row in log.others}
    assert looks() == 1


def test_a_steward_without_the_permission_may_not(people) -> None:
    made = make_discussion(TEXTS)
    with pytest.raises(NotAllowed):
        read_as(viewer_of(people.dave)).replacements(made.slug)
    assert looks() == 0


def test_the_page_is_for_those_with_the_permission(people) -> None:
    made = make_discussion(TEXTS)
    actions.decide_words(
        ref=made.refs[0],
        findings=[finding(made.refs[0], "Biscuit")],
        decision="accept",
        by=people.alice,
    )
    client = Client()
    client.force_login(people.dave)
    refused = client.get(f"/workbench/replacements/{made.slug}/")
    assert refused.status_code == 403
    assert b"Biscuit" not in refused.content
    client.force_login(permitted(people.erin))
    page = client.get(f"/workbench/replacements/{made.slug}/")
    assert page.status_code == 200
    assert "Biscuit" in page.content.decode()
    assert "[Person A]" in page.content.decode()
    assert looks() == 1


def test_the_command_gives_the_permission_to_staff_alone() -> None:
    call_command("add_user", "mona", "--role", "lead", "--reads-replacements", verbosity=0)
    assert User.objects.get(username="mona").reads_replacements
    with pytest.raises(CommandError):
        call_command("add_user", "rudi", "--role", "researcher", "--reads-replacements")
