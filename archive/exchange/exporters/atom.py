"""A feed as Atom (RFC 4287): what is new in saved searches, as numbers and dates.

It holds no text of the archive. It does not name its own address (`rel="self"`, which the standard
recommends and does not demand): the address opens it, so a copy of the feed must not hold it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.feedgenerator import Atom1Feed

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news. `of` is what it is about, by an id that never changes; together with `at`
    it makes the entry's own id, so that later news of the same are an entry of their own."""

    of: str
    title: str
    summary: str
    link: str
    at: datetime


def atom(
    *, of: str, title: str, link: str, author: str, made_at: datetime, entries: Iterable[Entry]
) -> str:
    """The feed as XML, entries in the order given. Times are aware; `of` never changes."""
    feed = _Feed(
        title=_plain(title),
        link=link,
        description=None,
        language="en",
        author_name=_plain(author),
        feed_guid=_id("feed", of),
        made_at=made_at,
    )
    for entry in entries:
        feed.add_item(
            title=_plain(entry.title),
            link=entry.link,
            description=_plain(entry.summary),
            unique_id=_id("entry", entry.of, entry.at.isoformat()),
            updateddate=entry.at,
        )
    return str(feed.writeString("utf-8"))


class _Feed(Atom1Feed):
    """Django's, which would call a feed without entries updated at this very moment."""

    def latest_post_date(self) -> datetime:
        """When the newest entry came, or the feed was made."""
        times: list[datetime] = [item["updateddate"] for item in self.items]
        made_at: datetime = self.feed["made_at"]
        return max([made_at, *times])


def _id(*parts: str) -> str:
    """An opaque address that is the same for the same parts (RFC 9562, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "firsthand:" + ":".join(parts)).urn


def _plain(words: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_IN_XML.sub("", words)
