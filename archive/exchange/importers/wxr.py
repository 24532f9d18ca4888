"""A WordPress export (WXR) → discussions: each post and page with its approved comments.

Every item is imported, mended, left out with its id and reason, or skipped by its kind and
counted.

Reasons of what is left out. Posts and pages: draft, pending, future, auto-draft, trash, inherit,
unknown_status, empty. Comments: pingback, trackback, other_type, unapproved, spam, trash,
no_status, unknown_status, empty, and with their post post_left_out or on_skipped_kind. Either:
no_id, duplicate_id.

Reasons of what is mended. Either: block_comments_removed, elements_removed (with counts),
local_date_read_as_utc, date_unreadable, author_was_email, empty (kept for its replies). Posts and
pages: shortcodes_removed, title_unknown. Comments: parent_missing, parent_left_out, parent_loop.
The file: illegal_characters_removed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from archive.domain.errors import ImportRefused
from archive.domain.words import Kind
from archive.exchange.html import clean_line
from archive.exchange.importers.empty_texts import without_empty
from archive.exchange.importers.parsed import (
    LeftOut,
    Mended,
    ParsedContribution,
    ParsedDiscussion,
    ParsedFile,
)
from archive.exchange.importers.wxr_content import (
    read_comment,
    read_date,
    read_name,
    read_post,
)
from archive.exchange.importers.wxr_threads import Node, attach, reading_order
from archive.exchange.importers.wxr_xml import Export, Record, read_export

FORMAT = "wxr"
DISCUSSIONS = frozenset({"post", "page"})
SHOWN = frozenset({"publish", "private"})
NOT_SHOWN = frozenset({"draft", "pending", "future", "auto-draft", "trash", "inherit"})
_NOT_APPROVED = {
    "0": "unapproved",
    "hold": "unapproved",
    "spam": "spam",
    "trash": "trash",
    "post-trashed": "trash",
    "": "no_status",
}
_DIGITS = re.compile(r"[0-9]{1,18}")


def parse(
    data: bytes, *, title: str = "", source_url: str = "", comments: int | None = None
) -> ParsedFile:
    """All discussions of an export.

    `title` replaces the title of the one discussion, `source_url` the blog's own address as the
    source of all ids. Raises ImportRefused, saying the line, for XML that is damaged, has a DTD
    or is no WordPress export, and for a title or `comments` that cannot apply.
    """
    if comments is not None:
        raise ImportRefused(
            "A number of comments belongs to a page capture; a WordPress export lists each one.",
            hint="Leave --comments out.",
        )
    export = read_export(data)
    discussions = _Reading(export)
    discussions.read()
    found = discussions.found
    if title:
        if len(found) != 1:
            raise ImportRefused(
                f"One title was given, but the export holds {len(found)} discussions.",
                hint="Leave --title out: the export has the titles.",
            )
        found = [_titled(found[0], " ".join(title.split()))]
    return ParsedFile(
        format=FORMAT,
        source=source_url or _source(export),
        discussions=tuple(found),
        mended=tuple(discussions.mended),
        left_out=tuple(discussions.left_out),
        skipped_kinds=dict(sorted(discussions.skipped.items())),
    )


class _Reading:
    """One pass over an export, keeping account of every item."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.found: list[ParsedDiscussion] = []
        self.mended: list[Mended] = []
        self.left_out: list[LeftOut] = []
        self.skipped: Counter[str] = Counter()
        self._ids: set[str] = set()

    def read(self) -> None:
        """Take each item in turn."""
        if self.export.illegal:
            reason = f"illegal_characters_removed: {self.export.illegal}"
            self.mended.append(Mended("file", "file", reason))
        for item in self.export.items:
            self._take(item)
        imported = {one.external_id for found in self.found for one in found.contributions}
        self.mended = [m for m in self.mended if m.external_id in {"file"} | imported]

    def _take(self, item: Record) -> None:
        """Take one item with its comments, or say why not."""
        kind = item["wp:post_type"]
        if kind not in DISCUSSIONS:
            self.skipped[kind or "unknown"] += 1
            self._leave_out_comments(item, "on_skipped_kind")
            return
        id = self._external_id("post", item["wp:post_id"])
        if reason := self._why_not(item, id):
            self.left_out.append(LeftOut(id or f"line {item.line}", kind, reason))
            self._leave_out_comments(item, "post_left_out")
            return
        self._ids.add(id)
        self._take_discussion(item, id, kind)

    def _why_not(self, item: Record, id: str) -> str:
        """Why a post or page is left out; empty if it is not."""
        status = item["wp:status"]
        if not id:
            return "no_id"
        if id in self._ids:
            return "duplicate_id"
        if status in NOT_SHOWN:
            return status
        return "" if status in SHOWN else "unknown_status"

    def _take_discussion(self, item: Record, id: str, kind: str) -> None:
        essay = self._essay(item, id, kind)
        thread, mended, left_out = without_empty([essay, *self._thread(item, id)])
        self.mended += [m for m in mended if m.external_id != id]
        self.left_out += left_out
        if not essay.text:
            if len(thread) == 1:
                self.left_out.append(LeftOut(id, kind, "empty"))
                return
            self.mended.append(Mended(id, kind, "empty"))
        self.found.append(
            ParsedDiscussion(
                external_id=id,
                title=essay.title,
                contributions=thread,
                source_url=_address(item["link"]),
                staff_only=item["wp:status"] != "publish" or bool(item["wp:post_password"]),
            )
        )

    def _essay(self, item: Record, id: str, kind: str) -> ParsedContribution:
        content = read_post(item.fields.get("content:encoded", ""))
        title = clean_line(item["title"])
        login = item["dc:creator"]
        author, odd_name = read_name(self.export.authors.get(login) or login)
        written_at, odd_date = read_date(item["wp:post_date_gmt"], item["wp:post_date"])
        self._mend(
            id,
            kind,
            *content.reasons,
            odd_name,
            odd_date,
            "" if title else "title_unknown",
        )
        return ParsedContribution(
            id,
            None,
            Kind.ESSAY,
            content.text,
            content.formatting,
            title=title,
            author=author,
            written_at=written_at,
        )

    def _thread(self, item: Record, post: str) -> Iterator[ParsedContribution]:
        """The approved comments in reading order, each with a parent that is there."""
        records, left_out = self._approved(item)
        dates = {
            id: read_date(one["wp:comment_date_gmt"], one["wp:comment_date"])
            for id, one in records.items()
        }
        nodes = [
            Node(id, _number(one["wp:comment_parent"]), dates[id][0]) for id, one in records.items()
        ]
        parents, reasons = attach(nodes, frozenset(left_out))
        for id in reading_order(nodes, parents):
            record, external_id = records[id], f"comment-{id}"
            content = read_comment(record.fields.get("wp:comment_content", ""))
            author, odd_name = read_name(record["wp:comment_author"])
            written_at, odd_date = dates[id]
            self._mend(
                external_id,
                "comment",
                reasons.get(id, ""),
                *content.reasons,
                odd_name,
                odd_date,
            )
            yield ParsedContribution(
                external_id,
                f"comment-{parents[id]}" if parents[id] else post,
                Kind.COMMENT,
                content.text,
                content.formatting,
                author=author,
                written_at=written_at,
                author_email=record["wp:comment_author_email"],
            )

    def _approved(self, item: Record) -> tuple[dict[int, Record], set[int]]:
        """The comments to take, by number, and the numbers of those left out."""
        records: dict[int, Record] = {}
        left_out: set[int] = set()
        for comment in item.comments:
            id = self._external_id("comment", comment["wp:comment_id"])
            if reason := self._why_not_comment(comment, id):
                self.left_out.append(LeftOut(id or f"line {comment.line}", "comment", reason))
                left_out.add(_number(comment["wp:comment_id"]))
            else:
                self._ids.add(id)
                records[_number(comment["wp:comment_id"])] = comment
        return records, left_out

    def _why_not_comment(self, comment: Record, id: str) -> str:
        """Why a comment is left out; empty if it is not."""
        kind, status = comment["wp:comment_type"], comment["wp:comment_approved"]
        if not id:
            return "no_id"
        if id in self._ids:
            return "duplicate_id"
        if kind in ("pingback", "trackback"):
            return kind
        if kind not in ("", "comment"):
            return "other_type"
        return "" if status == "1" else _NOT_APPROVED.get(status, "unknown_status")

    def _leave_out_comments(self, item: Record, reason: str) -> None:
        for comment in item.comments:
            id = self._external_id("comment", comment["wp:comment_id"])
            self.left_out.append(LeftOut(id or f"line {comment.line}", "comment", reason))

    def _mend(self, id: str, kind: str, *reasons: str) -> None:
        self.mended += [Mended(id, kind, reason) for reason in reasons if reason]

    def _external_id(self, kind: str, number: str) -> str:
        """`post-12`, `comment-34`; empty where the file has no number."""
        return f"{kind}-{_number(number)}" if _number(number) > 0 else ""


def _number(text: str) -> int:
    """A number of the export; none is 0, and what is no number at all is -1."""
    if not text:
        return 0
    return int(text) if _DIGITS.fullmatch(text) else -1


def _titled(discussion: ParsedDiscussion, title: str) -> ParsedDiscussion:
    essay, *thread = discussion.contributions
    return replace(discussion, title=title, contributions=(replace(essay, title=title), *thread))


def _source(export: Export) -> str:
    """The blog's address, without which its numbers mean nothing; empty if the file has none."""
    for name in ("wp:base_blog_url", "wp:base_site_url", "link"):
        if address := _address(export.channel.get(name, "").strip()):
            return address.rstrip("/")
    return ""


def _address(text: str) -> str:
    """`text` if it is an address on the web, else nothing."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc and " " not in text else ""
