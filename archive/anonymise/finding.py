"""What a detector hands over: a suspicion about a stretch of text, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from archive.domain.words import Band


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A suspected identifier at `[start, end)`, in code points of the text that was searched.

    `kind` is what it is (`email`, `url`, `phone`, `handle`, `age`, `date`), `band` how sure the
    detector is, `detector` who says so, `why` the reason in words for a moderator, and
    `suggestion` what to put in its place. `why` never repeats the text. Findings sort by place.

    Raises `ValueError` for an empty or backward span.
    """

    start: int
    end: int
    kind: str
    band: Band
    detector: str
    why: str
    suggestion: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a finding needs a span of text, not [{self.start}, {self.end})")

    def overlaps(self, other: Finding) -> bool:
        """Whether the two share at least one code point; touching is not overlapping."""
        return self.start < other.end and other.start < self.end
