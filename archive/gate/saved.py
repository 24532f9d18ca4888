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
from archive.domain.words import STAFF_ROLES, Purpose, Role
from archive.gate.reading import NOTHING, visible
from archive.gate.rules import finding_rule, page_rule
from archive.gate.viewer import Viewer
from archive.models import SavedSearch

PLACE = "savedsearch.body"
MAY_STUDY = STAFF_ROLES | {Role.RESEARCHER}
"""Roles that keep searches."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class SavedName:
    """A saved search or set by its name alone, for lists."""

    ref: str
    is_set: bool
    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class DisclosedSearch:
    """A saved search or set. `refs` matched when it was made, or when its owner last looked; `told`
    are those of a set of which she was told that they are not open to study any more."""

    ref: str
    is_set: bool
    body: SearchBody
    refs: tuple[str, ...]
    told: tuple[str, ...]
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


def saved(viewer: Viewer) -> tuple[SavedName, ...]:
    """This account's searches and sets, newest first."""
    with _studying(viewer):
        rows = list(SavedSearch.objects.filter(owner=viewer.user_id).defer("refs", "told"))
        bodies = _bodies(rows)
    return tuple(
        SavedName(row.ref, row.is_set, bodies[row.ref].name, row.made_at)
        for row in rows
        if row.ref in bodies
    )


def saved_one(viewer: Viewer, ref: str) -> DisclosedSearch:
    """One of them. Raises `NotFound`."""
    with _studying(viewer):
        row = SavedSearch.objects.filter(owner=viewer.user_id, ref=ref).first()
        bodies = _bodies([row] if row else [])
    if row is None or not bodies:
        raise NotFound(NOTHING)
    return DisclosedSearch(
        row.ref,
        row.is_set,
        bodies[row.ref],
        tuple(row.refs),
        tuple(row.told),
        row.complete,
        row.engine,
        row.analyser,
        row.made_at,
        row.seen_at,
    )


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


def _bodies(rows: Iterable[SavedSearch]) -> dict[str, SearchBody]:
    """What they say, by ref; one whose key is gone is left out."""
    sealed = {row.ref: row.body for row in rows}
    ring = vault.ring(sealed)
    opened = {ref: ring.unseal(ref, PLACE, body) for ref, body in sealed.items()}
    return {ref: SearchBody.loads(body) for ref, body in opened.items() if body is not None}
