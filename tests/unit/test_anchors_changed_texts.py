"""Whatever scripts a text is in and however it changes, a passage is never silently elsewhere."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.anchors import quote_of, reanchor
from archive.domain.text import Span
from archive.domain.words import AnchorMethod, AnchorState

PIECES = (
    "I slept",
    "nobody asked",
    "👩‍⚕️ came in",
    "🌧️🌧️",
    "cafe\u0301 au lait",
    "z\u0335a\u0337l\u0338go",
    "שלום לכולם",
    "\u202bمرحبا\u202c بكم",
    "हिन्दी में",
    "눈이 왔다",
    "the garden",
    "on Mondays",
)
NAMES = ("Alpha", "Beta", "Gamma", "دلتا", "אפסילון", "Ζήτα", "🐦", "e\u0301ta")

sentences = st.lists(st.sampled_from(PIECES), min_size=3, max_size=9).map(
    lambda p: " ".join(p) + "."
)
numbers = st.integers(0, 999)


@st.composite
def stories(draw: st.DrawFn) -> list[str]:
    """Two to seven paragraphs, each with a number of its own, so that its place can be known."""
    count = draw(st.integers(2, 7))
    return [f"{n}: {draw(sentences)} {draw(sentences)}" for n in range(count)]


def joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)


def start_of(paragraphs: list[str], index: int) -> int:
    return sum(len(each) + 2 for each in paragraphs[:index])


@given(stories(), st.data())
def test_what_is_said_to_be_found_for_certain_is_the_passage(
    paragraphs: list[str], data: st.DataObject
) -> None:
    old = joined(paragraphs)
    index = data.draw(st.integers(0, len(paragraphs) - 1))
    low = data.draw(st.integers(0, len(paragraphs[index]) - 1))
    high = data.draw(st.integers(low + 1, len(paragraphs[index])))
    at = start_of(paragraphs, index)
    kept = [n for n in range(len(paragraphs)) if n == index or data.draw(st.booleans())]
    kept = data.draw(st.permutations(kept))
    new = joined([paragraphs[n] for n in kept])
    found = reanchor(Span(at + low, at + high), old, new, None)
    if found.state is AnchorState.ANCHORED:
        there = start_of([paragraphs[n] for n in kept], kept.index(index))
        assert found.span == Span(there + low, there + high)


@given(stories(), st.data())
def test_after_deletion_only_the_same_words_in_the_same_surroundings_are_found_for_certain(
    paragraphs: list[str], data: st.DataObject
) -> None:
    old = joined(paragraphs)
    index = data.draw(st.integers(0, len(paragraphs) - 1))
    low = data.draw(st.integers(0, len(paragraphs[index]) - 1))
    high = data.draw(st.integers(low + 1, len(paragraphs[index])))
    at = start_of(paragraphs, index)
    rest = [each for n, each in enumerate(paragraphs) if n != index]
    span, new = Span(at + low, at + high), joined(rest)
    found = reanchor(span, old, new, None)
    if found.state is AnchorState.ANCHORED:
        assert found.span is not None
        there, was = quote_of(new, found.span), quote_of(old, span)
        assert there.exact == was.exact
        assert there.prefix.endswith(was.prefix)
        assert there.suffix.startswith(was.suffix)


@given(st.permutations(NAMES), sentences, stories(), st.booleans(), st.booleans())
def test_a_look_alike_is_never_taken_silently(
    names: list[str], about: str, between: list[str], is_near: bool, is_first: bool
) -> None:
    gone, left = (f"Team {name} met on Mondays. {about}" for name in names[:2])
    middle = [] if is_near else between
    old = joined([gone, *middle, left] if is_first else [left, *middle, gone])
    new = joined([*middle, left] if is_first else [left, *middle])
    start = 0 if is_first else len(old) - len(gone)
    found = reanchor(Span(start, start + len(gone)), old, new, None)
    assert found.state is not AnchorState.ANCHORED


@given(stories(), stories(), st.data())
def test_where_only_other_paragraphs_were_added_every_passage_keeps_its_words(
    paragraphs: list[str], added: list[str], data: st.DataObject
) -> None:
    old = joined(paragraphs)
    new = joined([*(f"new {each}" for each in added), *paragraphs])
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = reanchor(Span(start, end), old, new, None)
    shift = len(new) - len(old)
    if found.state is AnchorState.ANCHORED:
        assert found.span == Span(start + shift, end + shift)
        assert found.method is AnchorMethod.EXACT


def test_a_passage_far_from_every_change_is_found_for_certain() -> None:
    story = [
        f"{n}: {PIECES[n % 12]} and {PIECES[(5 * n + 1) % 12]} in year {n}." for n in range(60)
    ]
    changed = [*story[:3], "An added line, in the middle of the first ones.", *story[3:]]
    old, new = joined(story), joined(changed)
    start = start_of(story, 40)
    found = reanchor(Span(start, start + len(story[40])), old, new, None)
    there = start_of(changed, 41)
    assert found.state is AnchorState.ANCHORED
    assert found.span == Span(there, there + len(story[40]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a" * 200_000, "a" * 199_993),
        ("ab" * 100_000, "ba" * 100_000),
        ("a" * 200_000, "b" * 200_000),
        ("😀" * 100_000, "😀" * 50_000 + "🙂" + "😀" * 50_000),
    ],
    ids=["runs", "a period", "nothing in common", "emoji"],
)
def test_a_text_made_to_take_long_takes_no_second(old: str, new: str) -> None:
    started = time.thread_time()
    for length in (1, 150, 90_000):
        reanchor(Span(5_000, 5_000 + length), old, new, None)
    assert time.thread_time() - started < 1
