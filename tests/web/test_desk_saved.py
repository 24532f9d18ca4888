"""Searches and sets under a name: whose they are, what is new, what was withdrawn since."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from archive import actions, vault
from archive.domain import warrant
from archive.domain.words import Role, Scope
from archive.models import SavedSearch
from archive.search import indexer
from archive.vault.models import DataKey
from tests import factories
from tests.factories import Made

pytestmark = pytest.mark.django_db

TEXTS = ["An essay on sleep.", "I sleep badly.", "Sleep came late.", "My sleep is light."]


@pytest.fixture
def made() -> Made:
    """Four texts, all but the last open to study."""
    made = factories.make_discussion(TEXTS, title="On sleep")
    for ref in made.refs[:3]:
        factories.published(ref)
    indexer.reindex()
    return made


def client_of(name: str, role: Role = Role.RESEARCHER) -> Client:
    client = Client()
    client.force_login(factories.account(name, role))
    return client


@pytest.fixture
def rosa(made: Made) -> Client:
    return client_of("rosa")


def saved(client: Client, keep: str = "search", **sent: str) -> str:
    """The address of a search saved by its form."""
    given = {"q": "sleep", "name": "Nights", "note": "For chapter two.", "keep": keep} | sent
    answer = client.post("/desk/save/", given)
    assert answer.status_code == 303, answer.content
    return str(answer["Location"])


def plain(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def marked(client: Client, address: str) -> str:
    """What the button "I have seen these" sends along."""
    found = re.search(r'name="mark" value="(\w+)"', client.get(address).content.decode())
    assert found
    return found[1]


def row() -> SavedSearch:
    with warrant.opened("tests", "look"):
        found: SavedSearch = SavedSearch.objects.get()
        return found


def test_a_search_is_kept_sealed_with_what_made_it(rosa: Client) -> None:
    address = saved(rosa)
    page = plain(rosa, address)
    for words in ("Nights", "For chapter two.", "sleep", "whoosh", "english-1"):
        assert words in page
    kept = row()
    for word in (b"Nights", b"sleep", b"chapter"):
        assert word not in bytes(kept.body or b"")
    assert kept.ref in address


def test_nobody_else_is_told_of_it(rosa: Client) -> None:
    address = saved(rosa)
    for other in (client_of("ruth"), client_of("dave", Role.STEWARD)):
        assert other.get(address).status_code == 404
        assert other.post(address, {"do": "forget"}).status_code == 404
        assert "Nights" not in other.get("/desk/saved/").content.decode()
    assert Client().get(address).status_code == 302


def test_what_came_since_the_last_look_is_new(made: Made, rosa: Client) -> None:
    address = saved(rosa)
    assert "3 found" in plain(rosa, "/desk/saved/")
    assert "1 new" not in plain(rosa, "/desk/saved/")
    factories.published(made.refs[3])
    indexer.reindex()
    assert "1 new" in plain(rosa, "/desk/saved/")
    assert "1 new" in plain(rosa, address)
    rosa.post(address, {"do": "see", "mark": marked(rosa, address)})
    assert "1 new" not in plain(rosa, "/desk/saved/")
    assert "0 new" in plain(rosa, address)


def test_a_set_stays_and_says_what_was_taken_back(made: Made, rosa: Client) -> None:
    address = saved(rosa, keep="set")
    actions.withdraw_consent(ref=made.refs[1])
    factories.published(made.refs[3])
    indexer.reindex()
    page = plain(rosa, address)
    assert "2 of 3 contributions" in page
    assert "1 taken back or removed" in page
    assert made.refs[1] in page
    assert TEXTS[1] not in page
    assert made.refs[3] not in rosa.get(address).content.decode()
    assert "set, 2 of 3 open to study" in plain(rosa, "/desk/saved/")


def test_what_may_be_read_but_not_studied_is_told_apart(made: Made, rosa: Client) -> None:
    address = saved(rosa, keep="set")
    actions.withdraw_consent(ref=made.refs[1], scopes=[Scope.RESEARCH, Scope.QUOTE])
    page = plain(rosa, address)
    assert "1 no longer open to study; it may still be read" in page
    assert "taken back or removed." not in page


def test_a_deleted_search_leaves_no_row_and_no_key(rosa: Client) -> None:
    address = saved(rosa)
    ref = row().ref
    assert rosa.post(address, {"do": "forget"})["Location"] == "/desk/saved/"
    assert rosa.get(address).status_code == 404
    with warrant.opened("tests", "look"):
        assert not SavedSearch.objects.exists()
        assert not vault.ring([ref]).has(ref)


def test_the_sweep_leaves_the_keys_of_searches(rosa: Client) -> None:
    address = saved(rosa)
    with warrant.opened("tests", "time goes by"):
        DataKey.objects.update(created=timezone.now() - timedelta(days=2))
    actions.sweep()
    assert "Nights" in plain(rosa, address)


def test_name_and_note_can_be_changed(rosa: Client) -> None:
    address = saved(rosa)
    rosa.post(address, {"do": "annotate", "name": "Long nights", "note": "<b>Mine</b>"})
    body = rosa.get(address).content.decode()
    assert "Long nights" in body
    assert "&lt;b&gt;Mine&lt;/b&gt;" in body


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"q": "sleep AND ("}, {"name": "x" * 121}, {"q": ""}]
)
def test_what_cannot_be_kept_is_refused_and_nothing_typed_is_lost(
    rosa: Client, wrong: dict[str, str]
) -> None:
    given = {"q": "sleep", "name": "Nights", "note": "My note."} | wrong
    answer = rosa.post("/desk/save/", given)
    assert answer.status_code == 422
    assert "My note." in answer.content.decode()
    with warrant.opened("tests", "look"):
        assert not SavedSearch.objects.exists()
