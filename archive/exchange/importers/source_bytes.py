"""The bytes of a file before anybody reads them: not empty, not too large, honest UTF-8."""

from __future__ import annotations

import re

from archive.domain.errors import ImportRefused

MAX_BYTES = 50 * 1024 * 1024
"""The largest file taken: whole blogs stay far below it, and a file is held in memory once."""

_LINE_END = re.compile(r"\r\n?")
_BOM = "\ufeff"
_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff")


def check_size(size: int) -> None:
    """Raise ImportRefused for a file of `size` bytes that is empty or above `MAX_BYTES`."""
    if size == 0:
        raise ImportRefused("The file is empty.", hint="Save the page or the export again.")
    if size > MAX_BYTES:
        raise ImportRefused(
            f"The file has {size:,} bytes; the limit is {MAX_BYTES:,}.",
            hint="Export it in parts, for example by year, and import each part.",
        )


def check_text(data: bytes) -> None:
    """Raise ImportRefused, naming the line, for NUL bytes, UTF-16 and nothing but blanks."""
    check_size(len(data))
    if data.startswith(_OTHER_UNICODE):
        raise ImportRefused("Line 1: the file is UTF-16, not UTF-8.", hint="Save it as UTF-8.")
    if (nul := data.find(b"\0")) >= 0:
        raise ImportRefused(
            f"Line {_line_of(data, nul)} holds a NUL byte: this is not a text file.",
            hint="Save the page as plain text in UTF-8, or give the WordPress export itself.",
        )
    if not data.removeprefix(_BOM.encode()).strip():
        raise ImportRefused(
            "The file is empty: it holds only blanks.",
            hint="Save the page or the export again.",
        )


def decode(data: bytes) -> str:
    """The text of UTF-8 `data` with LF line ends and without a byte order mark.

    Raises ImportRefused, naming the line, if it is empty, too large or not UTF-8 text.
    """
    check_text(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"Line {_line_of(data, error.start)} is not UTF-8.",
            hint="Save the file as UTF-8 and import it again.",
        ) from None
    return _LINE_END.sub("\n", text.removeprefix(_BOM))


def _line_of(data: bytes, position: int) -> int:
    """The 1-based line of the byte at `position`, counting CRLF, LF and CR as one end each."""
    before = data[:position]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
