"""What a detector is told besides the text, and what it hands over: a suspicion with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from archive.domain.words import Band


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A suspected identifier at `[start, end)`, in code points of the text that was searched.

    `kind` is what it is (`email`, `url`, `phone`, `age`, …; kinds of persons' names contain
    `person`), `band` how sure the detector is, `detector` who says so, `why` the reason in words
    for a moderator, and `suggestion` what to put in its place. `score`, from 0 to 1, ranks
    suspicions of one band; it is no probability. `why` never repeats the text. Findings sort by
    place.

    Raises `ValueError` for an empty or backward span.
    """

    start: int
    end: int
    kind: str
    band: Band
    detector: str
    why: str
    suggestion: str
    score: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a finding needs a span of text, not [{self.start}, {self.end})")

    @property
    def names_a_person(self) -> bool:
        """Whether this is a flag on somebody's name."""
        return "person" in self.kind

    def overlaps(self, other: Finding) -> bool:
        """Whether the two share at least one code point; touching is not overlapping."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Known:
    """A moderator's earlier decision about a surface: its kind, and to keep it or what to put."""

    kind: str
    keep: bool
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What only this archive knows about a text.

    `locale` is a BCP 47 tag. `names` are those of the thread's authors, and surfaces found
    elsewhere in the thread. `known` has moderators' decisions by casefolded surface.
    """

    locale: str = "en-GB"
    names: tuple[str, ...] = ()
    known: Mapping[str, Known] = field(default_factory=lambda: MappingProxyType({}))
