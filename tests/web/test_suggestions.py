"""Suggested themes in the archive: what they rest on, who gets them, and how they are counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import actions
from archive.actions import Fate, codebook
from archive.domain.agreement import Unit
from archive.domain.codebook import ThemeState
from archive.domain.errors import NotAllowed, NotFound
from archive.domain.suggesting import Source
from archive.domain.words import Role, Scope, Voice
from archive.gate import read_as, suggestions_learned, viewer_of
from archive.gate.guard import ungated
from archive.gate.suggesting import Suggestions
from archive.models import AuditEvent, Coding, Contribution, SuggestionTally, Theme
from archive.search.analyser import tokens
from archive.web.workbench import suggesting as web
from tests import factories

pytestmark = pytest.mark.django_db(databases="__all__")

KETTLE = "The kettle whistled beside the wardrobe and the curtain trembled."
LIKE_IT = "Again the kettle whistled, the wardrobe creaked, and the curtain trembled."
FILLERS = (
    "Yesterday the ferry crossed the harbour under orange lanterns.",
    "My uncle planted turnips behind the chapel every autumn.",
    "The orchestra rehearsed a waltz in the empty gymnasium.",
    "Snow covered the tractor and the broken trailer.",
)
NEW = "Last night the kettle whistled and the curtain trembled."


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Each test starts with a process that has shown nothing."""
    web._seen.clear()


def archive_of(*texts: str, new: str = NEW) -> tuple[str, list[str]]:
    """A text to code whose writer allows everything, and published ones."""
    made = factories.make_discussion([*FILLERS, *texts, new], title="On winters")
    for ref in made.refs:
        factories.published(ref)
    return made.refs[-1], list(made.refs[:-1])


def code(ref: str, text: str, theme: str = "kettles", voice: Voice | None = None) -> None:
    by = factories.people().bob
    actions.tag_passage(ref=ref, start=0, end=len(text), themes=[theme], voice=voice, by=by)


@pytest.fixture
def taught() -> tuple[str, list[str]]:
    """Two texts coded with one theme, the others with another, and a new one like the two."""
    factories.theme("kettles")
    factories.theme("other")
    new, refs = archive_of(KETTLE, LIKE_IT)
    for ref, text in zip(refs, FILLERS, strict=False):
        code(ref, text, "other")
    code(refs[4], KETTLE)
    code(refs[5], LIKE_IT)
    return new, refs


def seen(ref: str, name: str = "alice") -> Suggestions:
    return read_as(viewer_of(getattr(factories.people(), name))).suggestions(ref, tokens)


def themes_for(ref: str, name: str = "alice") -> list[str]:
    return [row.theme.slug for row in seen(ref, name).rows]


def without(ref: str, scope: Scope) -> None:
    with ungated("a scope that ends"):
        Contribution.objects.filter(ref=ref).update(**{f"{scope.value}_until": None})


# --- what a suggestion rests on ---------------------------------------------------------------


def test_passages_coded_alike_suggest_their_theme_with_words_of_this_text(
    taught: tuple[str, list[str]],
) -> None:
    (row,) = seen(taught[0]).rows
    assert (row.theme.slug, row.source) == ("kettles", Source.SIMILAR)
    assert set(row.because) == {"kettle", "whistled", "curtain", "trembled"}
    assert all(word in NEW for word in row.because)
    assert (row.start, row.end, row.words) == (0, len(NEW), NEW)


def test_cues_suggest_through_stems_where_machine_is_not_given(
    taught: tuple[str, list[str]],
) -> None:
    new, _ = taught
    with ungated("a codebook"):
        Theme.objects.filter(slug="other").update(cues=["trembling curtains", "curtain tremble"])
    without(new, Scope.MACHINE)
    found = seen(new)
    assert [(row.theme.slug, row.source) for row in found.rows] == [("other", Source.CUES)]
    assert found.rows[0].because == ("curtain trembled",)
    assert not found.compared


def test_a_text_whose_writer_did_not_allow_it_teaches_nothing(
    taught: tuple[str, list[str]],
) -> None:
    new, refs = taught
    without(refs[4], Scope.MACHINE)
    assert seen(new).rows == ()
    assert seen(new).passages == 5


def test_a_permission_that_ran_out_a_second_ago_teaches_nothing(
    taught: tuple[str, list[str]],
) -> None:
    new, refs = taught
    assert themes_for(new) == ["kettles"]
    with ungated("time passes"):
        Contribution.objects.filter(ref=refs[5]).update(
            machine_until=timezone.now() - timedelta(seconds=1)
        )
    assert seen(new).rows == ()


@pytest.mark.parametrize("how", ["withdraw", "erase", "hide", "hold", "retire", "untag"])
def test_what_ends_a_lesson_ends_it_in_the_very_next_look(
    taught: tuple[str, list[str]], how: str
) -> None:
    new, refs = taught
    people = factories.people()
    assert themes_for(new) == ["kettles"]
    with ungated("what happens"):
        row = Contribution.objects.get(ref=refs[4])
        match how:
            case "withdraw":
                actions.withdraw_consent(ref=refs[4], scopes=[Scope.MACHINE], by=people.dave)
            case "erase":
                actions.erase(ref=refs[4], by=people.dave)
            case "hide":
                Contribution.objects.filter(ref=refs[4]).update(hidden=True)
            case "hold":
                Contribution.objects.filter(ref=refs[4]).update(held=True)
            case "retire":
                codebook.retire_theme(slug="kettles", by=people.dave)
            case _:
                Coding.objects.filter(content_object__contribution=row).delete()
    assert seen(new).rows == ()
    if how in ("withdraw", "erase", "hide", "hold"):
        assert row.rendition_id not in suggestions_learned._memory.read, "and is forgotten"


def test_a_second_hand_text_teaches_nothing(taught: tuple[str, list[str]]) -> None:
    new, refs = taught
    factories.published(refs[4], Voice.SECOND_HAND)
    assert seen(new).rows == ()


def test_a_passage_over_somebody_elses_experience_teaches_nothing(
    taught: tuple[str, list[str]],
) -> None:
    new, refs = taught
    by = factories.people().bob
    actions.tag_passage(ref=refs[4], start=4, end=20, themes=[], voice=Voice.SECOND_HAND, by=by)
    factories.published(refs[4], Voice.MIXED)
    assert seen(new).rows == ()


def test_a_text_about_somebody_else_is_compared_with_nothing(
    taught: tuple[str, list[str]],
) -> None:
    new, _ = taught
    factories.published(new, Voice.SECOND_HAND)
    assert not seen(new).compared
    assert seen(new).rows == ()


def test_a_text_says_nothing_about_itself(taught: tuple[str, list[str]]) -> None:
    _, refs = taught
    with ungated("a text with another's words"):
        Coding.objects.filter(content_object__contribution__ref=refs[4]).delete()
    assert seen(refs[4]).rows == ()


@given(
    words=st.lists(st.sampled_from([*KETTLE.split(), "wren", "attic"]), min_size=3, max_size=9),
    theme=st.sampled_from(["kettles", "other"]),
    lacking=st.sampled_from(["machine", "hidden", "voice", "signed_off"]),
)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_passage_without_permission_changes_nothing_at_all(
    taught: tuple[str, list[str]], words: list[str], theme: str, lacking: str
) -> None:
    new, _ = taught
    before = seen(new)
    text = " ".join(words) + "."
    made = factories.make_discussion([text])
    ref = made.refs[0]
    factories.published(ref)
    code(ref, text, theme)
    values: dict[str, dict[str, Any]] = {
        "machine": {"machine_until": None},
        "hidden": {"hidden": True},
        "voice": {"voice": Voice.SECOND_HAND.value},
        "signed_off": {"signed_off": False},
    }
    with ungated("what it lacks"):
        Contribution.objects.filter(ref=ref).update(**values[lacking])
    assert seen(new) == before


def test_nothing_readable_is_remembered(taught: tuple[str, list[str]]) -> None:
    seen(taught[0])
    assert suggestions_learned._memory.read
    kept = b"".join(read.keys.tobytes() for read in suggestions_learned._memory.read.values())
    assert b"kettl" not in kept
    assert not any(word.encode() in kept for word in KETTLE.split())


def test_a_second_look_reads_no_text_again(
    taught: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = seen(taught[0])
    monkeypatch.setattr(suggestions_learned, "_learn", None)
    assert seen(taught[0]) == first


def test_texts_that_there_was_no_time_for_are_read_the_next_time(
    taught: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions_learned, "SECONDS", -1.0)
    found = seen(taught[0])
    assert (found.learned, found.teaching, found.rows) == (0, 6, ())
    monkeypatch.setattr(suggestions_learned, "SECONDS", 5.0)
    assert seen(taught[0]).learned == 6


def test_a_merged_theme_is_suggested_as_what_it_is_read_as(
    taught: tuple[str, list[str]],
) -> None:
    factories.theme("whistles")
    codebook.merge_themes(slug="kettles", into="whistles", by=factories.people().dave)
    assert themes_for(taught[0]) == ["whistles"]


def test_a_theme_that_is_there_already_is_not_suggested(taught: tuple[str, list[str]]) -> None:
    new, _ = taught
    code(new, NEW)
    assert seen(new).rows == ()


def test_a_chosen_stretch_is_looked_at_alone(taught: tuple[str, list[str]]) -> None:
    reader = read_as(viewer_of(factories.people().alice))
    (row,) = reader.suggestions(taught[0], tokens, 11, 31).rows
    assert (row.words, row.because) == ("the kettle whistled", ("kettle", "whistled"))


def test_what_the_archive_put_in_place_of_hidden_words_speaks_for_nothing() -> None:
    row = factories.theme("other")
    with ungated("a codebook"):
        Theme.objects.filter(pk=row.pk).update(cues=["email", "kettle"])
    new, _ = archive_of(new="Write to wren@hoopoe.example about the kettle.")
    (found,) = seen(new).rows
    assert "[email]" in found.words or "[" in found.words
    assert found.because == ("kettle",)


# --- who gets them ----------------------------------------------------------------------------


def test_a_coder_of_an_open_round_gets_none_for_its_texts_and_none_from_them(
    taught: tuple[str, list[str]],
) -> None:
    new, refs = taught
    people = factories.people()

    def opened(of: str) -> None:
        actions.open_round(
            name="Apart",
            refs=[of],
            coders=["alice", "bob"],
            themes=["kettles"],
            unit=Unit.SENTENCE,
            by=people.carol,
        )

    opened(refs[4])
    assert themes_for(new, "alice") == []
    assert themes_for(new, "carol") == ["kettles"], "who does not code it, learns from it"
    opened(new)
    assert seen(new, "alice").blind
    assert themes_for(new, "carol") == ["kettles"]


def test_who_stepped_back_from_a_text_learns_nothing_from_it(
    taught: tuple[str, list[str]],
) -> None:
    new, refs = taught
    actions.recuse(ref=refs[4], by=factories.people().alice)
    assert themes_for(new, "alice") == []
    assert themes_for(new, "bob") == ["kettles"]
    with pytest.raises(NotAllowed):
        seen(refs[4], "alice")


def test_a_text_that_staff_may_not_open_any_more_teaches_nobody(
    taught: tuple[str, list[str]],
) -> None:
    new, refs = taught
    with ungated("a hold that ran out"):
        Contribution.objects.filter(ref=refs[4]).update(
            contributed=True, hold_until=timezone.now() - timedelta(days=1)
        )
    assert seen(new).rows == ()


def test_nobody_but_staff_gets_suggestions(taught: tuple[str, list[str]]) -> None:
    researcher = factories.account("res", Role.RESEARCHER)
    with pytest.raises(NotFound):
        read_as(viewer_of(researcher)).suggestions(taught[0], tokens)
    client = Client()
    client.force_login(researcher)
    for page in (address(taught[0]), "/workbench/suggestions/"):
        assert client.get(page).status_code == 404


def test_an_account_can_switch_them_off_and_on(taught: tuple[str, list[str]]) -> None:
    new, _ = taught
    alice = factories.people().alice
    actions.switch_suggestions(on=False, by=alice)
    actions.switch_suggestions(on=False, by=alice)
    assert seen(new).off
    assert themes_for(new, "bob") == ["kettles"]
    actions.switch_suggestions(on=True, by=alice)
    assert themes_for(new) == ["kettles"]


# --- pages and counts -------------------------------------------------------------------------


def address(ref: str) -> str:
    return f"/workbench/code/{ref}/suggestions/"


@pytest.fixture
def client() -> Client:
    browser = Client()
    browser.force_login(factories.people().alice)
    return browser


def tally(theme: str = "kettles") -> tuple[int, int, int]:
    with ungated("the counts"):
        row = SuggestionTally.objects.filter(theme__slug=theme).first()
    return (row.shown, row.taken, row.dismissed) if row else (0, 0, 0)


def test_the_panel_says_because_of_what_and_where_it_comes_from(
    client: Client, taught: tuple[str, list[str]]
) -> None:
    page = client.get(address(taught[0])).content.decode()
    assert "because of" in page
    assert "<q>kettle</q>" in page
    assert "passages coded alike" in page
    assert "wardrobe" not in page, "a word of the other texts alone"
    part = client.get(address(taught[0]) + "?part").content.decode()
    assert "<html" not in part
    assert "data-suggestions" in part


def test_nothing_is_applied_by_looking(client: Client, taught: tuple[str, list[str]]) -> None:
    client.get(address(taught[0]))
    with ungated("codings"):
        assert not Coding.objects.filter(content_object__contribution__ref=taught[0]).exists()


def test_a_suggestion_counts_as_shown_once_for_an_account(
    client: Client, taught: tuple[str, list[str]]
) -> None:
    for _ in range(3):
        client.get(address(taught[0]))
    assert tally() == (1, 0, 0)


def test_waving_one_away_counts_and_lasts(client: Client, taught: tuple[str, list[str]]) -> None:
    new, _ = taught
    sent = {"do": "dismiss", "theme": "kettles", "source": "similar", "start": "0"}
    client.get(address(new))
    assert client.post(address(new), sent).status_code == 303
    client.post(address(new), sent)
    page = client.get(address(new)).content.decode()
    assert "No theme is suggested any more" in page
    assert tally() == (1, 0, 1)
    assert new not in str(dict(client.session)), "the session does not tell which text"


def test_a_suggestion_is_taken_with_the_coding_pages_own_form(
    client: Client, taught: tuple[str, list[str]]
) -> None:
    new, _ = taught
    found = seen(new).rows[0]
    sent = {
        "do": "mark",
        "where": "selection",
        "start": found.shown.start,
        "end": found.shown.end,
        "map": "[]",
        "themes": ["kettles"],
        "suggested": "similar",
    }
    assert client.post(f"/workbench/code/{new}/", sent).status_code == 303
    with ungated("codings"):
        coding = Coding.objects.get(content_object__contribution__ref=new)
        assert (coding.tag.slug, coding.coder and coding.coder.username) == ("kettles", "alice")
    assert tally() == (0, 1, 0)
    assert seen(new).rows == ()


def test_the_page_says_how_often_they_were_taken(client: Client) -> None:
    alice = factories.people().alice
    factories.theme("kettles", "Kettles")
    for fate, number in ((Fate.SHOWN, 8), (Fate.TAKEN, 2), (Fate.DISMISSED, 5)):
        counted = [("kettles", Source.CUES)] * number
        actions.count_suggestions(fate=fate, suggestions=counted, by=alice)
    page = " ".join(client.get("/workbench/suggestions/").content.decode().split())
    assert "of 8 shown, 2 were taken (25 %), 5 waved away, 1 left alone" in page
    assert "not whose they were" in page


def test_counts_are_of_the_archives_own_themes_and_leave_no_link(client: Client) -> None:
    alice = factories.people().alice
    with ungated("the audit"):
        before = AuditEvent.objects.count()
    actions.count_suggestions(
        fate=Fate.SHOWN, suggestions=[("no-such-theme", Source.CUES)], by=alice
    )
    with ungated("the audit"):
        assert AuditEvent.objects.count() == before
        assert not SuggestionTally.objects.exists()


def test_the_switch_of_the_page_is_the_accounts(
    client: Client, taught: tuple[str, list[str]]
) -> None:
    client.post("/workbench/suggestions/", {"do": "off"})
    assert "You switched suggestions off" in client.get(address(taught[0])).content.decode()
    client.post(address(taught[0]), {"do": "on"})
    assert "<q>kettle</q>" in client.get(address(taught[0])).content.decode()


def test_a_retired_theme_is_not_suggested_by_its_cues(taught: tuple[str, list[str]]) -> None:
    with ungated("a codebook"):
        Theme.objects.update(cues=["kettle"])
        Theme.objects.filter(slug="other").update(state=ThemeState.RETIRED.value)
    assert themes_for(taught[0]) == ["kettles"]
