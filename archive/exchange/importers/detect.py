"""Which importer reads a file, by what it holds and never by its name alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from archive.domain.errors import ImportRefused
from archive.exchange.importers import page_text, wxr
from archive.exchange.importers.page_header import find_header
from archive.exchange.importers.parsed import ParsedFile
from archive.exchange.importers.source_bytes import check_size, check_text, decode
from archive.exchange.importers.wxr_xml import WORDPRESS

__all__ = ["FORMATS", "parse_file", "sniff"]


class _Importer(Protocol):
    def __call__(
        self,
        data: bytes,
        *,
        title: str = ...,
        source_url: str = ...,
        comments: int | None = ...,
    ) -> ParsedFile: ...


FORMATS: dict[str, _Importer] = {
    page_text.FORMAT: page_text.parse,
    wxr.FORMAT: wxr.parse,
}

_HEAD = 1 << 16
_XML = re.compile(rb"<(?:\?xml|rss)\b", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_OTHERS = {
    b"PK\x03\x04": "a ZIP archive: unpack it",
    b"\x1f\x8b": "compressed with gzip: unpack it",
    b"%PDF": "a PDF: save the page as plain text instead",
    b"{\\rtf": "an RTF document: save it as plain text",
}


def sniff(data: bytes, name: str = "") -> str:
    """The format of `data`: "page-text" or "wxr". Raises ImportRefused for any other."""
    what = name or "The file"
    for magic, advice in _OTHERS.items():
        if data.startswith(magic):
            raise ImportRefused(f"{what} is {advice}.", hint=_known())
    check_text(data)
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _XML.match(head):
        if WORDPRESS.search(head.decode("utf-8", "replace")):
            return wxr.FORMAT
        raise ImportRefused(f"{what} is XML, but not a WordPress export.", hint=_known())
    if _HTML.match(head):
        raise ImportRefused(
            f"{what} is a saved HTML page, which cannot be imported yet.",
            hint="Save the page as plain text, or give a WordPress export.",
        )
    try:
        find_header(decode(data).split("\n"))
    except ImportRefused as error:
        raise ImportRefused(
            f"{what} is in no known format. {error.message}",
            hint=f"{error.hint} {_known()}",
        ) from None
    return page_text.FORMAT


def parse_file(
    path: Path | str,
    *,
    format: str = "auto",
    title: str = "",
    source_url: str = "",
    comments: int | None = None,
) -> ParsedFile:
    """The file at `path`, read whole. Raises ImportRefused for whatever is wrong with it."""
    path = Path(path)
    if format != "auto" and format not in FORMATS:
        raise ImportRefused(f"There is no format “{format}”.", hint=_known())
    data = _read(path)
    chosen = sniff(data, path.name) if format == "auto" else format
    return FORMATS[chosen](data, title=title, source_url=source_url, comments=comments)


def _read(path: Path) -> bytes:
    """The bytes of a file that is there, is a file and is not too large."""
    try:
        if path.is_dir():
            raise ImportRefused(f"{path} is a folder.", hint="Name one file in it.")
        check_size(path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError:
        raise ImportRefused(f"There is no file {path}.", hint="Check the path.") from None
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be read: {error.strerror}.", hint="Check who may read it."
        ) from None


def _known() -> str:
    return f"Known formats: auto, {', '.join(FORMATS)}."
