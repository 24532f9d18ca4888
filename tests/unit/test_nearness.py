"""Themes that stand together on a text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.nearness import Laid, meetings, near_tokens
from archive.domain.query import Within, near_token
from archive.domain.text import Layer, Span, sentences

TEXT = "I slept badly. The pain came at night, and I took the tablet. Then I slept."
SENTENCES = sentences(TEXT)


def laid(words: str, *themes: str) -> Laid:
    start = TEXT.index(words)
    return Laid(start, start + len(words), themes)


def test_passages_that_overlap_stand_together_in_their_sentence_too() -> None:
    found = near_tokens([laid("came at night", "pain"), laid("night, and", "night")], SENTENCES)
    assert found == ("passage:night|pain", "sentence:night|pain")


def test_passages_of_one_sentence_stand_together_there_alone() -> None:
    found = near_tokens([laid("pain", "pain"), laid("tablet", "tablets")], SENTENCES)
    assert found == ("sentence:pain|tablets",)


def test_a_passage_that_runs_into_the_next_sentence_touches_both() -> None:
    found = near_tokens([laid("badly. The", "sleep"), laid("tablet", "tablets")], SENTENCES)
    assert found == ("sentence:sleep|tablets",)


def test_passages_of_different_sentences_do_not_stand_together() -> None:
    assert near_tokens([laid("slept", "sleep"), laid("tablet", "tablets")], SENTENCES) == ()
    assert near_tokens([laid("badly.", "sleep"), laid("The pain", "pain")], SENTENCES) == ()


def test_one_theme_from_two_coders_does_not_stand_beside_itself() -> None:
    assert near_tokens([laid("pain", "pain"), laid("The pain", "pain")], SENTENCES) == ()
    assert near_tokens([laid("pain", "nerve", "pain")] * 2, SENTENCES) == ()


def test_a_theme_brings_the_wider_ones() -> None:
    found = near_tokens([laid("pain", "nerve", "pain"), laid("pain", "work", "pain")], ())
    assert found == (
        "passage:nerve|pain",
        "passage:nerve|work",
        "passage:pain|pain",
        "passage:pain|work",
        "sentence:nerve|pain",
        "sentence:nerve|work",
        "sentence:pain|pain",
        "sentence:pain|work",
    )


def touching(one: Laid, bounds: Layer) -> set[Span]:
    return {each for each in bounds if each.start < one.end and one.start < each.end}


marks = st.tuples(
    st.integers(0, len(TEXT) - 2), st.integers(1, 30), st.sampled_from(["a", "b", "c"])
).map(lambda m: Laid(m[0], min(len(TEXT), m[0] + m[1]), (m[2],)))


@given(st.lists(marks, max_size=6))
def test_it_is_what_the_words_say(every: list[Laid]) -> None:
    expected = set()
    for one in every:
        for other in every:
            if one.themes == other.themes:
                continue
            overlap = one.start < other.end and other.start < one.end
            if overlap:
                expected.add(near_token(one.themes[0], other.themes[0], "passage"))
            if overlap or touching(one, SENTENCES) & touching(other, SENTENCES):
                expected.add(near_token(one.themes[0], other.themes[0], "sentence"))
    assert set(near_tokens(every, SENTENCES)) == expected


def met(every: list[Laid], first: str, second: str, within: Within) -> list[str]:
    return [TEXT[s.start : s.end] for s in meetings(every, first, second, within, SENTENCES)]


def test_themes_meet_where_both_passages_lie() -> None:
    every = [laid("came at night, and", "pain"), laid("night, and I took", "night")]
    assert met(every, "night", "pain", "passage") == ["night, and"]
    assert met(every, "pain", "night", "sentence") == [
        "The pain came at night, and I took the tablet."
    ]


def test_meetings_that_overlap_are_one_and_others_are_not() -> None:
    every = [
        laid("slept badly", "sleep"), laid("badly", "bad"), laid("slept", "bad"),
        laid("I slept badly", "bad"), laid("Then I slept", "sleep"), laid("Then", "bad"),
    ]  # fmt: skip
    assert met(every, "bad", "sleep", "passage") == ["slept badly", "Then"]


def test_a_theme_meets_where_one_below_it_does() -> None:
    every = [laid("The pain", "nerve", "pain"), laid("pain", "night")]
    assert met(every, "night", "pain", "passage") == ["pain"]
    assert met(every, "nerve", "pain", "passage") == []


@given(st.lists(marks, max_size=6), st.sampled_from(["passage", "sentence"]))
def test_there_is_a_place_just_where_an_index_says_that_themes_meet(
    every: list[Laid], within: Within
) -> None:
    tokens = near_tokens(every, SENTENCES)
    found = meetings(every, "a", "b", within, SENTENCES)
    assert bool(found) == (near_token("a", "b", within) in tokens)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for place in found:
        for theme in "ab":
            assert any(
                each.themes == (theme,) and each.start < place.end and place.start < each.end
                for each in every
            )
