"""A text says in which language it is written, for who has it read aloud (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import pytest
from django.test import Client

from archive.domain.words import Role
from archive.gate.guard import ungated
from archive.models import Contribution
from tests import factories

pytestmark = pytest.mark.django_db

GERMAN = "Ich lag bis vier Uhr wach. Das Brot musste bewacht werden."


@pytest.fixture
def refs() -> tuple[str, ...]:
    """An English essay and a German comment, both read by anybody."""
    made = factories.make_discussion(["I lay awake until four.", GERMAN], title="The bakery")
    for ref, language in zip(made.refs, ("en", "de"), strict=True):
        factories.published(ref)
        with ungated("a test says what an import guesses"):
            Contribution.objects.filter(ref=ref).update(language=language)
    return tuple(made.refs)


def page(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_foreign_text_says_its_language_and_an_english_one_nothing(refs: tuple[str, ...]) -> None:
    alone = page(Client(), f"/c/{refs[1]}/")
    assert f'<span lang="de">{GERMAN}</span>' in alone
    assert "I lay awake until four." in page(Client(), f"/c/{refs[0]}/")
    assert "<span lang" not in page(Client(), f"/c/{refs[0]}/")


@pytest.mark.parametrize("room", ["review", "code"])
def test_staff_have_it_read_aloud_in_its_language_too(refs: tuple[str, ...], room: str) -> None:
    client = Client()
    client.force_login(factories.account("alice", Role.MODERATOR))
    assert 'lang="de"' in page(client, f"/workbench/{room}/{refs[1]}/")
    assert 'lang="de"' not in page(client, f"/workbench/{room}/{refs[0]}/")
