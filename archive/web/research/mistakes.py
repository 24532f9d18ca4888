"""A query that was not understood, shown with the place where reading stopped."""

from __future__ import annotations

from dataclasses import dataclass

from archive.domain.errors import QueryError


@dataclass(frozen=True, slots=True)
class Mistake:
    """The query in three pieces, what is wrong with the middle one, and what was expected.

    `column` counts characters from 1, as people do.
    """

    before: str
    there: str
    after: str
    message: str
    hint: str
    column: int


def mistake_in(query: str, error: QueryError) -> Mistake:
    """`there` is the rest of the word at fault, or empty at the end of the query."""
    at = min(max(error.position, 0), len(query))
    end = at
    while end < len(query) and not query[end].isspace():
        end += 1
    if end == at and at < len(query):
        end += 1
    return Mistake(query[:at], query[at:end], query[end:], error.message, error.hint, at + 1)
