"""What an import says it did: every item of the file is counted or listed, without its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ImportedDiscussion:
    """One discussion of the file. `max_depth` has top comments at 1; `slug` is "" on a dry run."""

    slug: str
    title: str
    contributions: int
    comments: int
    max_depth: int
    likes: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Something changed or left out. `ref` is the external id where nothing was stored."""

    ref: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`imported` and `unchanged` count contributions; unchanged discussions are listed too."""

    discussions: tuple[ImportedDiscussion, ...]
    imported: int
    unchanged: int
    mended: tuple[Remark, ...] = ()
    left_out: tuple[Remark, ...] = ()
    skipped_kinds: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON data, under the names of its fields."""
        return {
            "discussions": [asdict(each) for each in self.discussions],
            "imported": self.imported,
            "unchanged": self.unchanged,
            "mended": [asdict(each) for each in self.mended],
            "left_out": [asdict(each) for each in self.left_out],
            "skipped_kinds": dict(self.skipped_kinds),
        }
