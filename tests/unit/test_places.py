"""Where in a text a query holds."""

from __future__ import annotations

import pytest

from archive.domain.query import parse
from archive.domain.words import Kind, Voice
from archive.gate.disclosed import (
    DisclosedCoding,
    DisclosedContribution,
    DisclosedPassage,
    DisclosedTheme,
)
from archive.search.passages import in_passages
from archive.search.places import hits_inside, is_bounded, marks, under

TEXT = "I sleep badly. The pain keeps me awake. At work I sleep. Then pain, and sleep at last."
UPWARDS = {
    "pain": frozenset({"pain"}),
    "knees": frozenset({"knees", "pain"}),
    "night": frozenset({"night"}),
    "work": frozenset({"work"}),
}


def passage(words: str, *slugs: str) -> DisclosedPassage:
    start = TEXT.index(words)
    codings = tuple(
        DisclosedCoding(number, DisclosedTheme(slug, slug, slug, 1))
        for number, slug in enumerate(slugs)
    )
    return DisclosedPassage(start, start, start + len(words), Voice.FIRST_PERSON, codings)


SHOWN = DisclosedContribution(
    ref="r",
    discussion="d",
    kind=Kind.COMMENT,
    position="1",
    depth=1,
    voice=Voice.FIRST_PERSON,
    text=TEXT,
    formatting=(),
    passages=(
        passage("I sleep badly. The pain", "night"),
        passage("badly. The pain keeps me awake.", "knees"),
        passage("At work I sleep.", "work"),
        passage("Then pain, and sleep", "night", "pain"),
    ),
)


def lines(query: str, *chosen: str) -> list[str]:
    """The hits inside, each with the word before it."""
    spans = hits_inside(SHOWN, parse(query, strict=True), chosen, UPWARDS)
    return [f"{TEXT[: s.start].rsplit(maxsplit=1)[-1]} {TEXT[s.start : s.end]}" for s in spans]


@pytest.mark.parametrize(
    ("query", "inside"),
    [
        ("sleep", ["I sleep", "I sleep", "and sleep"]),
        ("sleep theme:night", ["I sleep", "and sleep"]),
        ("sleep theme:work", ["I sleep"]),
        ("sleep theme:pain", ["and sleep"]),
        ("pain theme:pain", ["The pain", "Then pain"]),
        ("sleep (theme:pain OR theme:work)", ["I sleep", "and sleep"]),
        ("sleep theme:night theme:pain", ["and sleep"]),
        ("pain (theme:night NEAR theme:pain)", ["The pain", "Then pain"]),
        ("sleep theme:night NEAR theme:knees", []),
        ("(sleep AND theme:work) OR (pain AND theme:pain)", ["The pain", "I sleep", "Then pain"]),
        ("sleep OR theme:work", ["I sleep", "I sleep", "and sleep"]),
        ("sleep NOT theme:sorrow", ["I sleep", "I sleep", "and sleep"]),
        ("(sleep OR pain) theme:work", ["I sleep"]),
    ],
)
def test_a_word_beside_a_theme_counts_where_it_stands_under_it(
    query: str, inside: list[str]
) -> None:
    assert lines(query) == inside


def test_chosen_themes_narrow_to_any_of_them() -> None:
    assert lines("sleep", "work", "pain") == ["I sleep", "and sleep"]
    assert is_bounded(parse("sleep", strict=True), ["work"])
    assert not is_bounded(parse("sleep", strict=True), [])
    assert not is_bounded(parse("theme:work", strict=True), [])
    assert not is_bounded(parse("sleep NOT theme:work", strict=True), [])


def test_what_is_marked_are_words_and_the_places_where_themes_meet() -> None:
    found = marks(SHOWN, parse("awake OR theme:night NEAR theme:pain", strict=True), UPWARDS)
    assert [(TEXT[s.start : s.end], s.kind) for s in found] == [
        ("badly. The pain", "met"),
        ("awake", "hit"),
        ("Then pain, and sleep", "met"),
    ]


def test_a_theme_covers_what_lies_under_those_below_it() -> None:
    found = [TEXT[s.start : s.end] for s in under(SHOWN, {"pain"}, UPWARDS)]
    assert found == ["badly. The pain keeps me awake.", "Then pain, and sleep"]


def test_results_of_near_show_the_sentences_where_the_themes_meet_and_no_others() -> None:
    query = parse("theme:night NEAR theme:knees", strict=True)
    answer = in_passages(SHOWN, query, (), UPWARDS)
    assert (answer.hits, answer.meetings) == (0, 1)
    (stretch,) = answer.stretches
    assert [s.text for s in stretch.sentences] == ["I sleep badly.", "The pain keeps me awake."]
    assert [
        (s.text[mark.start : mark.end], mark.kind) for s in stretch.sentences for mark in s.spans
    ] == [("badly.", "met"), ("The pain", "met")]


def test_results_of_near_and_words_show_both() -> None:
    query = parse("work AND theme:night NEAR theme:knees", strict=True)
    answer = in_passages(SHOWN, query, (), UPWARDS)
    assert (answer.hits, answer.meetings) == (1, 1)
    assert [s.text for s in answer.stretches[0].sentences] == [
        "I sleep badly.", "The pain keeps me awake.", "At work I sleep.",
    ]  # fmt: skip
