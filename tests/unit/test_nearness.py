"""Themes that stand together on a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.nearness import Laid, near_tokens
from archive.domain.query import near_token
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
