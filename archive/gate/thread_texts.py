"""The originals of a thread, opened one batch after another: for what is decided for all of it.

Needs a warrant, and discloses nothing by itself: whoever hands words on writes the audit link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive import vault
from archive.domain.surface import stands_in, without_possessive
from archive.domain.words import Status
from archive.gate.bodies import OriginalBody
from archive.models import Contribution
from archive.vault import KeyRing

BATCH = 500


@dataclass(frozen=True, slots=True)
class ThreadText:
    """A contribution with its original and the keys that opened it."""

    row: Contribution
    ring: KeyRing
    body: OriginalBody

    def field(self, name: str) -> str:
        """The original's title, or its text."""
        return self.body.title if name == "title" else self.body.text

    def holds(self, surfaces: Iterable[str]) -> bool:
        """Whether one of these surfaces stands in the title or the text."""
        words = [without_possessive(surface) for surface in surfaces]
        return any(
            stands_in(text, each) for each in words for text in (self.body.text, self.body.title)
        )


def texts_of(discussion: int, pks: Iterable[int] | None = None) -> Iterator[ThreadText]:
    """The texts of a discussion in order, erased ones left out; with `pks`, only these."""
    rows = Contribution.objects.filter(discussion=discussion)
    if pks is not None:
        rows = rows.filter(pk__in=list(pks))
    standing = rows.exclude(status=Status.ERASED.value).order_by("order")
    keys = list(standing.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        some = list(
            Contribution.objects.filter(pk__in=keys[start : start + BATCH])
            .select_related("discussion", "original")
            .order_by("order")
        )
        ring = vault.ring(row.ref for row in some)
        for row in some:
            sealed = ring.unseal(row.ref, "original.body", row.original.body)
            if sealed is not None:
                yield ThreadText(row, ring, OriginalBody.loads(sealed))
