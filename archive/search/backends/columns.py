"""What an engine keeps of documents besides their words: facts as NumPy columns.

Masks of who may know what, facets as counts over a mask, and orders other than relevance are the
same on every engine, because they are taken from here and never from the engine. An index comes in
parts that do not change once written; the columns of a part are read once and kept.

Knows no engine and no query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from archive.gate.disclosed import IndexDocument
from archive.search.backends.facts import (
    CODED,
    TEXT_FIELDS,
    Coded,
    Facts,
    Floats,
    Ints,
    Mask,
    TextField,
)
from archive.search.port import fingerprint


@dataclass(frozen=True, slots=True)
class Visible:
    """What one search may know of: which documents, how many, with how many words a field."""

    mask: Mask
    total: int
    words: Mapping[TextField, float]


class Columns:
    """The columns of all parts of one generation, end to end.

    Document numbers count through the parts in their order, those that are gone included;
    `bases[n]` is the first of part n. `gone` are the numbers of documents not to be found.
    """

    def __init__(self, parts: Sequence[Facts], gone: Iterable[int]) -> None:
        sizes = [part.size for part in parts]
        self.bases = [sum(sizes[:n]) for n in range(len(sizes))]
        self.size = sum(sizes)
        self.alive = np.ones(self.size, np.bool_)
        self.alive[list(gone)] = False
        self.refs = list(chain.from_iterable(part.refs for part in parts))
        self.since = _end_to_end(part.since for part in parts)
        self.until = _end_to_end(part.until for part in parts)
        self.years = np.concatenate([np.zeros(0, np.int64), *(part.years for part in parts)])
        self.months = np.concatenate([np.zeros(0, np.int64), *(part.months for part in parts)])
        self.lengths: dict[TextField, Floats] = {
            field: _end_to_end(part.lengths[field] for part in parts) for field in TEXT_FIELDS
        }
        self.coded = {
            name: Coded.joined([part.coded[name] for part in parts], self.bases) for name in CODED
        }
        self._facts = tuple(parts)
        self._moments = np.unique(np.concatenate([self.since, self.until]))
        self._kept_window: tuple[int, Visible] | None = None

    @cached_property
    def number(self) -> dict[str, int]:
        """The document number of each ref that is in."""
        return {self.refs[doc]: doc for doc in np.flatnonzero(self.alive).tolist()}

    @cached_property
    def thread_rank(self) -> Ints:
        """Where each document comes when all are read, discussion by discussion."""
        places = list(chain.from_iterable(part.places for part in self._facts))
        rank = np.empty(self.size, np.int64)
        rank[sorted(range(self.size), key=places.__getitem__)] = np.arange(self.size)
        return rank

    def fingerprints(self) -> dict[str, str]:
        """The fingerprint of each ref that is in."""
        return {ref: self._prints[doc] for ref, doc in self.number.items()}

    def holds(self, doc: IndexDocument) -> bool:
        """Whether the document is in, as it is."""
        at = self.number.get(doc.ref)
        return at is not None and self._prints[at] == fingerprint(doc)

    @cached_property
    def _prints(self) -> list[str]:
        return list(chain.from_iterable(part.prints for part in self._facts))

    def visible(self, now: float, hidden: Iterable[str]) -> Visible:
        """What a search at `now` may know of: `since <= now < until`, and not hidden."""
        seen = self._window(now)
        out = [doc for ref in hidden if (doc := self.number.get(ref)) is not None]
        out = [doc for doc in out if seen.mask[doc]]
        if not out:
            return seen
        mask = seen.mask.copy()
        mask[out] = False
        words = {
            field: total - float(self.lengths[field][out].sum())
            for field, total in seen.words.items()
        }
        return Visible(mask, seen.total - len(out), words)

    def _window(self, now: float) -> Visible:
        """What is visible at `now`, kept until the next moment at which something changes."""
        at = int(np.searchsorted(self._moments, now, side="right"))
        kept = self._kept_window
        if kept is None or kept[0] != at:
            mask: Mask = self.alive & (self.since <= now) & (now < self.until)
            mask.flags.writeable = False
            words = {field: float(sizes[mask].sum()) for field, sizes in self.lengths.items()}
            kept = self._kept_window = (at, Visible(mask, int(np.count_nonzero(mask)), words))
        return kept[1]


def _end_to_end(parts: Iterable[Floats | Ints]) -> Floats:
    return np.concatenate([np.zeros(0), *parts])
