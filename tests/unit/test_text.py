"""What the text model promises about canonical text, offsets, cutting and sentences."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.canonical import canonical_with_spans
from archive.domain.errors import InvalidInput
from archive.domain.text import (
    Layer,
    Span,
    blocks,
    canonical,
    codepoints_to_utf16,
    cut,
    sentences,
    utf16_to_codepoints,
    words,
)
from tests.unit.texts import layers_on, raw_texts, texts, texts_with_layers


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\ufeffone", "one"),
        ("one\ttwo", "one two"),
        ("o\x00n\x07e\x7f", "one"),
        ("one\n \n\n\t\n\ntwo", "one\n\ntwo"),
        ("\n  \n  one  \n\n", "  one  "),
        ("cafe\u0301", "café"),
        ("one\u2029two\u2028three", "one\n\ntwo\nthree"),
        ("one \ud800 two", "one \ufffd two"),
        (" \n\t\r\n", ""),
        ("", ""),
        ("👩‍👩‍👧 “so” – it’s…", "👩‍👩‍👧 “so” – it’s…"),
    ],
)
def test_canonical_text_has_one_form(raw: str, kept: str) -> None:
    assert canonical(raw) == kept


@given(raw_texts)
def test_making_text_canonical_twice_changes_nothing(raw: str) -> None:
    once = canonical(raw)
    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n\n\n" not in once
    assert once == once.strip("\n")
    assert not any(unicodedata.category(c) == "Cc" for c in once.replace("\n", ""))


@given(raw_texts)
def test_line_ends_make_no_difference(raw: str) -> None:
    unix = raw.replace("\r\n", "\n").replace("\r", "\n")
    assert canonical(unix.replace("\n", "\r\n")) == canonical(unix)


@given(raw_texts, st.data())
def test_spans_keep_their_words_when_text_becomes_canonical(raw: str, data: st.DataObject) -> None:
    layer = data.draw(layers_on(raw))
    text, carried = canonical_with_spans(raw, layer)
    assert text == canonical(raw)
    for span in carried:
        assert 0 <= span.start <= span.end <= len(text)
    whole = Span(0, len(raw), "whole")
    if text:
        assert canonical_with_spans(raw, [whole])[1] == (Span(0, len(text), "whole"),)


def test_a_span_behind_joined_characters_moves_by_what_they_lost() -> None:
    raw = "\r\ncafe\u0301 <Naïve>\r\n\r\n\r\nnext"
    span = Span(raw.index("Na"), raw.index(">"), "strong")
    text, (carried,) = canonical_with_spans(raw, [span])
    assert text[carried.start : carried.end] == "Naïve"


@given(texts)
def test_browser_offsets_go_there_and_back(text: str) -> None:
    for offset in range(len(text) + 1):
        there = codepoints_to_utf16(text, offset)
        assert there == sum(2 if ord(c) > 0xFFFF else 1 for c in text[:offset])
        assert utf16_to_codepoints(text, there) == offset


@pytest.mark.parametrize(("text", "offset"), [("a😀b", 2), ("a😀b", 5), ("abc", 4), ("abc", -1)])
def test_an_offset_outside_or_inside_a_character_is_refused(text: str, offset: int) -> None:
    with pytest.raises(InvalidInput):
        utf16_to_codepoints(text, offset)


def test_a_joined_emoji_counts_its_code_points() -> None:
    text = "👩‍👩‍👧!"
    assert len(text) == 6
    assert codepoints_to_utf16(text, 5) == 8
    assert utf16_to_codepoints(text, 8) == 5


@given(texts_with_layers())
def test_cutting_loses_no_character_and_no_overlap(case: tuple[str, Layer, Layer]) -> None:
    text, one, other = case
    segments = cut(text, one, other)
    assert "".join(segment.text for segment in segments) == text
    bounds = {0, len(text)} | {edge for s in (*one, *other) for edge in (s.start, s.end)}
    if text:
        assert {edge for s in segments for edge in (s.start, s.end)} == bounds
    for segment in segments:
        assert text[segment.start : segment.end] == segment.text != ""
        wanted = {
            (s.kind, s.value)
            for s in (*one, *other)
            if s.start <= segment.start and segment.end <= s.end
        }
        found = [(s.kind, s.value) for s in segment.spans]
        assert set(found) == wanted
        assert len(found) == len(wanted)
        assert all(s.start <= segment.start and segment.end <= s.end for s in segment.spans)


def test_overlapping_spans_are_cut_where_they_meet() -> None:
    first, second = Span(0, 5, "p", "1"), Span(3, 8, "p", "2")
    segments = cut("I slept well", (first, second))
    assert [(s.text, s.spans) for s in segments] == [
        ("I s", (first,)),
        ("le", (first, second)),
        ("pt ", (second,)),
        ("well", ()),
    ]


@pytest.mark.parametrize("span", [Span(-1, 2), Span(3, 2), Span(0, 4)])
def test_a_span_that_is_not_on_the_text_is_an_error(span: Span) -> None:
    with pytest.raises(ValueError, match="is not on a text of 3"):
        cut("abc", (span,))


@given(texts)
def test_sentences_cover_all_but_white_space_and_stay_in_their_block(text: str) -> None:
    found = sentences(text)
    covered = {offset for span in found for offset in range(span.start, span.end)}
    assert all(text[offset].isspace() for offset in range(len(text)) if offset not in covered)
    assert sum(span.end - span.start for span in found) == len(covered)
    edges = list(blocks(text))
    for span in found:
        assert any(start <= span.start < span.end <= end for start, end in edges)
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I slept. Then I woke!", ["I slept.", "Then I woke!"]),
        ("Dr. Lund said so. I left.", ["Dr. Lund said so.", "I left."]),
        ("J. Lund, e.g. at 2.5 mg daily. Fine.", ["J. Lund, e.g. at 2.5 mg daily.", "Fine."]),
        ("“Why now?” she asked. “Because.” Yes", ["“Why now?” she asked.", "“Because.”", "Yes"]),
        ("No stop here\n\nNone there", ["No stop here", "None there"]),
        ("It was like that... and then more. End…", ["It was like that... and then more.", "End…"]),
        ("眠れた。良かった！", ["眠れた。", "良かった！"]),
        ("So did I. They did not.", ["So did I.", "They did not."]),
        ("Great! 😀 Yes.", ["Great!", "😀 Yes."]),
        ("?! ... .", ["?!", "...", "."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == expected
    assert all(s.kind == "sentence" for s in sentences(text))


def test_words_are_counted_with_their_apostrophes() -> None:
    assert words("It’s 20 mg, isn't it? – Naïve_café 😀") == 7
    assert words("") == 0
