"""What a text tells of somebody, as values that two texts can share."""

from __future__ import annotations

import pytest

from archive.anonymise.circumstances import About, circumstances
from archive.anonymise.lexicon import parents


def told(text: str, about: About) -> list[tuple[str, ...]]:
    return [one.rungs for one in circumstances(text) if one.about is about]


@pytest.mark.parametrize(
    "text",
    [
        "I am 43 now.",
        "I am forty-three now.",
        "a 43-year-old woman",
        "I was 43 years old.",
        "(43F) here",
    ],
)
def test_an_age_is_the_same_however_it_is_written(text: str) -> None:
    assert told(text, About.AGE) == [("43", "40-44", "40-49", "18+")]


@pytest.mark.parametrize(
    ("text", "rungs"),
    [
        ("I am in my early forties.", ("40-44", "40-49", "18+")),
        ("I am in my forties.", ("40-49", "18+")),
        ("I am in my 40s.", ("40-49", "18+")),
        ("a 40-something woman", ("40-49", "18+")),
        ("She was aged 50 to 54 then.", ("50-54", "50-59", "18+")),
        ("I was in my late teens.", ("16-19", "13-19", "under 18")),
        ("I was a teenager.", ("13-19",)),
    ],
)
def test_an_age_said_roughly_is_a_rung_of_the_exact_ones(text: str, rungs: tuple[str, ...]) -> None:
    assert told(text, About.AGE) == [rungs]


def test_the_forties_of_a_century_are_no_age() -> None:
    assert told("It was built in the 1940s.", About.AGE) == []


@pytest.mark.parametrize(
    ("text", "rungs"),
    [
        ("I live in Maidstone.", ("maidstone", "in Kent", "in England", "in the UK")),
        ("I live in a town in Kent.", ("in Kent", "in England", "in the UK")),
        ("I moved to Scotland.", ("in Scotland", "in the UK")),
        ("I grew up in Texas.", ("in Texas", "in the US")),
        ("We are from the United States.", ("in the US",)),
        ("I flew to Paris.", ("paris", "in France")),
    ],
)
def test_a_place_says_what_it_lies_in(text: str, rungs: tuple[str, ...]) -> None:
    assert told(text, About.PLACE) == [rungs]


def test_a_mask_says_nothing_of_a_place() -> None:
    assert told("I live in [town] with [Person A].", About.PLACE) == []


@pytest.mark.parametrize(
    ("text", "rungs"),
    [
        ("on 14 March 2019", ("2019-03-14", "2019-03", "2019-spring", "2019", "2010s")),
        ("on 2019-03-14", ("2019-03-14", "2019-03", "2019-spring", "2019", "2010s")),
        ("in March 2019", ("2019-03", "2019-spring", "2019", "2010s")),
        ("in spring 2019", ("2019-spring", "2019", "2010s")),
        ("back in 2019 already", ("2019", "2010s")),
        ("in the 1990s", ("1990s",)),
        ("in the nineties", ("1990s",)),
        ("on 3/4/2019", ("2019-spring", "2019", "2010s")),
    ],
)
def test_a_date_says_the_same_however_it_is_written(text: str, rungs: tuple[str, ...]) -> None:
    assert told(text, About.DATE) == [rungs]


@pytest.mark.parametrize(
    ("text", "about", "value"),
    [
        ("I am a nurse.", About.OCCUPATION, "nurse"),
        ("I was a nurse then", About.OCCUPATION, "nurse"),
        ("I am 43 and a nurse.", About.OCCUPATION, "nurse"),
        ("I am a worker in health care.", About.OCCUPATION, "in health care"),
        ("I work for Tesco.", About.EMPLOYER, "tesco"),
        ("They took me to [a hospital].", About.EMPLOYER, "a hospital"),
        ("I have BPD.", About.CONDITION, "borderline personality disorder"),
        ("My PTSD came back.", About.CONDITION, "post-traumatic stress disorder"),
        ("As a woman I was not believed.", About.SEX, "female"),
        ("When I was pregnant.", About.SEX, "female"),
        ("I am a father.", About.SEX, "male"),
        ("I am a mother of two.", About.FAMILY, "children: 2"),
        ("I have 2 lovely kids.", About.FAMILY, "children: 2"),
        ("My twin was there.", About.FAMILY, "a twin"),
        ("I was adopted.", About.FAMILY, "adopted"),
    ],
)
def test_a_circumstance_is_read_as_a_value(text: str, about: About, value: str) -> None:
    assert [rungs[0] for rungs in told(text, about)] == [value]


@pytest.mark.parametrize("text", ["I did it.", "I was sad in bed.", "Please add me."])
def test_words_that_are_also_abbreviations_are_no_illness(text: str) -> None:
    assert told(text, About.CONDITION) == []


def test_what_a_more_exact_one_says_already_is_not_said_again() -> None:
    text = "I lived in Maidstone, in Kent.\n\nIn 2019, on 14 March 2019, it began."
    assert [one.value for one in circumstances(text)] == ["maidstone", "2019-03-14"]


def test_offsets_are_of_the_whole_text() -> None:
    text = "Hello.\n\nI am 43.\n\nI live in Maidstone."
    assert [text[one.start : one.end] for one in circumstances(text)] == ["43", "Maidstone"]


def test_the_largest_town_of_a_name_is_meant() -> None:
    found = parents.parents_of("Boston")
    assert found is not None
    assert (found.region, found.country, found.is_city) == ("Massachusetts", "the US", True)


def test_a_town_nobody_listed_lies_nowhere_known() -> None:
    assert parents.parents_of("Little Wibbleton") is None
