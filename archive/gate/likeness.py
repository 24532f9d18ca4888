"""How many texts of the archive are like one in what they tell of a person: k, and what lowers it.

k counts contributions: those approved, and the one under review. Theirs is read from the rendition
that stands, its from what approval would publish now. A small k says that somebody is easily told
apart here; a large one says nothing of the world outside. Below `ENOUGH` nothing is counted.

Nothing is stored. Within a process it is remembered which circumstances a rendition has, as keyed
digests that only this process can compare; what is not approved any more is forgotten on the next
look.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

from archive import vault
from archive.anonymise.circumstances import KINDS, About, Circumstance, circumstances, ladder
from archive.domain.ladders import Rung
from archive.domain.words import Band, Consent, Status
from archive.gate.bodies import RenditionBody
from archive.gate.opening import PLACE
from archive.gate.reviewing import reviewable_now
from archive.gate.sheet import review
from archive.gate.staff_disclosed import DisclosedFinding, ReviewSheet
from archive.gate.viewer import Viewer
from archive.models import Rendition

ENOUGH = 200
"""Approved contributions below which a number would say more than is known."""
SAFE = 5
"""The least k that is not warned of."""
REMEMBERED = 20_000
"""Renditions that a process remembers; of a larger archive the newest are counted."""
SECONDS = 2.5
"""How long one look may read texts that were not read before. The rest is read by the next."""
_BATCH = 25

Marks = frozenset[bytes]
"""The values of a text's circumstances on all their rungs, as digests."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A circumstance: its words in the text as readers will see it, and how many texts share it."""

    about: str
    here: str
    k: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A rung: `words` to put instead ("" where they stay), and what is lost.

    `k`: texts that say as much, `together`: texts that share this and all else. Both None where
    too few are there; `k` None as well where nothing is said any more. `best` is the least loss
    that reaches `SAFE`, by `together` or, where nothing does, by `k` alone.
    """

    words: str
    loses: str
    k: int | None
    together: int | None
    best: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """What one surface form could be replaced with; `findings` are the ids it stands under."""

    findings: tuple[int, ...]
    surface: str
    about: str
    suggestion: str
    hidden: bool
    """Whether it is masked already, unless somebody says otherwise."""
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A text among the archive's. `k` is of all circumstances together.

    `total` texts are compared, this one included; `counted` of them are read so far, and while any
    is missing there are no numbers either (`ready` is False).
    """

    ref: str
    total: int
    counted: int
    enough: bool
    circumstances: tuple[Shared, ...]
    k: int | None
    offers: tuple[Offers, ...]
    sheet: ReviewSheet

    @property
    def ready(self) -> bool:
        """Whether every text that counts has been read."""
        return self.counted == self.total

    @property
    def is_rare(self) -> bool:
        """Whether fewer than `SAFE` texts share it all."""
        return self.k is not None and self.k < SAFE


def likeness(viewer: Viewer, ref: str) -> Likeness:
    """How alone a text stands. Opens its original for review; that is audited. Staff only."""
    sheet = review(viewer, ref)
    rows = _compared(ref)
    approved = len(rows) + (sheet.status is Status.APPROVED)
    enough = approved >= ENOUGH
    others = list(_marks_of(rows)) if enough else []
    text = _whole(sheet.preview_title, sheet.preview)
    here = circumstances(text)
    ready = enough and len(others) == len(rows)
    count = _Counting(here, others) if ready else None
    return Likeness(
        ref=ref,
        total=len(rows) + 1,
        counted=len(others) + 1,
        enough=enough,
        circumstances=_shared(text, here, count),
        k=count.of(()) if count and here else None,
        offers=tuple(_offers(sheet, count)),
        sheet=sheet,
    )


class _Counting:
    """Counts texts by what they share with one text."""

    def __init__(self, here: Sequence[Circumstance], others: Sequence[Marks]) -> None:
        self._here = here
        self._others = others

    def alone(self, about: About, value: str) -> int:
        """Texts that say this or something more exact, this one included."""
        mark = _mark(about, value)
        return 1 + sum(mark in marks for marks in self._others)

    def of(self, without: Sequence[Circumstance], instead: bytes | None = None) -> int:
        """Texts that share all that stands here but `without`, and `instead`."""
        wanted = {_mark(c.about, c.value) for c in self._here if c not in without}
        wanted |= {instead} if instead else set()
        return 1 + sum(wanted <= marks for marks in self._others)

    def standing(self, about: About, values: frozenset[str]) -> list[Circumstance]:
        """The circumstances here that say one of these values."""
        return [c for c in self._here if c.about is about and c.value in values]


def _shared(text: str, here: Sequence[Circumstance], count: _Counting | None) -> tuple[Shared, ...]:
    """One line a circumstance, the rarest first where that is known."""
    lines = [
        Shared(
            c.about.value, text[c.start : c.end], count.alone(c.about, c.value) if count else None
        )
        for c in here
    ]
    return tuple(sorted(lines, key=lambda line: line.k or 0))


def _offers(sheet: ReviewSheet, count: _Counting | None) -> Iterator[Offers]:
    """The ladders of the findings over the text that nobody has decided."""
    for findings, rungs in _grouped(sheet):
        first = findings[0]
        about = KINDS[first.kind]
        hidden = all(f.band is Band.CONFIDENT for f in findings)
        may_stay = not hidden and about in (About.AGE, About.PLACE, About.OCCUPATION)
        yield Offers(
            findings=tuple(f.id for f in findings),
            surface=first.surface,
            about=about.value,
            suggestion=first.suggestion,
            hidden=hidden,
            offers=_counted(about, rungs, count, may_stay=may_stay),
        )


def _grouped(sheet: ReviewSheet) -> list[tuple[list[DisclosedFinding], tuple[Rung, ...]]]:
    """Findings by surface form, whatever its capitals, blanks and final "'s", with their ladder.

    Where the same words stand in sentences that need other wordings, they are apart.
    """
    groups: dict[tuple[str, ...], tuple[list[DisclosedFinding], tuple[Rung, ...]]] = {}
    over = [(f, sheet.original) for f in sheet.findings]
    over += [(f, sheet.original_title) for f in sheet.title_findings]
    for finding, text in over:
        rungs = ladder(finding.kind, text, finding.start, finding.end, finding.suggestion)
        if len(rungs) > 1:
            folded = " ".join(finding.surface.casefold().split())
            surface = folded.removesuffix("'s").removesuffix("’s")
            key = (surface, *(rung.words for rung in rungs[1:]))
            groups.setdefault(key, ([], rungs))[0].append(finding)
    return list(groups.values())


def _counted(
    about: About, rungs: tuple[Rung, ...], count: _Counting | None, *, may_stay: bool
) -> tuple[Offer, ...]:
    """The rungs with their k, the best one first and then by what they lose."""
    offers = []
    without = (
        count.standing(about, frozenset(rung.value for rung in rungs if rung.value))
        if count
        else []
    )
    for number, rung in enumerate(rungs):
        k = count.alone(about, rung.value) if count and rung.value else None
        instead = _mark(about, rung.value) if rung.value else None
        together = count.of(without, instead) if count else None
        offers.append(Offer(rung.words if number else "", rung.loses, k, together))
    best = _best(offers if may_stay else offers[1:])
    if best is None:
        return tuple(offers)
    marked = Offer(best.words, best.loses, best.k, best.together, best=True)
    return (marked, *(offer for offer in offers if offer is not best))


def _best(offers: Sequence[Offer]) -> Offer | None:
    """The least loss that reaches `SAFE`; saying nothing always does, alone."""
    for offer in offers:
        if offer.together is not None and offer.together >= SAFE:
            return offer
    for offer in offers:
        if offer.together is not None and (offer.k is None or offer.k >= SAFE):
            return offer
    return None


# --- what other texts say ---------------------------------------------------------------------


def _compared(ref: str) -> list[tuple[int, str]]:
    """Rendition and ref of each approved text that counts, but the one under review.

    Not those that a request keeps hidden or whose writer took her consent back: they are not
    processed for this.
    """
    rows = (
        reviewable_now()
        .filter(status=Status.APPROVED.value, rendition__isnull=False, hidden=False)
        .exclude(consent__in=[Consent.WITHDRAWN.value, Consent.REFUSED.value])
        .exclude(ref=ref)
        .order_by("-pk")
        .values_list("rendition_id", "ref")
    )
    return [(int(pk or 0), of) for pk, of in rows[: REMEMBERED - 1]]


_known: OrderedDict[int, Marks] = OrderedDict()
_lock = Lock()
_secret = os.urandom(32)


def forget() -> None:
    """Start anew, as a new process does."""
    with _lock:
        _known.clear()


def _marks_of(rows: Sequence[tuple[int, str]]) -> Iterator[Marks]:
    """The marks of each text, as far as there is time; remembers them, and forgets all others."""
    wanted = {pk for pk, _ in rows}
    with _lock:
        for gone in _known.keys() - wanted:
            del _known[gone]
        missing = [row for row in rows if row[0] not in _known]
    until = time.monotonic() + SECONDS
    for start in range(0, len(missing), _BATCH):
        if time.monotonic() > until:
            break
        _learn(missing[start : start + _BATCH])
    with _lock:
        for pk, _ in rows:
            if pk in _known:
                _known.move_to_end(pk)
                yield _known[pk]


def _learn(rows: Sequence[tuple[int, str]]) -> None:
    """Read some renditions. One without a key has no circumstances; it is gone by the next look."""
    ring = vault.ring(ref for _, ref in rows)
    refs = dict(rows)
    bodies = Rendition.objects.filter(pk__in=refs).values_list("pk", "body")
    for pk, sealed in bodies.iterator():
        unsealed = ring.unseal(refs[pk], PLACE, sealed)
        body = RenditionBody.loads(unsealed) if unsealed else None
        found = circumstances(_whole(body.title, body.text)) if body else ()
        marks = frozenset(_mark(c.about, value) for c in found for value in c.rungs)
        with _lock:
            _known[pk] = marks
            while len(_known) > REMEMBERED:
                _known.popitem(last=False)


def _whole(title: str, text: str) -> str:
    """A text with its title as one more block."""
    return f"{title}\n\n{text}" if title else text


def _mark(about: About, value: str) -> bytes:
    """A digest that only this process can compare: memory holds nobody's circumstances in words."""
    return blake2b(f"{about}\0{value}".encode(), key=_secret, digest_size=8).digest()
