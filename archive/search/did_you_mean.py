""" "Did you mean": words that nobody here wrote, and the nearest that somebody did.

Asks the index of the viewer's audience, and of that only what this viewer may know of: a word of a
hidden text is neither known nor suggested. Nothing is stored or logged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from archive import gate
from archive.domain.query import Phrase, Proximity, Term, parse, positive_leaves
from archive.domain.query.nodes import FUZZY_LETTERS
from archive.gate.rules import audience_of
from archive.search import analyser
from archive.search.forms import Shape
from archive.search.indexes import index_of
from archive.search.port import Count, Filters, SearchBackend

MOST_WORDS: Final = 5
"""Words of one query that are looked at; the others are left as they are."""
CANDIDATES: Final = 200
LONG: Final = 6
"""From so many letters on a word may be two mistakes off, below it one."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The query with other words, and which: (typed, suggested)."""

    query: str
    words: tuple[tuple[str, str], ...]


def did_you_mean(viewer: gate.Viewer, query: str, *, strict: bool) -> Suggestion | None:
    """A better query, or None where every word is known or nothing is near.

    Raises `QueryError` as parsing does, `IndexUnusable`.
    """
    return suggested(
        index_of(audience_of(viewer)),
        query,
        now=timezone.now().timestamp(),
        hidden=gate.hidden_refs() | gate.read_as(viewer).blind_refs(),
        strict=strict,
        staff=viewer.is_staff,
    )


def suggested(
    index: SearchBackend,
    query: str,
    *,
    now: float,
    hidden: frozenset[str],
    strict: bool = False,
    staff: bool = False,
) -> Suggestion | None:
    """The same of any index, at `now` (POSIX seconds) and without `hidden`."""
    better: dict[str, str] = {}
    for word in _words(query, strict, staff)[:MOST_WORDS]:
        if not _is_known(index, word, now, hidden):
            near = index.forms(_like(word), now=now, hidden=hidden, limit=CANDIDATES)
            if near:
                better[word] = _best(word, near)
    if not better:
        return None
    return Suggestion(_with(query, better), tuple(better.items()))


def distance(one: str, other: str) -> int:
    """How many letters are put in, left out, changed, or changed places with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        last, row = row, [at]
        for n, its in enumerate(other, start=1):
            cost = min(last[n] + 1, row[n - 1] + 1, last[n - 1] + (letter != its))
            if at > 1 and n > 1 and letter == other[n - 2] and one[at - 2] == its:
                cost = min(cost, before[n - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]


def _words(query: str, strict: bool, staff: bool) -> list[str]:
    """Forms of the query's words that are long enough to be mistaken for another."""
    node = parse(query, strict=strict, staff=staff)
    texts = [
        leaf.text for leaf in positive_leaves(node) if isinstance(leaf, Term | Phrase | Proximity)
    ]
    forms = dict.fromkeys(form for text in texts for form in analyser.forms(text))
    return [form for form in forms if len(form) >= FUZZY_LETTERS and form.isalpha()]


def _is_known(index: SearchBackend, word: str, now: float, hidden: frozenset[str]) -> bool:
    found = index.search(
        Term(word),
        now=now,
        hidden=hidden,
        filters=Filters(),
        offset=0,
        limit=0,
        sort="relevance",
    )
    return found.total > 0


def _like(word: str) -> Shape:
    allowed = 2 if len(word) >= LONG else 1
    letters = set(word)
    return Shape(
        word[:1],
        lambda form: (
            abs(len(form) - len(word)) <= allowed
            and len(letters.symmetric_difference(form)) <= 2 * allowed  # a mistake changes two
            and distance(word, form) <= allowed
        ),
    )


def _best(word: str, near: tuple[Count, ...]) -> str:
    """The nearest, and of those the most frequent."""
    return min(near, key=lambda each: (distance(word, each.value), -each.count, each.value)).value


def _with(query: str, better: dict[str, str]) -> str:
    """The query as typed with the words exchanged, values of fields left alone."""

    def exchanged(found: re.Match[str]) -> str:
        return better.get(analyser.form(found.group()), found.group())

    return re.sub(r"(?<![\w:-])[^\W\d_]+(?![\w:])", exchanged, query)
