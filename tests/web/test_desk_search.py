"""The desk's search, its lines in context and its opened texts, as researchers use them."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from archive import actions
from archive.domain import warrant
from archive.domain.words import Role, Scope, Voice
from archive.models import Theme
from archive.search import concordance as concordance_module
from archive.search import indexer
from tests import factories
from tests.factories import Made, People, Written

pytestmark = pytest.mark.django_db

ESSAY = "An essay on nights. Every street sleeps. My own night was long, and I slept badly."
FIRST = "I could not sleep. The pain kept me awake at night. My sister sleeps well."
OTHER = "My brother cannot sleep at all."
HIDDEN = "I sleep in a hidden text."


@pytest.fixture
def people() -> People:
    factories.theme("chronic-pain", "Chronic pain")
    return factories.people()


@pytest.fixture
def made(people: People) -> Made:
    """An essay of which one sentence is an account, two comments, and one nobody may study."""
    when = datetime(2024, 3, 7, tzinfo=UTC)
    made = factories.make_discussion(
        [ESSAY, Written(FIRST, written_at=when), OTHER, HIDDEN], title="On nights"
    )
    voices = (Voice.MIXED, Voice.FIRST_PERSON, Voice.SECOND_HAND)
    for ref, voice in zip(made.refs, voices, strict=False):
        factories.published(ref, voice)
    start = ESSAY.index("My own")
    actions.tag_passage(
        ref=made.refs[0], start=start, end=len(ESSAY), themes=["chronic-pain"],
        voice=Voice.FIRST_PERSON, by=people.alice,
    )  # fmt: skip
    indexer.reindex()
    return made


@pytest.fixture
def researcher(people: People) -> Client:
    client = Client()
    client.force_login(factories.account("rosa", Role.RESEARCHER))
    return client


def shown(client: Client, address: str = "/desk/", status: int = 200, **sent: object) -> str:
    answer = client.post(address, sent)
    assert answer.status_code == status
    return answer.content.decode()


def plain(page: str) -> str:
    """A page's words without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_the_desk_is_for_researchers_and_staff_alone(made: Made, people: People) -> None:
    assert Client().get("/desk/").status_code == 302
    for name in (people.alice, people.dave):
        client = Client()
        client.force_login(name)
        assert client.get("/desk/").status_code == 200
        assert "You search as staff" in client.get("/desk/").content.decode()


def test_results_are_sentences_with_all_hits_and_accounts_are_told_apart(
    made: Made, researcher: Client
) -> None:
    page = shown(researcher, q="sleep OR night", sort="thread")
    assert "<strong>3</strong> contributions" in page
    essay, first, other = page.split("<li>\n")[1:4]
    assert plain(essay).index("First-person account") < plain(essay).index("My own night was long")
    assert "Outside its accounts" in essay
    assert plain(first).count("sister sleeps well") == 1
    assert first.count('<mark class="hit">') == 3
    assert "About somebody else" in other
    assert "First-person account" not in other
    assert HIDDEN not in plain(page)


def test_a_query_by_theme_alone_shows_the_passages_under_it(made: Made, researcher: Client) -> None:
    words = plain(shown(researcher, q="theme:chronic-pain"))
    assert "My own night was long, and I slept badly." in words
    assert "Every street sleeps." not in words


def test_facets_narrow_and_order_changes(made: Made, researcher: Client) -> None:
    page = shown(researcher, q="sleep", voice="second_hand", sort="oldest")
    assert "<strong>1</strong> contribution" in page
    assert 'name="voice" value="second_hand" checked' in page
    assert '<option value="oldest" selected>' in page
    years = shown(researcher, q="sleep")
    assert 'name="year" value="2024"' in years


@pytest.mark.parametrize(
    "query, column, there",
    [
        ("pain AND (night", 10, "(night"),
        ("colour:red sleep", 1, "colour:red"),
        ("pain AND", 9, "▁"),
    ],
)
def test_a_mistake_is_shown_at_its_place(
    made: Made, researcher: Client, query: str, column: int, there: str
) -> None:
    for address in ("/desk/", "/desk/kwic/"):
        page = shown(researcher, address, status=422, q=query)
        assert f"At character {column}." in page
        assert f"<mark>{there}</mark>" in page
        assert "Nothing was searched" in page


def test_a_query_stands_in_no_address_unless_a_link_is_asked_for(
    made: Made, researcher: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = shown(researcher, q="sister sleep", voice="first_person")
        assert not re.findall(r'(?:href|action|formaction)="[^"]*sister', page)
        linked = shown(researcher, q="sister sleep", voice="first_person", do="link")
    assert "sister" not in " ".join(record.getMessage() for record in caplog.records)
    address = unescape(re.search(r'<input id="link" value="([^"]+)"', linked)[1])  # type: ignore[index]
    assert "q=sister" in address
    again = researcher.get(address.removeprefix("http://testserver")).content.decode()
    assert "<strong>1</strong> contribution" in again


def test_every_hit_has_a_line_and_lines_sort_by_what_stands_beside(
    made: Made, researcher: Client
) -> None:
    def keys(order: str) -> list[str]:
        page = shown(researcher, "/desk/kwic/", q="sleep OR night", order=order)
        return [plain(row) for row in re.findall(r"<tr>\s*<td.*?</tr>", page, re.DOTALL)]

    lines = keys("thread")
    assert len(lines) == 7
    assert lines[0].startswith("An essay on nights")
    assert keys("right")[0].startswith("My brother cannot sleep at all.")
    assert keys("left")[0] == lines[4]
    assert keys("left")[-1] == lines[1]
    assert [line.split(" On nights,")[0] for line in keys("keyword")][:2] == [
        lines[4].split(" On nights,")[0],
        lines[2].split(" On nights,")[0],
    ]


def test_lines_over_the_cap_are_said_to_be_capped(
    made: Made, researcher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concordance_module, "MOST", 4)
    page = plain(shown(researcher, "/desk/kwic/", q="sleep OR night"))
    assert "4 lines in 2 contributions" in page
    assert "from 2 of the 3 contributions that match" in page


def test_a_query_without_words_has_no_lines(made: Made, researcher: Client) -> None:
    page = plain(shown(researcher, "/desk/kwic/", q="theme:chronic-pain"))
    assert "asks for no word" in page


def test_an_opened_text_leads_from_hit_to_hit(made: Made, researcher: Client) -> None:
    page = shown(researcher, f"/desk/text/{made.refs[1]}/", q="sleep OR night")
    assert re.findall(r'class="ways" id="(h\d)"', page) == ["h1", "h2", "h3"]
    assert re.findall(r'<a href="(#h\d)" aria-label="(?:Previous|Next) hit"', page) == [
        "#h2", "#h1", "#h3", "#h2",
    ]  # fmt: skip
    assert "3 hits" in page


def test_what_may_not_be_studied_is_opened_by_nobody_here(
    made: Made, researcher: Client, people: People
) -> None:
    assert researcher.get(f"/desk/text/{made.refs[3]}/").status_code == 404
    factories.consented(made.refs[1], scopes=())
    actions.withdraw_consent(ref=made.refs[1], scopes=[Scope.RESEARCH])
    assert researcher.get(f"/desk/text/{made.refs[1]}/").status_code == 404
    page = shown(researcher, q="sister")
    assert "<strong>0</strong> contributions" in page
    lines = plain(shown(researcher, "/desk/kwic/", q="sister"))
    assert "No text that may be studied" in lines


def test_nothing_changes_when_a_text_comes_that_may_not_be_studied(
    made: Made, researcher: Client
) -> None:
    def page() -> str:
        pages = (
            shown(researcher, q="sleep OR night"),
            shown(researcher, "/desk/kwic/", q="sleep OR night"),
        )
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", "".join(pages))

    before = page()
    factories.make_discussion(["I sleep and sleep, night after night."])
    indexer.reindex()
    assert page() == before


def test_a_theme_that_there_is_not_is_told_and_those_there_are_named(
    made: Made, researcher: Client
) -> None:
    page = shown(researcher, q="NOT theme:cronic-pain AND sleep")
    assert "There is no theme “cronic-pain”" in page
    assert "theme:chronic-pain" in page
    assert "There is no theme" not in shown(researcher, q="theme:chronic-pain")
    assert "theme:chronic-pain" in researcher.get("/desk/").content.decode()


def test_other_names_of_a_word_are_offered_with_counts_and_not_looked_for(
    made: Made, researcher: Client
) -> None:
    with warrant.opened("tests", "codebook"):
        Theme.objects.filter(slug="chronic-pain").update(name="sister", cues=["Lyrica"])
    page = plain(shown(researcher, q="lyrica"))
    assert "0 contributions" in page
    assert "it finds 1 more" in page


def test_staff_may_ask_for_a_coder_and_researchers_may_not(
    made: Made, researcher: Client, people: People
) -> None:
    staff = Client()
    staff.force_login(people.dave)
    assert "<strong>1</strong> contribution" in shown(staff, q="coder:alice")
    shown(researcher, status=422, q="coder:alice")
