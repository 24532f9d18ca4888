"""A file is read by what it holds; what cannot be read gets one clear refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.errors import ImportRefused
from archive.domain.text import canonical
from archive.exchange.importers import page_text, wxr
from archive.exchange.importers.detect import FORMATS, parse_file, sniff

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.mark.parametrize(
    "name, format",
    [
        ("page_capture.txt", "page-text"),
        ("page_with_bylines.txt", "page-text"),
        ("small_blog.xml", "wxr"),
    ],
)
def test_a_file_is_known_by_what_it_holds_whatever_its_name(name: str, format: str) -> None:
    data = (FIXTURES / name).read_bytes()
    assert sniff(data, name) == sniff(data, "misnamed.bin") == format
    assert sniff(b"\xef\xbb\xbf" + data, name) == format


def test_a_file_is_read_by_the_importer_of_its_format() -> None:
    capture, blog = FIXTURES / "page_capture.txt", FIXTURES / "small_blog.xml"
    assert parse_file(capture) == page_text.parse(capture.read_bytes())
    assert parse_file(str(blog)) == wxr.parse(blog.read_bytes())


def test_what_is_given_reaches_the_importer() -> None:
    parsed = parse_file(
        FIXTURES / "page_capture.txt",
        format="page-text",
        title="Own",
        source_url="https://backs.example/",
        comments=6,
    )
    assert (parsed.discussions[0].title, parsed.source) == ("Own", "https://backs.example/")


def test_every_format_has_an_importer_that_parses_the_same_twice() -> None:
    assert set(FORMATS) == {"page-text", "wxr"}
    for path in FIXTURES.glob("*.*"):
        if path.name in {"page_capture.txt", "page_with_bylines.txt", "small_blog.xml"}:
            assert parse_file(path) == parse_file(path)


@pytest.mark.parametrize(
    "data, message",
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "Line 3 holds a NUL"),
        (b"PK\x03\x04\0\0", "a ZIP archive"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"<!DOCTYPE html><html></html>", "saved HTML page"),
        (b"\n<?xml version='1.0'?><feed/>", "XML, but not a WordPress export"),
        (b'{"a": 1}', "in no known format"),
        (b"Just an essay.\n", "in no known format.*how many comments"),
        (b"caf\xe9", "Line 1 is not UTF-8"),
    ],
)
def test_a_file_of_no_known_format_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "thing.dat"
    path.write_bytes(data)
    with pytest.raises(ImportRefused, match=message) as refusal:
        parse_file(path)
    assert refusal.value.hint
    assert refusal.value.http_status == 400


def test_an_export_with_a_dtd_is_known_and_refused() -> None:
    data = (FIXTURES / "small_blog.xml").read_bytes()
    data = data.replace(b"<rss ", b'<!DOCTYPE rss [<!ENTITY x "y">]><rss ', 1)
    assert sniff(data) == "wxr"
    with pytest.raises(ImportRefused, match="DTD"):
        wxr.parse(data)


def test_a_missing_file_a_folder_and_an_unknown_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="There is no file"):
        parse_file(tmp_path / "absent.txt")
    with pytest.raises(ImportRefused, match="is a folder"):
        parse_file(tmp_path)
    with pytest.raises(ImportRefused, match="no format “docx”"):
        parse_file(FIXTURES / "page_capture.txt", format="docx")


def test_a_forced_format_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ImportRefused, match="how many comments"):
        parse_file(FIXTURES / "small_blog.xml", format="page-text")
    with pytest.raises(ImportRefused, match=r"Line 1, .* damaged"):
        parse_file(FIXTURES / "page_capture.txt", format="wxr")


def test_a_file_above_the_limit_is_not_even_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.exchange.importers.source_bytes.MAX_BYTES", 1000)
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * 1001)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
    with pytest.raises(ImportRefused, match="1,001 bytes; the limit is 1,000"):
        parse_file(path)


@given(
    st.sampled_from(["page_capture.txt", "page_with_bylines.txt", "small_blog.xml"]),
    st.floats(0, 1),
    st.integers(0, 40),
    st.sampled_from(
        [b"", b"<", b"]]>", b"\n\n\n", b"  1. ", b"\x0c", b"&", b"\xff", b"<!--", b"-"]
    ),
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    name: str, where: float, taken: int, put: bytes
) -> None:
    data = (FIXTURES / name).read_bytes()
    at = int(where * len(data))
    try:
        damaged = data[:at] + put + data[at + taken :]
        parsed = FORMATS[sniff(damaged, name)](damaged)
    except ImportRefused as refusal:
        assert refusal.hint
        return
    for discussion in parsed.discussions:
        ids = [one.external_id for one in discussion.contributions]
        assert len(set(ids)) == len(ids)
        assert [one.parent for one in discussion.contributions].count(None) == 1
        for one in discussion.contributions:
            assert canonical(one.text) == one.text
