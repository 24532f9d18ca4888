"""One circumstance: what about, what exactly, where it stands, and what it says less exactly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a circumstance is about, in the words of a page."""

    AGE = "age"
    SEX = "sex"
    PLACE = "place"
    EMPLOYER = "employer, school or institution"
    OCCUPATION = "occupation"
    CONDITION = "condition"
    DATE = "date"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A circumstance at `[start, end)`, in code points of the text it was read from.

    `rungs` are comparable between texts, exact first: ("43", "40-44", "40-49", "18+"). Two texts
    share a circumstance where one's rungs hold the other's first.
    """

    about: About
    start: int
    end: int
    rungs: tuple[str, ...]

    @property
    def value(self) -> str:
        """What it says, as exactly as the text does."""
        return self.rungs[0]
