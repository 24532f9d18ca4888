"""What the review page says of the detectors: what they are, and that they miss things."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.anonymise import engine
from archive.domain.words import Role
from archive.gate.guard import ungated
from archive.models import Rendition
from tests import factories

pytestmark = pytest.mark.django_db(databases="__all__")
WARNING = "nothing found does not mean that nothing is there"
OFF = "The strong engine is off here"


def page_of(ref: str) -> str:
    client = Client()
    client.force_login(factories.account("alice", Role.MODERATOR))
    return client.get(f"/workbench/review/{ref}/").content.decode()


@pytest.mark.parametrize("text", ["Thank you.", "I was 43 years old when it began."])
def test_the_page_never_lets_nothing_found_pass_for_safe(text: str) -> None:
    (ref,) = factories.make_discussion([text], title="On sleep").refs
    assert WARNING in page_of(ref)


@pytest.mark.parametrize("installed", [True, False])
def test_the_page_says_that_the_strong_engine_is_off_even_where_it_could_be_had(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "full_is_available", lambda: installed)
    (ref,) = factories.make_discussion(["Thank you."]).refs
    assert OFF in page_of(ref)


def test_the_page_names_the_engine_that_looked_not_the_one_that_would_look_now() -> None:
    (ref,) = factories.make_discussion(["Thank you."]).refs
    with ungated("an older import"):
        Rendition.objects.filter(contribution__ref=ref).update(engine="rules 1")
    assert "Looked for by: rules 1" in page_of(ref)


def test_a_text_the_strong_engine_read_is_not_said_to_be_read_by_rules_alone() -> None:
    (ref,) = factories.make_discussion(["Thank you."]).refs
    with ungated("an import with the strong engine"):
        Rendition.objects.filter(contribution__ref=ref).update(engine="full 2")
    assert OFF not in page_of(ref)
