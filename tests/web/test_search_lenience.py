"""The readers' box says what it did not understand, and which names there are."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from archive import actions
from archive.domain import warrant
from archive.domain.codebook import ThemeState
from archive.domain.words import Role
from archive.models import Theme
from archive.search import indexer
from tests import factories
from tests.factories import Made, make_discussion, published, theme

pytestmark = pytest.mark.django_db

TEXTS = (
    "An essay about nights, by nobody.",
    "I have bipolar disorder and a heron.",
    "My manic depression came in March.",
    "The disorder of my kitchen.",
)


@pytest.fixture
def made() -> Made:
    """A theme with a name of two words and another, one coded text, and a draft."""
    people = factories.people()
    row = theme("bipolar", "Bipolar disorder")
    theme("sleep", "Sleep")
    draft = theme("sleepwalking", "Sleepwalking")
    with warrant.opened("tests", "codebook"):
        Theme.objects.filter(pk=row.pk).update(cues=["Manic Depression"])
        Theme.objects.filter(pk=draft.pk).update(state=ThemeState.DRAFT.value)
    made = make_discussion(TEXTS, title="Names")
    for ref in made.refs:
        published(ref)
    actions.tag_passage(
        ref=made.refs[0], start=0, end=15, themes=["sleep"], voice=None, by=people.alice
    )
    indexer.reindex()
    return made


def asked(query: str, **more: str) -> str:
    answer = Client().post("/search/", {"q": query, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def offered(html: str, name: str = "q") -> list[str]:
    return [unescape(v) for v in re.findall(rf'<button [^>]*name="{name}" value="([^"]*)"', html)]


def test_a_theme_that_there_is_not_is_said_with_the_nearest(made: Made) -> None:
    html = asked("heron theme:slepe")
    assert "There is no theme “slepe” here, so nothing stands under it." in plain(html)
    assert offered(html) == ["heron theme:sleep"]
    assert "There is no theme" not in asked("theme:sleep")
    assert offered(asked('theme:"bipolar disorder"')) == ["theme:bipolar"]


def test_a_draft_is_no_theme_that_readers_may_know_of(made: Made) -> None:
    html = asked("theme:sleepwalkin")
    assert "There is no theme “sleepwalkin”" in plain(html)
    assert offered(html) == []
    assert "There is no theme “sleepwalking”" in plain(asked("theme:sleepwalking"))


def test_a_label_that_there_is_not_is_said_with_the_nearest(made: Made) -> None:
    html = asked("label:deth heron")
    assert "There is no label “deth” here, so that was looked for as words." in plain(html)
    assert offered(html) == ["label:death heron"]


READ_OTHERWISE = {
    "heron date:2019-03-14": "“date:2019-03-14” was read as “date:2019-03”",
    "colour:red heron": "“colour:red” was read as plain words",
    '"heron and': "A quotation mark has no partner and was left out.",
    "heron AND AND OR": "What “AND, OR” should join was not clear",
    '"heron bird"~soon': "“~soon” was not understood and left out.",
    "heron " * 70: "everything from “heron” on was left out",
    "heron house kitchen night": "a text with 2 of these 4 is found",
}


def test_what_was_read_otherwise_is_said(made: Made) -> None:
    for query, said in READ_OTHERWISE.items():
        assert said in plain(asked(query)), query


def test_where_all_was_understood_nothing_is_said(made: Made) -> None:
    for query in ("heron", '"a heron"', "heron AND kitchen", "heron ?", "- …"):
        html = asked(query)
        assert offered(html, "reading") == [], query
        assert "read as" not in plain(html), query


def test_a_strict_reading_asks_for_every_word_and_points_at_mistakes(made: Made) -> None:
    html = asked("heron kitchen")
    assert "2 texts found" in plain(html)
    assert offered(html, "reading") == ["strict"]
    html = asked("heron kitchen", reading="strict")
    assert "Nothing found" in plain(html)
    assert '<input type="hidden" name="reading" value="strict">' in html, "the choice stays"
    html = asked("heron AND (kitchen", reading="strict")
    assert "<mark>(kitchen</mark>" in html
    assert "At character 11." in html


def test_a_name_of_several_words_is_known_without_quotation_marks(made: Made) -> None:
    html = asked("bipolar disorder", names="with")
    assert "“bipolar disorder” is also called “Manic Depression” here" in plain(html)
    assert "My manic depression came in March." in plain(html)
    longer = plain(asked("a kitchen with bipolar disorder", names="with"))
    assert "manic depression came" in longer


def test_researchers_are_offered_the_other_names_of_words_side_by_side(made: Made) -> None:
    client = Client()
    client.force_login(factories.account("rosa", Role.RESEARCHER))
    page = plain(client.post("/desk/", {"q": "bipolar disorder"}).content.decode())
    assert "“bipolar disorder” is also called “Manic Depression” in the codebook." in page
    assert "written with OR, it finds 1 more" in page
    refused = client.post("/desk/", {"q": "heron date:[2019-03-14 TO 2020]"})
    assert refused.status_code == 422
    words = plain(refused.content.decode())
    assert "in which month a text was written, not on which day" in words
    assert "For this one, date:[2019-03 TO 2020]." in words
