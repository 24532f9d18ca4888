"""What reviewers and stewards type becomes places in a text, or one plain sentence on why not."""

from __future__ import annotations

import datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from archive.domain.errors import InvalidInput
from archive.domain.text import Span
from archive.gate.disclosed import DisclosedTheme
from archive.web.workbench.desk_forms import ApproveManyForm, BasisForm, RemovalForm
from archive.web.workbench.forms import (
    DecideForm,
    FinishForm,
    RedactForm,
    RefuseForm,
    TagForm,
    first_error,
    sentence_choices,
)
from archive.web.workbench.places import choose, find_words, selection, sentence_range

TEXT = (
    "My aunt Odile 🌧️ kept the ferry at Low Quay. “It’s the fog,” she said – 43 years of it.\n\n"
    "In 1943 nobody asked. Odile is 43 now; Odile’s knees hurt. Café au lait helps, she says."
)
THEMES = (
    DisclosedTheme("chronic-pain", "chronic pain", "Chronic pain", 2),
    DisclosedTheme("own-way", "own way", "Handling psychosis in my own way", 3),
)


def covered(text: str, *spans: Span) -> list[str]:
    return [text[span.start : span.end] for span in spans]


class TestFindingTypedWords:
    def test_every_place_is_found_in_reading_order(self) -> None:
        found = find_words(TEXT, "Odile")
        assert covered(TEXT, *found) == ["Odile", "Odile", "Odile"]
        assert [span.start for span in found] == sorted(span.start for span in found)

    def test_offsets_after_an_emoji_count_code_points(self) -> None:
        (found,) = find_words(TEXT, "Low Quay")
        assert found.start == TEXT.index("Low Quay")
        assert covered(TEXT, found) == ["Low Quay"]

    def test_an_emoji_itself_can_be_found(self) -> None:
        assert covered(TEXT, *find_words(TEXT, "🌧️ kept")) == ["🌧️ kept"]

    def test_a_number_is_not_found_within_a_longer_one(self) -> None:
        assert len(find_words(TEXT, "43")) == 2

    def test_a_piece_of_a_word_is_found_when_it_stands_nowhere_else(self) -> None:
        assert covered(TEXT, *find_words(TEXT, "194")) == ["194"]

    @pytest.mark.parametrize(
        "typed, stands",
        [
            ('"It\'s the fog,"', "“It’s the fog,”"),
            ("said - 43", "said – 43"),
            ("the   ferry\r\nat", "the ferry at"),
            ("Cafe\u0301 au lait", "Café au lait"),
            ("of it. In 1943", "of it.\n\nIn 1943"),
            ("  Odile’s ", "Odile’s"),
        ],
    )
    def test_quotation_marks_dashes_and_space_are_forgiven(self, typed: str, stands: str) -> None:
        assert covered(TEXT, *find_words(TEXT, typed)) == [stands]

    @pytest.mark.parametrize("typed", ["odile", "Zebra", "", "   ", "O.ile", "(", "Odile|Quay"])
    def test_nothing_is_found_that_does_not_stand_there(self, typed: str) -> None:
        assert find_words(TEXT, typed) == ()


class TestChoosingAmongPlaces:
    def test_one_place_needs_no_choice(self) -> None:
        assert choose((Span(3, 5),), "") == (Span(3, 5),)

    def test_the_second_of_three_is_taken_by_number(self) -> None:
        found = find_words(TEXT, "Odile")
        assert choose(found, "2") == (found[1],)

    def test_every_place_can_be_meant(self) -> None:
        found = find_words(TEXT, "Odile")
        assert choose(found, "every") == found

    def test_several_places_without_a_choice_are_counted_back(self) -> None:
        with pytest.raises(InvalidInput, match="3 times"):
            choose(find_words(TEXT, "Odile"), "")

    def test_a_place_beyond_the_last_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="once, not 4 times"):
            choose((Span(0, 1),), "4")

    def test_no_place_at_all_is_refused_without_repeating_the_words(self) -> None:
        with pytest.raises(InvalidInput) as refusal:
            choose((), "")
        assert "do not stand in the text" in str(refusal.value)


class TestSentencesAndSelections:
    def test_a_range_of_sentences_reaches_from_the_first_to_the_last(self) -> None:
        span = sentence_range("One here. Two here.\n\nThree here.", 2, 3)
        assert covered("One here. Two here.\n\nThree here.", span) == ["Two here.\n\nThree here."]

    @pytest.mark.parametrize("first, last", [(0, 1), (2, 1), (1, 99)])
    def test_a_range_outside_the_text_is_refused(self, first: int, last: int) -> None:
        with pytest.raises(InvalidInput):
            sentence_range("One here. Two here.", first, last)

    def test_a_selection_loses_the_blanks_at_its_edges(self) -> None:
        assert selection("ab  cd  ef", 2, 8) == Span(4, 6)

    @pytest.mark.parametrize("start, end", [(None, 3), (3, None), (5, 4), (0, 99), (-1, 2), (2, 4)])
    def test_a_selection_of_nothing_is_refused(self, start: int | None, end: int | None) -> None:
        with pytest.raises(InvalidInput):
            selection("ab  cd", start, end)

    def test_sentences_are_offered_by_number_and_opening_words(self) -> None:
        offered = sentence_choices("Short one. " + "Long words go on and on " * 9 + "here.")
        assert offered[0] == (1, "Short one.")
        assert offered[1][1].endswith(" …")
        assert len(offered[1][1]) <= 66


def redact(**sent: str) -> RedactForm:
    given = {"where": "words", "field": "text", "treatment": "mask", **sent}
    return RedactForm(given, text=TEXT, title="Odile and the fog")


class TestHidingWords:
    def test_the_nth_occurrence_is_the_one_hidden(self) -> None:
        form = redact(words="Odile", occurrence="3")
        assert form.is_valid(), form.errors
        assert form.spans == (find_words(TEXT, "Odile")[2],)

    def test_every_occurrence_can_be_hidden_at_once(self) -> None:
        form = redact(words="Odile", occurrence="every")
        assert form.is_valid()
        assert len(form.spans) == 3

    def test_words_in_the_title_are_found_in_the_title(self) -> None:
        form = redact(words="Odile", field="title")
        assert form.is_valid(), form.errors
        assert form.spans == (Span(0, 5),)

    def test_a_selection_cannot_mean_the_title(self) -> None:
        form = redact(where="selection", start="0", end="3", field="title")
        assert "In the title" in first_error(form)

    def test_one_sentence_can_be_hidden_by_its_number(self) -> None:
        form = redact(where="sentences", first="1")
        assert form.is_valid(), form.errors
        assert covered(TEXT, *form.spans)[0].endswith("Low Quay.")

    def test_a_selection_is_hidden_where_the_browser_says(self) -> None:
        start = TEXT.index("Low Quay")
        form = redact(where="selection", start=str(start), end=str(start + 8))
        assert form.is_valid(), form.errors
        assert covered(TEXT, *form.spans) == ["Low Quay"]

    @pytest.mark.parametrize(
        "sent, message",
        [
            ({"words": ""}, "No words are given"),
            ({"words": "Zebra"}, "do not stand in the text"),
            ({"words": "Odile"}, "3 times"),
            ({"words": "Low Quay", "treatment": "shout"}, "Select a valid choice"),
            ({"words": "Low Quay", "treatment": "generalise"}, "Write the more general words"),
            ({"where": "whole"}, "refuse it"),
            ({"where": "moon"}, "Say where"),
            ({"where": "sentences"}, "No sentence is chosen"),
            ({"where": "sentences", "first": "one"}, "whole number"),
            ({"where": "selection"}, "Nothing is selected"),
            ({"where": "selection", "start": "0", "end": "9999"}, "outside the text"),
        ],
    )
    def test_bad_input_gets_one_message(self, sent: dict[str, str], message: str) -> None:
        form = redact(**sent)
        assert not form.is_valid()
        assert message in first_error(form)

    def test_no_message_repeats_the_words_sent(self) -> None:
        form = redact(words="Zebrowski")
        assert not form.is_valid()
        assert "Zebrowski" not in str(form.errors)


def tag(**sent: object) -> TagForm:
    given = {"where": "sentences", "first": "1", **sent}
    return TagForm(given, text=TEXT, themes=THEMES)


class TestTaggingPassages:
    def test_the_whole_text_can_be_one_passage(self) -> None:
        form = tag(where="whole", themes=["own-way"])
        assert form.is_valid(), form.errors
        assert form.spans == (Span(0, len(TEXT)),)

    def test_a_passage_may_carry_a_voice_and_no_theme(self) -> None:
        form = tag(voice="second_hand")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["themes"] == []

    def test_a_passage_of_which_nothing_is_said_is_refused(self) -> None:
        assert "Nothing is said of the passage" in first_error(tag())

    def test_a_theme_outside_the_codebook_is_refused(self) -> None:
        assert "Select a valid choice" in first_error(tag(themes=["moon-phase"]))

    def test_a_passage_is_one_place(self) -> None:
        form = tag(where="words", words="Odile", occurrence="every", themes=["own-way"])
        assert "one place" in first_error(form)


def decide(sent: str) -> DecideForm:
    return DecideForm(QueryDict(sent))


class TestDecidingFindings:
    def test_findings_of_one_surface_form_are_decided_together(self) -> None:
        form = decide("finding=4&finding=9&decision=accept")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["finding"] == [4, 9]
        assert form.cleaned_data["replacement"] == ""

    def test_other_words_than_the_suggested_ones_are_an_edit(self) -> None:
        form = decide("finding=4&decision=accept&suggestion=Person+A&replacement=my+aunt")
        assert form.is_valid()
        assert form.cleaned_data["decision"] == "edit"
        assert form.cleaned_data["replacement"] == "my aunt"

    def test_sending_the_suggestion_back_is_accepting_it(self) -> None:
        form = decide("finding=4&decision=edit&suggestion=Person+A&replacement=Person+A")
        assert form.is_valid()
        assert form.cleaned_data["decision"] == "accept"

    def test_keeping_needs_a_reason(self) -> None:
        assert "Say why" in first_error(decide("finding=4&decision=keep"))
        assert decide("finding=4&decision=keep&reason=public_figure").is_valid()

    @pytest.mark.parametrize(
        "sent",
        ["decision=accept", "finding=x&decision=accept", "finding=4", "finding=4&decision=eat"],
    )
    def test_half_a_decision_is_refused(self, sent: str) -> None:
        assert not decide(sent).is_valid()

    def test_an_edit_without_words_is_refused(self) -> None:
        assert "Write what stands there" in first_error(decide("finding=4&decision=edit"))


class TestTheYes:
    def test_approving_takes_a_voice_and_the_word_that_it_was_read(self) -> None:
        assert "Read the text whole" in first_error(FinishForm({"voice": "first_person"}))
        assert "whose experience" in first_error(FinishForm({"read_whole": "1"}))
        assert FinishForm({"voice": "first_person", "read_whole": "1"}).is_valid()

    def test_a_text_whose_voice_is_not_clear_is_not_approved(self) -> None:
        form = FinishForm({"voice": "unclear", "read_whole": "1"})
        assert "not clear" in first_error(form)

    def test_many_are_approved_only_among_those_without_open_findings(self) -> None:
        sent = {"voice": "commentary", "read_thread": "1", "refs": ["aa", "zz"]}
        assert "findings to decide" in first_error(ApproveManyForm(sent, refs=["aa", "bb"]))
        assert ApproveManyForm({**sent, "refs": ["aa"]}, refs=["aa", "bb"]).is_valid()

    def test_many_are_approved_only_after_the_thread_was_read(self) -> None:
        form = ApproveManyForm({"voice": "commentary", "refs": ["aa"]}, refs=["aa"])
        assert "Read the thread" in first_error(form)

    def test_a_refusal_says_why(self) -> None:
        assert "Say why" in first_error(RefuseForm({"reason": " "}))


def basis(**sent: object) -> BasisForm:
    given = {
        "rights": "CC BY 4.0",
        "privacy": "Weighed by the board",
        "reference": "Minute 14",
        "dated": "2025-03-14",
        "scopes": ["read", "find"],
        **sent,
    }
    return BasisForm(given)


class TestProposingABasis:
    def test_both_halves_a_reference_a_day_and_its_scopes_are_taken(self) -> None:
        form = basis()
        assert form.is_valid(), form.errors
        assert form.cleaned_data["dated"] == datetime.date(2025, 3, 14)
        assert form.cleaned_data["scopes"] == ["read", "find"]

    @pytest.mark.parametrize("half", ["rights", "privacy", "reference", "dated", "scopes"])
    def test_nothing_of_it_may_be_missing(self, half: str) -> None:
        form = basis(**{half: ""})
        assert list(form.errors) == [half]

    def test_quoting_and_machine_learning_are_never_offered(self) -> None:
        assert not basis(scopes=["read", "quote"]).is_valid()
        assert not basis(scopes=["read", "machine"]).is_valid()

    def test_what_readers_may_find_they_must_be_able_to_read(self) -> None:
        assert "able to read" in first_error(basis(scopes=["find"]))

    def test_a_day_still_to_come_is_refused(self) -> None:
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        assert "still to come" in first_error(basis(dated=tomorrow.isoformat()))

    def test_a_day_that_cannot_be_read_is_asked_for_again(self) -> None:
        assert "2025-03-14" in first_error(basis(dated="next Tuesday"))


class TestAnsweringRemovalRequests:
    def test_hiding_and_showing_take_one_press(self) -> None:
        assert RemovalForm({"request": "3", "decision": "keep_hidden"}).is_valid()
        assert RemovalForm({"request": "3", "decision": "show_again"}).is_valid()

    def test_erasing_is_confirmed_first(self) -> None:
        assert "cannot be undone" in first_error(RemovalForm({"request": "3", "decision": "erase"}))
        assert RemovalForm({"request": "3", "decision": "erase", "sure": "1"}).is_valid()
