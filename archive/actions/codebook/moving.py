"""Codings that change their theme: a split and the undoing of it do that, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.domain.errors import Conflict
from archive.models import Coding, Contribution

BATCH = 500
"""Numbers in one query: SQLite takes only so many."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Codings (by number) that go from one theme to another; 0 is the theme about to be made."""

    ids: tuple[int, ...]
    of: int
    to: int

    def dumps(self) -> dict[str, Any]:
        """As a change's payload keeps it."""
        return {"ids": list(self.ids), "from": self.of, "to": self.to}

    @classmethod
    def loads(cls, kept: Mapping[str, Any]) -> Moved:
        """What `dumps` kept."""
        return cls(tuple(kept["ids"]), kept["from"], kept["to"])

    def back(self) -> Moved:
        """The other way round."""
        return Moved(self.ids, self.to, self.of)


def move_codings(moved: Moved) -> list[str]:
    """Move those that are still there; refs of their texts. Coder, date, memo and version stay.

    Raises `Conflict` where a coder has put the other theme on the same passage meanwhile: one of
    the two codings would be lost.
    """
    refs: set[str] = set()
    for start in range(0, len(moved.ids), BATCH):
        chunk = moved.ids[start : start + BATCH]
        rows = Coding.objects.filter(pk__in=chunk, tag_id=moved.of)
        there = Coding.objects.filter(
            tag_id=moved.to, content_object__in=rows.values("content_object")
        )
        both = set(rows.values_list("content_object_id", "coder_id"))
        if both & set(there.values_list("content_object_id", "coder_id")):
            raise Conflict(
                "Somebody has put both themes on the same passage since.",
                hint="Merge the one into the other instead: then nothing is lost.",
            )
        refs.update(
            Contribution.objects.filter(passages__codings__in=rows).values_list("ref", flat=True)
        )
        rows.update(tag_id=moved.to)
    return sorted(refs)
