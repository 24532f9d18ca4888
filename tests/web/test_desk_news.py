"""What is new in what somebody saved, on the desk: the panel, "seen", and counting with no time."""

from __future__ import annotations

import re
from html import unescape
from itertools import count as numbers

import pytest
from django.test import Client

from archive import actions, gate
from archive.actions.saved_searches import save_search
from archive.domain.saved import SearchBody
from archive.domain.words import Role, Scope
from archive.gate.saved import saved
from archive.models import User
from archive.search import indexer, news
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


@pytest.fixture
def rosa(made: Made) -> User:
    return factories.account("rosa", Role.RESEARCHER)


@pytest.fixture
def client(rosa: User) -> Client:
    client = Client()
    client.force_login(rosa)
    return client


def keep(made: Made, by: User, name: str = "Nights", *, is_set: bool = False) -> str:
    """The ref of a saved search that has seen the first three texts."""
    return save_search(
        body=SearchBody(name=name, query="sleep"), refs=made.refs[:3], is_set=is_set,
        engine="whoosh", analyser="english-1", by=by,
    )  # fmt: skip


def opened(ref: str) -> None:
    """Open a text to study."""
    factories.published(ref)
    indexer.reindex()


def plain(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def buttons(client: Client, address: str = "/desk/") -> list[str]:
    """What the buttons "Seen" of a page send."""
    return re.findall(r'name="seen" value="([^"]+)"', client.get(address).content.decode())


def test_the_desk_opens_with_what_is_new_and_seen_takes_it_away(
    made: Made, rosa: User, client: Client
) -> None:
    keep(made, rosa)
    assert "News" not in plain(client, "/desk/")
    opened(made.refs[3])
    assert "1 new contribution, noticed" in plain(client, "/desk/")
    (pressed,) = buttons(client)
    answer = client.post("/desk/seen/", {"seen": pressed, "on": "desk"})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    assert "News" not in plain(client, "/desk/")


def test_news_say_nothing_of_a_text_once_it_is_taken_back(
    made: Made, rosa: User, client: Client
) -> None:
    keep(made, rosa)
    opened(made.refs[3])
    assert buttons(client)
    actions.withdraw_consent(ref=made.refs[3])
    assert not buttons(client)
    assert "Nothing is new." in plain(client, "/desk/saved/")


def test_what_nobody_may_study_is_never_news(made: Made, rosa: User, client: Client) -> None:
    keep(made, rosa)
    factories.consented(made.refs[3], scopes=[Scope.READ, Scope.FIND])
    indexer.reindex()
    assert not buttons(client)


def test_a_set_says_what_went_until_its_owner_knows(made: Made, rosa: User, client: Client) -> None:
    ref = keep(made, rosa, is_set=True)
    assert not buttons(client)
    actions.withdraw_consent(ref=made.refs[1])
    assert "1 of 3 taken back or closed to study" in plain(client, "/desk/")
    client.post("/desk/seen/", {"seen": buttons(client), "on": "saved"})
    assert not buttons(client)
    actions.withdraw_consent(ref=made.refs[2], scopes=[Scope.RESEARCH])
    assert "1 of 3 taken back or closed to study" in plain(client, "/desk/")
    assert "1 of 3 contributions" in plain(client, f"/desk/saved/{ref}/")


def test_seen_marks_only_what_stood_on_the_page(made: Made, rosa: User, client: Client) -> None:
    more = factories.comment_on(made.slug, factories.Written("Sleep again."))
    ref = keep(made, rosa)
    opened(made.refs[3])
    pressed = buttons(client)
    opened(more)
    answer = client.post("/desk/seen/", {"seen": pressed, "on": "desk"}, follow=True)
    assert "nothing was marked as seen" in answer.content.decode()
    assert "2 new contributions" in plain(client, "/desk/")
    page = client.post(f"/desk/saved/{ref}/", {"do": "see", "mark": "0"}, follow=True)
    assert "nothing was marked as seen" in page.content.decode()
    assert "2 new" in plain(client, f"/desk/saved/{ref}/")


def test_news_come_newest_first_and_keep_their_moment(
    made: Made, rosa: User, client: Client
) -> None:
    keep(made, rosa, "First", is_set=True)
    keep(made, rosa, "Second")
    opened(made.refs[3])
    assert [one.split(":")[0] for one in buttons(client)] == [refs_by_name(rosa)["Second"]]
    actions.withdraw_consent(ref=made.refs[1])
    listed = [one.split(":")[0] for one in buttons(client)]
    assert listed == [refs_by_name(rosa)[name] for name in ("First", "Second")]


def refs_by_name(by: User) -> dict[str, str]:
    return {each.name: each.ref for each in saved(gate.viewer_of(by))}


def test_a_researcher_who_signs_in_comes_to_the_desk(made: Made) -> None:
    factories.account("ruth", Role.RESEARCHER, "a pass phrase for Ruth")
    answer = Client().post("/sign-in/", {"username": "ruth", "password": "a pass phrase for Ruth"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_nobody_marks_anothers_news(made: Made, rosa: User, client: Client) -> None:
    keep(made, rosa)
    opened(made.refs[3])
    pressed = buttons(client)
    other = Client()
    other.force_login(factories.account("ruth", Role.RESEARCHER))
    other.post("/desk/seen/", {"seen": pressed})
    assert buttons(client) == pressed


def test_where_there_is_no_time_one_is_counted_and_the_rest_say_so(
    made: Made, rosa: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("One", "Two", "Three"):
        keep(made, rosa, name)
    opened(made.refs[3])
    tick = numbers()
    viewer = gate.viewer_of(rosa)
    counted = news.count(viewer, within=0, first=1, clock=lambda: next(tick))
    assert counted.left == 2
    assert [each is not None for _, each in counted.lines] == [False, True, False]
    short = news.Counted(tuple((name, None) for name, _ in counted.lines), 3)
    monkeypatch.setattr("archive.web.research.saved.count", lambda *_, **__: short)
    page = client.get("/desk/saved/").content.decode()
    assert page.count("not counted yet") == 4
    assert 'href="?from=0"' in page


def test_a_query_that_cannot_be_read_any_more_breaks_no_panel(
    made: Made, rosa: User, client: Client
) -> None:
    save_search(
        body=SearchBody(name="Old", query="sleep AND ("), refs=[], is_set=False,
        engine="", analyser="", by=rosa,
    )  # fmt: skip
    keep(made, rosa)
    opened(made.refs[3])
    assert len(buttons(client)) == 1
    assert "cannot be read any more" in plain(client, "/desk/saved/")
    old = refs_by_name(rosa)["Old"]
    assert "cannot be read any more" in plain(client, f"/desk/saved/{old}/")
