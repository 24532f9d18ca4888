"""What a researcher may cite, under which name, and the paragraph for a methods section."""

from __future__ import annotations

import json
from html import unescape

import pytest
from django.test import Client

from archive import actions
from archive.domain.words import Role, Scope, Voice
from archive.search import indexer
from tests import factories
from tests.factories import Made, Written

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Made:
    """An essay, a comment of a named author, and one about somebody else."""
    made = factories.make_discussion(
        ["On sleep.", Written("I sleep badly.", author="Ada Real"), "He sleeps."], title="On sleep"
    )
    voices = (Voice.COMMENTARY, Voice.FIRST_PERSON, Voice.SECOND_HAND)
    for ref, voice in zip(made.refs, voices, strict=True):
        factories.published(ref, voice)
    indexer.reindex()
    return made


@pytest.fixture
def rosa(made: Made) -> Client:
    client = Client()
    client.force_login(factories.account("rosa", Role.RESEARCHER))
    return client


def test_an_account_is_cited_under_the_name_readers_see(made: Made, rosa: Client) -> None:
    address = f"/desk/cite/c/{made.refs[1]}/"
    page = unescape(rosa.get(address).content.decode())
    assert "On sleep, comment 1" in page
    assert "wording 0" in page
    assert "Ada" not in page
    answer = rosa.get(address, {"as": "json"})
    assert "attachment" in answer["Content-Disposition"]
    (item,) = json.loads(answer.content)
    assert item["URL"].endswith(f"/c/{made.refs[1]}/")


def test_a_text_that_may_not_be_quoted_says_so(made: Made, rosa: Client) -> None:
    address = f"/desk/cite/c/{made.refs[1]}/"
    assert "word for word" not in rosa.get(address).content.decode()
    actions.withdraw_consent(ref=made.refs[1], scopes=[Scope.QUOTE])
    page = rosa.get(address).content.decode()
    assert "does not let it be quoted word for word" in page
    assert "in other words" in rosa.get(address, {"as": "bib"}).content.decode()


def test_what_is_not_open_to_study_is_not_cited(made: Made, rosa: Client) -> None:
    actions.withdraw_consent(ref=made.refs[1], scopes=[Scope.RESEARCH])
    assert rosa.get(f"/desk/cite/c/{made.refs[1]}/").status_code == 404
    actions.withdraw_consent(ref=made.refs[2])
    assert rosa.get(f"/desk/cite/c/{made.refs[2]}/").status_code == 410


def test_a_discussion_is_cited_with_what_stands_there_today(made: Made, rosa: Client) -> None:
    page = rosa.get(f"/desk/cite/d/{made.slug}/").content.decode()
    assert "3 contributions on the day of access" in page
    assert rosa.get("/desk/cite/d/nowhere/").status_code == 404


def test_a_search_is_cited_with_its_methods_and_by_post_alone(made: Made, rosa: Client) -> None:
    assert rosa.get("/desk/cite/").status_code == 405
    page = unescape(rosa.post("/desk/cite/", {"q": "sleep"}).content.decode())
    assert "for the query “sleep”" in page
    assert "matched 3 contributions in 1 discussion, of which 1 tells of somebody else" in page
    narrowed = rosa.post("/desk/cite/", {"q": "sleep", "voice": "first_person"}).content.decode()
    assert "1 contribution in 1 discussion, none of which" in unescape(narrowed)
    file = rosa.post("/desk/cite/", {"q": "sleep", "as": "cff"})
    assert file.content.decode().startswith("cff-version: 1.2.0")
    assert rosa.post("/desk/cite/", {"q": "sleep AND ("}).status_code == 422
    assert rosa.post("/desk/cite/", {"q": ""}).status_code == 400
