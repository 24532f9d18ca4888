"""The desk shows, counts and files the places that a query asks for, and no others."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import actions
from archive.domain import warrant
from archive.domain.words import Role, Voice
from archive.models import AuditEvent
from archive.search import indexer
from tests import factories
from tests.factories import Made, People

pytestmark = pytest.mark.django_db

TEXT = "I sleep badly. The pain keeps me awake. At work I sleep. Nobody sees it."
FAR = "I sleep. Nothing hurts there. Then the pain came."


@pytest.fixture
def people() -> People:
    for slug in ("night", "pain"):
        factories.theme(slug, slug.capitalize())
    return factories.people()


@pytest.fixture
def made(people: People) -> Made:
    """Two accounts: in one the themes night and pain overlap, in the other they lie apart."""
    made = factories.make_discussion(["An essay.", TEXT, FAR], title="Nights")
    for ref in made.refs:
        factories.published(ref, Voice.FIRST_PERSON)
    for ref, text, words, theme in (
        (made.refs[1], TEXT, "I sleep badly. The pain", "night"),
        (made.refs[1], TEXT, "The pain keeps me awake.", "pain"),
        (made.refs[2], FAR, "I sleep.", "night"),
        (made.refs[2], FAR, "the pain", "pain"),
    ):
        start = text.index(words)
        actions.tag_passage(
            ref=ref, start=start, end=start + len(words), themes=[theme], voice=None,
            by=people.alice,
        )  # fmt: skip
    indexer.reindex()
    return made


@pytest.fixture
def researcher(people: People) -> Client:
    client = Client()
    client.force_login(factories.account("rosa", Role.RESEARCHER))
    return client


def shown(client: Client, address: str = "/desk/", **sent: str) -> str:
    answer = client.post(address, sent)
    assert answer.status_code == 200
    return answer.content.decode()


def plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def rows(client: Client, address: str, **sent: str) -> list[list[str]]:
    body = shown(client, address, csv="1", **sent).removeprefix("\ufeff")
    return list(csv.reader(StringIO(body, newline="")))


def test_near_shows_and_marks_the_stretch_where_both_lie(made: Made, researcher: Client) -> None:
    page = shown(researcher, q="theme:night NEAR theme:pain")
    assert "<strong>1</strong> contribution" in page
    assert "themes meet in 1 place" in page
    assert '<mark class="met">The pain</mark>' in page
    assert "At work I sleep." not in page
    opened = shown(researcher, f"/desk/text/{made.refs[1]}/", q="theme:night NEAR theme:pain")
    assert re.search(r'id="h1"></span><mark class="met">The pain</mark>', opened)
    assert "1 hit, each where themes meet" in plain(opened)


def test_near_without_words_has_a_line_for_each_place(made: Made, researcher: Client) -> None:
    query = "theme:night NEAR/sentence theme:pain"
    page = plain(shown(researcher, "/desk/kwic/", q=query))
    assert "1 line in 1 contribution" in page
    (_, line) = rows(researcher, "/desk/kwic/", q=query)
    assert line[0] == made.refs[1]
    assert line[4:6] == ["I sleep badly. ", "The pain keeps me awake."]
    assert line[6:] == [" At work I sleep. Nobody sees it.", "yes"]


def test_a_word_beside_a_theme_has_lines_inside_its_passages(
    made: Made, researcher: Client
) -> None:
    page = plain(shown(researcher, "/desk/kwic/", q="sleep theme:night"))
    assert "2 lines in 2 contributions. 1 more hit of these words stands outside" in page
    everywhere = plain(shown(researcher, "/desk/kwic/", q="sleep theme:night", where="text"))
    assert "3 lines in 2 contributions." in everywhere
    chosen = shown(researcher, "/desk/kwic/", q="sleep OR pain", theme="pain")
    assert "<strong>2</strong> lines in 2 contributions" in chosen
    assert '<select name="where"' in chosen
    assert '<select name="where"' not in shown(researcher, "/desk/kwic/", q="sleep")


def test_a_line_leads_to_its_own_mark(made: Made, researcher: Client) -> None:
    page = shown(researcher, "/desk/kwic/", q="(sleep OR pain) theme:pain")
    address, anchor = re.findall(r'formaction="(/desk/text/[^"#]+)#(h\d)">pain<', page)[0]
    opened = shown(researcher, address, q="(sleep OR pain) theme:pain")
    assert re.search(rf'id="{anchor}">.*?</span><mark class="hit">pain</mark>', opened)
    assert anchor == "h2"


def test_no_place_is_left_when_a_text_is_taken_back(made: Made, researcher: Client) -> None:
    query = "theme:night NEAR theme:pain"
    assert len(rows(researcher, "/desk/kwic/", q=query)) == 2
    actions.withdraw_consent(ref=made.refs[1])
    assert len(rows(researcher, "/desk/kwic/", q=query)) == 1
    assert "The pain" not in shown(researcher, q=query)


DOWNLOADS = {
    "codings": "/desk/themes/codings.csv",
    "together": "/desk/themes/?csv=1",
    "by": "/desk/themes/by/?csv=1",
    "words": "/desk/themes/words/?theme=pain&csv=1",
    "spread": "/desk/themes/spread/?csv=1",
}


def downloads() -> list[AuditEvent]:
    with warrant.opened("tests", "audit"):
        return list(AuditEvent.objects.filter(verb="download").order_by("id"))


def test_every_download_leaves_a_link_with_its_kind_and_size_and_no_query(
    made: Made, researcher: Client
) -> None:
    sizes = {
        kind: len(list(csv.reader(StringIO(researcher.get(address).content.decode())))) - 1
        for kind, address in DOWNLOADS.items()
    }
    sizes["lines"] = len(rows(researcher, "/desk/kwic/", q="sleep pain")) - 1
    assert [(e.actor, e.ref, e.detail) for e in downloads()] == [
        ("rosa", "", {"kind": kind, "rows": size, "purpose": "research"})
        for kind, size in sizes.items()
    ]
    assert sizes["codings"] == 4
    with warrant.opened("tests", "audit"):
        assert actions.verify_audit() is None


def test_staff_download_for_review_and_who_asks_for_the_head_takes_nothing(
    made: Made, people: People
) -> None:
    staff = Client()
    staff.force_login(people.dave)
    staff.head(DOWNLOADS["codings"])
    assert downloads() == []
    staff.get(DOWNLOADS["codings"])
    assert [event.detail["purpose"] for event in downloads()] == ["review"]


def test_the_desk_opens_each_text_once(made: Made, researcher: Client) -> None:
    def opened(address: str, **sent: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(researcher, address, **sent)
        return sum('FROM "archive_anchor"' in query["sql"] for query in queries)

    assert opened("/desk/", q="pain") == 1
    assert opened(f"/desk/text/{made.refs[1]}/", q="pain") == 1


@pytest.mark.parametrize("address", ["/desk/", "/desk/kwic/", "/desk/cite/", "/desk/text/{}/"])
def test_every_page_that_takes_a_query_shows_where_it_went_wrong(
    made: Made, researcher: Client, address: str
) -> None:
    answer = researcher.post(address.format(made.refs[1]), {"q": "pain AND (night"})
    page = answer.content.decode()
    assert "<mark>(night</mark>" in page
    assert "At character 10." in page
    assert "Expected “)”." in page
