"""The page of passages to place: two wordings beside each other, and three answers."""

from __future__ import annotations

import pytest

from archive.domain import warrant
from archive.domain.words import AnchorState, Role
from archive.web.workbench.anchors import compared
from tests.actions.test_anchors_decided import AFTER, SLEPT, doubted, latest_text, on_latest
from tests.factories import account, people
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__")

PAGE = "/workbench/anchors/"


@pytest.fixture
def case(client):
    """A doubted passage, and alice signed in."""
    everybody = people()
    with warrant.opened("tests", "look"):
        ref, anchor = doubted(everybody)
    client.force_login(everybody.alice)
    return ref, anchor.pk


def now(ref: str):
    with warrant.opened("tests", "look"):
        return on_latest(ref)


def main_of(client, address: str = PAGE) -> str:
    return str(parsed(client.get(address).content.decode()).with_id("main").words)


def test_both_wordings_stand_on_the_page_with_how_alike_they_are(client, case):
    words = " ".join(main_of(client).split())
    assert SLEPT in words
    assert "no one at the clinic asked" in words
    assert "% alike" in words


def test_it_is_here(client, case):
    ref, anchor = case
    answer = client.post(PAGE, {"do": "confirm", "anchor": anchor})
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert now(ref).state == AnchorState.ANCHORED
    assert "Every passage is where it was marked" in main_of(client)


def test_it_is_gone_and_then_somewhere_after_all(client, case):
    ref, anchor = case
    client.post(PAGE, {"do": "orphan", "anchor": anchor})
    assert now(ref).state == AnchorState.ORPHANED
    assert "Passages said to be gone (1)" in main_of(client)
    gone = f"{PAGE}?show=gone"
    assert SLEPT in main_of(client, gone)
    client.post(gone, {"do": "move", "anchor": anchor, "where": "words", "words": AFTER})
    assert now(ref).state == AnchorState.ANCHORED


def test_it_is_moved_to_whole_sentences(client, case):
    ref, anchor = case
    client.post(PAGE, {"do": "move", "anchor": anchor, "where": "sentences", "first": 3})
    placed = now(ref)
    with warrant.opened("tests", "look"):
        assert latest_text(ref)[placed.start : placed.end] == AFTER
    assert placed.method == "made"


def test_a_form_that_cannot_be_taken_comes_back_open_with_what_was_typed(client, case):
    ref, anchor = case
    answer = client.post(
        PAGE, {"do": "move", "anchor": anchor, "where": "words", "words": "nobody wrote this"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "nobody wrote this" in page
    assert "These words do not stand in the text." in page
    assert now(ref).state == AnchorState.NEEDS_REVIEW


def test_the_sentences_of_the_proposed_place_are_chosen_to_start_from(client, case):
    page = client.get(PAGE).content.decode()
    assert '<option value="2" selected>' in page


def test_what_somebody_else_has_decided_meanwhile_is_said_plainly(client, case):
    _, anchor = case
    client.post(PAGE, {"do": "orphan", "anchor": anchor})
    answer = client.post(PAGE, {"do": "confirm", "anchor": anchor}, follow=True)
    assert "Somebody has decided this passage meanwhile." in answer.content.decode()
    answer = client.post(PAGE, {"do": "move", "anchor": 10**6, "where": "whole"}, follow=True)
    assert "does not wait any more" in answer.content.decode()


def test_the_review_page_and_the_rooms_lead_there(client, case):
    ref, _ = case
    page = client.get(f"/workbench/review/{ref}/").content.decode()
    assert "1 passage of this text waits for somebody to say where it is now" in page
    assert f'href="{PAGE}"' in page
    assert f'href="{PAGE}"' in client.get("/workbench/codebook/").content.decode()


def test_only_staff_open_it(client, case):
    client.logout()
    assert client.get(PAGE).status_code == 302
    client.force_login(account("rita", Role.RESEARCHER))
    assert client.get(PAGE).status_code == 404


def test_words_that_differ_are_told_apart_and_long_passages_are_not_compared() -> None:
    old, new = compared("one two three", "one 2 three")
    assert [(p.words, p.differs) for p in old] == [("one", False), ("two", True), ("three", False)]
    assert [(p.words, p.differs) for p in new] == [("one", False), ("2", True), ("three", False)]
    long, other = compared("a " * 5_000, "b " * 5_000)
    assert len(long) == len(other) == 1
    assert compared("", "new") == ((), (compared("new", "")[0][0],))
