"""What a reader's box did with something the language does not know, so that it can be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Done = Literal["words", "left_out", "widened", "unjoined", "cut"]
"""Read as plain words; left out; a day read as its month; operators that make no sense together,
so that words alone count; the rest of a query that is too long, left out."""


@dataclass(frozen=True, slots=True)
class Lenience:
    """Something `typed` (code points as they were), and what was `done` with it.

    `meant` is what a widened one was read as. For a field, its `name` and `value`, and the values
    that it takes (`known`), where they are few.
    """

    typed: str
    done: Done
    meant: str = ""
    name: str = ""
    value: str = ""
    known: tuple[str, ...] = ()
