"""The codebook's pages: who may open and change what, without JavaScript, losing nothing typed."""

from __future__ import annotations

import re

import pytest

from archive.actions import codebook
from archive.actions.tag_passage import tag_passage
from archive.domain import warrant
from archive.domain.codebook import ChangeVerb
from archive.domain.words import Role
from archive.models import CodebookChange, Coding, Contribution, Theme, ThemeExample, ThemeProposal
from tests.factories import account, make_discussion, published, theme
from tests.factories import people as make_people
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__")

BOOK = "/workbench/codebook/"
TEXT = "My knees hurt at night. I sleep when it rains."


@pytest.fixture(autouse=True)
def people():
    for slug in ("pain", "ache", "sleep"):
        theme(slug)
    return make_people()


@pytest.fixture
def dave(client, people):
    client.force_login(people.dave)
    return people.dave


@pytest.fixture
def alice(client, people):
    client.force_login(people.alice)
    return people.alice


@pytest.fixture
def ref(people):
    ref = make_discussion([TEXT]).refs[0]
    published(ref)
    tag_passage(ref=ref, start=0, end=23, themes=["pain"], voice=None, by=people.alice)
    tag_passage(ref=ref, start=24, end=46, themes=["ache"], voice=None, by=people.bob)
    return ref


def row(slug: str) -> Theme:
    found: Theme = Theme.objects.get(slug=slug)
    return found


def last() -> CodebookChange:
    with warrant.opened("tests", "look"):
        return CodebookChange.objects.latest("pk")


def html(response, status=200):
    assert response.status_code == status, response.content.decode()
    return parsed(response.content.decode())


def parts(**changed: object) -> dict[str, object]:
    now = {
        "do": "edit", "label": "pain", "definition": "What it is.",
        "when_to_use": "When it is told.", "when_not": "When it is not.",
        "example": "An example.", "cues": "", "colour": "1", "seen": "1",
    }  # fmt: skip
    return now | changed


# --- who may open what ------------------------------------------------------------------------

PAGES = [
    BOOK, f"{BOOK}add/", f"{BOOK}history/", f"{BOOK}proposals/", f"{BOOK}pain/",
    f"{BOOK}pain/merge/?into=ache", f"{BOOK}pain/passages/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["alice", "carol", "dave"])
def test_staff_open_every_page_of_the_codebook(client, people, page, name):
    client.force_login(getattr(people, name))
    said = html(client.get(page)).with_id("main").words
    assert "pain" in said or "Nothing" in said or "theme" in said


@pytest.mark.parametrize("page", PAGES)
def test_a_researcher_finds_nothing_there_and_a_stranger_is_asked_to_sign_in(client, page):
    assert client.get(page)["Location"].startswith("/sign-in/")
    client.force_login(account("reese", Role.RESEARCHER))
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", [f"{BOOK}none/", f"{BOOK}pain/passages/?page=2",
                                  f"{BOOK}pain/passages/?page=x", f"{BOOK}none/merge/?into=pain",
                                  f"{BOOK}pain/merge/?into=none"])  # fmt: skip
def test_what_is_not_there_is_404(client, dave, page):
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page, sent", [
    (f"{BOOK}pain/", {"do": "undo", "number": "1"}),
    (f"{BOOK}pain/passages/", {"example": "1"}),
    (f"{BOOK}history/", {"number": "{change}"}),
    (f"{BOOK}proposals/", {"do": "accept", "number": "1"}),
])  # fmt: skip
def test_what_stewards_do_is_403_for_a_moderator(client, people, alice, page, sent):
    codebook.rename_theme(slug="pain", name="Lasting pain", by=people.dave)
    sent = {k: v.format(change=last().pk) for k, v in sent.items()}
    if "number" in sent and page.endswith("pain/"):
        sent["number"] = str(last().pk)
    assert client.post(page, sent).status_code == 403
    assert row("pain").name == "Lasting pain"


def test_the_rules_stand_on_the_page_and_over_every_form(client, dave):
    for page in (BOOK, f"{BOOK}add/", f"{BOOK}pain/"):
        said = html(client.get(page)).with_id("main").words
        assert "No diagnosis the writer did not claim" in said
        assert "Never correct the writer’s words" in said


# --- changing ---------------------------------------------------------------------------------


def test_a_steward_changes_every_part_in_one_form(client, dave):
    sent = parts(definition="It stays.", cues="hurts\n\naches", colour="4", label="Lasting pain")
    assert client.post(f"{BOOK}pain/", sent).status_code == 303
    after = row("pain")
    assert (after.definition, after.cues, after.colour) == ("It stays.", ["hurts", "aches"], 4)
    assert "It stays." in html(client.get(f"{BOOK}pain/")).with_id("main").words


def test_what_two_stewards_write_at_once_is_not_lost(client, people, dave):
    codebook.edit_theme(slug="pain", definition="Erin’s words.", by=people.erin)
    page = html(client.post(f"{BOOK}pain/", parts(definition="Dave’s words.")), 409)
    said = page.with_id("main").words
    assert "while you were writing" in said
    assert "Erin’s words." in said
    assert "Dave’s words." in page.with_id("edit_definition").words
    assert row("pain").definition == "Erin’s words."
    assert page.with_id("edit_seen").attributes["value"] == "2"


def test_a_theme_is_added_renamed_moved_and_retired_by_forms(client, dave):
    sent = parts(name="Night sweats", label="", parent="sleep", colour="", draft="")
    page = client.post(f"{BOOK}add/", sent)
    assert page["Location"] == f"{BOOK}night-sweats/"
    where = page["Location"]
    client.post(where, {"do": "rename", "name": "Sweats", "seen": "2"})
    client.post(where, {"do": "move", "parent": "", "seen": "3"})
    client.post(where, {"do": "retire", "seen": "4"})
    after = row("night-sweats")
    assert (after.name, after.parent, after.state) == ("Sweats", None, "retired")


def test_a_name_that_is_taken_keeps_what_was_typed(client, dave):
    page = html(client.post(f"{BOOK}add/", parts(name="Pain", parent="", definition="Mine.")), 400)
    assert "already" in page.with_id("main").words
    assert page.with_id("id_name").attributes["value"] == "Pain"
    assert page.with_id("id_definition").words == "Mine."


def test_a_merge_shows_its_numbers_first_and_is_undone_from_the_history(client, dave, ref):
    preview = html(client.get(f"{BOOK}ache/merge/?into=pain")).with_id("main").words
    assert "Nothing has been changed yet" in preview
    assert "1 passage in 1 text, with 1 coding" in preview
    assert row("ache").merged_into is None
    assert client.post(f"{BOOK}ache/merge/", {"into": "pain", "seen": "1"}).status_code == 303
    assert row("ache").merged_into == row("pain")
    assert "is read as pain" in html(client.get(f"{BOOK}ache/")).with_id("main").words
    page = client.post(f"{BOOK}history/", {"number": last().pk}, follow=True)
    assert "Undone" in html(page).with_id("main").words
    assert row("ache").merged_into is None


def test_passages_are_chosen_for_a_split(client, dave, ref):
    with warrant.opened("tests", "look"):
        passage = Coding.objects.get(tag__slug="pain").content_object_id
    page = html(client.get(f"{BOOK}pain/passages/"))
    assert "My knees hurt at night." in page.with_id("main").words
    sent = {"passages": [passage], "name": "Knees", "definition": "Knees.", "seen": "1"}
    assert client.post(f"{BOOK}pain/passages/", sent)["Location"] == f"{BOOK}knees/"
    with warrant.opened("tests", "look"):
        assert Coding.objects.get(content_object=passage).tag.slug == "knees"


def test_a_split_without_passages_keeps_what_was_typed(client, dave, ref):
    page = html(client.post(f"{BOOK}pain/passages/", {"name": "Knees", "definition": "K."}), 422)
    assert "No passage was chosen" in page.with_id("main").words
    assert page.with_id("id_name").attributes["value"] == "Knees"


def test_an_example_is_named_and_shown_to_readers_as_long_as_they_may_read_it(client, dave, ref):
    with warrant.opened("tests", "look"):
        passage = Coding.objects.get(tag__slug="pain").content_object_id
    client.post(f"{BOOK}pain/passages/", {"example": str(passage)})
    with warrant.opened("tests", "look"):
        assert ThemeExample.objects.get().passage_id == passage
    client.logout()
    assert "For example" in html(client.get("/themes/pain/")).with_id("main").words
    with warrant.opened("tests", "look"):
        Contribution.objects.update(find_until=None)
    assert "For example" not in html(client.get("/themes/pain/")).with_id("main").words


# --- proposing --------------------------------------------------------------------------------


def test_a_moderators_form_proposes_only_what_differs(client, alice):
    sent = parts(definition="Better.", note="Clearer.")
    assert client.post(f"{BOOK}pain/", sent)["Location"] == f"{BOOK}proposals/"
    with warrant.opened("tests", "look"):
        proposal = ThemeProposal.objects.get()
    assert proposal.payload == {"definition": "Better."}
    assert row("pain").definition == "What it is."
    said = html(client.get(f"{BOOK}proposals/")).with_id("main").words
    assert "What it is." in said
    assert "Better." in said
    assert "Clearer." in said
    assert "Accept" not in said


def test_a_steward_accepts_or_turns_down(client, people, dave):
    one = codebook.propose_change(
        verb=ChangeVerb.MERGE, slug="ache", change={"into": "pain"}, by=people.alice
    )
    two = codebook.propose_change(verb=ChangeVerb.RETIRE, slug="sleep", change={}, by=people.carol)
    client.post(f"{BOOK}proposals/", {"do": "accept", "number": one})
    client.post(f"{BOOK}proposals/", {"do": "refuse", "number": two})
    assert row("ache").merged_into == row("pain")
    assert row("sleep").state == "active"
    said = html(client.get(f"{BOOK}proposals/")).with_id("main").words
    assert "accepted by dave" in said
    assert "turned down by dave" in said


def test_a_moderator_proposes_a_merge_after_looking_at_it(client, alice, ref):
    client.post(f"{BOOK}ache/merge/", {"into": "pain", "note": "The same."})
    with warrant.opened("tests", "look"):
        assert ThemeProposal.objects.get().payload == {"into": "pain"}
    assert row("ache").merged_into is None


# --- readers ----------------------------------------------------------------------------------


def test_the_page_of_a_merged_theme_leads_to_the_other(client, people, ref):
    codebook.merge_themes(slug="ache", into="pain", by=people.dave)
    assert client.get("/themes/ache/")["Location"] == "/themes/pain/"
    assert client.get("/themes/ache/").status_code == 302
    page = html(client.get("/themes/pain/"))
    assert "2 accounts" in page.with_id("main").words


def test_the_past_of_a_theme_tells_of_what_was_merged_into_it(client, people, ref):
    client.force_login(people.dave)
    assert "Nothing since it came" in html(client.get(f"{BOOK}pain/")).with_id("main").words
    codebook.merge_themes(slug="ache", into="pain", by=people.dave)
    words = html(client.get(f"{BOOK}pain/")).with_id("main").words
    assert "Nothing since it came" not in words
    assert re.search(r"Version \d+ merged ache", words)


def test_readers_do_not_meet_drafts(client, people):
    slug = codebook.add_theme(name="Rain", definition="Rain.", by=people.dave)
    assert client.get(f"/themes/{slug}/").status_code == 404
    assert "Rain" not in html(client.get("/themes/")).with_id("main").words


# --- codebooks of one's own -------------------------------------------------------------------


@pytest.fixture
def reese(client):
    researcher = account("reese", Role.RESEARCHER)
    client.force_login(researcher)
    return researcher


def test_a_researcher_makes_and_fills_a_codebook_of_her_own(client, reese):
    home = client.post("/codebooks/", {"name": "Doctors"})["Location"]
    sent = parts(name="Kind words", label="", parent="", colour="", draft="")
    where = client.post(f"{home}add/", sent)["Location"]
    assert where.startswith("/codebooks/theme/")
    client.post(where, {"do": "rename", "name": "Kindness", "seen": "2"})
    assert "Kindness" in html(client.get(home)).with_id("main").words
    assert "renamed" in html(client.get(f"{home}history/")).with_id("main").words
    client.post(f"{home}history/", {"number": last().pk})
    assert "Kind words" in html(client.get(where)).with_id("main").words


def test_nobody_else_sees_it_stewards_included(client, people, reese):
    number = codebook.make_codebook(name="Doctors", by=reese)
    slug = codebook.add_theme(
        name="Kind words", definition="Hers.", draft=False, codebook=number, by=reese
    )
    pages = [f"/codebooks/{number}/", f"/codebooks/{number}/history/", f"/codebooks/theme/{slug}/"]
    assert [client.get(page).status_code for page in pages] == [200] * 3
    for other in (people.dave, people.alice, account("rita", Role.RESEARCHER)):
        client.force_login(other)
        assert [client.get(page).status_code for page in pages] == [404] * 3
        assert client.get(f"{BOOK}{slug}/").status_code == 404
        assert client.get(f"/themes/{slug}/").status_code == 404
        for page in ("/themes/", "/", "/codebooks/"):
            assert "Kind words" not in client.get(page).content.decode()


def test_a_reader_is_asked_to_sign_in(client):
    assert client.get("/codebooks/")["Location"].startswith("/sign-in/")


def test_an_empty_name_is_told_beside_the_field(client, reese):
    page = html(client.post("/codebooks/", {"name": " "}), 422)
    assert "The name is missing" in page.with_id("main").words
