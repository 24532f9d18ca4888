"""Feeds of what is new in saved searches: whose an address is, and which feeds an account has.

Of an address only a keyed digest is kept, so that nobody finds it in the database or a backup. It
lives as long as the account may study. Every function opens its own warrant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.domain import warrant
from archive.domain.errors import NotFound
from archive.domain.words import Purpose
from archive.gate.reading import NOTHING
from archive.gate.saved import MAY_STUDY
from archive.gate.viewer import Viewer, viewer_of
from archive.models import Feed
from archive.vault import site_key


@dataclass(frozen=True, slots=True)
class DisclosedFeed:
    """A feed. `search` is the ref of the one it is about, "" for all of the account's; `named`
    says whether it may call searches by their names."""

    ref: str
    search: str
    named: bool
    made_at: datetime


def verifier_of(token: str) -> str:
    """What is kept of an address."""
    return site_key.digest("feed", token)


def feed_at(token: str) -> tuple[Viewer, DisclosedFeed]:
    """The feed at an address, and its owner as she may look today. Raises `NotFound`."""
    with warrant.opened("feed", Purpose.RESEARCH.value):
        row = (
            Feed.objects.filter(verifier=verifier_of(token))
            .select_related("owner", "search")
            .defer("search__refs", "search__told")
            .first()
        )
    if row is None or (viewer := viewer_of(row.owner)).role not in MAY_STUDY:
        raise NotFound(NOTHING)
    return viewer, _disclosed(row)


def feed_of(viewer: Viewer, search: str = "") -> DisclosedFeed | None:
    """This account's feed about one search, or about all of hers; None where it is off."""
    with warrant.opened(viewer.name, Purpose.RESEARCH.value):
        rows = Feed.objects.filter(owner=viewer.user_id).select_related("search")
        row = (
            rows.filter(search__ref=search).first() if search else rows.filter(search=None).first()
        )
    return _disclosed(row) if row is not None else None


def _disclosed(row: Feed) -> DisclosedFeed:
    return DisclosedFeed(row.ref, row.search.ref if row.search else "", row.named, row.made_at)
