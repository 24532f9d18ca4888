"""A page is accepted for its work or for its age, for one purpose, one subject, one day."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from archive.web.contributing import proof_of_work
from archive.web.contributing.proof_of_work import (
    CHALLENGE_FIELD,
    HARD_WAIT,
    LIFETIME,
    SOLUTION_FIELD,
    TRAP_FIELD,
    WAIT,
    Accepted,
    Challenge,
    Wait,
    accept,
    challenge,
    challenge_in,
    is_trap_filled,
    too_fast,
)

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _less_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "DIFFICULTY", 8)


def solve(made: Challenge) -> str:
    return next(n for n in map(str, itertools.count()) if made.is_solved_by(n))


def sent(made: Challenge, solution: str = "", **fields: str) -> dict[str, str]:
    return {CHALLENGE_FIELD: made.token, SOLUTION_FIELD: solution, **fields}


# --- With JavaScript -----------------------------------------------------------------------------


def test_a_right_solution_is_accepted_at_once() -> None:
    made = challenge("submit", "draft-1", now=NOON)
    assert accept(sent(made, solve(made)), "submit", "draft-1", NOON) == Accepted()


def test_a_solution_has_the_zero_bits_asked_for() -> None:
    """`printf salt.1478832 | sha256sum` begins with 000006b0: 21 zero bits."""
    assert Challenge("salt", 21, 0, "").is_solved_by("1478832")
    assert not Challenge("salt", 22, 0, "").is_solved_by("1478832")


@pytest.mark.parametrize("wrong", ["", " ", "-1", "1e3", "0x1", "٣", "9" * 17, "NaN", "1.0", "\0"])
def test_what_is_no_number_is_no_solution(wrong: str) -> None:
    assert not Challenge("salt", 0, 0, "").is_solved_by(wrong)


def test_work_done_for_one_draft_or_purpose_is_worth_nothing_for_another() -> None:
    made = challenge("submit", "draft-1", now=NOON)
    form = sent(made, solve(made))
    for purpose, subject in (("submit", "draft-2"), ("removal", "draft-1"), ("submit", "")):
        answer = accept(form, purpose, subject, NOON + 2 * WAIT)
        assert isinstance(answer, Wait)
        assert answer.challenge != made
        assert answer.seconds == 40


def test_purpose_and_subject_cannot_be_shifted_into_each_other() -> None:
    made = challenge("ab", "c", now=NOON)
    assert challenge_in(sent(made), "a", "bc", NOON) is None
    assert challenge_in(sent(made), 'ab", "c', "", NOON) is None


def test_a_challenge_that_may_be_used_once_is_not_accepted_twice() -> None:
    made = challenge("code", "", now=NOON)
    form = sent(made, solve(made))
    assert accept(form, "code", "", NOON, once=True) == Accepted()
    answer = accept(form, "code", "", NOON + SECOND, once=True)
    assert isinstance(answer, Wait)
    assert answer.challenge.salt != made.salt


# --- Without -------------------------------------------------------------------------------------


def test_without_javascript_the_page_says_how_long_to_wait_and_the_time_goes_on() -> None:
    made = challenge("submit", "draft-1", now=NOON)
    first = accept(sent(made), "submit", "draft-1", NOON + 15 * SECOND)
    assert first == Wait(25, made)
    later = accept(sent(first.challenge), "submit", "draft-1", NOON + 40 * SECOND)
    assert later == Accepted()


@given(st.floats(0, 39.9))
def test_waiting_the_seconds_that_were_said_is_enough(after: float) -> None:
    made = challenge("submit", "draft-1", now=NOON)
    pressed = NOON + timedelta(seconds=after)
    answer = accept(sent(made), "submit", "draft-1", pressed)
    assert isinstance(answer, Wait)
    assert 1 <= answer.seconds <= 40
    pressed += timedelta(seconds=answer.seconds)
    assert accept(sent(made), "submit", "draft-1", pressed) == Accepted()


def test_a_wrong_solution_is_treated_as_none() -> None:
    made = challenge("submit", "draft-1", now=NOON)
    wrong = next(n for n in map(str, itertools.count()) if not made.is_solved_by(n))
    assert accept(sent(made, wrong), "submit", "draft-1", NOON + 10 * SECOND) == Wait(30, made)
    assert accept(sent(made, wrong), "submit", "draft-1", NOON + WAIT) == Accepted()


def test_while_much_comes_in_the_work_is_harder_and_the_wait_longer() -> None:
    hard = challenge("submit", "draft-1", hard=True, now=NOON)
    assert hard.difficulty == proof_of_work.DIFFICULTY + 12  # of this test's easy one
    assert accept(sent(hard), "submit", "draft-1", NOON + WAIT) == Wait(140, hard)
    assert accept(sent(hard), "submit", "draft-1", NOON + HARD_WAIT) == Accepted()


def test_a_clock_that_goes_back_asks_for_the_whole_wait_and_no_more() -> None:
    made = challenge("submit", "draft-1", now=NOON)
    assert accept(sent(made), "submit", "draft-1", NOON - timedelta(hours=2)) == Wait(40, made)


# --- Expired, forged, missing --------------------------------------------------------------------


def test_after_a_day_a_fresh_one_is_needed() -> None:
    made = challenge("submit", "draft-1", now=NOON)
    form = sent(made, solve(made))
    assert accept(form, "submit", "draft-1", NOON + LIFETIME - SECOND) == Accepted()
    answer = accept(form, "submit", "draft-1", NOON + LIFETIME)
    assert isinstance(answer, Wait)
    assert answer.challenge != made
    assert challenge_in(sent(answer.challenge), "submit", "draft-1", NOON + LIFETIME)


@pytest.mark.parametrize("part, forged", [(0, "0" * 32), (1, "0"), (2, "9999999999"), (3, "é")])
def test_no_part_of_a_challenge_can_be_changed(part: int, forged: str) -> None:
    parts = challenge("submit", "draft-1", now=NOON).token.split(".")
    parts[part] = forged
    form = {CHALLENGE_FIELD: ".".join(parts), SOLUTION_FIELD: "0"}
    assert isinstance(accept(form, "submit", "draft-1", NOON + WAIT), Wait)


@given(st.one_of(st.text(), st.just("a.1.2.b"), st.just("...."), st.just("a.٣.2.b")))
def test_any_nonsense_in_place_of_a_challenge_gets_a_fresh_one(token: str) -> None:
    answer = accept({CHALLENGE_FIELD: token}, "submit", "draft-1", NOON)
    assert isinstance(answer, Wait)


def test_a_form_without_any_of_it_gets_a_fresh_one() -> None:
    assert isinstance(accept(QueryDict(""), "submit", "draft-1"), Wait)


def test_another_archives_challenge_is_forged() -> None:
    with override_settings(SECRET_KEY="another archive's key, of invented characters, and long"):
        made = challenge("submit", "draft-1", now=NOON)
    assert challenge_in(sent(made), "submit", "draft-1", NOON) is None


# --- Traps ---------------------------------------------------------------------------------------


def test_a_form_back_in_under_three_seconds_was_not_filled_in_by_a_person() -> None:
    made = challenge("submit", "draft-1", now=NOON)
    assert too_fast(sent(made), "submit", "draft-1", NOON + 2 * SECOND)
    assert not too_fast(sent(made), "submit", "draft-1", NOON + 3 * SECOND)
    assert not too_fast({}, "submit", "draft-1", NOON)


def test_the_trap_is_filled_only_by_words() -> None:
    assert not is_trap_filled({})
    assert not is_trap_filled({TRAP_FIELD: " \n"})
    assert is_trap_filled(QueryDict(f"{TRAP_FIELD}=https://shop.example"))


class Inputs(HTMLParser):
    """The inputs of a page, by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            values = dict(attrs)
            self.found[str(values["name"])] = values


def test_the_partial_sends_what_is_asked_for_and_hides_the_trap_from_people() -> None:
    made = challenge("submit", "draft-1", now=NOON)
    html = render_to_string("archive/contributing/_effort.html", {"effort": made})
    inputs = Inputs(html).found
    assert set(inputs) == {CHALLENGE_FIELD, SOLUTION_FIELD, TRAP_FIELD}
    form = {name: str(values["value"]) for name, values in inputs.items()}
    assert challenge_in(form, "submit", "draft-1", NOON) == made
    assert not is_trap_filled(form)
    trap = inputs[TRAP_FIELD]
    assert (trap["type"], trap["tabindex"], trap["autocomplete"]) == ("text", "-1", "off")
    assert 'aria-hidden="true"' in html
    assert "style=" not in html
    assert "<script" not in html
