"""What is new in what somebody saved, counted from what she may find at this moment.

A search has contributions that came since she last looked; a set has lost some that were taken back
or closed to study. What nobody may study any more is in no count, from the same request on. Nothing
of a query is logged or stored here.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from archive.domain.errors import NotFound, QueryError
from archive.domain.saved import SearchBody
from archive.gate import Viewer, saved
from archive.gate.saved import DisclosedSearch, SavedName
from archive.search.matching import matching
from archive.search.port import Filters

Clock = Callable[[], float]

WITHIN: Final = 2.0
"""Seconds that counting many searches may begin new ones in; one more is always finished."""


@dataclass(frozen=True, slots=True)
class News:
    """What became of a saved search or set. `now` is how many match, or are open to study still;
    None where the query cannot be read any more. `refs` are what its owner has not seen: of a
    search what came, newest first, of a set what went, in thread order."""

    search: DisclosedSearch
    now: int | None
    refs: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Says which news these are: "seen" is taken only for what was on the page."""
        return hashlib.sha256(" ".join(self.refs).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything an account saved, newest first, counted or (None) not; and how many are not."""

    lines: tuple[tuple[SavedName, News | None], ...]
    left: int

    @property
    def news(self) -> tuple[News, ...]:
        """Those with something that their owner has not seen."""
        return tuple(news for _, news in self.lines if news and news.refs)


def news_of(viewer: Viewer, search: DisclosedSearch) -> News:
    """What is new in one. A search that found more than is kept cannot say what is new."""
    if search.is_set:
        standing = saved.standing(viewer, search.refs)
        told = set(search.told)
        went = set(standing.gone) | set(standing.only_read)
        return News(
            search,
            len(standing.open),
            tuple(ref for ref in search.refs if ref in went and ref not in told),
        )
    try:
        found = matching(viewer, search.body.query, filters=filters_of(search.body), sort="newest")
    except QueryError:
        return News(search, None, ())
    if not search.complete:
        return News(search, found.total, ())
    known = set(search.refs)
    came = [ref for ref in found.refs if ref not in known]
    return News(search, found.total, saved.standing(viewer, came).open if came else ())


def count(
    viewer: Viewer,
    *,
    only: str = "",
    first: int = 0,
    within: float = WITHIN,
    clock: Clock = time.monotonic,
) -> Counted:
    """What is new in all that this account saved, or in the one whose ref is `only`.

    Begins with number `first` of the list, goes round, and stops when the time is up.
    """
    names = tuple(name for name in saved.saved(viewer) if only in ("", name.ref))
    until = clock() + within
    counted: dict[str, News] = {}
    for number in range(len(names)):
        name = names[(first + number) % len(names)]
        if counted and clock() >= until:
            break
        try:
            counted[name.ref] = news_of(viewer, saved.saved_one(viewer, name.ref))
        except NotFound:  # deleted a moment ago
            continue
    return Counted(
        tuple((name, counted.get(name.ref)) for name in names), len(names) - len(counted)
    )


def filters_of(body: SearchBody) -> Filters:
    """What a saved search was narrowed to; facets that are no more are left out."""
    known = Filters.__dataclass_fields__
    return Filters(**{name: values for name, values in body.filters.items() if name in known})
