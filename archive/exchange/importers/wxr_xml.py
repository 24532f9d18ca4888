"""The XML of a WordPress export, read as a stream: posts and comments as plain fields.

No document type, no entities, no network. Elements count by local name within a WordPress export
namespace, http or https, 1.0 to 1.2: a prefix proves nothing. IP addresses and all meta (serialised
PHP) are never taken up; of e-mail addresses only those of comments' authors, for a digest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from archive.domain.errors import ImportRefused
from archive.exchange.importers.source_bytes import check_text, decode

WORDPRESS = re.compile(r"https?://wordpress\.org/export/(?P<version>[0-9.]+)/?")
KNOWN_VERSIONS = frozenset({"1.0", "1.1", "1.2"})
_OTHER_NAMESPACES = {
    "": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
}

_ITEM_FIELDS = frozenset(
    [
        "title",
        "link",
        "dc:creator",
        "content:encoded",
        "wp:post_id",
        "wp:post_date",
        "wp:post_date_gmt",
        "wp:status",
        "wp:post_type",
        "wp:post_password",
    ]
)
_COMMENT_FIELDS = frozenset(
    [
        "wp:comment_id",
        "wp:comment_author",
        "wp:comment_author_email",
        "wp:comment_date",
        "wp:comment_date_gmt",
        "wp:comment_content",
        "wp:comment_approved",
        "wp:comment_type",
        "wp:comment_parent",
    ]
)
_CHANNEL_FIELDS = frozenset({"link", "wp:base_site_url", "wp:base_blog_url", "wp:wxr_version"})
_AUTHOR_FIELDS = frozenset({"wp:author_login", "wp:author_display_name"})

_ILLEGAL = bytes(c for c in range(1, 32) if c not in b"\t\n\r")
_ILLEGAL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcBCeEfF]|1[0-9a-fA-F]));"
)
_DECLARED = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1"})
_CHUNK = 1 << 16


@dataclass(slots=True)
class Record:
    """An item or a comment as it stands: its line (1-based) and the fields an importer may see."""

    line: int
    fields: dict[str, str] = field(default_factory=dict)
    comments: list[Record] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").strip()


@dataclass(slots=True)
class Export:
    """All of an export. `authors` maps a login to a shown name; `illegal` counts characters."""

    items: list[Record] = field(default_factory=list)
    channel: dict[str, str] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    illegal: int = 0
    versions: set[str] = field(default_factory=set)


def read_export(data: bytes) -> Export:
    """The export in `data`, whole; raises ImportRefused, saying the line, if it is not one.

    Blank lines before the XML declaration are passed over; characters that XML does not allow
    are taken out and counted.
    """
    data, skipped, illegal, encoding = _legible(data)
    builder = _Builder(skipped)
    parser = DefusedXMLParser(
        target=builder,
        encoding=encoding,
        forbid_dtd=True,
        forbid_entities=True,
        forbid_external=True,
    )
    builder.position = parser.parser
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise ImportRefused(
            f"Line {line + skipped}, column {column + 1}: the XML is damaged "
            f"({expat.ErrorString(error.code)}). Nothing was imported.",
            hint="Export again from WordPress; a download that broke off is the usual cause.",
        ) from None
    except DefusedXmlException:
        raise ImportRefused(
            f"Line {builder.line()}: the file has a document type or entities (DTD), which a "
            "WordPress export never has and which can be used to attack. Nothing was imported.",
            hint="Export again from WordPress and import that file unchanged.",
        ) from None
    builder.export.illegal = illegal
    _check_is_export(builder)
    return builder.export


def _legible(data: bytes) -> tuple[bytes, int, int, str]:
    """Bytes that begin at the XML declaration, lines skipped, characters removed, encoding."""
    check_text(data)
    stripped = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    skipped = data[: len(data) - len(stripped)].count(b"\n")
    match = _DECLARED.match(stripped)
    encoding = match[1].decode("ascii", "replace").lower() if match else "utf-8"
    if encoding not in _ENCODINGS:
        raise ImportRefused(
            f"Line {skipped + 1}: the file says it is in {encoding}, not in UTF-8.",
            hint="Save it as UTF-8, in its first line too, or export again from WordPress.",
        )
    if encoding in ("utf-8", "utf8"):
        decode(data)
        encoding = "utf-8"
    legal = stripped.translate(None, _ILLEGAL)
    illegal = len(stripped) - len(legal)
    legal, references = _ILLEGAL_REFERENCE.subn(b"", legal)
    return legal, skipped, illegal + references, encoding


def _check_is_export(builder: _Builder) -> None:
    versions = builder.export.versions
    if builder.root == "rss" and versions & KNOWN_VERSIONS:
        return
    if versions:
        raise ImportRefused(
            f"This WordPress export is of version {', '.join(sorted(versions))}; known are "
            f"{', '.join(sorted(KNOWN_VERSIONS))}.",
            hint="Ask for this version to be added; nothing was imported.",
        )
    raise ImportRefused(
        "This XML file is not a WordPress export: nothing in it is in WordPress's namespace.",
        hint="In WordPress choose Tools, Export, All content, and import the file it gives.",
    )


class _Builder:
    """The parser's target: takes up known fields at their own places and nothing else."""

    def __init__(self, skipped: int) -> None:
        self.export = Export()
        self.root = ""
        self.position: Any = None
        self._skipped = skipped
        self._path: list[str] = []
        self._names: dict[str, str] = {}
        self._text: list[str] | None = None
        self._item: Record | None = None
        self._comment: Record | None = None
        self._author: dict[str, str] = {}

    def line(self) -> int:
        """The line of the file, from 1, at which the parser stands."""
        return int(self.position.CurrentLineNumber) + self._skipped

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = self._names.get(tag) or self._name(tag)
        self._path.append(name)
        match self._path:
            case [root]:
                self.root = root
            case ["rss", "channel", "item"]:
                self._item = Record(self.line())
                self.export.items.append(self._item)
            case ["rss", "channel", "item", "wp:comment"]:
                self._comment = Record(self.line())
                if self._item:
                    self._item.comments.append(self._comment)
        self._text = [] if self._fields_here() is not None else None

    def data(self, text: str) -> None:
        """Text of the innermost element."""
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends: its text goes where it belongs. The first of a name counts."""
        fields = self._fields_here()
        if fields is not None and self._text is not None:
            fields.setdefault(self._path[-1], "".join(self._text))
        if self._path == ["rss", "channel", "wp:author"]:
            login = self._author.get("wp:author_login", "").strip()
            self.export.authors[login] = self._author.get("wp:author_display_name", "").strip()
            self._author = {}
        self._path.pop()
        self._text = None

    def close(self) -> None:
        """Nothing is left to do."""

    def _fields_here(self) -> dict[str, str] | None:
        """Where the text of the innermost element belongs; None for what is not taken up."""
        match self._path:
            case ["rss", "channel", name] if name in _CHANNEL_FIELDS:
                return self.export.channel
            case ["rss", "channel", "wp:author", name] if name in _AUTHOR_FIELDS:
                return self._author
            case ["rss", "channel", "item", name] if name in _ITEM_FIELDS and self._item:
                return self._item.fields
            case ["rss", "channel", "item", "wp:comment", name] if (
                name in _COMMENT_FIELDS and self._comment
            ):
                return self._comment.fields
        return None

    def _name(self, tag: str) -> str:
        """`wp:local` for a WordPress export namespace, whatever its prefix was; "?" if unknown."""
        namespace, _, local = tag.rpartition("}")
        namespace = namespace.removeprefix("{")
        if match := WORDPRESS.fullmatch(namespace):
            self.export.versions.add(match["version"])
            name = f"wp:{local}" if match["version"] in KNOWN_VERSIONS else "?"
        elif namespace in _OTHER_NAMESPACES:
            name = _OTHER_NAMESPACES[namespace] + local
        else:
            name = "?"
        self._names[tag] = name
        return name
