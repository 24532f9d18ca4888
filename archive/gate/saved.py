"""Saved searches and sets, for the account that saved them; for anybody else there is none.

Every function opens its own warrant for the purpose research.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from archive import vault
from archive.domain import warrant
from archive.domain.errors import NotFound
from archive.domain.saved import SearchBody
from archive.domain.words import Purpose
from archive.gate.reading import NOTHING, visible
from archive.gate.rules import finding_rule, page_rule
from archive.gate.viewer import Viewer
from archive.models import SavedSearch

PLACE = "savedsearch.body"
BATCH = 500


@dataclass(frozen=True, slots=True)
class DisclosedSearch:
    """A saved search or set. `refs` matched when it was made, or when its owner last looked."""

    ref: str
    is_set: bool
    body: SearchBody
    refs: tuple[str, ...]
    complete: bool
    engine: str
    analyser: str
    made_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the contributions of a set: `open` to study still; `only_read`, no longer
    open to study, but anybody may read them; `gone`, taken back or removed."""

    open: tuple[str, ...]
    only_read: tuple[str, ...]
    gone: tuple[str, ...]


def saved(viewer: Viewer) -> tuple[DisclosedSearch, ...]:
    """This account's searches and sets, newest first."""
    with _studying(viewer):
        return _disclosed(list(SavedSearch.objects.filter(owner=viewer.user_id)))


def saved_one(viewer: Viewer, ref: str) -> DisclosedSearch:
    """One of them. Raises `NotFound`."""
    with _studying(viewer):
        found = _disclosed(list(SavedSearch.objects.filter(owner=viewer.user_id, ref=ref)))
    if not found:
        raise NotFound(NOTHING)
    return found[0]


def standing(viewer: Viewer, refs: Sequence[str]) -> Standing:
    """What became of contributions that this viewer once found, each in the order given."""
    with _studying(viewer):
        findable, readable = set[str](), set[str]()
        for start in range(0, len(refs), BATCH):
            some = refs[start : start + BATCH]
            for rule, found in ((finding_rule, findable), (page_rule, readable)):
                rows = visible(rule(viewer)).filter(ref__in=some).order_by()
                found.update(rows.values_list("ref", flat=True))
    return Standing(
        _those(refs, findable),
        _those(refs, readable - findable),
        _those(refs, set(refs) - findable - readable),
    )


def _those(refs: Iterable[str], wanted: set[str]) -> tuple[str, ...]:
    return tuple(ref for ref in refs if ref in wanted)


def _studying(viewer: Viewer) -> AbstractContextManager[object]:
    return warrant.opened(viewer.name or viewer.role.value, Purpose.RESEARCH.value)


def _disclosed(rows: list[SavedSearch]) -> tuple[DisclosedSearch, ...]:
    """Opened; one whose key is gone is left out."""
    ring = vault.ring(row.ref for row in rows)
    opened = ((row, ring.unseal(row.ref, PLACE, row.body)) for row in rows)
    return tuple(
        DisclosedSearch(
            row.ref,
            row.is_set,
            SearchBody.loads(body),
            tuple(row.refs),
            row.complete,
            row.engine,
            row.analyser,
            row.made_at,
            row.seen_at,
        )
        for row, body in opened
        if body is not None
    )
