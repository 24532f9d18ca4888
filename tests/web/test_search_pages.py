"""The readers' search page and its help: by POST alone, and without a script."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from archive import actions
from archive.domain import warrant
from archive.domain.query import parse
from archive.domain.words import Role
from archive.models import Theme
from archive.search import indexer
from archive.web.reading import search_help
from tests.factories import Made, account, make_discussion, published, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

TEXTS = (
    "The heron stood in the river all winter, and I took pregabalin.",
    "Lyrica made the heron in me sleep.",
    "Nobody saw the kingfisherword but me.",
)


@pytest.fixture
def made() -> Made:
    """Two public texts that name one medicine by two names, and one that nobody may see."""
    people = make_people()
    theme("water", "Water")
    row = theme("pregabalin", "Pregabalin")
    with warrant.opened("tests", "codebook"):
        Theme.objects.filter(pk=row.pk).update(cues=["Lyrica", "capsule"])
    made = make_discussion(TEXTS, title="Birds")
    for ref, text, slug in zip(made.refs, TEXTS, ("pregabalin", "water", "water"), strict=True):
        actions.tag_passage(
            ref=ref, start=0, end=len(text), themes=[slug], voice=None, by=people.alice
        )
    published(made.refs[0])
    published(made.refs[1])
    indexer.reindex()
    return made


def asked(client: Client, query: str, **more: str) -> str:
    answer = client.post("/search/", {"q": query, **more})
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def buttons(html: str, name: str) -> list[str]:
    return [unescape(v) for v in re.findall(rf'<button [^>]*name="{name}" value="([^"]*)"', html)]


def test_another_name_of_a_word_is_looked_for_shown_and_one_press_off(made: Made) -> None:
    page = asked(Client(), "pregabalin")
    assert "2 texts found" in page
    assert "“pregabalin” is also called “Lyrica” here, and that was looked for too" in page
    assert "1 more text." in page
    html = Client().post("/search/", {"q": "pregabalin"}).content.decode()
    assert buttons(html, "names") == ["without"]
    page = asked(Client(), "pregabalin", names="without")
    assert "1 text found" in page
    assert "Look for that too: 1 more text" in page
    html = Client().post("/search/", {"q": "heron", "names": "without"}).content.decode()
    assert '<input type="hidden" name="names" value="without">' in html, "the choice stays"


def test_other_names_are_offered_to_those_who_study(made: Made) -> None:
    client = Client()
    client.force_login(account("rhea", Role.RESEARCHER))
    page = asked(client, "pregabalin")
    assert "1 text found" in page
    assert "Look for that too: 1 more text" in page


def test_a_word_that_is_not_here_is_asked_about(made: Made) -> None:
    html = Client().post("/search/", {"q": "the heronn"}).content.decode()
    assert "No text that may be shown has “heronn”" in html
    assert buttons(html, "q") == ["the heron"]
    assert "Did you mean" not in asked(Client(), "heron")


def test_a_word_of_a_text_that_may_not_be_seen_is_never_suggested(made: Made) -> None:
    assert "Did you mean" not in asked(Client(), "kingfisherwor")
    client = Client()
    client.force_login(account("carol", Role.LEAD))
    assert "Did you mean kingfisherword ?" in asked(client, "kingfisherwor")


def test_shapes_of_words_are_understood_and_marked(made: Made) -> None:
    html = Client().post("/search/", {"q": "riv*"}).content.decode()
    assert '<mark class="hit">river</mark>' in html
    html = Client().post("/search/", {"q": '"winter heron"~6'}).content.decode()
    assert '<mark class="hit">winter</mark>' in html


def test_nonsense_is_never_refused(made: Made) -> None:
    for query in ("((", '"', "heron AND (", "*", "~1", "theme:", "date:[", "-", "NEAR NEAR"):
        assert Client().post("/search/", {"q": query}).status_code == 200


def test_the_box_tells_where_the_language_is_explained() -> None:
    assert 'href="/search/help/"' in Client().get("/search/").content.decode()


def test_every_example_of_the_help_runs(made: Made) -> None:
    html = Client().get("/search/help/").content.decode()
    examples = buttons(html, "q")
    assert "theme:water NEAR/sentence theme:pregabalin" in examples or (
        "theme:pregabalin NEAR/sentence theme:water" in examples
    )
    assert len(examples) >= 20
    assert 'action="/search/"' in html
    for query in examples:
        parse(query, strict=True)
        asked(Client(), query)
    assert "coder:" not in html


def test_who_studies_runs_the_examples_at_the_desk(made: Made) -> None:
    client = Client()
    client.force_login(account("carol", Role.LEAD))
    html = client.get("/search/help/").content.decode()
    assert 'action="/desk/"' in html
    assert "coder:carol" in buttons(html, "q")
    for query in buttons(html, "q"):
        assert client.post("/desk/", {"q": query}).status_code == 200


def test_the_help_of_an_archive_without_themes_has_no_examples_of_them() -> None:
    html = Client().get("/search/help/").content.decode()
    assert "NEAR/sentence" not in html
    assert len(buttons(html, "q")) == len(
        search_help.WORDS + search_help.JOINED + search_help.FACTS
    )
