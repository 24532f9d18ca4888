"""Feeds of what is new: opened by their address alone, numbers and days, never a word."""

from __future__ import annotations

import logging
import re
from html import unescape
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.test import Client

from archive import actions
from archive.actions.saved_searches import forget_search, save_search
from archive.domain import warrant
from archive.domain.saved import SearchBody
from archive.domain.words import Role
from archive.models import Feed, User
from archive.search import indexer
from archive.web.contributing import budgets
from tests import factories
from tests.factories import Made, Written

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
NAME = "Nights <of> Ada\x0b & co"


@pytest.fixture(autouse=True)
def _fresh_budgets() -> None:
    budgets.forget_all()


@pytest.fixture
def made() -> Made:
    """Three texts that may be studied, and one that may not yet."""
    texts: list[str | Written] = [
        "An essay on sleep.", Written("I sleep badly.", author="Ada Real"), "Sleep came late.",
        "My sleep is light.",
    ]  # fmt: skip
    made = factories.make_discussion(texts, title="On sleep")
    for ref in made.refs[:3]:
        factories.published(ref)
    indexer.reindex()
    return made


@pytest.fixture
def rosa(made: Made) -> User:
    return factories.account("rosa", Role.RESEARCHER)


@pytest.fixture
def desk(rosa: User) -> Client:
    """Rosa's browser."""
    client = Client()
    client.force_login(rosa)
    return client


@pytest.fixture
def search(made: Made, rosa: User) -> str:
    """A saved search that has not seen the third text."""
    return keep(made.refs[:2], rosa)


def keep(refs: tuple[str, ...], by: User, *, is_set: bool = False) -> str:
    return save_search(
        body=SearchBody(name=NAME, query="sleep"), refs=refs, is_set=is_set,
        engine="", analyser="", by=by,
    )  # fmt: skip


def turned_on(desk: Client, search: str = "", **sent: str) -> str:
    """The path of a feed that was turned on by the form, as its page shows it."""
    page = f"/desk/saved/{search}/feed/" if search else "/desk/feed/"
    answer = desk.post(page, {"do": "on"} | sent)
    found = re.search(r'value="http://testserver(/feed/[0-9a-z]{26}/)"', answer.content.decode())
    assert found, answer.content
    return found[1]


def fetched(address: str) -> Any:
    """The feed as a program without a session gets it."""
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def titles(address: str) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in fetched(address).iter(f"{ATOM}entry")]


def test_a_feed_is_atom_with_all_that_the_standard_asks_for(desk: Client, search: str) -> None:
    root = fetched(turned_on(desk))
    assert root.tag == f"{ATOM}feed"
    (entry,) = root.findall(f"{ATOM}entry")
    for element in (root, entry):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
            assert element.findtext(f"{ATOM}{name}")
        assert UUID(element.findtext(f"{ATOM}id")).version == 5
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)", element.findtext(f"{ATOM}updated")
        )
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    link = entry.find(f"{ATOM}link").get("href")
    assert link == f"http://testserver/desk/saved/{search}/"
    assert Client().get(link).status_code == 302


def test_it_says_how_much_is_new_and_no_word_of_anything(
    made: Made, desk: Client, search: str
) -> None:
    address = turned_on(desk, search)
    assert titles(address) == ["1 new contribution in a search of yours"]
    sent = Client().get(address).content.decode()
    words = ("sleep", "Sleep", "Nights", "Ada", address.split("/")[2])
    for word in (*words, *made.refs, made.slug, "rosa"):
        assert word not in sent


def test_it_says_a_name_where_its_owner_chose_so(desk: Client, search: str) -> None:
    assert titles(turned_on(desk, search, named="on")) == [
        "1 new contribution in “Nights <of> Ada & co”"
    ]
    assert "sleep" not in Client().get(turned_on(desk, search, named="on")).content.decode()


def test_a_withdrawal_lowers_it_in_the_same_moment(made: Made, desk: Client, search: str) -> None:
    factories.published(made.refs[3])
    indexer.reindex()
    address = turned_on(desk)
    assert titles(address) == ["2 new contributions in a search of yours"]
    before = fetched(address).find(f"{ATOM}entry")
    actions.withdraw_consent(ref=made.refs[3])
    assert titles(address) == ["1 new contribution in a search of yours"]
    after = fetched(address).find(f"{ATOM}entry")
    for name in ("id", "updated"):
        assert before.findtext(f"{ATOM}{name}") == after.findtext(f"{ATOM}{name}")
    actions.withdraw_consent(ref=made.refs[2])
    assert titles(address) == []


def test_later_news_are_an_entry_of_their_own(made: Made, desk: Client, search: str) -> None:
    address = turned_on(desk)
    first = fetched(address).findtext(f"{ATOM}entry/{ATOM}id")
    assert fetched(address).findtext(f"{ATOM}entry/{ATOM}id") == first
    factories.published(made.refs[3])
    indexer.reindex()
    assert fetched(address).findtext(f"{ATOM}entry/{ATOM}id") != first


def test_a_feed_without_news_stays_the_same(made: Made, rosa: User, desk: Client) -> None:
    keep(made.refs[:3], rosa)
    address = turned_on(desk)
    assert titles(address) == []
    assert Client().get(address).content == Client().get(address).content


def test_a_set_says_what_went(made: Made, rosa: User, desk: Client) -> None:
    address = turned_on(desk, keep(made.refs[:3], rosa, is_set=True))
    assert titles(address) == []
    actions.withdraw_consent(ref=made.refs[1])
    assert titles(address) == ["1 contribution in a set of yours taken back or closed to study"]


def test_a_feed_of_one_search_says_nothing_of_another(
    made: Made, rosa: User, desk: Client, search: str
) -> None:
    other = keep((), rosa)
    assert titles(turned_on(desk, search)) == ["1 new contribution in a search of yours"]
    assert titles(turned_on(desk, other)) == ["3 new contributions in a search of yours"]
    assert len(titles(turned_on(desk))) == 2


def test_another_address_ends_the_one_before_and_off_ends_all(desk: Client, search: str) -> None:
    for about, page in (("", "/desk/feed/"), (search, f"/desk/saved/{search}/feed/")):
        first, second = turned_on(desk, about), turned_on(desk, about)
        assert first != second
        assert Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200
        assert "is on since" in unescape(desk.get(page).content.decode())
        assert desk.post(page, {"do": "off"}).status_code == 303
        assert Client().get(second).status_code == 404
        assert "is off" in desk.get(page).content.decode()


def test_the_address_is_shown_once_and_kept_as_a_digest(desk: Client, search: str) -> None:
    address = turned_on(desk, search)
    token = address.split("/")[2]
    assert token not in desk.get(f"/desk/saved/{search}/feed/").content.decode()
    with warrant.opened("tests", "look"):
        (row,) = Feed.objects.values()
    assert token not in str(row)
    assert re.fullmatch(r"[0-9a-f]{64}", row["verifier"])
    assert token not in str(dict(desk.session))


def test_it_ends_with_the_account_and_with_the_search(
    rosa: User, desk: Client, search: str
) -> None:
    of_one, of_all = turned_on(desk, search), turned_on(desk)
    forget_search(ref=search, by=rosa)
    assert Client().get(of_one).status_code == 404
    assert titles(of_all) == []
    rosa.is_active = False
    rosa.save()
    assert Client().get(of_all).status_code == 404


def test_an_address_that_opens_nothing_looks_like_any_other(desk: Client, search: str) -> None:
    assert turned_on(desk)
    nowhere = Client().get("/there-is-no-such-page/")
    for token in ("0" * 26, "x", "A-b_c", search):
        answer = Client().get(f"/feed/{token}/")
        assert (answer.status_code, answer.content) == (404, nowhere.content)


def test_no_cache_no_robot_and_no_other_site_is_told(desk: Client, search: str) -> None:
    answer = Client().get(turned_on(desk))
    directives = {each.strip() for each in answer["Cache-Control"].split(",")}
    assert {"private", "no-store"} <= directives
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies


def test_a_session_changes_nothing(made: Made, desk: Client, search: str) -> None:
    address = turned_on(desk)
    other = Client()
    other.force_login(factories.account("dave", Role.STEWARD))
    assert other.get(address).content == Client().get(address).content
    assert Client().post(address).status_code == 405


def test_nobody_turns_on_a_feed_of_anothers_search(search: str) -> None:
    other = Client()
    other.force_login(factories.account("ruth", Role.RESEARCHER))
    for sent in ({"do": "on"}, {"do": "off"}):
        assert other.post(f"/desk/saved/{search}/feed/", sent).status_code == 404
    assert other.post("/desk/feed/", {"do": "nonsense"}).status_code == 400


def test_who_guesses_addresses_waits_and_others_do_not(desk: Client, search: str) -> None:
    address = turned_on(desk)
    for number in range(budgets.FEEDS_PER_SENDER.limit):
        guessed = Client().get(f"/feed/{number:026}/", REMOTE_ADDR="203.0.113.9")
        assert guessed.status_code == 404
    for path in (address, f"/feed/{7:026}/"):
        answer = Client().get(path, REMOTE_ADDR="203.0.113.9")
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0
        assert "noindex" in answer["X-Robots-Tag"]
    assert Client().get(address, REMOTE_ADDR="198.51.100.9").status_code == 200


def test_a_feed_that_is_read_too_often_waits_alone(desk: Client, search: str) -> None:
    often, other = turned_on(desk, search), turned_on(desk)
    for _ in range(budgets.FEEDS_READ.limit):
        assert Client().get(often).status_code == 200
    assert Client().get(often).status_code == 429
    assert Client().get(other).status_code == 200


def test_no_log_line_holds_an_address(
    desk: Client, search: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="archive"):
        address = turned_on(desk)
        Client().get(address)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("archive")]
    assert not any(address.split("/")[2] in line for line in ours)
