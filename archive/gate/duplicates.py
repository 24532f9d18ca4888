"""Texts that are the same as another of the archive, or nearly: of what staff read.

Nothing is stored. A process remembers a sketch of each text in digests that only it can compare,
by the number of its rendition. What staff may not open any more, or whose writer took her consent
back, is left out of every look, and forgotten by the next whole one. A look reads for a bounded
time and says what it has not read yet. Needs a warrant.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from django.db.models import QuerySet

from archive import vault
from archive.domain.near_copies import Sketch, alike, pairs, sketch
from archive.domain.words import Consent, Kind, Status
from archive.gate.bodies import RenditionBody
from archive.gate.opening import PLACE
from archive.gate.places import placed
from archive.gate.reading import titles
from archive.gate.reviewing import reviewable_now
from archive.gate.sheet import opened_by
from archive.gate.stepping_back import apart_from
from archive.gate.viewer import Viewer
from archive.models import Contribution, Rendition

REMEMBERED = 20_000
"""Texts that are compared; of a larger archive the newest."""
SECONDS = 2.5
"""How long a page of its own may read texts that were not read before."""
GLANCED, GLANCE = 200, 0.05
"""Newest texts that a glance may read, and for how many seconds."""
MOST = 200
"""Pairs on the page, the most alike first."""
_BATCH = 50


@dataclass(frozen=True, slots=True)
class Text:
    """A text that has a copy, without any of its words."""

    ref: str
    discussion: str
    discussion_title: str
    position: str
    kind: Kind
    status: Status


@dataclass(frozen=True, slots=True)
class Copy:
    """A text like the one looked at. `share`: per cent of the runs of four words of both.

    `earlier_of_hers`: it came before, from the same contributor.
    """

    text: Text
    share: int
    earlier_of_hers: bool

    @property
    def is_same(self) -> bool:
        """Whether the words are the same in the same order."""
        return self.share == 100


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What a text is a copy of. `counted` of `total` texts have been read so far."""

    ref: str
    copies: tuple[Copy, ...]
    counted: int
    total: int
    too_short: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are alike, the earlier first; `hers`: both from one contributor."""

    one: Text
    two: Text
    share: int
    hers: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs that the viewer may open, as far as the archive has been read."""

    pairs: tuple[Pair, ...]
    counted: int
    total: int
    more: int


def duplicates(viewer: Viewer, ref: str, seconds: float = SECONDS) -> Duplicates:
    """Which texts are like this one; reads what is new for so many seconds.

    Raises `NotFound`, `Gone`, and `NotAllowed` for who stepped back from it.
    """
    row = opened_by(viewer, ref)
    wanted = _wanted()
    sketches = _sketches(wanted, seconds, first=row.latest_id)
    others = wanted.keys() - {row.latest_id}
    counted = sum(pk in sketches for pk in others)
    return _like(viewer, row, sketches, counted, len(others))


def glance(viewer: Viewer, ref: str) -> Duplicates:
    """The same among the texts that this process knows, and the newest: for a page in a hurry."""
    row = opened_by(viewer, ref)
    newest = _wanted(GLANCED)
    _sketches(newest, GLANCE, first=row.latest_id, keep=True)
    with _lock:
        sketches = dict(_known)
    return _like(viewer, row, sketches, len(sketches), len(sketches))


def _like(
    viewer: Viewer,
    row: Contribution,
    sketches: dict[int, Sketch | None],
    counted: int,
    total: int,
) -> Duplicates:
    pk = row.latest_id or 0
    here = sketches.pop(pk) if pk in sketches else _own(row)
    if here is None:
        return Duplicates(row.ref, (), counted, total, too_short=True)
    others = {pk: one for pk, one in sketches.items() if one is not None}
    found = sorted(alike(here, others), key=lambda each: (-each[1], each[0]))[:MOST]
    rows = _rows_of(viewer, [pk for pk, _ in found]) if found else {}
    copies = tuple(
        Copy(rows[pk][0], _percent(share), _is_hers(rows[pk][1], row) and rows[pk][1].pk < row.pk)
        for pk, share in found
        if pk in rows
    )
    return Duplicates(row.ref, copies, counted, total)


def all_duplicates(viewer: Viewer) -> Pairs:
    """Every pair of texts that are alike."""
    wanted = _wanted()
    sketches = _sketches(wanted, SECONDS)
    found = sorted(
        pairs({pk: one for pk, one in sketches.items() if one is not None}),
        key=lambda pair: (-pair[2], -pair[1], pair[0]),
    )
    shown = found[:MOST]
    rows = _rows_of(viewer, {pk for one, two, _ in shown for pk in (one, two)})
    return Pairs(
        tuple(
            _pair(rows[one], rows[two], share)
            for one, two, share in shown
            if one in rows and two in rows
        ),
        sum(pk in sketches for pk in wanted),
        len(wanted),
        len(found) - len(shown),
    )


def _pair(one: tuple[Text, Contribution], two: tuple[Text, Contribution], share: float) -> Pair:
    if one[1].pk > two[1].pk:
        one, two = two, one
    return Pair(one[0], two[0], _percent(share), _is_hers(one[1], two[1]))


def _percent(share: float) -> int:
    """A hundred only for the same words: a sketch may see no difference where there is one."""
    return 100 if share == 1.0 else min(99, round(100 * share))


def _is_hers(one: Contribution, two: Contribution) -> bool:
    return one.contributor_id is not None and one.contributor_id == two.contributor_id


def _rows_of(viewer: Viewer, renditions: Iterable[int]) -> dict[int, tuple[Text, Contribution]]:
    """The texts of some renditions that this viewer may open."""
    rows = list(
        _comparable()
        .exclude(apart_from(viewer.user_id))
        .filter(latest__in=list(renditions))
        .select_related("discussion")
    )
    names = titles(viewer, {row.discussion.slug for row in rows})
    places = {p.ref: p.position for of in {r.discussion_id for r in rows} for p in placed(of)}
    return {
        row.latest_id or 0: (
            Text(
                row.ref,
                row.discussion.slug,
                names[row.discussion.slug],
                places.get(row.ref, ""),
                Kind(row.kind),
                Status(row.status),
            ),
            row,
        )
        for row in rows
    }


# --- sketches ---------------------------------------------------------------------------------

_known: OrderedDict[int, Sketch | None] = OrderedDict()
_lock = Lock()
_secret = os.urandom(32)


def forget() -> None:
    """Start anew, as a new process does."""
    with _lock:
        _known.clear()


def _comparable() -> QuerySet[Contribution]:
    """What staff may open now, without what its writer took back or a person refused."""
    gone = [Consent.WITHDRAWN.value, Consent.REFUSED.value]
    return reviewable_now().filter(latest__isnull=False).exclude(consent__in=gone)


def _wanted(most: int = REMEMBERED) -> dict[int, str]:
    """Ref by latest rendition of the texts that are compared, the newest first."""
    rows = _comparable().order_by("-pk").values_list("latest_id", "ref")
    return {pk or 0: ref for pk, ref in rows[:most]}


def _sketches(
    wanted: dict[int, str], seconds: float, first: int | None = None, *, keep: bool = False
) -> dict[int, Sketch | None]:
    """The sketches of these, as far as there is time; forgets all others, unless to `keep` them."""
    with _lock:
        for gone in () if keep else _known.keys() - wanted.keys():
            del _known[gone]
        missing = [pk for pk in wanted if pk not in _known]
    missing.sort(key=lambda pk: pk != first)
    until = time.monotonic() + seconds
    for start in range(0, len(missing), _BATCH):
        if time.monotonic() > until:
            break
        _learn({pk: wanted[pk] for pk in missing[start : start + _BATCH]})
    with _lock:
        return {pk: _known[pk] for pk in wanted if pk in _known}


def _learn(refs: dict[int, str]) -> None:
    ring = vault.ring(refs.values())
    for pk, sealed in Rendition.objects.filter(pk__in=refs).values_list("pk", "body"):
        found = _sketch_of(ring.unseal(refs[pk], PLACE, sealed))
        with _lock:
            _known[pk] = found


def _own(row: Contribution) -> Sketch | None:
    """Of a text that is not compared with others, or not read yet: for this look alone."""
    sealed = row.latest.body if row.latest else None
    return _sketch_of(vault.ring([row.ref]).unseal(row.ref, PLACE, sealed))


def _sketch_of(unsealed: str | None) -> Sketch | None:
    return sketch(RenditionBody.loads(unsealed).text, _secret) if unsealed else None
