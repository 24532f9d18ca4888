"""Ladders: less exact words that still read well where the exact ones stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.anonymise.circumstances import KINDS, circumstances, ladder
from archive.anonymise.engine import find_identifiers
from archive.domain import ladders
from archive.domain.age_ladder import age_values
from archive.domain.ladders import When


def said(text: str, words: str) -> list[str]:
    """The sentence with `words` replaced by each rung of their finding's ladder."""
    start = text.index(words)
    (found,) = [f for f in find_identifiers(text) if f.start <= start < f.end and f.kind in KINDS]
    rungs = ladder(found.kind, text, found.start, found.end, found.suggestion)
    assert rungs[0].words == text[found.start : found.end]
    return [text[: found.start] + rung.words + text[found.end :] for rung in rungs[1:]]


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [
        (
            "I am 43 and tired.",
            "43",
            [
                "I am in my early forties and tired.",
                "I am in my forties and tired.",
                "I am an adult and tired.",
            ],
        ),
        (
            "My sister is 47 years old.",
            "47",
            [
                "My sister is in her late forties.",
                "My sister is in her forties.",
                "My sister is an adult.",
            ],
        ),
        (
            "A 43-year-old woman came.",
            "43",
            [
                "A 40-to-44-year-old woman came.",
                "A 40-something woman came.",
                "A grown-up woman came.",
            ],
        ),
        (
            "There was an 18-year-old girl.",
            "18",
            [
                "There was an older teenage girl.",
                "There was an adolescent girl.",
                "There was an adult girl.",
            ],
        ),
        (
            "She was aged fifty-two, I think.",
            "fifty-two",
            [
                "She was aged 50 to 54, I think.",
                "She was aged 50 to 59, I think.",
                "She was aged 18 or over, I think.",
            ],
        ),
        (
            "At 15 I left.",
            "15",
            ["At 13 to 15 I left.", "At 13 to 19 I left.", "At a certain age I left."],
        ),
    ],
)
def test_an_age_said_less_exactly_fits_its_sentence(
    text: str, words: str, sentences: list[str]
) -> None:
    assert said(text, words) == sentences


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [
        (
            "It began in March 2019.",
            "March",
            [
                "It began in spring 2019.",
                "It began in 2019.",
                "It began in the 2010s.",
                "It began in [date].",
            ],
        ),
        (
            "It began on 14 March 2019.",
            "14",
            [
                "It began on a day in March 2019.",
                "It began on a day in spring 2019.",
                "It began on a day in 2019.",
                "It began on a day in the 2010s.",
                "It began on [date].",
            ],
        ),
        (
            "Since 3rd May I sleep.",
            "3rd",
            ["Since May I sleep.", "Since spring I sleep.", "Since [date] I sleep."],
        ),
        ("In early June 1998 I fell.", "June", ["In early summer 1998 I fell."]),
    ],
)
def test_a_date_said_less_exactly_fits_its_sentence(
    text: str, words: str, sentences: list[str]
) -> None:
    assert said(text, words)[: len(sentences)] == sentences


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [
        (
            "I live in Maidstone.",
            "Maidstone",
            [
                "I live in a town in Kent.",
                "I live in a town in England.",
                "I live in a town in the UK.",
                "I live in [town].",
            ],
        ),
        (
            "I grew up in Austin and left.",
            "Austin",
            [
                "I grew up in a city in Texas and left.",
                "I grew up in a city in the US and left.",
                "I grew up in [town] and left.",
            ],
        ),
        ("I grew up in Austin, Texas.", "Austin", ["I grew up in a city in the US, Texas."]),
        (
            "I was admitted to St Mary's Hospital.",
            "Mary",
            ["I was admitted to [a hospital].", "I was admitted to [an organisation]."],
        ),
        (
            "I am a bell ringer.",
            "bell",
            ["I am a worker in the arts.", "I am a [occupation]."],
        ),
        (
            "I work as an archaeologist.",
            "archaeologist",
            ["I work as an employee in science.", "I work as an [occupation]."],
        ),
    ],
)
def test_a_place_or_work_said_less_exactly_fits_its_sentence(
    text: str, words: str, sentences: list[str]
) -> None:
    assert said(text, words)[: len(sentences)] == sentences


def test_a_town_that_is_part_of_a_longer_name_is_only_masked() -> None:
    text = "I went to Leeds General yesterday."
    assert [r.words for r in ladder("place", text, 10, 15, "[town]")] == ["Leeds", "[town]"]


def test_what_cannot_be_read_has_only_the_suggestion() -> None:
    text = "He is 15/16 now."
    assert [r.words for r in ladder("age", text, 6, 11, "teens")] == ["15/16", "teens"]


def test_a_kind_without_a_ladder_has_none() -> None:
    assert ladder("email", "a@b.example", 0, 11, "[email]") == ()


@given(st.integers(0, 119))
def test_every_age_is_said_less_exactly_by_rungs_that_hold_it(years: int) -> None:
    exact, *wider = age_values(years)
    assert exact == str(years)
    for value in wider:
        if value[0].isdecimal() and "-" in value:
            first, last = map(int, value.split("-"))
            assert first <= years <= last
    assert wider[-1] == ("18+" if years >= 18 else "under 18")


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1930, 2049))
def test_two_days_of_a_month_share_all_but_the_day(day: int, month: int, year: int) -> None:
    one = ladders.date_values(When(year, month, day))
    other = ladders.date_values(When(year, month, day % 28 + 1))
    assert one[1:] == other[1:]
    assert len(one) == 5


@given(st.text(alphabet="I am 43from MaidstonKe,tuy-' ", max_size=60))
def test_circumstances_lie_in_the_text_whatever_it_is(text: str) -> None:
    for one in circumstances(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.rungs
