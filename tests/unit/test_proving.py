"""Strings are found whatever a store did to them, and are never repeated."""

from __future__ import annotations

import gzip
import json
import sqlite3
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import InvalidInput
from archive.management.proving import packed
from archive.management.proving.files import every_file, read_files
from archive.management.proving.indexes import documents_of, read_index
from archive.management.proving.looking import WHOLE, Strings, pieces_of
from archive.management.proving.pages import seams
from archive.management.proving.report import (
    Find,
    How,
    Report,
    Unread,
    in_lines,
    shown,
)
from archive.management.proving.scanner import Scanner
from archive.management.proving.strings import LONGEST, Sought, folded, read_strings
from archive.management.proving.tables import decoded
from archive.search.backends.whoosh import WhooshBackend
from tests.contract.search_backend import document, thread

SENTENCE = "Élodie took her brother’s boat across the lake at four in the morning"
NAME = "Quillfeather"


def strings(*texts: str) -> Strings:
    return Strings(Sought(number, text) for number, text in enumerate(texts, start=1))


def unwatched(what: str, done: int, total: int | None) -> None:
    pass


def found_in(home: Path, *texts: str) -> Report:
    report = Report()
    read_files(home, strings(*texts), report, unwatched)
    return report


def places(report: Report) -> set[tuple[int, str, str]]:
    return {(find.string, find.store, find.place) for find in report.found}


# --- the strings as they are given ---


def test_strings_go_by_their_line_and_blank_lines_count() -> None:
    given_lines = [b"\xef\xbb\xbfQuillfeather\r\n", b"\n", "  Élodie’s boat \n".encode()]
    assert [(one.number, one.text) for one in read_strings(given_lines)] == [
        (1, "Quillfeather"),
        (3, "Élodie’s boat"),
    ]


@pytest.mark.parametrize(
    "line,says",
    [
        (b"Quill", "line 2 is shorter"),
        (b"Q     l", "line 2 is shorter"),  # white space is one space
        ("e\u0301a\u0300o\u0302".encode(), "line 2 is shorter"),  # three letters composed
        (b"Quillfeather\xff", "Line 2 is not UTF-8"),
        (b"Quill\x07feather", "Line 2 has a control character"),
        (b"Quill" * LONGEST, "line 2 is longer"),
    ],
)
def test_a_string_that_cannot_be_looked_for_is_refused_by_its_line(line: bytes, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        read_strings([b"Quillfeather\n", line])
    assert "Quill" not in f"{refused.value} {refused.value.hint}"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_no_string_at_all_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no string"):
        read_strings([b"\n", b"  \n"])


def test_a_string_does_not_show_when_its_object_is_printed() -> None:
    assert NAME not in repr(Sought(1, NAME))


# --- texts ---


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        f"So: {SENTENCE.upper()}!",
        unicodedata.normalize("NFD", SENTENCE),
        SENTENCE.replace(" ", "\n"),
        SENTENCE.replace(" ", "\u00a0 "),
    ],
)
def test_a_text_is_compared_without_regard_to_case_form_and_white_space(text: str) -> None:
    assert list(strings("nothing here", SENTENCE).in_texts(["", "else", text])) == [(2, 2)]


def test_a_text_is_compared_exactly_too() -> None:
    """A mark after the last letter melts into it when composed."""
    torn = "the cafe" + "\u0301"
    assert folded("the cafe") not in folded(torn)
    assert list(strings("the cafe").in_texts([torn])) == [(0, 1)]


def test_a_string_never_spans_two_values() -> None:
    assert not list(strings("Quillfeather").in_texts(["Quill", "feather"]))


def test_every_string_and_key_within_json_is_a_text() -> None:
    value = json.dumps({"a": [{"Élodie’s key": 7}, "Quill\nfeather"]})
    assert {"Élodie’s key", "Quill\nfeather", "7"} <= set(decoded(value))
    assert list(decoded("[not JSON")) == ["[not JSON"]


# --- bytes ---

few = st.binary(min_size=6, max_size=18).map(lambda b: bytes(x % 3 + 97 for x in b))


@given(
    st.lists(few, max_size=30), st.binary(max_size=200).map(lambda b: bytes(x % 3 + 97 for x in b))
)
def test_the_scanner_finds_what_plain_search_finds(patterns: list[bytes], data: bytes) -> None:
    expected = {(at, p) for p in patterns for at in range(len(data)) if data[at : at + len(p)] == p}
    scanner = Scanner(patterns)
    assert set(scanner.hits(data)) == expected
    assert scanner.occurring(data) == {pattern for _, pattern in expected}


def test_a_pattern_that_occurs_very_often_is_found_once() -> None:
    scanner = Scanner([b"------", b"------x", b"------y"])
    assert scanner.occurring(b"-" * 10_000 + b"x") == {b"------", b"------x"}


@pytest.mark.parametrize(
    "data",
    [
        SENTENCE.encode(),
        SENTENCE.encode("utf-16-le"),
        SENTENCE.upper().encode(),
        unicodedata.normalize("NFD", SENTENCE).encode(),
        json.dumps(SENTENCE).encode(),
        SENTENCE.replace("’", "'").replace("'", "’").encode(),
    ],
)
@pytest.mark.parametrize("cut", [1, 7, 50])
def test_bytes_are_searched_in_many_spellings_and_across_parts(data: bytes, cut: int) -> None:
    search = strings(NAME, SENTENCE).raw()
    stream = b"\x00\xff" * 40 + data + b"\x00"
    for start in range(0, len(stream), cut):
        search.feed(stream[start : start + cut])
    assert search.found() == {2: WHOLE}


def test_html_hides_nothing() -> None:
    search = strings('Alice & "Bob" o\'Brien').raw()
    search.feed(b"<p>Alice &amp; &quot;Bob&quot; o&#x27;Brien</p>")
    assert search.found() == {1: WHOLE}


@given(st.integers(24, 300), st.data())
def test_however_a_string_is_cut_in_two_its_longer_part_shows_it(size: int, data) -> None:
    text = "".join(chr(0x4E00 + n * 7) if n % 5 else "abcde"[n % 3] for n in range(size))
    spelling = text.encode()
    at = data.draw(st.integers(0, len(spelling)))
    search = strings(text).raw()
    search.feed(spelling[:at] + bytes(100) + spelling[at:])
    assert 1 in search.found()


@pytest.mark.parametrize("size,length", [(23, None), (24, 12), (47, 23), (48, 24), (200, 24)])
def test_pieces_are_long_enough_to_be_no_coincidence(size: int, length: int | None) -> None:
    pieces = pieces_of(bytes(range(size)))
    assert {len(piece) for piece in pieces} == ({length} if length else set())


@pytest.mark.parametrize(
    "text,much", [("hurt in the morning", "8 of 15 pieces"), ("the morning", "")]
)
def test_less_than_half_of_a_short_string_is_not_the_string(text: str, much: str) -> None:
    search = strings("my knees hurt in the morning").raw()
    search.feed(b"her hands " + text.encode())
    assert search.found().get(1, "") == much


# --- what SQLite does to a value ---


@pytest.mark.parametrize("text", [NAME, "Quill1", SENTENCE])
@pytest.mark.parametrize(
    "border,deleted", [(3_632, False), (7_724, False), (7_724, True), (11_816, True)]
)
def test_a_value_cut_by_a_page_border_is_found(
    tmp_path: Path, text: str, border: int, deleted: bool
) -> None:
    """Of a freed value the first page behind the cell begins with other numbers now: what a border
    before it cut is not whole any more. After it all is there."""
    cut = 0
    for before in range(border - len(text.encode()), border + 2, 2):
        path = tmp_path / f"{before}.sqlite3"
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("CREATE TABLE t (words TEXT)")
        connection.execute("INSERT INTO t VALUES (?)", [f"{'y' * before}{text}".ljust(20_000, "z")])
        connection.commit()
        if deleted:
            connection.execute("DELETE FROM t")
            connection.commit()
        connection.close()
        cut += text.encode() not in path.read_bytes()
        assert 1 in {find.string for find in found_in(tmp_path, text).found}, before
        path.unlink()
    assert cut > 0


def test_a_file_that_only_says_it_is_sqlite_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"SQLite format 3\0" + bytes(90) + NAME.encode())
    assert list(seams(tmp_path / "odd")) == []
    assert places(found_in(tmp_path, NAME)) == {(1, "files", "odd")}


# --- files, and files within files ---


def zipped(members: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return target.getvalue()


def test_members_of_packed_files_are_read_to_the_second_level(tmp_path: Path) -> None:
    text = f"about {NAME} ".encode() * 50
    (tmp_path / "export.zip").write_bytes(
        zipped({"a/b.csv": text, "in.zip": zipped({"c.txt": text, "d.gz": gzip.compress(text)})})
    )
    (tmp_path / "backup.bin").write_bytes(gzip.compress(text))
    report = found_in(tmp_path, NAME)
    assert places(report) == {
        (1, "packed files", "export.zip → a/b.csv"),
        (1, "packed files", "export.zip → in.zip → c.txt"),
        (1, "packed files", "backup.bin → gzip"),
    }
    (unread,) = report.unread
    assert (unread.place, unread.why) == (
        "export.zip → in.zip → d.gz",
        "packed more than twice",
    )
    assert not report.is_clean


def test_what_cannot_be_unpacked_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = zipped({"a.txt": b"x" * 5_000_000, "b.txt": NAME.encode()})
    (tmp_path / "torn.zip").write_bytes(whole[:-30])
    (tmp_path / "torn.gz").write_bytes(gzip.compress(NAME.encode() * 99)[:-12])
    (tmp_path / "whole.zip").write_bytes(whole)
    monkeypatch.setattr(packed, "LARGEST", 1_000_000)
    report = found_in(tmp_path, NAME)
    assert {unread.place for unread in report.unread} == {
        "torn.zip",
        "torn.gz",
        "whole.zip → a.txt",
    }
    assert places(report) >= {(1, "packed files", "whole.zip → b.txt")}


def test_a_file_name_that_holds_a_string_is_found_and_not_repeated(tmp_path: Path) -> None:
    folder = tmp_path / f"for {NAME}"
    folder.mkdir()
    (folder / "letter.txt").write_text(f"Dear {NAME.upper()}")
    (folder / "more.zip").write_bytes(zipped({f"{NAME}.txt": b"nothing"}))
    report = found_in(tmp_path, NAME)
    lines = "\n".join(in_lines(report, 1))
    assert NAME.casefold() not in lines.casefold()
    assert "(a name that holds a string)/letter.txt" in lines
    assert len([find for find in report.found if find.much == "its name"]) == 3


def test_a_name_spread_over_folders_is_not_repeated_either() -> None:
    assert "feather" not in shown("Quill/feather/x.txt", strings("Quill/feather"))


def test_links_are_not_followed_out_of_the_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "outside.txt").write_text(NAME)
    (home / "link").symlink_to(tmp_path / "outside.txt")
    assert list(every_file(home)) == []


# --- indexes ---


def read_scratch_index(path: Path, kept, *texts: str) -> Report:
    report = Report()
    documents = documents_of(kept)
    index = WhooshBackend(path)
    read_index("public", index, path, documents, strings(*texts), report, unwatched)
    return report


def test_a_word_that_no_remaining_document_has_is_a_trace(tmp_path: Path) -> None:
    """A removed document stays in a large segment until it is made again."""
    path = tmp_path / "public"
    kept = thread(seed=1, size=300)
    index = WhooshBackend(path)
    index.rebuild([*kept, document("gone", f"The {NAME}s sleep at night, alone.")])
    index.remove(["gone"])
    texts = (f"the {NAME} sleep", "the sleep alone", "doctor help", f"{NAME} in spring")
    found = {(f.string, f.place, f.ref) for f in read_scratch_index(path, kept, *texts).found}
    in_files = {(string, ref) for string, place, ref in found if "." in place}
    in_words = {(string, place) for string, place, ref in found if place == "lexicon"}
    in_places = {(string, ref) for string, place, ref in found if place == "positions"}
    assert in_words == {(1, "lexicon"), (4, "lexicon")}
    assert in_places == {(1, "gone")}
    assert in_files == {(1, ""), (4, "")}
    index.purge(["gone"])
    assert read_scratch_index(path, kept, *texts).found == set()


def test_ordinary_words_side_by_side_in_a_removed_document_are_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "public"
    kept = [document(f"k{n}", f"We meet at number {n} by the lake") for n in range(300)]
    index = WhooshBackend(path)
    index.rebuild([*kept, document("gone", "By lake we meet the number")])
    index.remove(["gone"])
    report = read_scratch_index(path, kept, "By LAKES, we meet", "by the lake")
    assert {(f.string, f.place, f.ref, f.how) for f in report.found} == {
        (1, "positions", "gone", How.LEXICON)
    }


def test_words_of_the_engine_and_of_facets_are_no_traces(tmp_path: Path) -> None:
    path = tmp_path / "public"
    kept = [document("a", "Ordinary words", themes=("chronic-pain",), discussion="quillfeather")]
    WhooshBackend(path).rebuild(kept)
    words = ("discussion", "whoosh", "snowball", "first_person", "commentary", "chronic", NAME)
    assert read_scratch_index(path, kept, *words).found == set()


def test_an_index_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    report = read_scratch_index(tmp_path / "nothing", [], NAME)
    assert [unread.store for unread in report.unread] == ["public index"]


# --- the report ---


def test_the_report_lists_ten_of_many_finds_and_counts_the_rest() -> None:
    report = Report(planted=3)
    report.found = {Find(1, "database default", "t.c", How.PLAIN, "", row) for row in range(14)}
    lines = list(in_lines(report, 2))
    assert sum(line.startswith("String 1: plain") for line in lines) == 10
    assert "String 1: and 4 more in database default, t.c" in lines
    assert lines[-1].startswith("Found 1 of 2 strings.")


def test_a_part_that_was_not_read_spoils_the_proof() -> None:
    report = Report(unread=[Unread("files", "a.zip", "encrypted")])
    assert not report.is_clean
    assert list(in_lines(report, 1))[-1].endswith("nothing is proven.")


def test_with_a_blind_reader_nothing_is_claimed() -> None:
    lines = list(in_lines(Report(blind=("sessions",)), 1))
    assert any("sessions" in line for line in lines)
    assert lines[-1] == "Nothing is claimed about your strings."
