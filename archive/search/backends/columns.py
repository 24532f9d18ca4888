"""What an engine keeps of documents besides their words: facts as NumPy columns.

Masks of who may know what, facets as counts over a mask, and orders other than relevance are the
same on every engine, because they are taken from here and never from the engine. An index comes in
parts that do not change once written; the columns of a part are read once and kept.

Knows no engine and no query.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from archive.gate.disclosed import IndexDocument
from archive.search.port import fingerprint, place

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
TextField = Literal["title", "text"]

TEXT_FIELDS: Final[tuple[TextField, ...]] = ("title", "text")
CODED: Final = (
    "theme",
    "voice",
    "discussion",
    "year",
    "kind",
    "label",
    "language",
    "near",
    "coder",
)
UNKNOWN: Final = -1
"""The month of a document that has none."""


def facts_of(doc: IndexDocument, *, title: int, text: int) -> dict[str, Any]:
    """All that is kept of a document besides its words, ready for JSON. `title` and `text` are
    numbers of terms."""
    return {
        "ref": doc.ref,
        "place": place(doc),
        "theme": list(doc.themes),
        "voice": [str(doc.voice)],
        "discussion": [doc.discussion],
        "year": [] if doc.year is None else [str(doc.year)],
        "kind": [str(doc.kind)],
        "label": [str(label) for label in doc.labels],
        "language": [doc.language] if doc.language else [],
        "near": list(doc.near),
        "coder": list(doc.coders),
        "month": UNKNOWN if doc.month is None else doc.month,
        "from": float(doc.visible_from),
        "until": float(doc.visible_until),
        "title": title,
        "text": text,
        "print": fingerprint(doc),
    }


FACTS: Final = (
    "ref",
    "place",
    *CODED,
    "month",
    "from",
    "until",
    "title",
    "text",
    "print",
)
"""The order in which facts lie in a row."""


def packed_facts(facts: Mapping[str, Any]) -> bytes:
    """A row as JSON, without the names."""
    return json.dumps([facts[name] for name in FACTS], separators=(",", ":")).encode()


def unpacked_facts(rows: Iterable[bytes]) -> dict[str, Sequence[Any]]:
    """The facts of documents by name, from their rows."""
    columns = list(zip(*json.loads(b"[" + b",".join(rows) + b"]"), strict=True))
    return dict(zip(FACTS, columns or [()] * len(FACTS), strict=True))


@dataclass(frozen=True, slots=True)
class Coded:
    """A facet as pairs, by document: `docs[i]` has the value `values[codes[i]]`.

    The pairs of document n are those from `starts[n]` up to `starts[n + 1]`.
    """

    values: tuple[str, ...]
    docs: Ints
    codes: Ints
    starts: Ints

    @classmethod
    def of(cls, rows: Iterable[Collection[str]]) -> Coded:
        """`rows[n]` are the values of document n."""
        number: dict[str, int] = {}
        docs: list[int] = []
        codes: list[int] = []
        starts = [0]
        for doc, row in enumerate(rows):
            for value in row if len(row) < 2 else dict.fromkeys(row):
                docs.append(doc)
                codes.append(number.setdefault(value, len(number)))
            starts.append(len(docs))
        arrays = (np.array(each, np.int64) for each in (docs, codes, starts))
        return cls(tuple(number), *arrays)

    @classmethod
    def joined(cls, parts: list[Coded], bases: list[int]) -> Coded:
        """The parts' facets as one; `bases[n]` is the first document number of part n."""
        number: dict[str, int] = {}
        docs = [np.zeros(0, np.int64)]
        codes = [np.zeros(0, np.int64)]
        starts = [np.zeros(1, np.int64)]
        for part, base in zip(parts, bases, strict=True):
            starts.append(part.starts[1:] + starts[-1][-1])
            again = [number.setdefault(value, len(number)) for value in part.values]
            docs.append(part.docs + base)
            codes.append(np.array(again, np.int64)[part.codes])
        return cls(tuple(number), *(np.concatenate(each) for each in (docs, codes, starts)))

    def mask(self, chosen: Iterable[str], size: int) -> Mask:
        """The documents with any of the values `chosen`."""
        wanted = [code for code, value in enumerate(self.values) if value in set(chosen)]
        mask = np.zeros(size, np.bool_)
        mask[self.docs[np.isin(self.codes, wanted)]] = True
        return mask

    def counts(self, docs: Ints) -> dict[str, int]:
        """How many of `docs` have each value; values without any are left out."""
        first = self.starts[docs]
        sizes = self.starts[docs + 1] - first
        if len(docs) and sizes.min() == sizes.max() == 1:
            codes = self.codes[first]
        else:
            within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            codes = self.codes[np.repeat(first, sizes) + within]
        found = np.bincount(codes, minlength=len(self.values)).tolist()
        return {value: n for value, n in zip(self.values, found, strict=True) if n}


class Facts:
    """The columns of one part: for each name of `FACTS` what its documents have, in their order.

    Raises `KeyError`, `TypeError` or `ValueError` for what is not that.
    """

    def __init__(self, facts: Mapping[str, Sequence[Any]]) -> None:
        self.refs: Sequence[str] = facts["ref"]
        self.places: Sequence[str] = facts["place"]
        self.prints: Sequence[str] = facts["print"]
        self.size = len(self.refs)
        self.since = np.array(facts["from"], np.float64)
        self.until = np.array(facts["until"], np.float64)
        self.years = np.array([int(row[0]) if row else 0 for row in facts["year"]], np.int64)
        self.months = np.array(facts["month"], np.int64)
        self.lengths: dict[TextField, Floats] = {
            field: np.array(facts[field], np.float64) for field in TEXT_FIELDS
        }
        self.coded = {name: Coded.of(facts[name]) for name in CODED}


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


def _end_to_end(parts: Iterable[Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *parts])
