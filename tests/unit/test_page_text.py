"""A page capture is one discussion, with its thread as it was, or it is refused with its line."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.errors import ImportRefused
from archive.domain.words import Kind
from archive.exchange.importers.bylines import read_date
from archive.exchange.importers.page_header import read_header
from archive.exchange.importers.page_text import parse
from archive.exchange.importers.parsed import (
    LeftOut,
    Mended,
    ParsedContribution,
    ParsedDiscussion,
    ParsedFile,
)

FIXTURES = Path(__file__).parents[1] / "fixtures"
CAPTURE = (FIXTURES / "page_capture.txt").read_bytes()
BYLINES = (FIXTURES / "page_with_bylines.txt").read_bytes()

ESSAY = "My knee has an opinion about stairs.\n"
ONE = f"{ESSAY}\n1 Comment\n\n"


def only(parsed: ParsedFile) -> ParsedDiscussion:
    (discussion,) = parsed.discussions
    return discussion


def tree(discussion: ParsedDiscussion) -> list[tuple[str, str | None]]:
    return [(c.external_id, c.parent) for c in discussion.contributions]


def comments_of(text: str, *, comments: int | None = None) -> tuple[ParsedContribution, ...]:
    return only(parse(text.encode(), comments=comments)).contributions[1:]


def sections(essay: ParsedContribution) -> list[int]:
    """Paragraphs between breaks."""
    counts = [0]
    for span in essay.formatting:
        if span.kind == "break":
            counts.append(0)
        else:
            counts[-1] += 1
    return counts


# --- what a capture holds ---------------------------------------------------------------------


def test_a_capture_is_one_discussion_with_its_thread_as_it_was() -> None:
    parsed = parse(CAPTURE)
    discussion = only(parsed)
    assert (parsed.format, parsed.source) == ("page-text", "")
    assert discussion.title == discussion.contributions[0].title == "The Diary of a Back"
    assert tree(discussion) == [
        ("0", None),
        ("1", "0"),
        ("1.1", "1"),
        ("1.1.1", "1.1"),
        ("1.2", "1"),
        ("2", "0"),
        ("3", "0"),
    ]
    assert [c.kind for c in discussion.contributions] == [Kind.ESSAY, *[Kind.COMMENT] * 6]
    assert [c.likes for c in discussion.contributions] == [0, 2, 0, 0, 0, 1, 0]
    assert (parsed.mended, parsed.left_out, dict(parsed.skipped_kinds)) == ((), (), {})


def test_two_blank_lines_in_the_essay_make_a_section() -> None:
    assert sections(only(parse(CAPTURE)).contributions[0]) == [2, 3, 1]


def test_typographic_quotes_and_dashes_survive() -> None:
    texts = [c.text for c in only(parse(CAPTURE)).contributions]
    assert "“fine” is the word" in texts[0]
    assert "tablets — nothing else" in texts[0]
    assert "‘ok’ where you write ‘fine’" in texts[2]


def test_a_line_end_inside_a_paragraph_is_a_line_break() -> None:
    *_, last = only(parse(CAPTURE)).contributions
    assert last.text == "2019 was the year I threw mine away.\nI still know it by heart."


def test_lines_that_look_like_list_numbers_stay_text_after_one_blank_line() -> None:
    first = only(parse(CAPTURE)).contributions[1]
    assert first.text.split("\n\n")[1:] == [
        "1. half of them for a month\n2. a quarter, and a diary like yours",
        "3. none, on the day the clocks changed",
    ]


def test_another_number_than_the_next_is_text_even_after_two_blank_lines() -> None:
    (comment,) = comments_of(f"{ONE}  1. One\n\n\n    3. Three\n")
    assert comment.text == "One\n\n3. Three"
    assert [s.kind for s in comment.formatting] == ["paragraph", "break", "paragraph"]


def test_a_comment_starts_only_after_two_blank_lines() -> None:
    (comment,) = comments_of(f"{ONE}  1. One\n\n    1. a list of my own\n")
    assert comment.text == "One\n\n1. a list of my own"
    one, reply = comments_of(f"{ESSAY}\n2 Comments\n\n  1. One\n\n\n    1. Reply\n")
    assert (one.text, reply.text, reply.parent) == ("One", "Reply", "1")


def test_a_wide_number_leaves_the_text_at_the_same_column() -> None:
    thread = "\n\n\n".join(f"  {n}. Text {n}\n\n    More {n}" for n in range(1, 13))
    found = comments_of(f"{ESSAY}\n12 Comments\n\n{thread}\n")
    assert [c.text for c in found] == [f"Text {n}\n\nMore {n}" for n in range(1, 13)]


def test_a_thread_may_go_twelve_levels_deep() -> None:
    thread = "\n\n\n".join(f"{'  ' * depth}1. Level {depth}" for depth in range(1, 13))
    found = comments_of(f"{ESSAY}\n12 Comments\n\n{thread}\n")
    assert found[-1].external_id == ".".join("1" * 12)
    assert found[-1].parent == found[-2].external_id


def test_a_like_in_the_middle_of_a_comment_is_text() -> None:
    (comment,) = comments_of(f"{ONE}  1. One\n\n    Liked by 1 person\n\n    that was me\n")
    assert (comment.likes, "Liked by 1 person" in comment.text) == (0, True)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_line_ends_change_nothing(line_end: str) -> None:
    assert parse(CAPTURE.replace(b"\n", line_end.encode())) == parse(CAPTURE)


def test_a_byte_order_mark_changes_nothing() -> None:
    assert parse(b"\xef\xbb\xbf" + CAPTURE) == parse(CAPTURE)


@pytest.mark.parametrize("data", [CAPTURE, BYLINES])
def test_parsing_twice_gives_the_same(data: bytes) -> None:
    assert parse(data) == parse(data)


def test_title_and_source_that_are_given_count() -> None:
    parsed = parse(CAPTURE, title="A  Back", source_url="https://backs.example/diary")
    assert only(parsed).title == only(parsed).contributions[0].title == "A Back"
    assert parsed.source == only(parsed).source_url == "https://backs.example/diary"


def test_an_empty_comment_is_left_out_unless_somebody_replied() -> None:
    parsed = parse(f"{ESSAY}\n3 Comments\n\n  1.\n\n\n    1. Yes\n\n\n  2. \n".encode())
    assert tree(only(parsed)) == [("0", None), ("1", "0"), ("1.1", "1")]
    assert parsed.left_out == (LeftOut("2", "comment", "empty"),)
    assert Mended("1", "comment", "empty") in parsed.mended


def test_a_given_number_of_comments_replaces_the_headers() -> None:
    capture = CAPTURE.replace(b"6 thoughts", b"8 thoughts")
    parsed = parse(capture, comments=6)
    assert len(only(parsed).contributions) == 7
    assert [m.reason for m in parsed.mended] == ["count_overridden: 8 to 6"]


# --- header lines -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line, count, title",
    [
        ("5 thoughts on “Dry Season", 5, "Dry Season"),
        ("5 thoughts on “Dry Season”", 5, "Dry Season"),
        ("One thought on “Dry Season”", 1, "Dry Season"),
        ('1,204 thoughts on "Dry Season"', 1204, "Dry Season"),
        ("2 thoughts on “Why I say “fine””", 2, "Why I say “fine”"),
        ("2 thoughts on “Why I say “fine”", 2, "Why I say “fine”"),
        ("2 thoughts on “‘Fine’ and other lies”", 2, "‘Fine’ and other lies"),
        ("7 responses to “Dry Season”", 7, "Dry Season"),
        ("3 Replies to «Dry Season»", 3, "Dry Season"),
        ("12 Comments", 12, ""),
        ("1 comment", 1, ""),
        ("4 comments on Dry Season", 4, "Dry Season"),
        ("Comments (9)", 9, ""),
        ("No comments", 0, ""),
        ("0 Comments", 0, ""),
    ],
)
def test_a_header_line_says_how_many_and_of_what(line: str, count: int, title: str) -> None:
    header = read_header(1, line)
    assert header
    assert (header.count, header.title) == (count, title)


@pytest.mark.parametrize(
    "line",
    [
        "  5 thoughts on “Dry Season”",
        "I had 5 thoughts on that.",
        "5 comments made me think",
        "5 thoughts",
        "Comments",
        "Some thoughts on “Dry Season”",
    ],
)
def test_other_lines_are_no_header(line: str) -> None:
    assert read_header(1, line) is None


def test_an_essay_may_hold_a_line_like_a_header() -> None:
    discussion = only(
        parse(f"{ESSAY}\n3 thoughts on my knee\n\nEnd.\n\n{ONE[len(ESSAY) :]}  1. Hm\n".encode())
    )
    assert "3 thoughts on my knee" in discussion.contributions[0].text


def test_a_page_without_comments_is_a_discussion_too() -> None:
    assert tree(only(parse(f"{ESSAY}\n0 Comments\n\nLeave a Reply\n".encode()))) == [("0", None)]


# --- what a theme prints around comments ------------------------------------------------------


def test_author_date_and_reply_lines_on_every_comment_are_no_text() -> None:
    parsed = parse(BYLINES)
    _, noor, tom = only(parsed).contributions
    assert (noor.author, noor.text) == ("Noor Haddad", "I read the names on the folders too.")
    assert noor.written_at == datetime(2019, 3, 3, 16, 12, tzinfo=UTC)
    assert (tom.author, tom.text, tom.likes) == ("Tom W. Ek", "Mine was always at the bottom.", 3)
    assert tom.written_at == datetime(2019, 3, 4, 0, 5, tzinfo=UTC)
    assert [m.reason for m in parsed.mended] == [
        "title_unknown",
        "page_dates_read_as_utc",
        "theme_link_removed",
        "theme_link_removed",
    ]
    assert parsed.left_out == tuple(
        LeftOut(f"line {line}", "line", "page_furniture") for line in (23, 25, 26)
    )


def test_a_byline_on_some_comments_only_is_text() -> None:
    parsed = parse(BYLINES.replace(b"Noor Haddad says:", b"It says:  nothing."))
    assert only(parsed).contributions[2].text.startswith("Tom W. Ek says:\nMarch 4, 2019")
    assert {c.author for c in only(parsed).contributions} == {""}


def test_a_single_comment_that_begins_like_a_diary_keeps_its_first_lines() -> None:
    (comment,) = comments_of(f"{ONE}  1. The ward\n\n    March 3, 2019 at 4:12 pm\n\n    I woke.\n")
    assert comment.text == "The ward\n\nMarch 3, 2019 at 4:12 pm\n\nI woke."


def test_reply_alone_is_what_somebody_wrote() -> None:
    (comment,) = comments_of(f"{ONE}  1. Reply\n")
    assert comment.text == "Reply"


def test_a_form_between_the_comments_does_not_end_them() -> None:
    capture = f"{ESSAY}\n2 Comments\n\n  1. One\n\nLeave a Reply\n\n\n  2. Two\n"
    parsed = parse(capture.encode())
    assert [c.text for c in only(parsed).contributions[1:]] == ["One", "Two"]
    assert parsed.left_out == (LeftOut("line 7", "line", "page_furniture"),)


@pytest.mark.parametrize(
    "line, moment",
    [
        ("March 3, 2019 at 4:12 pm", (2019, 3, 3, 16, 12)),
        ("on Sept 12, 2011 at 12:00 am", (2011, 9, 12, 0, 0)),
        ("3 March 2019 at 16:12", (2019, 3, 3, 16, 12)),
        ("2019-03-03 16:12", (2019, 3, 3, 16, 12)),
    ],
)
def test_a_date_line_is_read_as_utc(line: str, moment: tuple[int, int, int, int, int]) -> None:
    year, month, day, hour, minute = moment
    assert read_date(line) == datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "March 32, 2019 at 4:12 pm",
        "March 3, 2019 at 14:12 pm",
        "March 3, 2019",
        "in March 3, 2019 at 4:12 pm",
        "March 3, 2019 at 4:12 pm I woke",
        "03/04/2019 at 16:12",
    ],
)
def test_what_is_not_wholly_a_date_is_none(line: str) -> None:
    assert read_date(line) is None


# --- refusals ---------------------------------------------------------------------------------

REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b"\xef\xbb\xbf \n\r\n", "empty"),
    "NUL": (b"Text\n\nmore\0", "Line 3 holds a NUL"),
    "Latin-1": (b"Text\r\ncaf\xe9\r\n", "Line 2 is not UTF-8"),
    "UTF-16": ("Text".encode("utf-16"), "UTF-16"),
    "no header": (ESSAY.encode(), "how many comments"),
    "no essay": (b"\n1 Comment\n\n  1. One\n", "No essay stands before line 2"),
    "too few": (
        CAPTURE.replace(b"6 thoughts", b"7 thoughts"),
        "7 comments follow, but there are 6",
    ),
    "too many": (
        CAPTURE.replace(b"6 thoughts", b"5 thoughts"),
        "5 comments follow, but there are 6",
    ),
    "none": (f"{ESSAY}\n2 Comments\n".encode(), "2 comments follow, but there are 0"),
    "odd column": (f"{ONE}  1. One\n\n   Two\n".encode(), "Line 7 fits no column"),
    "text too deep": (f"{ONE}  1. One\n\n      Two\n".encode(), "Line 7 fits no column"),
    "text at the margin": (f"{ONE}  1. One\n\nTwo\n".encode(), "Line 7 fits no column"),
    "text too shallow": (f"{ONE}  1. One\n\n  Two\n".encode(), "Line 7 fits no column"),
    "reply too deep": (f"{ONE}  1. One\n\n\n      1. Two\n".encode(), "Line 8 fits no column"),
    "number jumps": (f"{ONE}  1. One\n\n\n  3. Three\n".encode(), "Line 8 .* than 2"),
    "one blank line": (f"{ONE}  1. One\n\n  2. Two\n".encode(), "Line 7 .* two blank lines"),
    "first is not 1": (f"{ONE}  2. Two\n".encode(), "Line 5 should begin the first comment"),
    "first is deep": (f"{ONE}    1. One\n".encode(), "Line 5 should begin the first comment"),
    "text before": (f"{ONE}Sponsored\n\n  1. One\n".encode(), "Line 5 should begin"),
    "tab": (f"{ONE}  1. One\n\n\tTwo\n".encode(), "Line 7 is indented with a tab"),
}


@pytest.mark.parametrize("data, message", REFUSED.values(), ids=REFUSED)
def test_a_capture_that_cannot_be_read_whole_is_refused_with_its_line(
    data: bytes, message: str
) -> None:
    with pytest.raises(ImportRefused, match=message) as refusal:
        parse(data)
    assert refusal.value.hint
    assert refusal.value.code == "import_refused"


def test_a_refusal_repeats_no_text_of_the_page() -> None:
    for data, _ in REFUSED.values():
        with pytest.raises(ImportRefused) as refusal:
            parse(data)
        assert "knee" not in str(refusal.value)
        assert "Sponsored" not in str(refusal.value)


def test_a_wrong_given_number_is_refused_too() -> None:
    with pytest.raises(ImportRefused, match="You said 5 comments follow, but there are 6"):
        parse(CAPTURE, comments=5)


def test_a_file_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.exchange.importers.source_bytes.MAX_BYTES", 100)
    with pytest.raises(ImportRefused, match="the limit is 100"):
        parse(CAPTURE)


# --- any thread comes back as it was printed --------------------------------------------------

WORD = st.text(alphabet="abcåéשλ🌧“”‘’—.,!1", min_size=1, max_size=8)
LINE = st.one_of(
    st.lists(WORD, min_size=1, max_size=6).map(" ".join),
    st.tuples(st.integers(1, 12), WORD).map(lambda pair: f"{pair[0]}. {pair[1]}"),
)
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
TEXT = st.lists(PARAGRAPH, min_size=1, max_size=3)


@st.composite
def threads(draw: st.DrawFn) -> list[tuple[tuple[int, ...], list[str], int]]:
    """Comments in reading order: place, paragraphs, likes."""
    place: tuple[int, ...] = ()
    made = []
    for _ in range(draw(st.integers(0, 25))):
        depth = draw(st.integers(1, len(place) + 1))
        place = (*place, 1) if depth > len(place) else (*place[: depth - 1], place[depth - 1] + 1)
        made.append((place, draw(TEXT), draw(st.integers(0, 3))))
    return made


def printed(place: tuple[int, ...], paragraphs: list[str], likes: int) -> str:
    """A comment as a page capture has it."""
    liked = f"Liked by {likes} {'person' if likes == 1 else 'people'}"
    text = "\n\n".join([*paragraphs, *[liked][:likes]])
    column = 2 * len(place)
    lines = [" " * (column + 2) * bool(line) + line for line in text.split("\n")]
    return f"{' ' * column}{place[-1]}. {lines[0].lstrip(' ')}" + "".join(
        f"\n{line}" for line in lines[1:]
    )


@given(threads())
@settings(max_examples=150, deadline=None)
def test_any_thread_printed_as_a_page_comes_back_as_it_was(
    thread: list[tuple[tuple[int, ...], list[str], int]],
) -> None:
    page = f"{ESSAY}\n{len(thread)} thoughts on “Stairs\n\n" + "\n\n\n".join(
        printed(*comment) for comment in thread
    )
    found = only(parse(page.encode())).contributions[1:]
    assert [(c.external_id, c.text, c.likes) for c in found] == [
        (".".join(map(str, place)), "\n\n".join(paragraphs), likes)
        for place, paragraphs, likes in thread
    ]


# --- the real capture -------------------------------------------------------------------------


def test_the_real_capture_gives_its_stated_answer() -> None:
    shared = os.environ.get("FIRSTHAND_SHARED")
    if not shared:
        pytest.skip("FIRSTHAND_SHARED is not set: it names the folder with samples/dynorphin.txt")
    data = (Path(shared) / "samples" / "dynorphin.txt").read_bytes()
    parsed = parse(data)
    discussion = only(parsed)
    essay, *thread = discussion.contributions
    assert discussion.title == "Dynorphin"
    assert tree(discussion) == [
        ("0", None),
        ("1", "0"),
        ("1.1", "1"),
        ("1.1.1", "1.1"),
        ("1.1.2", "1.1"),
        ("2", "0"),
    ]
    assert {c.external_id: c.likes for c in thread if c.likes} == {"2": 1}
    assert sections(essay) == [2, 9, 8, 2]
    assert [len(c.text.split("\n\n")) for c in thread] == [1, 2, 4, 9, 2]
    for character in "“”‘’—":
        assert sum(c.text.count(character) for c in discussion.contributions) == (
            data.decode().count(character) - (character == "“")
        )
    assert (parsed.mended, parsed.left_out) == ((), ())
    assert parse(data.replace(b"\n", b"\r\n")) == parsed
