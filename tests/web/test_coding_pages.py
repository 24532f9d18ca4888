"""The coding page without scripts: forms that mark, undo, redo, and keep a note."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from archive import actions
from archive.domain import warrant
from archive.domain.words import Role, Treatment, Voice
from archive.models import Coding, Contribution, Passage, Presence, User
from tests import factories
from tests.factories import Made
from tests.web.disclosed_pages import Element, parsed

pytestmark = pytest.mark.django_db(databases="__all__")

ESSAY = "My sister Annelie worked nights. I lay awake until four. Bread has to be watched."
COMMENT = "I knew her too, and I baked."


@pytest.fixture
def made() -> Made:
    for slug in ("sleep", "work", "family"):
        factories.theme(slug, slug.title())
    return factories.make_discussion([ESSAY, COMMENT], title="The bakery")


@pytest.fixture
def ref(made: Made) -> str:
    return made.refs[0]


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(user(name))
    return client


def user(name: str) -> User:
    return factories.account(name, Role.MODERATOR)


@pytest.fixture
def alice() -> Client:
    return client_of("alice")


def page_at(client: Client, ref: str) -> Element:
    response = client.get(f"/workbench/code/{ref}/")
    assert response.status_code == 200
    return parsed(response.content.decode())


def field_at(client: Client, ref: str, name: str) -> Element:
    return next(each for each in page_at(client, ref).all() if each.attributes.get("name") == name)


def value_at(client: Client, ref: str, name: str) -> str:
    return field_at(client, ref, name).attributes.get("value") or ""


def press(client: Client, ref: str, htmx: bool = False, **sent: Any) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"/workbench/code/{ref}/", sent, headers=headers)


def marked(client: Client, ref: str, first: int, *themes: str, **sent: Any) -> Any:
    given: dict[str, Any] = {
        "do": "mark",
        "where": "sentences",
        "first": first,
        "themes": themes,
    } | sent
    response = press(client, ref, **given)
    assert response.status_code == 303, response.content.decode()
    return response


def codings(ref: str) -> set[tuple[str, str, int, int]]:
    with warrant.opened("tests", "look"):
        rows = Coding.objects.filter(content_object__contribution__ref=ref)
        return {
            (c.tag.slug, c.coder.username, c.content_object.start, c.content_object.end)
            for c in rows.select_related("tag", "coder", "content_object")
            if c.coder is not None
        }


def passages(ref: str) -> int:
    with warrant.opened("tests", "look"):
        return Passage.objects.filter(contribution__ref=ref).count()


class TestMarking:
    def test_a_sentence_gets_several_themes_at_once(self, alice: Client, ref: str) -> None:
        marked(alice, ref, 2, "sleep", "work")
        start = ESSAY.index("I lay")
        span = (start, start + len("I lay awake until four."))
        assert codings(ref) == {("sleep", "alice", *span), ("work", "alice", *span)}

    def test_the_button_of_a_theme_is_enough(self, alice: Client, ref: str) -> None:
        assert press(alice, ref, do="mark", where="whole", theme="work").status_code == 303
        assert codings(ref) == {("work", "alice", 0, len(ESSAY))}

    def test_two_people_on_one_passage_both_stay(self, alice: Client, ref: str) -> None:
        marked(alice, ref, 2, "sleep")
        marked(client_of("bob"), ref, 2, "sleep")
        assert {name for _, name, _, _ in codings(ref)} == {"alice", "bob"}
        assert passages(ref) == 1

    def test_the_words_as_they_arrived_are_not_on_the_page(self, alice: Client, ref: str) -> None:
        actions.redact(
            ref=ref,
            start=ESSAY.index("Annelie"),
            end=ESSAY.index("Annelie") + 7,
            treatment=Treatment.PSEUDONYM,
            by=user("bob"),
        )
        shown = alice.get(f"/workbench/code/{ref}/").content.decode()
        assert "Annelie" not in shown
        assert "[Person A]" in shown

    def test_a_selection_of_an_older_wording_is_carried_by_its_own_map(
        self, alice: Client, ref: str
    ) -> None:
        before = value_at(alice, ref, "map")
        at = ESSAY.index("Annelie")
        actions.redact(ref=ref, start=at, end=at + 7, treatment=Treatment.PSEUDONYM, by=user("bob"))
        start, end = ESSAY.index("Bread"), len(ESSAY)
        sent: dict[str, Any] = {
            "do": "mark",
            "where": "selection",
            "start": start,
            "end": end,
            "map": before,
        }
        assert press(alice, ref, themes="work", **sent).status_code == 303
        assert codings(ref) == {("work", "alice", start, end)}

    def test_sentences_of_an_older_wording_are_asked_again_and_the_note_stays(
        self, alice: Client, ref: str
    ) -> None:
        sent: dict[str, Any] = {"do": "mark", "where": "sentences", "first": 1, "map": "[[0,2,9]]"}
        response = press(alice, ref, themes="work", memo="Her nights", **sent)
        assert response.status_code == 422
        assert "Her nights" in response.content.decode()
        assert codings(ref) == set()

    @pytest.mark.parametrize("sent", ["{", "[[1]]", "[[5,2,1]]", '"x"', "[" * 20_000])
    def test_a_damaged_map_is_refused(self, alice: Client, ref: str, sent: str) -> None:
        response = press(
            alice, ref, do="mark", where="selection", start=0, end=4, themes="work", map=sent
        )
        assert response.status_code == 422
        assert codings(ref) == set()

    def test_a_retired_theme_cannot_be_applied(self, alice: Client, ref: str) -> None:
        with warrant.opened("tests", "look"):
            theme = factories.theme("old", "Old")
            theme.state = "retired"
            theme.save()
        assert 'data-slug="old"' not in alice.get(f"/workbench/code/{ref}/").content.decode()
        response = press(alice, ref, do="mark", where="whole", themes="old")
        assert response.status_code == 422

    def test_htmx_gets_the_board_alone(self, alice: Client, ref: str) -> None:
        response = press(alice, ref, htmx=True, do="mark", where="whole", themes="work")
        assert response.status_code == 200
        board = response.content.decode()
        assert 'id="board"' in board
        assert "<html" not in board
        assert 'data-said="Kept."' in board

    def test_htmx_is_told_why_not(self, alice: Client, ref: str) -> None:
        response = press(alice, ref, htmx=True, do="mark", where="whole")
        assert response.status_code == 422
        assert 'role="alert"' in response.content.decode()


class TestUndoing:
    def test_undo_takes_the_whole_press_and_redo_restores_it_with_its_memo(
        self, alice: Client, ref: str
    ) -> None:
        marked(alice, ref, 1, "family", memo="Her sister")
        marked(alice, ref, 2, "sleep", "work", memo="The nights")
        before = codings(ref)
        press(alice, ref, do="undo")
        assert {slug for slug, *_ in codings(ref)} == {"family"}
        assert passages(ref) == 1
        press(alice, ref, do="undo")
        assert codings(ref) == set()
        assert passages(ref) == 0
        press(alice, ref, do="redo")
        press(alice, ref, do="redo")
        assert codings(ref) == before
        shown = alice.get(f"/workbench/code/{ref}/").content.decode()
        assert "Her sister" in shown
        assert "The nights" in shown

    def test_undo_leaves_what_others_applied(self, alice: Client, ref: str) -> None:
        marked(alice, ref, 2, "sleep")
        marked(client_of("bob"), ref, 2, "sleep")
        press(alice, ref, do="undo")
        assert {name for _, name, _, _ in codings(ref)} == {"bob"}
        assert passages(ref) == 1

    def test_others_codings_cannot_be_taken_back(self, alice: Client, ref: str) -> None:
        marked(client_of("bob"), ref, 2, "sleep")
        with warrant.opened("tests", "look"):
            number = Coding.objects.get().pk
        response = press(alice, ref, do="untag", coding=number)
        assert response.status_code == 404
        assert len(codings(ref)) == 1

    def test_a_new_coding_ends_what_can_be_redone(self, alice: Client, ref: str) -> None:
        marked(alice, ref, 1, "family")
        press(alice, ref, do="undo")
        marked(alice, ref, 2, "sleep")
        press(alice, ref, do="redo")
        assert {slug for slug, *_ in codings(ref)} == {"sleep"}

    def test_a_voice_keeps_its_passage(self, alice: Client, ref: str) -> None:
        marked(alice, ref, 1, "family", voice=Voice.FIRST_PERSON.value)
        press(alice, ref, do="undo")
        assert passages(ref) == 1


class TestTheDesk:
    def test_a_note_that_was_not_sent_is_there_again_and_nobody_elses(
        self, alice: Client, ref: str
    ) -> None:
        press(alice, ref, do="memo", memo="Ask Bob about this")
        assert "Ask Bob about this" in alice.get(f"/workbench/code/{ref}/").content.decode()
        other = client_of("bob").get(f"/workbench/code/{ref}/").content.decode()
        assert "Ask Bob about this" not in other
        marked(alice, ref, 1, "family", memo="Ask Bob about this")
        assert "Ask Bob" not in field_at(alice, ref, "memo").words

    def test_keys_are_ones_own(self, alice: Client, ref: str) -> None:
        press(alice, ref, do="keys", key_1="work", key_0="sleep")
        shown = alice.get(f"/workbench/code/{ref}/").content.decode()
        assert 'data-slug="work" data-colour="1" data-find="work work" data-digit="1"' in shown
        assert 'data-digit="0"' in shown
        other = client_of("bob").get(f"/workbench/code/{ref}/").content.decode()
        assert 'data-digit="0"' not in other

    def test_one_theme_has_one_key(self, alice: Client, ref: str) -> None:
        response = alice.post(
            f"/workbench/code/{ref}/", {"do": "keys", "key_1": "work", "key_2": "work"}, follow=True
        )
        assert "One theme has two keys" in response.content.decode()

    def test_others_are_seen_for_a_minute(self, alice: Client, ref: str) -> None:
        bob = client_of("bob")
        here = f"/workbench/code/{ref}/here/"
        bob.post(here)
        assert "<strong>bob</strong> has this text open too" in alice.post(here).content.decode()
        with warrant.opened("tests", "look"):
            from datetime import timedelta

            from django.utils import timezone

            Presence.objects.filter(account__username="bob").update(
                at=timezone.now() - timedelta(seconds=61)
            )
        assert "bob" not in alice.post(here).content.decode()
        with warrant.opened("tests", "look"):
            assert [p.account.username for p in Presence.objects.all()] == ["alice"]

    def test_who_leaves_is_gone_at_once(self, alice: Client, ref: str) -> None:
        bob, here = client_of("bob"), f"/workbench/code/{ref}/here/"
        bob.post(here)
        assert bob.post(here, {"leave": "1"}).status_code == 204
        assert "bob" not in alice.post(here).content.decode()

    def test_a_page_is_told_when_it_is_not_up_to_date(self, alice: Client, ref: str) -> None:
        state = value_at(alice, ref, "state")
        here = f"/workbench/code/{ref}/here/"
        assert "HX-Trigger" not in alice.post(here, {"state": state}).headers
        marked(client_of("bob"), ref, 1, "family")
        assert alice.post(here, {"state": state}).headers["HX-Trigger"] == "coding:stale"

    def test_the_next_text_is_the_next_one_that_one_has_not_coded(
        self, alice: Client, made: Made
    ) -> None:
        first, second = made.refs
        shown = alice.get(f"/workbench/code/{first}/").content.decode()
        assert f'href="/workbench/code/{second}/" data-next-uncoded' in shown
        marked(alice, second, 1, "family")
        shown = alice.get(f"/workbench/code/{first}/").content.decode()
        assert "You have coded in every other text" in shown
        other = client_of("bob").get(f"/workbench/code/{first}/").content.decode()
        assert "Next you have not coded (1 left)" in other

    def test_strangers_and_researchers_find_nothing(self, ref: str) -> None:
        client = Client()
        assert client.get(f"/workbench/code/{ref}/").status_code == 302
        client.force_login(factories.account("rene", Role.RESEARCHER))
        assert client.get(f"/workbench/code/{ref}/").status_code == 404

    def test_after_erasure_nothing_of_a_desk_is_left(self, alice: Client, ref: str) -> None:
        press(alice, ref, do="memo", memo="A note")
        marked(alice, ref, 1, "family")
        press(alice, ref, do="undo")
        alice.post(f"/workbench/code/{ref}/here/")
        actions.erase(ref=ref, by=factories.account("dave", Role.STEWARD))
        assert alice.get(f"/workbench/code/{ref}/").status_code == 410
        with warrant.opened("tests", "look"):
            assert not Presence.objects.exists()


class TestTheLock:
    def sent(self, ref: str, **more: Any) -> dict[str, Any]:
        with warrant.opened("tests", "look"):
            edition = Contribution.objects.get(ref=ref).edition
        return {"edition": edition, **more}

    def test_approving_an_older_edition_is_refused_and_the_note_stays(
        self, alice: Client, made: Made
    ) -> None:
        ref = made.refs[1]
        sent = self.sent(
            ref, do="approve", voice="first_person", read_whole="1", note="Only her baker"
        )
        actions.redact(ref=ref, start=0, end=6, treatment=Treatment.MASK, by=user("bob"))
        response = alice.post(f"/workbench/review/{ref}/", sent)
        shown = response.content.decode()
        assert response.status_code == 422
        assert "bob hid words, after you had opened this page" in shown
        assert "Only her baker" in shown
        with warrant.opened("tests", "look"):
            row = Contribution.objects.get(ref=ref)
        assert row.rendition is None
        assert row.voice == Voice.UNCLEAR

    def test_approving_the_latest_edition_goes_through(self, alice: Client, made: Made) -> None:
        ref = made.refs[1]
        actions.redact(ref=ref, start=0, end=6, treatment=Treatment.MASK, by=user("bob"))
        sent = self.sent(ref, do="approve", voice="first_person", read_whole="1")
        assert alice.post(f"/workbench/review/{ref}/", sent).status_code == 303

    def test_codings_make_no_other_edition(self, alice: Client, made: Made) -> None:
        ref = made.refs[1]
        sent = self.sent(ref, do="approve", voice="first_person", read_whole="1")
        marked(client_of("bob"), ref, 1, "family")
        assert alice.post(f"/workbench/review/{ref}/", sent).status_code == 303

    def test_the_review_page_says_its_edition(self, alice: Client, ref: str) -> None:
        actions.set_voice(ref=ref, voice=Voice.MIXED, by=user("bob"))
        shown = alice.get(f"/workbench/review/{ref}/").content.decode()
        assert '<input type="hidden" name="edition" value="1">' in shown
        assert f'href="/workbench/code/{ref}/"' in shown


def test_what_a_map_has_is_numbers_only(alice: Client, ref: str) -> None:
    sent = value_at(alice, ref, "map")
    assert all(isinstance(n, int) for change in json.loads(sent) for n in change)
