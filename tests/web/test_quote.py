"""Can this quote be found: in the archive's public texts alone, and nothing of it is kept."""

from __future__ import annotations

import logging

import pytest
from django.core.management import call_command
from django.test import Client

from archive.actions.outbox import note_changed
from archive.domain.words import Role
from archive.gate.guard import ungated
from archive.models import AuditEvent
from archive.search import indexer
from archive.search.quoted import check_quote
from tests import factories

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
SAID = "The marmalade lighthouse hummed at night and nobody on the ward believed the kettle."
OTHER = "I read that the marmalade lighthouse hummed at night and nobody on the ward believed it."
MY_TEXT = f"Yesterday it rained. {SAID} I went home."


@pytest.fixture
def refs() -> dict[str, str]:
    """A text under review, a public one with its words, and a private one."""
    made = factories.make_discussion(["An essay.", MY_TEXT, OTHER, SAID], title="On sleep")
    essay, mine, public, private = made.refs
    factories.published(essay)
    factories.published(public)
    call_command("prepare", verbosity=0)
    with ungated("tests publish straight in the columns"):
        note_changed([essay, public])
    indexer.apply_outbox()
    return {"mine": mine, "public": public, "private": private}


def client() -> Client:
    browser = Client()
    browser.force_login(factories.account("alice", Role.MODERATOR))
    return browser


def checked(ref: str, passage: str) -> str:
    answer = client().post(f"/workbench/review/{ref}/quote/", {"passage": passage})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_public_text_with_the_same_words_is_found_and_linked(refs: dict[str, str]) -> None:
    page = checked(refs["mine"], SAID)
    assert f'href="/c/{refs["public"]}/"' in page
    assert "the same words" in page
    assert refs["private"] not in page


def test_an_empty_passage_checks_the_whole_text(refs: dict[str, str]) -> None:
    page = checked(refs["mine"], "")
    assert f'href="/c/{refs["public"]}/"' in page
    assert "words of this text" in page


def test_the_text_itself_is_no_match(refs: dict[str, str]) -> None:
    assert f'href="/c/{refs["public"]}/"' not in checked(refs["public"], OTHER)


def test_words_that_stand_nowhere_else_are_not_found(refs: dict[str, str]) -> None:
    page = checked(refs["mine"], "A walrus plays the harmonium on the seventh moon of nothing.")
    assert "No other public text here has it." in page


def test_everyday_words_are_no_match(refs: dict[str, str]) -> None:
    assert check_quote("I went home and I was so tired that I could not sleep.").matches == ()


def test_the_rarest_run_comes_first() -> None:
    call_command("prepare", verbosity=0)
    call_command("reindex", verbosity=0)
    found = check_quote(f"I went to the shop and then I was back in the house. {SAID}")
    assert "marmalade lighthouse" in found.runs[0]
    assert len(found.runs[0].split()) <= 8


def test_masks_and_hidden_words_are_in_no_run() -> None:
    call_command("prepare", verbosity=0)
    call_command("reindex", verbosity=0)
    passage = (
        "The marmalade lighthouse belongs to [Person A] and old Kakapona hums quietly inside it."
    )
    said = " ".join(check_quote(passage, hidden=["Kakapona"]).runs)
    assert "marmalade" in said
    assert "Person" not in said
    assert "Kakapona" not in said


def test_the_page_warns_of_hidden_words_that_were_typed(refs: dict[str, str]) -> None:
    (essay, ref) = factories.make_discussion(
        ["An essay.", "Write to wren@hoopoe.example now."]
    ).refs
    assert essay
    page = checked(ref, "Write to wren@hoopoe.example now, or the marmalade lighthouse hums.")
    assert "holds words that are hidden" in page


def test_nothing_that_is_typed_is_logged_audited_or_put_in_an_address(
    refs: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        checked(refs["mine"], "The marmalade quagga hummed at night, said nobody on the ward.")
    assert "quagga" not in " ".join(record.getMessage() for record in caplog.records)
    with ungated("the audit"):
        assert not any("quagga" in str(event.detail) for event in AuditEvent.objects.all())


def test_what_is_typed_into_the_address_is_not_read(refs: dict[str, str]) -> None:
    page = client().get(f"/workbench/review/{refs['mine']}/quote/?passage=quagga").content.decode()
    assert "quagga" not in page
    assert "In this archive" not in page


def test_too_long_a_passage_is_said_to_be_so(refs: dict[str, str]) -> None:
    answer = client().post(f"/workbench/review/{refs['mine']}/quote/", {"passage": "word " * 1_001})
    assert answer.status_code == 422
    assert "5,000 characters" in answer.content.decode()


def test_without_an_index_the_page_says_so_and_still_advises() -> None:
    (ref,) = factories.make_discussion([MY_TEXT]).refs
    page = checked(ref, SAID)
    assert "could not be searched" in page
    assert "private window" in page


def test_nobody_but_staff_is_told_that_there_is_such_a_page() -> None:
    (ref,) = factories.make_discussion([MY_TEXT]).refs
    browser = Client()
    assert browser.get(f"/workbench/review/{ref}/quote/").status_code == 302
    browser.force_login(factories.account("res", Role.RESEARCHER))
    assert browser.get(f"/workbench/review/{ref}/quote/").status_code == 404
