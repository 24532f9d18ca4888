"""Labels on readers' pages, and a reader's choice not to see some: by forms and a cookie alone."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from archive import actions
from archive.domain.content_labels import Label
from archive.domain.words import Voice
from archive.gate import telling
from archive.search import indexer
from archive.web.contributing.visit import DRAFT
from archive.web.reading.comments import comment_html
from tests.factories import Made, People, make_discussion, published, theme
from tests.factories import people as make_people
from tests.told import open_question
from tests.web.disclosed_pages import contribution as disclosed

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

ESSAY = "The year went slowly and I kept bees."
SAD = "My heronword sister was gone by May, and I carried her coat."
PLAIN = "My heronword knees ached on the stairs."
FOLD = "Hidden by your choice: death and bereavement "


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def made(people: People) -> Made:
    """An essay with two comments; the first one is labelled, both carry a theme."""
    theme("loss", "Loss")
    made = make_discussion([ESSAY, SAD, PLAIN], title="A year of bees")
    for ref, text in zip(made.refs, (ESSAY, SAD, PLAIN), strict=True):
        actions.tag_passage(
            ref=ref, start=0, end=len(text), themes=["loss"], voice=Voice.FIRST_PERSON,
            by=people.alice,
        )  # fmt: skip
        published(ref)
    actions.label_content(ref=made.refs[1], labels=["death"], by=people.alice)
    indexer.reindex()
    return made


def body(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def choose(client: Client, *labels: str, **more: str) -> None:
    answer = client.post("/labels/", {"label": list(labels), **more})
    assert answer.status_code == 303


def folded(page: str) -> list[str]:
    """What stands in each folded place, without its line."""
    found = re.findall(r'<details class="folded[^>]*>(.*?)</details>', page, re.DOTALL)
    assert all(FOLD in each for each in found)
    return [each.split("</summary>", 1)[1] for each in found]


def test_a_label_is_a_short_fact_on_every_page_of_readers(made: Made) -> None:
    client = Client()
    for url in (f"/d/{made.slug}/", f"/c/{made.refs[1]}/", "/themes/loss/"):
        page = body(client, url)
        assert page.count("Content: death and bereavement") == 1, url
        assert "<details" not in page or "folded" not in page, url
    found = client.post("/search/", {"q": "heronword"}).content.decode()
    assert found.count("Content: death and bereavement") == 1
    assert "folded" not in found


def test_what_a_reader_would_rather_not_see_is_folded_everywhere_without_scripts(
    made: Made,
) -> None:
    client = Client()
    choose(client, "death")
    for url in (f"/d/{made.slug}/", f"/c/{made.refs[1]}/", "/themes/loss/"):
        (inside,) = folded(body(client, url))
        assert "coat" in inside, url
    found = client.post("/search/", {"q": "heronword"}).content.decode()
    (inside,) = folded(found)
    assert "sister" in inside
    assert "2 texts found" in found


def test_the_folded_line_says_the_label_and_nothing_of_text_or_writer(made: Made) -> None:
    client = Client()
    choose(client, "death")
    page = body(client, f"/d/{made.slug}/")
    (line,) = re.findall(r"<summary>(Hidden by.*?)</summary>", page, re.DOTALL)
    assert line == f'{FOLD}<span class="show">· <span>show</span></span>'
    outside = re.sub(r'<details class="folded.*?</details>', "", page, flags=re.DOTALL)
    assert "coat" not in outside
    assert "knees" in outside


def test_a_link_to_a_folded_text_leads_to_its_line_and_does_not_open_it(made: Made) -> None:
    client = Client()
    choose(client, "death")
    page = body(client, f"/d/{made.slug}/")
    assert page.count(f'id="c-{made.refs[1]}"') == 1
    assert f'<details class="folded d1" id="c-{made.refs[1]}">' in page


def test_a_folded_essay_keeps_its_thread_and_its_opening_is_on_no_list(
    made: Made, people: People
) -> None:
    actions.label_content(ref=made.refs[0], labels=["abuse"], by=people.alice)
    client = Client()
    assert "kept bees" in body(client, "/")
    choose(client, "abuse")
    home = body(client, "/")
    assert "kept bees" not in home
    assert "Hidden by your choice: abuse" in home
    page = body(client, f"/d/{made.slug}/")
    essay, thread = page.split("<details", 1)[1].split("</details>", 1)
    assert "kept bees" in essay
    assert "knees" in thread


def test_a_text_nobody_may_read_leaves_no_trace_of_its_label(made: Made, people: People) -> None:
    actions.request_removal(ref=made.refs[1], reason="about_me", message="")
    plain, choosing = Client(), Client()
    choose(choosing, "death")
    for client in (plain, choosing):
        page = body(client, f"/d/{made.slug}/")
        assert "death" not in page
        assert "Hidden by" not in page
        assert "death" not in body(client, "/themes/loss/")
        assert "death" not in client.post("/search/", {"q": "heronword"}).content.decode()
        assert client.get(f"/c/{made.refs[1]}/").status_code == 410


def test_the_choice_is_a_cookie_with_keys_alone_and_no_session(made: Made) -> None:
    client = Client()
    choose(client, "death", "abuse")
    cookie = client.cookies["labels"]
    assert cookie.value == "death.abuse"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""
    assert "sessionid" not in client.cookies


def test_the_choice_outlasts_the_window_only_where_she_asks(made: Made) -> None:
    client = Client()
    choose(client, "death", keep="1")
    assert client.cookies["labels"]["max-age"] == 180 * 24 * 60 * 60
    choose(client)
    assert client.cookies["labels"].value == ""
    assert "Hidden by" not in body(client, f"/d/{made.slug}/")


def test_under_https_the_cookie_is_bound_to_this_host(
    made: Made, settings: pytest.FixtureRequest
) -> None:
    settings.ARCHIVE_SECURE = True  # type: ignore[attr-defined]
    client = Client()
    choose(client, "death")
    cookie = client.cookies["__Host-labels"]
    assert cookie["secure"]
    assert cookie["path"] == "/"
    assert len(folded(body(client, f"/d/{made.slug}/"))) == 1


def test_pages_differ_by_cookie_and_caches_are_told(made: Made) -> None:
    for url in (f"/d/{made.slug}/", "/themes/loss/", "/labels/", "/"):
        assert "Cookie" in Client().get(url).headers["Vary"], url


def test_what_is_no_label_is_refused_and_a_strange_cookie_is_as_none(made: Made) -> None:
    client = Client()
    assert client.post("/labels/", {"label": ["sadness"]}).status_code == 400
    client.cookies["labels"] = "<script>.sadness." + "x" * 5_000
    assert "Hidden by" not in body(client, f"/d/{made.slug}/")


def test_the_form_leads_back_within_the_archive_only(made: Made) -> None:
    client = Client()
    for back, leads in {
        f"/d/{made.slug}/": f"/d/{made.slug}/",
        "https://elsewhere.example/": "/labels/",
        "//elsewhere.example/": "/labels/",
        "/\\elsewhere.example": "/labels/",
    }.items():
        answer = client.post("/labels/", {"label": ["death"], "back": back})
        assert answer.headers["Location"] == leads


def test_the_page_of_labels_shows_what_is_chosen(made: Made) -> None:
    client = Client()
    choose(client, "death")
    page = body(client, "/labels/")
    assert "You chose not to see: death and bereavement." in page
    assert page.count(" checked") == 1


def test_search_asks_for_labels_and_without_them(made: Made) -> None:
    client = Client()
    with_it = client.post("/search/", {"q": "heronword label:death"}).content.decode()
    without = client.post("/search/", {"q": "heronword -label:death"}).content.decode()
    assert "sister" in with_it
    assert "knees" not in with_it
    assert "knees" in without
    assert "sister" not in without


def test_an_answer_does_not_repeat_words_that_are_folded() -> None:
    answer = disclosed("AAA", "Yes.", answers="the words it answers", answers_labels=(Label.DEATH,))
    shown, hidden = comment_html(answer), comment_html(answer, unwanted={Label.DEATH})
    assert "the words it answers" in shown
    assert "the words it answers" not in hidden
    assert "On words hidden by your choice: death and bereavement" in hidden


def test_a_writer_says_what_her_text_holds_and_finds_it_still_ticked_and_still_hers() -> None:
    client, slug = Client(), open_question()
    address = f"/tell/{slug}/"
    assert 'name="labels"' in body(client, address)
    words = {"step": "write", "text": "I slept at last.", "voice": "first_person"}
    assert client.post(address, words | {"labels": ["death", "sex"]}).status_code == 302
    again = body(client, f"{address}?change=1")
    ticked = re.findall(r'<input[^>]*name="labels"[^>]*value="([^"]+)"[^>]*checked', again)
    assert ticked == ["sex", "death"]
    assert '<details class="labels" open>' in again
    looked = client.post(address, {"step": "look", "then": "go"})
    assert looked.status_code == 302
    kept = telling.draft_of(client.session[DRAFT]).body.labels
    assert kept == ("sex", "death"), "looking it over forgets nothing"
