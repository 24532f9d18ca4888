"""What the workbench makes of a desk and a review sheet, before any template sees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from archive.domain.markup import paragraphs
from archive.domain.text import Span
from archive.domain.words import Band, Consent, Kind, Role, Status, Voice
from archive.gate import Viewer
from archive.gate.disclosed import DisclosedCoding, DisclosedPassage, DisclosedTheme
from archive.gate.occurrences import AROUND, Occurrence
from archive.gate.persons import DisclosedPerson
from archive.gate.staff_disclosed import (
    Desk,
    DeskRow,
    DisclosedFinding,
    DisclosedStep,
    ProposedBasis,
    ReviewSheet,
)
from archive.web.workbench.codebook_forms import in_order
from archive.web.workbench.desk import choosable, confirmable, next_url, steps_of
from archive.web.workbench.groups import at_whole_words, groups_of, with_persons
from archive.web.workbench.sheet import batches_of, page_of, why_not_clear
from archive.web.workbench.sheet import steps_of as review_steps_of

TEXT = "Odile rows <fast>. 🌧️ Odile is 43.\n\nI row too."
PREVIEW = "Person A rows <fast>. 🌧️ Person A is 43.\n\nI row too."
PAIN = DisclosedTheme("pain", "pain", "Pain", 2)
NOW = datetime(2025, 5, 3, tzinfo=UTC)

DESK = Desk(
    slug="d7k2",
    title="Rowing",
    source="page text",
    licence="",
    imported_at=NOW,
    imported_by="alice",
    rows=(),
    bases=(),
    total=6,
    with_basis=0,
    reviewed=0,
    second_person=0,
    live=0,
    removals=0,
)
BASIS = ProposedBasis(6, ("read",), "CC BY", "weighed", "minute", date(2025, 3, 1), "alice", NOW)


def finding(number: int, surface: str, band: Band = Band.CHECK, nth: int = 0) -> DisclosedFinding:
    start = TEXT.index(surface) if not nth else TEXT.index(surface, TEXT.index(surface) + 1)
    end = start + len(surface)
    return DisclosedFinding(number, start, end, surface, "name", band, "", "Person A")


SHEET = ReviewSheet(
    ref="r1",
    discussion="d7k2",
    discussion_title="Rowing",
    position="1",
    kind=Kind.COMMENT,
    status=Status.WAITING,
    consent=Consent.UNKNOWN,
    voice=Voice.UNCLEAR,
    original=TEXT,
    original_formatting=paragraphs(TEXT),
    original_title="",
    original_author="odile1943",
    preview=PREVIEW,
    preview_formatting=paragraphs(PREVIEW),
    preview_masks=(Span(0, 8, "mask"),),
    preview_title="",
    findings=(finding(1, "Odile"), finding(2, "Odile", nth=1), finding(3, "43", Band.CONFIDENT)),
    redactions=(),
    title_findings=(),
    title_redactions=(),
    passages=(),
    preview_passages=(),
    themes=(PAIN,),
)


def passage(start: int, end: int) -> DisclosedPassage:
    return DisclosedPassage(7, start, end, Voice.FIRST_PERSON, (DisclosedCoding(1, PAIN),))


def states(steps: tuple[object, ...]) -> list[str]:
    return [step.state for step in steps]  # type: ignore[attr-defined]


def test_findings_of_one_surface_form_are_one_word_to_decide() -> None:
    groups = groups_of(SHEET.findings)
    assert [(group.surface, group.ids) for group in groups] == [("Odile", (1, 2)), ("43", (3,))]


@pytest.mark.parametrize("alike", ["ODILE", "odile’s", "Odile's", "Odile\n"])
def test_case_white_space_and_a_possessive_tell_no_words_apart(alike: str) -> None:
    other = replace(finding(9, "Odile"), surface=alike)
    (group,) = groups_of((finding(1, "Odile"), other))
    assert group.ids == (1, 9)


def test_a_group_is_of_the_surest_kind_and_waits_while_any_of_it_waits() -> None:
    sure = replace(finding(2, "Odile", Band.CONFIDENT), kind="person", why="cued; known")
    (group,) = groups_of((finding(1, "Odile"), sure))
    assert (group.kind, group.reasons, group.band) == ("person", ("cued", "known"), Band.CHECK)


def test_words_of_somebody_with_a_label_say_it_and_how_often_they_stand_in_the_thread() -> None:
    groups = groups_of((replace(finding(1, "Odile"), kind="person", suggestion="[name]"),))
    (group,) = with_persons(groups, (DisclosedPerson(4, "[Person B]", ("Odile",), 1, 4),))
    assert (group.suggestion, group.person, group.everywhere) == ("[Person B]", 4, 5)


def test_what_stands_around_words_is_cut_between_words() -> None:
    around = "x" * 4 + " rows on the river every single morning with her other friends"
    place = Occurrence("r1", "1", around[:AROUND], "Odile", around[:AROUND], approved=False)
    shown = at_whole_words(place)
    assert shown.before.startswith("…\N{NO-BREAK SPACE}rows on")
    assert shown.after.endswith("\N{NO-BREAK SPACE}…")
    assert shown.after.removesuffix("\N{NO-BREAK SPACE}…").split()[-1] in around.split()
    whole = replace(place, before="I and ", after=".")
    assert at_whole_words(whole) == whole


def step(batch: str, surface: str, what: str = "hidden", *, undone: bool = False) -> DisclosedStep:
    return DisclosedStep(NOW, "alice", what, surface, "[Person A]", batch, undone)


def test_what_one_key_decided_is_one_line_of_the_history() -> None:
    done = batches_of((step("b", "Odile"), step("b", "Odile’s"), step("a", "43", "kept")))
    assert [(one.batch, one.surfaces, one.places) for one in done] == [
        ("b", ("Odile", "Odile’s"), 2),
        ("a", ("43",), 1),
    ]


def test_a_decision_taken_back_says_so_on_its_own_line() -> None:
    back = step("a", "Odile", "taken_back", undone=True)
    (line,) = batches_of((back, step("a", "Odile", undone=True)))
    assert line.undone


def test_findings_in_the_title_join_the_same_word_and_are_said() -> None:
    in_title = (replace(finding(9, "Odile"), start=0, end=5),)
    first = groups_of(SHEET.findings, in_title)[0]
    assert first.ids == (9, 1, 2)
    assert first.in_title == 1


def test_confident_findings_are_hidden_already_and_not_to_decide() -> None:
    page = page_of(SHEET)
    assert [word.surface for word in page.to_decide] == ["Odile"]
    assert [word.surface for word in page.hidden_already] == ["43"]


def test_the_original_is_shown_with_every_finding_and_nothing_of_it_is_markup() -> None:
    html = page_of(SHEET).original[0].html
    assert "&lt;fast&gt;" in html
    assert 'id="f1"' in html
    assert 'id="f2"' in html


def test_both_texts_are_set_block_by_block_when_they_have_as_many() -> None:
    assert page_of(SHEET).aligned
    assert not page_of(replace(SHEET, preview="One block.", preview_masks=())).aligned


def test_a_theme_of_the_whole_text_is_told_from_one_of_a_part() -> None:
    assert page_of(replace(SHEET, passages=(passage(0, len(TEXT)),))).whole_themes == {"pain"}
    assert page_of(replace(SHEET, passages=(passage(0, 5),))).whole_themes == frozenset()


def test_the_steps_of_a_review_point_at_the_first_thing_to_do() -> None:
    assert states(review_steps_of(SHEET, 1)) == ["now", "todo", "todo", "todo"]
    voiced = replace(SHEET, voice=Voice.COMMENTARY)
    assert states(review_steps_of(voiced, 0)) == ["done", "done", "now", "todo"]


def test_an_account_about_someone_else_gets_a_step_for_the_second_person() -> None:
    about = replace(SHEET, voice=Voice.SECOND_HAND, status=Status.SECOND_PERSON)
    steps = review_steps_of(about, 0)
    assert steps[-1].label == "Second person"
    assert steps[-1].state == "now"


def test_who_approved_a_text_is_not_its_second_person() -> None:
    waits = replace(SHEET, status=Status.SECOND_PERSON, approved_by="alice")
    assert "You approved it" in why_not_clear(waits, Viewer(Role.LEAD, name="alice"))
    assert why_not_clear(waits, Viewer(Role.LEAD, name="bob")) == ""


def test_who_may_confirm_her_own_basis_is_still_not_her_own_second_person(
    settings: Any,
) -> None:
    settings.ARCHIVE_ONE_PERSON = True
    waits = replace(SHEET, status=Status.SECOND_PERSON, approved_by="alice")
    assert "You approved it" in why_not_clear(waits, Viewer(Role.LEAD, name="alice"))


def test_the_steps_of_a_desk_run_from_imported_to_live() -> None:
    assert states(steps_of(DESK)) == ["done", "now", "todo", "todo", "todo"]
    half = replace(DESK, with_basis=6, reviewed=6, second_person=1, live=5)
    assert [step.label for step in steps_of(half)][2:] == [
        "Reviewed 6 of 6",
        "Second person needed for 1",
        "Live 5 of 6",
    ]
    live = replace(half, second_person=0, live=6)
    assert states(steps_of(live)) == ["done"] * 5


def test_the_one_next_action_leads_to_its_page_or_its_part_of_the_desk() -> None:
    assert next_url(DESK) == ""
    review = replace(DESK, next_url_name="review", next_ref="r1")
    assert next_url(review) == "/workbench/review/r1/"
    basis = replace(DESK, next_url_name="desk", next_ref="basis")
    assert next_url(basis) == "/workbench/desk/d7k2/#basis"


def test_a_basis_is_confirmed_by_a_lead_or_another_steward() -> None:
    assert confirmable(BASIS, Viewer(Role.LEAD, name="bob")).may_confirm
    assert confirmable(BASIS, Viewer(Role.STEWARD, name="carol")).may_confirm


def test_the_proposer_is_told_why_there_is_no_button() -> None:
    shown = confirmable(BASIS, Viewer(Role.STEWARD, name="alice"))
    assert not shown.may_confirm
    assert "You proposed it" in shown.why_not


def test_a_moderator_is_told_who_confirms() -> None:
    shown = confirmable(BASIS, Viewer(Role.MODERATOR, name="dave"))
    assert not shown.may_confirm
    assert "lead or another steward" in shown.why_not


def test_only_texts_with_nothing_to_decide_are_offered_together() -> None:
    row = DeskRow(
        "r1",
        "1",
        1,
        Kind.COMMENT,
        Status.WAITING,
        Consent.UNKNOWN,
        Voice.UNCLEAR,
        9,
        "",
        0,
        0,
        False,
    )
    rows = (
        row,
        replace(row, ref="r2", open_findings=1),
        replace(row, ref="r3", status=Status.APPROVED),
    )
    assert choosable(replace(DESK, rows=rows)) == ("r1",)


def test_narrower_themes_stand_below_their_top_theme_however_deep() -> None:
    back = replace(PAIN, slug="back", parent="pain")
    lower = replace(PAIN, slug="lower-back", parent="back")
    other = replace(PAIN, slug="other")
    rows = in_order(((lower, 1), (PAIN, 2), (other, 3), (back, 4)))
    assert [(theme.slug, count, depth) for theme, count, depth in rows] == [
        ("pain", 2, 0),
        ("back", 4, 1),
        ("lower-back", 1, 2),
        ("other", 3, 0),
    ]


def test_themes_whose_parents_run_in_a_circle_are_still_shown() -> None:
    one, other = (
        replace(PAIN, slug="one", parent="other"),
        replace(PAIN, slug="other", parent="one"),
    )
    assert len(in_order(((one, 0), (other, 0)))) == 2
