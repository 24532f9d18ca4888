"""What redaction promises: what is hidden stays hidden, and everything else keeps its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import InvalidInput
from archive.domain.markup import join_blocks, paragraphs
from archive.domain.redaction import (
    Edit,
    EditConflict,
    OffsetMap,
    apply,
    carry,
    merge_overlapping,
    only_hides_more,
)
from archive.domain.text import Span, blocks
from tests.unit.texts import edits_on, spans_on, texts, texts_with_edits

LETTER = "I met Anna 👩‍👩‍👧 in Lund.\n\nAnna left."


def test_edits_make_the_text_the_map_and_the_masks() -> None:
    redacted = apply(LETTER, [Edit(6, 10, "Maria"), Edit(20, 24, "[town]")])
    assert redacted.text == "I met Maria 👩‍👩‍👧 in [town].\n\nAnna left."
    assert [redacted.text[m.start : m.end] for m in redacted.masks] == ["Maria", "[town]"]
    assert {m.kind for m in redacted.masks} == {"mask"}
    assert redacted.map.to_json() == [[6, 10, 5], [20, 24, 6]]


def test_an_edit_across_blocks_is_made_in_each_of_them() -> None:
    redacted = apply(LETTER, [Edit(17, 31, "[…]")])
    assert redacted.text == "I met Anna 👩‍👩‍👧 […]\n\n[…] left."
    assert len(redacted.masks) == 2


@pytest.mark.parametrize(("start", "end"), [(25, 27), (26, 27), (25, 26)])
def test_an_edit_of_a_blank_line_changes_nothing(start: int, end: int) -> None:
    assert LETTER[25:27] == "\n\n"
    assert apply(LETTER, [Edit(start, end, "[…]")]).text == LETTER


def test_words_are_not_added_between_blocks() -> None:
    assert apply(LETTER, [Edit(25, 25, "!")]).text.startswith("I met Anna 👩‍👩‍👧 in Lund.!\n\nAnna")
    assert apply(LETTER, [Edit(27, 27, "! ")]).text.endswith("Lund.\n\n! Anna left.")
    with pytest.raises(InvalidInput):
        apply(LETTER, [Edit(26, 26, "!")])


@pytest.mark.parametrize("replacement", ["", "  ", "a\nb", "a\n\nb", "a\tb", "a\r", "\u2029x"])
def test_a_replacement_that_shows_nothing_or_breaks_the_line_is_refused(replacement: str) -> None:
    with pytest.raises(InvalidInput):
        Edit(0, 1, replacement)


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 5, "a"), Edit(4, 8, "b")],
        [Edit(0, 5, "a"), Edit(0, 5, "a")],
        [Edit(0, 5, "a"), Edit(2, 2, "b")],
        [Edit(2, 2, "a"), Edit(2, 2, "b")],
        [Edit(0, 9, "a"), Edit(1, 2, "b"), Edit(3, 4, "c")],
    ],
)
def test_edits_that_overlap_are_a_conflict(edits: list[Edit]) -> None:
    with pytest.raises(EditConflict):
        apply(LETTER, edits)


def test_edits_side_by_side_are_not_a_conflict() -> None:
    edits = [Edit(6, 10, "A"), Edit(2, 6, "B"), Edit(6, 6, "C")]
    assert apply(LETTER, edits).text.startswith("I BCA 👩")


def test_an_edit_beyond_the_text_is_refused() -> None:
    with pytest.raises(InvalidInput):
        apply("short", [Edit(2, 6, "x")])


@given(texts_with_edits())
def test_the_map_describes_what_was_made(case: tuple[str, tuple[Edit, ...], Span]) -> None:
    text, edits, _ = case
    redacted = apply(text, edits)
    assert len(redacted.text) == len(text) + redacted.map.growth
    rebuilt, reached, grown = "", 0, 0
    for (start, end, length), mask in zip(redacted.map.changes, redacted.masks, strict=True):
        rebuilt += text[reached:start]
        assert mask.start == start + grown
        assert mask.end == mask.start + length
        rebuilt += redacted.text[mask.start : mask.end]
        assert redacted.text[mask.start : mask.end] in {edit.replacement for edit in edits}
        reached, grown = end, grown + length - (end - start)
    assert rebuilt + text[reached:] == redacted.text
    for edit in edits:
        for offset in range(edit.start, edit.end):
            hidden = any(start <= offset < end for start, end, _ in redacted.map.changes)
            separator = any(end <= offset < end + 2 for _, end in blocks(text))
            assert hidden or separator


@given(texts_with_edits())
def test_edits_neither_join_nor_part_nor_empty_blocks(
    case: tuple[str, tuple[Edit, ...], Span],
) -> None:
    text, edits, _ = case
    redacted = apply(text, edits)
    if not text:
        return
    before, after = list(blocks(text)), list(blocks(redacted.text))
    assert len(before) == len(after)
    assert all(redacted.text[start:end].strip() for start, end in after)
    carried = carry(paragraphs(text), redacted.map)
    assert [(span.start, span.end) for span in carried] == after


@given(texts_with_edits())
def test_going_forward_and_back_contains_where_one_started(
    case: tuple[str, tuple[Edit, ...], Span],
) -> None:
    text, edits, span = case
    offsets = apply(text, edits).map
    there = offsets.forward(span)
    assert there is not None
    assert (there.kind, there.value) == (span.kind, span.value)
    assert 0 <= there.start <= there.end <= len(text) + offsets.growth
    assert (there.start == there.end) == (span.start == span.end)
    back = offsets.back(there)
    assert back is not None
    if span.start < span.end:
        assert back.start <= span.start < span.end <= back.end
        again = offsets.forward(back)
        assert again is not None
        assert again.start <= there.start < there.end <= again.end


@given(texts_with_edits())
def test_a_span_no_edit_touches_keeps_its_words(
    case: tuple[str, tuple[Edit, ...], Span],
) -> None:
    text, edits, span = case
    redacted = apply(text, edits)
    if any(e.start < span.end and span.start < e.end for e in edits):
        return
    there = redacted.map.forward(span)
    assert there is not None
    assert redacted.text[there.start : there.end] == text[span.start : span.end]
    if span.start < span.end:
        assert redacted.map.back(there) == span


@given(texts_with_edits())
def test_a_map_survives_being_written_down(case: tuple[str, tuple[Edit, ...], Span]) -> None:
    offsets = apply(case[0], case[1]).map
    assert OffsetMap.from_json(json.loads(json.dumps(offsets.to_json()))) == offsets
    assert offsets.inverse().inverse() == offsets


@pytest.mark.parametrize(
    "changes", [[(3, 2, 1)], [(0, 5, 1), (4, 6, 1)], [(-1, 0, 0)], [(0, 1, -1)]]
)
def test_a_map_that_cannot_be_is_refused(changes: list[tuple[int, int, int]]) -> None:
    with pytest.raises(ValueError, match="malformed"):
        OffsetMap.from_json(changes)


@given(st.data())
def test_two_maps_one_after_the_other_are_one(data: st.DataObject) -> None:
    text = data.draw(texts)
    first = apply(text, data.draw(edits_on(text)))
    second = apply(first.text, data.draw(edits_on(first.text)))
    both = first.map.then(second.map)
    assert len(text) + both.growth == len(second.text)
    reached = there = 0
    for start, end, length in both.changes:
        assert text[reached:start] == second.text[there : there + start - reached]
        there += start - reached + length
        reached = end
    assert text[reached:] == second.text[there:]
    span = data.draw(spans_on(text).filter(lambda s: s.start < s.end))
    by_steps = first.map.forward(span)
    assert by_steps is not None
    by_steps = second.map.forward(by_steps)
    at_once = both.forward(span)
    assert at_once is not None
    assert by_steps is not None
    assert at_once.start <= by_steps.start < by_steps.end <= at_once.end


@given(st.data())
def test_a_passage_finds_its_place_from_one_rendition_to_the_next(data: st.DataObject) -> None:
    text = data.draw(texts)
    one, two = apply(text, data.draw(edits_on(text))), apply(text, data.draw(edits_on(text)))
    between = one.map.inverse().then(two.map)
    assert len(one.text) + between.growth == len(two.text)
    reached = there = 0
    for start, end, length in between.changes:
        assert one.text[reached:start] == two.text[there : there + start - reached]
        there += start - reached + length
        reached = end


@pytest.mark.parametrize(
    ("span", "there"),
    [
        (Span(0, 5), Span(0, 5)),
        (Span(7, 9), Span(6, 11)),
        (Span(2, 7), Span(2, 11)),
        (Span(9, 12), Span(6, 13)),
        (Span(6, 10), Span(6, 11)),
        (Span(10, 11), Span(11, 12)),
        (Span(8, 8), Span(6, 6)),
        (Span(10, 10), Span(11, 11)),
    ],
)
def test_a_span_that_touches_a_mask_is_widened_to_all_of_it(span: Span, there: Span) -> None:
    assert apply(LETTER, [Edit(6, 10, "Maria")]).map.forward(span) == there


def test_what_was_added_has_no_place_in_the_original() -> None:
    offsets = apply("one two", [Edit(4, 4, "and ")]).map
    assert offsets.back(Span(5, 7)) is None
    assert offsets.back(Span(2, 6)) == Span(2, 4)
    assert offsets.forward(Span(4, 7)) == Span(8, 11)
    assert offsets.forward(Span(0, 4)) == Span(0, 4)
    assert OffsetMap(((2, 5, 0),)).forward(Span(3, 4)) is None


def test_formatting_is_carried_with_its_blocks_and_breaks() -> None:
    text, formatting = join_blocks(
        [
            ("heading", "About Anna", [Span(6, 10, "emphasis")], False),
            ("quote", "Anna left.", [Span(2, 7, "strong")], True),
        ]
    )
    redacted = apply(text, [Edit(6, 10, "[name]"), Edit(12, 12, "Then "), Edit(12, 16, "Maria")])
    assert redacted.text == "About [name]\n\nThen Maria left."
    carried = carry(formatting, redacted.map)
    assert [(s.kind, s.start, redacted.text[s.start : s.end]) for s in carried] == [
        ("heading", 0, "About [name]"),
        ("emphasis", 6, "[name]"),
        ("break", 14, ""),
        ("quote", 14, "Then Maria left."),
        ("strong", 19, "Maria le"),
    ]


def test_of_overlapping_edits_the_widest_gives_the_words_and_all_stays_hidden() -> None:
    decided = [Edit(0, 4, "Maria"), Edit(20, 20, "!")]
    found = [Edit(2, 9, "[name]"), Edit(8, 11, "[x]"), Edit(11, 12, "[y]"), Edit(0, 4, "[name]")]
    assert merge_overlapping(decided, found) == (
        Edit(0, 11, "[name]"),
        Edit(11, 12, "[y]"),
        Edit(20, 20, "!"),
    )
    assert merge_overlapping([Edit(0, 4, "Maria")], [Edit(0, 4, "[name]")]) == (
        Edit(0, 4, "Maria"),
    )


@given(
    st.lists(
        st.builds(lambda s, n: Edit(s, s + n, "x" * (n + 1)), st.integers(0, 30), st.integers(0, 8))
    )
)
def test_merged_edits_hide_all_that_each_hid(edits: list[Edit]) -> None:
    merged = merge_overlapping(edits)
    apply("y" * 50, merged)
    for edit in edits:
        assert any(m.start <= edit.start and edit.end <= m.end for m in merged)
    assert all(m.replacement in {e.replacement for e in edits} for m in merged)
    assert merge_overlapping(merged) == merged


NAME, TOWN = Edit(6, 10, "Maria"), Edit(20, 24, "[town]")


@pytest.mark.parametrize(
    ("old", "new", "hides_more"),
    [
        ([], [], True),
        ([], [NAME], True),
        ([NAME], [NAME], True),
        ([NAME], [TOWN, NAME], True),
        ([NAME], [], False),
        ([NAME, TOWN], [TOWN], False),
        ([NAME], [Edit(6, 10, "Lena")], False),
        ([NAME], [Edit(2, 10, "[…]")], True),
        ([NAME], [Edit(7, 12, "[…]")], False),
        ([NAME], [Edit(6, 8, "[a]"), Edit(8, 10, "[b]")], False),
        ([NAME, TOWN], [Edit(0, 24, "[…]")], True),
        ([NAME], [NAME, Edit(0, 0, "Yes. ")], False),
        ([Edit(0, 0, "Yes. ")], [], False),
        ([Edit(0, 0, "Yes. ")], [Edit(0, 0, "Yes. "), NAME], True),
        ([NAME], [Edit(2, 10, "met anna")], False),
    ],
)
def test_only_what_hides_more_and_changes_no_wording_hides_more(
    old: list[Edit], new: list[Edit], hides_more: bool
) -> None:
    assert only_hides_more(old, new, text=LETTER) is hides_more
    if hides_more:
        assert only_hides_more(old, new)
