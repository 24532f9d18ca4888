"""The review page without JavaScript: every key has a form or a page that does the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from archive import actions
from archive.domain.words import Role, Status, Voice
from archive.gate import read_as, viewer_of
from archive.gate.staff_disclosed import ReviewSheet
from archive.web.workbench.groups import Group
from archive.web.workbench.sheet import page_of
from tests import factories
from tests.factories import Made
from tests.web.disclosed_pages import Element, parsed

pytestmark = pytest.mark.django_db(databases="__all__")

ESSAY = "My sister Annelie worked nights at the bakery. Annelie’s feet went numb at the age of 43."
COMMENTS = (
    "I knew her too. Annelie never said a word to me.",
    "My brother Tobias had the same feet, and he baked as well.",
)


@pytest.fixture
def made() -> Made:
    return factories.make_discussion([ESSAY, *COMMENTS], title="The bakery")


@pytest.fixture
def ref(made: Made) -> str:
    return made.refs[0]


@pytest.fixture
def alice() -> Client:
    client = Client()
    client.force_login(factories.account("alice", Role.MODERATOR))
    return client


def sheet_of(ref: str, name: str = "carol", role: Role = Role.LEAD) -> ReviewSheet:
    return read_as(viewer_of(factories.account(name, role))).review(ref)


def page_at(client: Client, ref: str) -> Element:
    return parsed(client.get(f"/workbench/review/{ref}/").content.decode())


def word(ref: str, surface: str) -> Group:
    page = page_of(sheet_of(ref), read_as(viewer_of(_carol())).persons(ref))
    groups = (*page.to_decide, *page.hidden_already)
    return next(group for group in groups if group.surface == surface)


def _carol() -> Any:
    return factories.account("carol", Role.LEAD)


def press(client: Client, ref: str, **sent: Any) -> str:
    """Send a form and read the page that follows."""
    response = client.post(f"/workbench/review/{ref}/", sent, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def decide(client: Client, ref: str, surface: str, **sent: Any) -> str:
    return press(client, ref, do="decide", finding=word(ref, surface).ids, **sent)


class TestDeciding:
    def test_words_are_hidden_in_the_whole_thread_by_the_button_of_the_word(
        self, alice: Client, made: Made
    ) -> None:
        said = decide(alice, made.refs[0], "Annelie", decision="accept", whole_thread="1")
        assert "of them in other texts of the thread" in said
        for ref in made.refs[:2]:
            assert "Annelie" not in sheet_of(ref).preview

    def test_the_message_has_none_of_the_words(self, alice: Client, ref: str) -> None:
        said = parsed(decide(alice, ref, "Annelie", decision="accept", whole_thread="1"))
        (message,) = said.all("li", "message")
        assert "Annelie" not in message.words
        assert "Hidden in" in message.words

    def test_words_are_hidden_here_only_where_the_box_is_unticked(
        self, alice: Client, made: Made
    ) -> None:
        decide(alice, made.refs[0], "Annelie", decision="accept")
        assert "Annelie" not in sheet_of(made.refs[0]).preview
        assert "Annelie" in sheet_of(made.refs[1]).original

    def test_words_are_kept_with_a_reason(self, alice: Client, ref: str) -> None:
        decide(alice, ref, "Annelie", decision="keep", reason="public_figure", whole_thread="1")
        assert {r.reason for r in sheet_of(ref).redactions} == {"public_figure"}

    def test_keeping_without_a_reason_changes_nothing(self, alice: Client, ref: str) -> None:
        assert "Say why it may stay" in decide(alice, ref, "Annelie", decision="keep")
        assert not sheet_of(ref).redactions

    def test_less_exact_words_are_a_button_each(self, alice: Client, ref: str) -> None:
        age = next(g for g in page_of(sheet_of(ref)).to_decide if g.kind == "age")
        assert age.rungs
        press(alice, ref, do="decide", finding=age.ids, rung=age.rungs[-1])
        assert age.rungs[-1] in sheet_of(ref).preview

    def test_other_words_can_be_written(self, alice: Client, ref: str) -> None:
        decide(alice, ref, "Annelie", decision="edit", replacement="[my sister’s name]")
        assert "[my sister’s name]" in sheet_of(ref).preview

    def test_everything_left_is_hidden_as_suggested_by_one_button(
        self, alice: Client, ref: str
    ) -> None:
        press(alice, ref, do="accept_all")
        assert not page_of(sheet_of(ref)).to_decide

    def test_a_finding_of_another_text_is_refused(self, alice: Client, made: Made) -> None:
        other = (
            page_of(sheet_of(made.refs[1])).to_decide
            or page_of(sheet_of(made.refs[1])).hidden_already
        )
        said = alice.post(
            f"/workbench/review/{made.refs[0]}/",
            {"do": "decide", "finding": other[0].ids, "decision": "accept"},
        )
        assert said.status_code == 404
        assert not sheet_of(made.refs[0]).redactions


class TestTheThread:
    def test_a_page_lists_where_the_words_stand_before_anything_is_decided(
        self, alice: Client, made: Made
    ) -> None:
        first = word(made.refs[0], "Annelie").first
        page = parsed(
            alice.get(f"/workbench/review/{made.refs[0]}/words/{first}/").content.decode()
        )
        told = page.words
        assert "In other texts" in told
        assert "never said a word" in told
        decisions = [b.attributes.get("data-key") for b in page.all("button")]
        assert [key for key in decisions if key] == ["a", "k", "o"]

    def test_its_address_has_no_word_of_the_text(self, alice: Client, ref: str) -> None:
        links = [
            a.attributes["href"]
            for a in page_at(alice, ref).all("a")
            if "data-preview" in a.attributes
        ]
        assert links
        assert all("nnelie" not in str(link) for link in links)

    def test_a_finding_that_was_decided_has_no_such_page(self, alice: Client, ref: str) -> None:
        first = word(ref, "Annelie").first
        decide(alice, ref, "Annelie", decision="accept")
        assert alice.get(f"/workbench/review/{ref}/words/{first}/").status_code == 404


class TestUndoing:
    def test_one_press_takes_back_all_that_one_press_did(self, alice: Client, made: Made) -> None:
        before = [sheet_of(ref).preview for ref in made.refs]
        decide(alice, made.refs[0], "Annelie", decision="accept", whole_thread="1")
        (batch,) = page_of(sheet_of(made.refs[0])).batches
        said = press(alice, made.refs[0], do="undo_batch", batch=batch.batch)
        assert "Taken back in" in said
        assert [sheet_of(ref).preview for ref in made.refs] == before
        assert page_of(sheet_of(made.refs[0])).batches[0].undone

    def test_what_is_not_there_cannot_be_taken_back(self, alice: Client, ref: str) -> None:
        sent = {"do": "undo_batch", "batch": "nothing"}
        assert alice.post(f"/workbench/review/{ref}/", sent).status_code == 404

    def test_one_place_is_taken_back_alone(self, alice: Client, ref: str) -> None:
        decide(alice, ref, "Annelie", decision="accept")
        redactions = sheet_of(ref).redactions
        press(alice, ref, do="undo", redaction=redactions[0].id)
        assert len(sheet_of(ref).redactions) == len(redactions) - 1


class TestPersons:
    def test_a_name_joins_somebody_who_has_a_label(self, alice: Client, made: Made) -> None:
        decide(alice, made.refs[0], "Annelie", decision="accept", whole_thread="1")
        tobias = word(made.refs[2], "Tobias")
        (annelie,) = read_as(viewer_of(_carol())).persons(made.refs[0])
        press(alice, made.refs[2], do="alias", finding=tobias.ids, into=annelie.id)
        assert annelie.label in sheet_of(made.refs[2]).preview

    def test_two_labels_of_one_person_are_joined(self, alice: Client, made: Made) -> None:
        decide(alice, made.refs[0], "Annelie", decision="accept", whole_thread="1")
        decide(alice, made.refs[2], "Tobias", decision="accept", whole_thread="1")
        reader = read_as(viewer_of(_carol()))
        person = {s: p for ref in made.refs for p in reader.persons(ref) for s in p.surfaces}
        annelie, tobias = person["Annelie"], person["Tobias"]
        said = press(alice, made.refs[2], do="merge", person=tobias.id, into=annelie.id)
        assert "One person now" in said
        assert annelie.label in sheet_of(made.refs[2]).preview

    def test_nobody_is_joined_to_a_label_that_is_not_there(self, alice: Client, ref: str) -> None:
        said = press(alice, ref, do="alias", finding=word(ref, "Annelie").ids, into=999)
        assert "no such person" in said


class TestWordsNobodyFound:
    def test_typed_words_are_hidden_wherever_they_stand(self, alice: Client, made: Made) -> None:
        press(
            alice, made.refs[0], do="redact", where="words", words="feet", field="text",
            treatment="mask", whole_thread="1",
        )  # fmt: skip
        assert "feet" not in sheet_of(made.refs[0]).preview
        assert "feet" not in sheet_of(made.refs[2]).preview

    def test_a_public_text_loses_words_at_once(self, alice: Client, ref: str) -> None:
        factories.published(ref)
        press(
            alice, ref, do="redact", where="words", words="bakery", field="text",
            treatment="mask", at_once="1",
        )  # fmt: skip
        shown = Client().get(f"/c/{ref}/", follow=True).content.decode()
        assert "bakery." not in shown

    def test_the_button_for_that_stands_only_where_readers_have_the_text(
        self, alice: Client, ref: str
    ) -> None:
        assert "Hide at once" not in page_at(alice, ref).words
        factories.published(ref)
        assert "Hide at once" in page_at(alice, ref).words


def finish(client: Client, ref: str, **sent: Any) -> str:
    press(client, ref, do="accept_all")
    given = {"do": "approve", "voice": "commentary", "read_whole": "1", **sent}
    return press(client, ref, **given)


class TestFinishing:
    def test_the_yes_keeps_the_note_and_the_checklist(self, alice: Client, ref: str) -> None:
        assert "Approved." in finish(alice, ref, note="Her neighbours, by the bakery.")
        (read,) = sheet_of(ref).attestations
        assert (read.by, read.note) == ("alice", "Her neighbours, by the bakery.")
        assert "Her neighbours" in page_at(alice, ref).with_id("checklist").words

    def test_the_next_text_opens(self, alice: Client, made: Made) -> None:
        press(alice, made.refs[0], do="accept_all")
        sent = {"do": "approve", "voice": "commentary", "read_whole": "1", "go_on": "1"}
        response = alice.post(f"/workbench/review/{made.refs[0]}/", sent)
        assert response.status_code == 303
        assert response["Location"] == f"/workbench/review/{made.refs[1]}/"

    def test_the_next_text_is_none_that_only_somebody_else_may_clear(
        self, alice: Client, made: Made
    ) -> None:
        essay, first, second = made.refs
        finish(alice, essay, voice="second_hand")
        finish(alice, first)
        nobody_left = sheet_of(second, "alice", Role.MODERATOR)
        assert (nobody_left.next_ref, nobody_left.left_in_thread) == ("", 0)
        assert sheet_of(second).next_ref == essay

    def test_nothing_is_approved_unread(self, alice: Client, ref: str) -> None:
        press(alice, ref, do="accept_all")
        sent = {"do": "approve", "voice": "commentary"}
        response = alice.post(f"/workbench/review/{ref}/", sent)
        assert response.status_code == 422
        assert "Read the text whole" in response.content.decode()

    def test_what_is_left_is_hidden_as_suggested_with_the_yes(
        self, alice: Client, ref: str
    ) -> None:
        assert page_of(sheet_of(ref)).to_decide
        said = press(alice, ref, do="approve_hiding", voice="commentary", read_whole="1")
        assert "Approved." in said
        sheet = sheet_of(ref)
        assert not page_of(sheet).to_decide
        assert sheet.status == Status.APPROVED
        assert "Annelie" not in sheet.preview

    def test_nothing_is_hidden_with_a_yes_that_nobody_read_for(
        self, alice: Client, ref: str
    ) -> None:
        sent = {"do": "approve_hiding", "voice": "commentary"}
        assert alice.post(f"/workbench/review/{ref}/", sent).status_code == 422
        assert page_of(sheet_of(ref)).to_decide

    def test_the_second_person_says_who_could_recognise_somebody(
        self, alice: Client, ref: str
    ) -> None:
        finish(alice, ref, voice="second_hand")
        carol = Client()
        carol.force_login(_carol())
        sent = {"do": "clear", "read_whole": "1"}
        refused = carol.post(f"/workbench/review/{ref}/", sent)
        assert refused.status_code == 422
        assert "who could still recognise" in refused.content.decode()
        assert "Cleared" in press(carol, ref, **sent, note="Nobody.")

    def test_a_second_person_can_be_asked_for(self, alice: Client, ref: str) -> None:
        press(alice, ref, do="ask_second")
        assert sheet_of(ref).second_asked
        assert "A second person must read it" in finish(alice, ref)


class TestSteppingAside:
    def test_a_text_that_leans_on_a_hidden_one_is_held(self, alice: Client, ref: str) -> None:
        factories.published(ref)
        press(alice, ref, do="lean")
        assert sheet_of(ref).held
        assert Client().get(f"/c/{ref}/").status_code in (404, 410)
        assert "leans on a hidden text" in page_at(alice, ref).words

    def test_who_knows_somebody_in_it_does_not_open_it_again(self, alice: Client, ref: str) -> None:
        assert "You stepped back" in press(alice, ref, do="recuse")
        assert alice.get(f"/workbench/review/{ref}/").status_code == 403
        assert sheet_of(ref).ref == ref  # others do

    def test_a_text_is_refused_with_a_reason(self, alice: Client, ref: str) -> None:
        press(alice, ref, do="refuse", reason="harmful")
        assert factories.contribution(ref).status == Status.REFUSED


class TestThePage:
    def test_the_checklist_says_what_is_to_decide_and_folds_the_rest(
        self, alice: Client, ref: str
    ) -> None:
        card = page_at(alice, ref).with_id("checklist")
        assert "to decide" in card.words
        assert "the engine found none" in card.words
        assert "It can miss any of them" in card.words

    def test_what_no_words_can_hold_is_not_said_to_have_been_looked_for(
        self, alice: Client, ref: str
    ) -> None:
        card = page_at(alice, ref).with_id("checklist")
        assert "nobody looked for them: fingerprints" in card.words
        assert "Photographs" not in page_at(alice, ref).with_id("checklist-rest").words

    def test_the_log_of_labels_is_linked_for_those_who_may_read_it(
        self, alice: Client, made: Made
    ) -> None:
        log = f"/workbench/replacements/{made.slug}/"
        pages = (f"/workbench/review/{made.refs[0]}/", f"/workbench/desk/{made.slug}/")
        assert not [path for path in pages if log in alice.get(path).content.decode()]
        reader = factories.account("carol", Role.LEAD)
        reader.reads_replacements = True
        reader.save()
        alice.force_login(reader)
        assert all(log in alice.get(path).content.decode() for path in pages)

    def test_confident_findings_are_listed_as_hidden_already(
        self, alice: Client, made: Made
    ) -> None:
        (ref,) = factories.make_discussion(["Write to wren@hoopoe.example."]).refs
        assert "1 hidden already" in page_at(alice, ref).with_id("already").words

    def test_nothing_of_it_needs_a_script_or_style_of_its_own(
        self, alice: Client, ref: str
    ) -> None:
        page = page_at(alice, ref)
        assert not [e for e in page.all() if "style" in e.attributes or e.tag == "style"]
        assert all("src" in script.attributes for script in page.all("script"))

    def test_no_id_stands_twice(self, alice: Client, made: Made) -> None:
        decide(alice, made.refs[0], "Annelie", decision="accept", whole_thread="1")
        ids = [
            e.attributes["id"] for e in page_at(alice, made.refs[1]).all() if "id" in e.attributes
        ]
        assert len(ids) == len(set(ids))


def test_a_voice_that_was_set_stays_set(alice: Client, ref: str) -> None:
    by = factories.account("alice", Role.MODERATOR)
    actions.set_voice(ref=ref, voice=Voice.FIRST_PERSON, by=by)
    press(alice, ref, do="accept_all")
    assert sheet_of(ref).voice == Voice.FIRST_PERSON
