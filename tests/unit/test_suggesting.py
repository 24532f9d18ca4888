"""Suggested themes: cues, nearest passages, and what a suggestion may rest on."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.suggesting import (
    NEAREST,
    Coded,
    Cues,
    Examples,
    Found,
    Source,
    Word,
    suggested,
)

PAIN, WORK = 1, 2
NOBODY: frozenset[int] = frozenset()


def words(*keys: int, at: int = 0, small: frozenset[int] = NOBODY) -> list[Word]:
    """Words of nine letters and a blank each."""
    return [Word(key, at + 10 * n, at + 10 * n + 9, key in small) for n, key in enumerate(keys)]


def coded(text: int, *keys: int, themes: Sequence[int] = (PAIN,)) -> Coded:
    return Coded(text, frozenset(keys), frozenset(themes))


def others(number: int) -> list[Coded]:
    """Passages about something else, so that shared words tell something."""
    return [coded(100 + n, *range(1000 + 10 * n, 1008 + 10 * n), themes=[9]) for n in range(number)]


# --- cues -------------------------------------------------------------------------------------


def test_a_cue_of_several_words_stands_only_in_their_order() -> None:
    cues = Cues({PAIN: [[5, 6]]})
    assert [f.theme for f in cues.heard(words(1, 5, 6))] == [PAIN]
    assert cues.heard(words(6, 5)) == []
    assert cues.heard(words(5, 1, 6)) == []


def test_a_cue_says_where_its_words_stand() -> None:
    (found,) = Cues({PAIN: [[5, 6], [8]]}).heard(words(1, 5, 6, 7, 8))
    assert found.because == ((10, 29), (40, 49))
    assert found.source is Source.CUES
    assert found.score == 2


def test_an_empty_cue_is_never_heard() -> None:
    assert Cues({PAIN: [[]]}).heard(words(1, 2)) == []
    assert Cues({PAIN: [[1]]}).heard([]) == []


# --- passages coded alike ---------------------------------------------------------------------


def test_passages_of_two_texts_speak_for_a_theme() -> None:
    examples = Examples([coded(1, 5, 6, 7), coded(2, 5, 6, 8), *others(8)])
    (found,) = examples.apart_from(()).alike(words(5, 6, 30))
    assert found.theme == PAIN
    assert found.because == ((0, 9), (10, 19))


def test_one_text_alone_suggests_nothing_however_often_it_says_it() -> None:
    examples = Examples([coded(1, 5, 6, 7), coded(1, 5, 6, 8), coded(1, 5, 6), *others(8)])
    assert examples.apart_from(()).alike(words(5, 6, 30)) == []


def test_one_shared_word_is_not_enough() -> None:
    examples = Examples([coded(1, 5), coded(2, 5), *others(8)])
    assert examples.apart_from(()).alike(words(5, 30)) == []


def test_small_words_are_nobodys() -> None:
    examples = Examples([coded(1, 5, 6), coded(2, 5, 6), *others(8)])
    assert examples.apart_from(()).alike(words(5, 6, small=frozenset({6}))) == []


def test_nothing_learned_suggests_nothing() -> None:
    assert Examples(()).apart_from(()).alike(words(5, 6)) == []
    assert Examples([coded(1, 5, 6)]).apart_from({1}).alike(words(5, 6)) == []


passages = st.lists(
    st.builds(
        Coded,
        st.integers(1, 6),
        st.frozensets(st.integers(0, 12), max_size=6),
        st.frozensets(st.integers(1, 4), min_size=1, max_size=2),
    ),
    max_size=25,
)
stretches = st.lists(st.integers(0, 14), min_size=1, max_size=10).map(lambda keys: words(*keys))


@given(passages, st.frozensets(st.integers(1, 6)), stretches)
@settings(max_examples=300, deadline=None)
def test_a_text_left_out_is_as_if_it_had_never_been_given(
    given_passages: list[Coded], without: frozenset[int], stretch: list[Word]
) -> None:
    left = [p for p in given_passages if p.text not in without]
    apart = Examples(given_passages).apart_from(without).alike(stretch, least=0.0)
    assert apart == Examples(left).apart_from(()).alike(stretch, least=0.0)


@given(passages, stretches)
@settings(max_examples=200, deadline=None)
def test_whatever_speaks_for_a_theme_stands_in_the_stretch(
    given_passages: list[Coded], stretch: list[Word]
) -> None:
    places = {(word.start, word.end) for word in stretch}
    for found in Examples(given_passages).apart_from(()).alike(stretch, least=0.0):
        assert set(found.because) <= places
        assert len(found.because) >= 2
        assert 0 <= found.score <= NEAREST
        speaking = [p for p in given_passages if found.theme in p.themes]
        assert len({p.text for p in speaking}) >= 2


@given(passages, stretches)
@settings(max_examples=50, deadline=None)
def test_the_same_passages_suggest_the_same_twice(
    given_passages: list[Coded], stretch: list[Word]
) -> None:
    one, two = (Examples(given_passages).apart_from(()).alike(stretch) for _ in range(2))
    assert one == two


# --- a text -----------------------------------------------------------------------------------


def test_neighbouring_sentences_with_one_theme_are_one_suggestion() -> None:
    sentences = [words(5, 1), words(5, 2, at=20), words(3, at=40), words(5, at=60)]
    found = suggested(sentences, Cues({PAIN: [[5]]}), None)
    assert [(f.start, f.end) for f in found] == [(0, 39), (60, 69)]
    assert found[0].because == ((0, 9), (20, 29))


def test_a_theme_does_not_reach_over_the_end_of_a_block() -> None:
    found = suggested([words(5), [], words(5, at=20)], Cues({PAIN: [[5]]}), None)
    assert [(f.start, f.end) for f in found] == [(0, 9), (20, 29)]


def test_cues_come_before_likeness_and_the_words_of_both_are_told() -> None:
    nearby = Examples([coded(1, 5, 6), coded(2, 5, 6), *others(8)]).apart_from(())
    (found,) = suggested([words(5, 6, 7)], Cues({PAIN: [[7]]}), nearby)
    assert found == Found(PAIN, 0, 29, ((0, 9), (10, 19), (20, 29)), Source.CUES, 1)


def test_without_passages_to_compare_with_there_are_cues_alone() -> None:
    assert suggested([words(5, 6)], Cues({WORK: [[6]]}), None)[0].source is Source.CUES
