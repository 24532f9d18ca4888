"""Notices on pages: readers read every version, stewards write the next one."""

from __future__ import annotations

import hashlib

import pytest
from django.contrib.messages import get_messages

from archive import actions
from archive.domain.notice import digest
from archive.domain.words import Role, Scope
from archive.gate import notices
from archive.management.notice import NOTICE
from archive.models import Notice
from tests.factories import account, make_discussion
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__")

NEXT = NOTICE.replace("18 or older", "twenty-one")
NEW = "/workbench/notices/en/new/"


@pytest.fixture(autouse=True)
def first() -> Notice:
    return Notice.objects.create(language="en", version=1, text=NOTICE, sha256=digest(NOTICE))


@pytest.fixture
def dave(client):
    steward = account("dave", Role.STEWARD)
    client.force_login(steward)
    return steward


def html(response, status=200):
    assert response.status_code == status
    return parsed(response.content.decode())


def second(text=NEXT):
    return actions.publish_notice(language="en", text=text, by=None)


# --- readers ----------------------------------------------------------------------------------


def test_anybody_reads_what_is_asked_now(client):
    second()
    page = html(client.get("/notice/"))
    assert page.with_id("main").all("h1")[0].words == "What may happen to your words"
    said = page.with_id("main").words
    assert "version 2" in said
    assert "twenty-one" in said
    assert len(page.all("dt")) >= len(Scope)


def test_an_earlier_version_stays_at_its_address_and_says_that_it_is_one(client):
    second()
    said = html(client.get("/notice/en/1/")).with_id("main").words
    assert "18 or older" in said
    assert "This is an earlier wording." in said
    assert digest(NOTICE) in said


def test_the_exact_text_has_the_hash_that_is_shown(client):
    answer = client.get("/notice/en/1/notice.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert hashlib.sha256(answer.content).hexdigest() == digest(NOTICE)


def test_what_changed_stands_side_by_side_with_the_words_that_went_and_came(client):
    second()
    page = html(client.get("/notice/en/2/changes/"))
    (row,) = page.all("tr", "changed")
    assert [d.words for d in row.all("del")] == ["[taken out: 18 or older ]"]
    assert [i.words for i in row.all("ins")] == ["[put in: twenty-one ]"]
    assert "Paragraphs: 1 changed" in page.with_id("main").words


@pytest.mark.parametrize(
    "path",
    [
        "en/2/",
        "de/1/",
        "en/0/",
        "EN/1/",
        "en/99999999999999999999/",
        "en/1/changes/",
        "en/2/changes/",
        "<b>/1/",
        "en/2/notice.txt",
    ],
)
def test_what_was_never_published_is_not_there(client, path):
    assert client.get(f"/notice/{path}").status_code == 404


def test_markup_in_a_notice_is_words(client):
    second(NOTICE.replace("You decide", "You <script>alert(1)</script> decide"))
    for path in ("/notice/", "/notice/en/2/changes/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_words_carry_the_language_they_are_in(client):
    actions.publish_notice(language="de", text=NEXT, by=None)
    page = html(client.get("/notice/de/1/"))
    assert page.all("h1")[0].attributes["lang"] == "de"
    assert "German (de)" in page.with_id("main").words
    assert "English (en)" in [a.words for a in page.all("a")]


def test_no_page_of_a_reader_opens_a_gated_table(client):
    second()  # the guard would raise, and the page would be an error
    for path in ("/notice/", "/notice/en/1/", "/notice/en/2/changes/"):
        assert client.get(path).status_code == 200


# --- the workbench ----------------------------------------------------------------------------


def test_strangers_are_sent_to_the_sign_in_page(client):
    for path in ("/workbench/notices/", NEW):
        assert client.get(path).status_code == 302


def test_every_version_is_listed_with_the_consents_under_it(client, dave, first):
    ref = make_discussion(["An invented text."]).refs[0]
    actions.give_consent(ref=ref, scopes=[Scope.HOLD, Scope.READ], notice=first)
    second()
    rows = html(client.get("/workbench/notices/")).all("tbody")[0].all("tr")
    numbers = [[cell.words for cell in row.all("td", "number")] for row in rows]
    assert [row.all("a")[0].words for row in rows] == ["Version 2", "Version 1"]
    assert numbers == [["0", "0"], ["1", "2"]]


def test_a_moderator_reads_the_list_and_finds_no_way_to_write(client):
    client.force_login(account("alice", Role.MODERATOR))
    page = html(client.get("/workbench/notices/"))
    assert not [a for a in page.all("a") if (a.attributes.get("href") or "").endswith("/new/")]
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {"do": "publish", "text": NEXT, "version": 2}).status_code == 403
    assert notices.current().version == 1


def test_the_way_to_notices_is_shown_to_stewards_only(client, dave):
    assert "/workbench/notices/" in client.get("/workbench/prompts/").content.decode()
    client.force_login(account("alice", Role.MODERATOR))
    assert "/workbench/notices/" not in client.get("/workbench/prompts/").content.decode()


def test_the_box_holds_the_words_that_are_asked_now(client, dave):
    page = html(client.get(NEW))
    assert page.with_id("text").words.split() == NOTICE.split()
    assert "publish" not in [b.attributes.get("value") for b in page.all("button")]


def test_a_preview_publishes_nothing_and_offers_to(client, dave):
    sent = NEXT.replace("\n", "\r\n")
    page = html(client.post(NEW, {"do": "preview", "text": sent}))
    assert notices.current().version == 1
    assert "Publish as version 2" in [b.words for b in page.all("button")]
    assert page.with_id("text").words.split() == NEXT.split()
    assert [i.words for i in page.all("ins")] == ["[put in: twenty-one ]"]


def test_publishing_goes_on_to_the_list_and_says_so(client, dave):
    answer = client.post(NEW, {"do": "publish", "text": NEXT, "version": "2"})
    assert (answer.status_code, answer["Location"]) == (303, "/workbench/notices/")
    assert "Version 2 in English (en) is published." in str(
        next(iter(get_messages(answer.wsgi_request)))
    )
    assert notices.current().text == NEXT


def test_a_text_that_is_no_notice_comes_back_with_its_error_and_every_word(client, dave):
    wrong = NEXT.replace("## quote:", "## quoting:")
    for button in ("preview", "publish"):
        page = html(client.post(NEW, {"do": button, "text": wrong, "version": 2}), 422)
        assert "“quoting” is nothing the archive asks." in page.with_id("wrong").words
        assert page.with_id("text").words.split() == wrong.split()
        assert page.with_id("text").attributes["aria-describedby"] == "wrong"
    assert notices.current().version == 1


def test_a_preview_of_today_s_words_offers_nothing(client, dave):
    page = html(client.post(NEW, {"do": "preview", "text": NOTICE}))
    assert "nothing to publish" in page.with_id("main").words
    assert "Publish as version 2" not in [b.words for b in page.all("button")]


def test_an_empty_box_is_told_of(client, dave):
    assert (
        "empty"
        in html(client.post(NEW, {"do": "preview", "text": " "}), 422).with_id("wrong").words
    )


def test_a_steward_who_was_overtaken_keeps_her_text(client, dave):
    second()
    mine = NOTICE.replace("five years", "5 years")
    page = html(client.post(NEW, {"do": "publish", "text": mine, "version": 2}), 409)
    assert page.with_id("text").words.split() == mine.split()
    assert notices.current().text == NEXT


def test_another_language_begins_with_the_words_asked_instead(client, dave):
    answer = client.get("/workbench/notices/", {"language": "pt-br"})
    assert answer["Location"] == "/workbench/notices/pt-BR/new/"
    page = html(client.get(answer["Location"]))
    assert page.with_id("text").words.split() == NOTICE.split()
    client.post(answer["Location"], {"do": "publish", "text": NEXT, "version": 1})
    assert notices.current("pt-BR").version == 1
    assert notices.current().version == 1


def test_what_is_no_language_is_told_of_beside_its_field(client, dave):
    page = html(client.get("/workbench/notices/", {"language": "<b>English"}), 422)
    assert "language tag" in page.with_id("language-error").words
    assert page.with_id("language").attributes["value"] == "<b>English"
    assert client.get("/workbench/notices/English!/new/").status_code == 400
