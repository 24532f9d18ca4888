"""A notice is plain text: taken apart, fixed by its hash, compared word by word."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import InvalidInput
from archive.domain.notice import (
    FIRST_ASKED,
    MAX_CHARACTERS,
    MAX_LINES,
    digest,
    language_tag,
    normal,
    parse,
)
from archive.domain.notice_changes import RowKind, compare
from archive.domain.text import sentences
from archive.domain.words import Scope
from archive.management.notice import NOTICE

SECTIONS = "\n\n".join(f"## {scope}: May we {scope}?\n\nA yes means {scope}." for scope in Scope)
SMALL = f"# Your words\n\nYou decide.\n\n{SECTIONS}\n"


# --- the form ---------------------------------------------------------------------------------


def test_a_notice_has_a_title_an_introduction_and_an_ask_for_every_scope():
    notice = parse(SMALL)
    assert notice.title == "Your words"
    assert notice.introduction == ("You decide.",)
    assert list(notice.asks) == list(Scope)
    assert notice.asks[Scope.QUOTE].question == "May we quote?"
    assert notice.asks[Scope.QUOTE].sentence == "A yes means quote."


def test_sections_may_stand_in_any_order_and_are_asked_in_the_order_of_the_scopes():
    head, *sections = SMALL.split("## ")
    turned = head + "\n".join(f"## {section}" for section in reversed(sections))
    assert parse(turned) == parse(SMALL)


def test_a_paragraph_may_be_broken_over_lines():
    assert parse(SMALL.replace("You decide.", "You\n  decide.\n\nAlways.")).introduction == (
        "You decide.",
        "Always.",
    )


def test_asks_cannot_be_changed():
    with pytest.raises(TypeError):
        parse(SMALL).asks[Scope.READ] = parse(SMALL).asks[Scope.HOLD]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        (SMALL.removeprefix("# Your words"), "Line 3: the notice does not begin with a title"),
        (SMALL.replace("# Your words", "# ", 1), "Line 1: the notice does not begin with a title"),
        (SMALL.replace("You decide.\n", ""), "Line 1: nothing stands below the title"),
        (SMALL.replace("## quote:", "## quoting:"), "Line 21: “quoting” is nothing"),
        (SMALL.replace("## quote:", "## read:"), "Line 21: “read” is asked twice, first in line 9"),
        (SMALL.replace("## quote: May we quote?", "## quote:"), "Line 21: “quote” has no question"),
        (SMALL.replace("## quote: May", "## quote May"), "Line 21: this heading is not one"),
        (SMALL.replace("## quote", "### quote"), "Line 21: this heading is not one"),
        (SMALL.replace("## quote", "# quote"), "Line 21: this heading is not one"),
        (SMALL.replace("A yes means quote.", ""), "Line 21: below “quote” there should be one"),
        (SMALL.replace("means quote.", "means.\n\nMore."), "Line 21: below “quote” there should"),
        (SMALL.replace("means quote.", "means " + "so " * 200), "Line 21: below “quote” there"),
        (
            SMALL[: SMALL.index("## mailbox")],
            "Line 28: the notice ends without a section for mailbox, a",
        ),
        (SMALL + "\n## sleep: May we wait?\n\nA yes means two days.\n", "Line 37: “sleep” is noth"),
        (SMALL + "long " * MAX_CHARACTERS, f"longer than {MAX_CHARACTERS} characters"),
        (SMALL + "line\n" * MAX_LINES, f"more than {MAX_LINES} lines"),
    ],
)
def test_what_is_no_notice_is_refused_with_its_line_and_what_to_do(text, said):
    with pytest.raises(InvalidInput) as refused:
        parse(text)
    assert said in refused.value.message
    assert refused.value.hint


def test_lines_are_counted_as_the_steward_typed_them():
    with pytest.raises(InvalidInput, match=r"^Line 5: "):
        parse("\r\n\r\n# Title\r\nWords.\r\n## nothing: ?\r\n")


# --- one text, one hash -----------------------------------------------------------------------


def test_the_hash_is_what_sha256sum_says_of_the_text():
    assert digest("à\n") == hashlib.sha256("à\n".encode()).hexdigest()


def test_a_browser_s_line_ends_and_stray_spaces_do_not_make_other_words_of_it():
    assert normal("\ufeff" + SMALL.replace("\n", "  \r\n") + "\r\n\r\n") == SMALL


@given(st.text(alphabet="a#: \n\r\t\u0301é\u2028", max_size=40))
def test_the_normal_form_of_a_normal_form_is_itself(text):
    assert normal(normal(text)) == normal(text)


def test_a_notice_says_the_same_in_its_normal_form():
    assert parse(normal(SMALL.replace("\n", " \r\n"))) == parse(SMALL)


@pytest.mark.parametrize(
    ("tag", "usual"),
    [("en", "en"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("gsw", "gsw")],
)
def test_a_language_tag_is_written_in_its_usual_case(tag, usual):
    assert language_tag(tag) == usual


@pytest.mark.parametrize(
    "tag", ["", "e", "EN", "english", "en_GB", "en-", "../en", "sl-rozaj-biske", "en\n"]
)
def test_what_is_no_short_language_tag_is_refused(tag):
    with pytest.raises(InvalidInput):
        language_tag(tag)


# --- what changed -----------------------------------------------------------------------------


def changed(pieces):
    return [piece.text for piece in pieces if piece.spans]


def test_a_notice_beside_itself_shows_no_change():
    assert {row.kind for row in compare(NOTICE, NOTICE)} == {RowKind.SAME}


def test_a_reworded_sentence_stands_beside_its_old_words_with_the_words_that_changed():
    (row,) = compare("Readers may read the text once.", "Readers can see the text once more.")
    assert row.kind is RowKind.CHANGED
    assert changed(row.left_pieces) == ["may read"]
    assert changed(row.right_pieces) == ["can see", "more"]


def test_a_sentence_that_went_is_shown_whole():
    (row,) = compare("Stay. Go away now. Come back.", "Stay. Come back.")
    assert changed(row.left_pieces) == ["Go away now."]
    assert changed(row.right_pieces) == []


def test_a_new_line_and_one_that_went_stand_alone():
    rows = compare("Keep this.\n\nDrop that one.", "Begin otherwise here.\n\nKeep this.")
    assert [(row.kind, row.left, row.right) for row in rows] == [
        (RowKind.ADDED, "", "Begin otherwise here."),
        (RowKind.SAME, "Keep this.", "Keep this."),
        (RowKind.REMOVED, "Drop that one.", ""),
    ]


def test_a_line_put_before_a_changed_one_does_not_take_its_place():
    rows = compare("One two three four.", "Quite another.\nOne two three five.")
    assert [row.kind for row in rows] == [RowKind.ADDED, RowKind.CHANGED]
    assert changed(rows[1].right_pieces) == ["five"]


@given(st.lists(st.sampled_from(["a b c", "a b d", "x", "y z", "a"])), st.data())
def test_both_texts_can_be_read_whole_from_the_rows(old, data):
    new = data.draw(st.lists(st.sampled_from(["a b c", "a c d", "x", "z y", "b"])))
    rows = compare("\n".join(old), "\n".join(new))
    assert [row.left for row in rows if row.left] == old
    assert [row.right for row in rows if row.right] == new
    assert all("".join(piece.text for piece in row.left_pieces) == row.left for row in rows)
    assert all("".join(piece.text for piece in row.right_pieces) == row.right for row in rows)


@given(st.lists(st.sampled_from("a b ab . , é".split()), max_size=12), st.data())
def test_what_is_not_marked_says_the_same_on_both_sides(old, data):
    new = [*data.draw(st.permutations(old)), "b"]
    for row in compare(" ".join(old), " ".join(new)):
        if row.kind is RowKind.CHANGED:
            kept = [
                "".join(piece.text for piece in side if not piece.spans).split()
                for side in (row.left_pieces, row.right_pieces)
            ]
            assert "".join(kept[0]) == "".join(kept[1])


# --- the notice that comes with the archive ---------------------------------------------------


def test_the_first_notice_is_in_its_normal_form():
    assert normal(NOTICE) == NOTICE


def test_the_first_notice_says_what_must_be_said_before_anything_is_given():
    said = " ".join(parse(NOTICE).introduction)
    for promise in (
        "Who can read it here can copy it, and that cannot be undone.",
        "18 or older",
        "five years",
        "Taking it back is as easy as giving it.",
        "7 days at most",
        "Nobody watches this archive around the clock.",
    ):
        assert promise in said


def test_the_first_notice_asks_each_thing_in_a_sentence_or_two():
    for scope, ask in parse(NOTICE).asks.items():
        assert ask.question.endswith("?"), scope
        assert 1 <= len(sentences(ask.sentence)) <= 2, scope


def test_hold_read_and_find_are_asked_first():
    assert FIRST_ASKED == (Scope.HOLD, Scope.READ, Scope.FIND)


def test_the_first_notice_is_plain():
    words = NOTICE.lower().split()
    assert not {"hereby", "shall", "pursuant", "data", "process", "consent", "party"} & set(words)
    prose = " ".join(line for line in NOTICE.split("\n") if line and not line.startswith("#"))
    lengths = [len(prose[s.start : s.end].split()) for s in sentences(prose)]
    assert sum(lengths) / len(lengths) < 15
    assert max(lengths) < 32
