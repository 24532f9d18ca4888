"""Where somebody is in a list that is shown page by page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pages:
    """Page `number` of `last`; pages count from 1."""

    number: int
    last: int

    @property
    def previous(self) -> int:
        """The page before, 0 on the first."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The page after, 0 on the last."""
        return self.number + 1 if self.number < self.last else 0
