"""Similar accounts on a text's page, and what is close to a query: apart, with why, or why not."""

from __future__ import annotations

import logging
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from archive import actions
from archive.domain import warrant
from archive.domain.words import Role, Scope, Voice
from archive.models import Contribution
from archive.search import indexer
from archive.search.vectors import keeping, minilm
from tests import factories
from tests.factories import Made, People

pytestmark = pytest.mark.django_db

TEXTS = (
    "The tablets made me sleep for eleven hours, and I woke as grey as the heron.",
    "I slept half the day on those tablets and woke up grey.",
    "Stopping the tablets slowly gave me my mornings back, and my sleep got lighter.",
)
NOT_GIVEN = "I slept all day on the tablets too, and woke up grey."


@pytest.fixture
def people() -> People:
    factories.theme("heavy-sleep", "Heavy sleep")
    return factories.people()


@pytest.fixture
def made(people: People, settings: Any) -> Made:
    """Three accounts to compare under one theme, and one whose writer does not allow it."""
    settings.ARCHIVE_SIMILAR = True
    made = factories.make_discussion([*TEXTS, NOT_GIVEN], title="On tablets")
    for ref, text in zip(made.refs, TEXTS, strict=False):
        actions.tag_passage(
            ref=ref, start=0, end=len(text), themes=["heavy-sleep"], voice=Voice.FIRST_PERSON,
            by=people.alice,
        )  # fmt: skip
        factories.published(ref)
    factories.published(made.refs[-1])
    with warrant.opened("tests", "consent"):
        Contribution.objects.filter(ref=made.refs[-1]).update(machine_until=None)
    indexer.reindex()
    return made


@pytest.fixture
def researcher(people: People) -> Client:
    client = Client()
    client.force_login(factories.account("rosa", Role.RESEARCHER))
    return client


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def similar(client: Client, ref: str) -> str:
    """The section of similar accounts on a text's page."""
    page = client.get(f"/desk/text/{ref}/").content.decode()
    return page.partition('aria-labelledby="similar"')[2].partition("</section>")[0]


def close(client: Client, query: str, **sent: object) -> str:
    page = client.post("/desk/", {"q": query, **sent}).content.decode()
    return page.partition('aria-labelledby="close"')[2].partition("</section>")[0]


def test_a_text_has_its_like_beside_it_with_why(made: Made, researcher: Client) -> None:
    section = similar(researcher, made.refs[0])
    told = words(section)
    assert "Compared with 2 other accounts" in told
    assert minilm.NAME in told
    [alike] = [row for row in section.split("<li>") if f"/desk/text/{made.refs[1]}/" in row]
    because = words(alike.partition('class="because">')[2])
    assert re.search(r"Because: both say .*grey.*; same theme: Heavy sleep; ", because)
    assert re.search(r"close in meaning \(0\.\d\d\)", because)
    assert NOT_GIVEN not in told


def test_a_text_that_is_not_compared_says_so(made: Made, researcher: Client) -> None:
    told = words(similar(researcher, made.refs[-1]))
    assert "This text is not compared with others" in told
    assert "close in meaning" not in told


def test_without_the_extra_pages_say_so_and_work(
    made: Made, researcher: Client, settings: Any
) -> None:
    settings.ARCHIVE_SIMILAR = False
    assert "not installed, or is switched off" in words(similar(researcher, made.refs[0]))
    assert "not installed, or is switched off" in words(close(researcher, "drowsiness"))


def test_an_archive_without_any_such_text_says_so(
    made: Made, people: People, researcher: Client
) -> None:
    for ref in made.refs[:3]:
        actions.withdraw_consent(ref=ref, scopes=[Scope.MACHINE], by=people.dave)
    for section in (similar(researcher, made.refs[0]), close(researcher, "drowsiness")):
        assert "There is nothing to compare" in words(section)


def test_what_is_close_to_a_query_is_a_list_of_its_own_and_in_no_number(
    made: Made, researcher: Client
) -> None:
    page = researcher.post("/desk/", {"q": "drowsiness OR heron"}).content.decode()
    assert "<strong>1</strong> contribution" in page
    section = close(researcher, "drowsiness OR heron")
    assert "Of 3 accounts" in words(section)
    assert f"/desk/text/{made.refs[1]}/" in section
    assert f"/desk/text/{made.refs[0]}/" not in section, "it is a result"
    results, _, _ = page.partition('aria-labelledby="close"')
    assert f"/desk/text/{made.refs[1]}/" not in results
    assert 'value="heavy-sleep"' in results
    assert re.search(r'value="heavy-sleep"[^/]*/?>.*?<span class="count">1</span>', results, re.S)


def test_a_query_without_words_or_with_a_mistake_has_no_such_list(
    made: Made, researcher: Client
) -> None:
    assert close(researcher, "theme:heavy-sleep") == ""
    assert close(researcher, "(sleep") == ""
    assert close(researcher, "sleep", page="2") == ""


def test_a_row_of_it_opens_the_text_with_the_query(made: Made, researcher: Client) -> None:
    address = f"/desk/text/{made.refs[1]}/"
    assert f'formaction="{address}#main"' in close(researcher, "drowsiness OR heron")
    assert researcher.post(address, {"q": "drowsiness OR heron"}).status_code == 200


def test_no_query_is_logged_or_stored(
    made: Made, researcher: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert close(researcher, "kingfisherly drowsiness")
    assert "kingfisherly" not in caplog.text
    stored = b"".join(p.read_bytes() for p in keeping.store().path.rglob("*") if p.is_file())
    assert b"kingfisherly" not in stored


def test_readers_pages_have_nothing_of_it(made: Made) -> None:
    for page in (Client().get(f"/c/{made.refs[0]}/"), Client().post("/search/", {"q": "sleep"})):
        html = page.content.decode()
        assert "Similar accounts" not in html
        assert "Close in meaning" not in html


def test_a_labelled_text_is_folded_where_somebody_would_rather_not_see_it(
    made: Made, people: People, researcher: Client
) -> None:
    actions.label_content(ref=made.refs[1], labels=["death"], by=people.alice)
    indexer.apply_outbox()
    assert '<details class="folded">' not in similar(researcher, made.refs[0])
    researcher.cookies["labels"] = "death"
    assert '<details class="folded">' in similar(researcher, made.refs[0])
