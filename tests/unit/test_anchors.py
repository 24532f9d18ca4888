"""What anchors promise: found again, or said to be lost, never silently somewhere else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.alignment import align
from archive.domain.anchors import FLOOR, Placement, Quote, quote_of, reanchor
from archive.domain.redaction import Edit, OffsetMap, apply
from archive.domain.text import Span
from archive.domain.words import AnchorMethod, AnchorState
from tests.benchmarks.generated import edited, invented_quote, invented_text, without_paragraph_of
from tests.unit.texts import spans_on, texts, texts_with_edits

STORY = (
    "I took the tablets for two years 👩‍⚕️ and slept through most of them.\n\n"
    "Then I stopped, slowly, with my sister’s help. שלום to all of that!\n\n"
    "The pain came back in spring and stayed until the garden was dug."
)


def span_of(words: str, text: str = STORY) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), "passage", "7")


def place(words: str, new: str, offsets: OffsetMap | None = None) -> Placement:
    return reanchor(span_of(words), STORY, new, offsets)


def words_at(placement: Placement, text: str) -> str:
    assert placement.span is not None
    return text[placement.span.start : placement.span.end]


def test_a_quote_has_thirty_two_characters_on_either_side() -> None:
    assert quote_of(STORY, span_of("slowly")) == Quote(
        exact="slowly",
        prefix="ough most of them.\n\nThen I stopped, "[-32:],
        suffix=", with my sister’s help. שלום to a"[:32],
    )
    assert quote_of("one", Span(0, 3)) == Quote("one", "", "")


def test_the_map_answers_first() -> None:
    redacted = apply(STORY, [Edit(0, 1, "We"), Edit(*_ends("my sister’s"), "somebody’s")])
    found = place("with my sister’s help", redacted.text, redacted.map)
    assert words_at(found, redacted.text) == "with somebody’s help"
    assert (found.method, found.state, found.score) == (
        AnchorMethod.MAP,
        AnchorState.ANCHORED,
        1.0,
    )
    assert found.span is not None
    assert (found.span.kind, found.span.value) == ("passage", "7")


def _ends(words: str) -> tuple[int, int]:
    span = span_of(words)
    return span.start, span.end


def test_a_passage_that_was_replaced_lies_on_the_mask() -> None:
    redacted = apply(STORY, [Edit(*_ends("slowly, with my sister’s help"), "[…]")])
    assert words_at(place("sister", redacted.text, redacted.map), redacted.text) == "[…]"


def test_a_passage_the_map_knows_to_be_gone_is_orphaned() -> None:
    start, end = _ends("slowly, ")
    gone = place("slowly", STORY[:start] + STORY[end:], OffsetMap(((start, end, 0),)))
    assert gone == Placement(None, AnchorMethod.NONE, AnchorState.ORPHANED, 0.0)


def test_a_map_of_other_texts_is_not_believed() -> None:
    new = "To begin with: " + STORY
    found = place("with my sister’s help", new, OffsetMap(((0, 1, 9),)))
    assert found.method is AnchorMethod.EXACT
    assert words_at(found, new) == "with my sister’s help"


@pytest.mark.parametrize("words", ["tablets", "slowly", "שלום", "👩‍⚕️", "I", STORY])
def test_an_exact_quote_in_its_context_is_anchored(words: str) -> None:
    new = "A line before all this, as some have.\n\n" + STORY + "\n\nAnd one after it."
    found = place(words, new)
    assert words_at(found, new) == words
    assert (found.method, found.state) == (AnchorMethod.EXACT, AnchorState.ANCHORED)
    assert found.span is not None
    assert found.span.start == span_of(words).start + new.index(STORY)


def test_the_same_text_keeps_every_place() -> None:
    assert place("I", STORY).state is AnchorState.ANCHORED
    assert reanchor(Span(3, 3), STORY, STORY, None).span == Span(3, 3)


def test_changed_words_go_to_a_human() -> None:
    new = STORY.replace("with my sister’s help", "with my sisters halp")
    found = place("slowly, with my sister’s help", new)
    assert words_at(found, new) == "slowly, with my sisters halp"
    assert (found.method, found.state) == (AnchorMethod.FUZZY, AnchorState.NEEDS_REVIEW)
    assert FLOOR <= found.score < 1


def test_the_same_words_in_another_context_go_to_a_human() -> None:
    words = "The pain came back in spring and stayed until the garden was dug."
    new = f"Somebody else wrote this for a change, not me. {words} So she said, and left it there."
    found = place(words, new)
    assert words_at(found, new) == words
    assert (found.method, found.state) == (AnchorMethod.EXACT, AnchorState.NEEDS_REVIEW)


@pytest.mark.parametrize("words", ["slowly", "Then I stopped", "I", "with my sister’s help"])
def test_after_deletion_there_is_no_place(words: str) -> None:
    span = span_of("Then I stopped, slowly, with my sister’s help. שלום to all of that!\n\n")
    new = STORY[: span.start] + STORY[span.end :]
    inner = Span(span.start + STORY[span.start :].index(words), 0)
    gone = reanchor(Span(inner.start, inner.start + len(words)), STORY, new, None)
    assert gone.span is None
    assert (gone.method, gone.state) == (AnchorMethod.NONE, AnchorState.ORPHANED)


def test_a_look_alike_is_not_taken_for_what_was_deleted() -> None:
    teams = [f"Team {name} met on Mondays and talked of sleep." for name in ("Alpha", "Beta")]
    old = f"{teams[0]}\n\nA week of rain lay between the two of them.\n\n{teams[1]}"
    gone = reanchor(Span(0, len(teams[0])), old, teams[1], None)
    assert gone.state is AnchorState.ORPHANED


def test_one_of_several_equal_places_goes_to_a_human() -> None:
    old = "\n\n".join(["The same words again and again, all of them."] * 5)
    new = old + "\n\nThe end of it."
    found = reanchor(Span(96, 106), old, new, None)
    assert found.state is not AnchorState.ANCHORED


@pytest.mark.parametrize(("old", "new"), [("", ""), ("", "x"), ("x", ""), ("ab", "zz")])
def test_texts_of_next_to_nothing_are_no_problem(old: str, new: str) -> None:
    found = reanchor(Span(0, len(old)), old, new, None)
    assert (found.span is None) == (old != new)


def test_a_span_that_is_not_on_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="is not on a text"):
        reanchor(Span(0, 9), "short", "short", None)


def test_a_long_passage_is_found_by_both_its_ends() -> None:
    rng = random.Random(11)
    old = invented_text(6_000, rng)
    new, offsets = edited(old, 0.05, rng)
    span = Span(1_000, 4_000)
    found = reanchor(span, old, new, None)
    assert found.span is not None
    assert found.state is AnchorState.NEEDS_REVIEW
    assert abs(found.span.start - offsets[1_000]) <= 3
    assert abs(found.span.end - offsets[4_000]) <= 3
    assert reanchor(span, old, old[:900] + old[4_100:], None).span is None
    moved = reanchor(span, old, old[5_000:] + "\n\n" + old[:5_000], None)
    assert moved.state is AnchorState.ANCHORED


def test_of_a_hundred_passages_ninety_nine_are_found_after_one_edit_in_ten_characters() -> None:
    rng = random.Random(5)
    right = total = 0
    for _ in range(4):
        old = invented_text(3_000, rng)
        new, offsets = edited(old, 0.10, rng)
        for _ in range(50):
            span = invented_quote(old, rng)
            found = reanchor(span, old, new, None).span
            total += 1
            right += (
                found is not None
                and abs(found.start - offsets[span.start]) <= 3
                and abs(found.end - offsets[span.end]) <= 3
            )
    assert right >= 0.99 * total


def test_of_a_hundred_deleted_passages_none_is_found() -> None:
    rng = random.Random(6)
    for _ in range(4):
        old = invented_text(3_000, rng)
        for _ in range(50):
            span = invented_quote(old, rng)
            rest = without_paragraph_of(old, span)
            assert reanchor(span, old, rest, None).span is None
            assert reanchor(span, old, edited(rest, 0.10, rng)[0], None).span is None


@given(texts, texts, st.data())
def test_a_placement_is_honest_whatever_the_texts(old: str, new: str, data: st.DataObject) -> None:
    span = data.draw(spans_on(old))
    found = reanchor(span, old, new, None)
    assert (found.span is None) == (found.state is AnchorState.ORPHANED)
    assert 0 <= found.score <= 1
    if found.span:
        assert 0 <= found.span.start <= found.span.end <= len(new)
        same = new[found.span.start : found.span.end] == old[span.start : span.end]
        assert same == (found.method is AnchorMethod.EXACT)
        assert same or found.state is AnchorState.NEEDS_REVIEW
        assert same or found.score >= FLOOR


@given(texts_with_edits())
def test_the_map_s_answer_is_the_anchor(case: tuple[str, tuple[Edit, ...], Span]) -> None:
    text, edits, span = case
    redacted = apply(text, edits)
    found = reanchor(span, text, redacted.text, redacted.map)
    assert found.span == redacted.map.forward(span)
    assert found.method is AnchorMethod.MAP


def distances(pattern: str, text: str) -> list[int]:
    """The textbook table: least errors of `pattern` in any stretch of `text` up to each offset."""
    column = list(range(len(pattern) + 1))
    bottom = [column[-1]]
    for character in text:
        before, column[0] = column[0], 0
        for row, wanted in enumerate(pattern, start=1):
            best = min(before + (wanted != character), column[row] + 1, column[row - 1] + 1)
            before, column[row] = column[row], best
        bottom.append(column[-1])
    return bottom


@given(st.text("abc😀", max_size=12), st.text("abc😀", max_size=30))
def test_the_best_alignment_has_as_few_errors_as_the_textbook_says(pattern: str, text: str) -> None:
    found = align(pattern, text)
    errors = distances(pattern, text)
    assert found.errors_last[-1] == min(errors)
    assert errors[found.last[-1]] == min(errors)
    assert found.errors_first[0] == 0
    for offset in range(len(pattern)):
        assert found.first[offset] <= found.last[offset] <= found.first[offset + 1]
        assert found.errors_last[offset] <= found.errors_first[offset + 1]
