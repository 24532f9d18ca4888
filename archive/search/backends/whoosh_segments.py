"""Reading a Whoosh index: one generation of it as NumPy columns and decoded postings.

A segment never changes once written, except for which of its documents are deleted, so what was
read of it is kept from one generation to the next. Files are mapped, not held open: a writer may
delete them at any time, and a snapshot goes on reading what it mapped.

This leans on private members of Whoosh 2.7.4 (`_terms`, `_read_ids`, `_read_weights`,
`_read_values`, `_next_block`): whole posting blocks come out as arrays instead of one Python call
a posting. The contract test compares the outcome with Whoosh's own search.
"""

from __future__ import annotations

import json
import mmap
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import IDAnalyzer
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.fields import COLUMN, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader, TermNotFound

from archive.domain.errors import ArchiveError
from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.port import IndexUnusable, fingerprint, place

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
TextField = Literal["title", "text"]

TEXT_FIELDS: Final[tuple[TextField, ...]] = ("title", "text")
CODED: Final = ("theme", "voice", "discussion", "year", "kind", "label")
KEPT_TERMS: Final = 200  # decoded posting lists kept a segment; about 10 MB for 100,000 texts

SCHEMA: Final[Any] = Schema(
    title=TEXT(analyzer=IDAnalyzer(), phrase=True, stored=False),
    text=TEXT(analyzer=IDAnalyzer(), phrase=True, stored=False),
    facts=COLUMN(),
)


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn whatever Whoosh raises over damaged files into one clear refusal.

    Whoosh raises bare `Exception`, `struct.error`, unpickling errors and more. A missing file is
    passed on: a writer may just have replaced it.
    """
    try:
        yield
    except (ArchiveError, FileNotFoundError):
        raise
    except Exception as problem:
        raise IndexUnusable(f"The search index cannot be read ({what}).") from problem


def fields_of(doc: IndexDocument) -> dict[str, Any]:
    """What Whoosh is given of a document: terms in order, and one column of facts. No text."""
    title, text = analyser.terms(doc.title), analyser.terms(doc.text)
    facts = {
        "ref": doc.ref,
        "place": place(doc),
        "theme": list(doc.themes),
        "voice": [str(doc.voice)],
        "discussion": [doc.discussion],
        "year": [] if doc.year is None else [str(doc.year)],
        "kind": [str(doc.kind)],
        "label": [str(label) for label in doc.labels],
        "from": float(doc.visible_from),
        "until": float(doc.visible_until),
        "title": len(title),
        "text": len(text),
        "print": fingerprint(doc),
    }
    return {"title": title, "text": text, "facts": json.dumps(facts).encode()}


@dataclass(frozen=True, slots=True)
class Coded:
    """A facet as pairs: document `docs[i]` has the value `values[codes[i]]`."""

    values: tuple[str, ...]
    docs: Ints
    codes: Ints

    @classmethod
    def of(cls, rows: Iterable[Iterable[str]]) -> Coded:
        """`rows[n]` are the values of document n."""
        number: dict[str, int] = {}
        docs: list[int] = []
        codes: list[int] = []
        for doc, row in enumerate(rows):
            for value in dict.fromkeys(row):
                docs.append(doc)
                codes.append(number.setdefault(value, len(number)))
        return cls(tuple(number), np.array(docs, np.int64), np.array(codes, np.int64))

    @classmethod
    def joined(cls, parts: list[Coded], bases: list[int]) -> Coded:
        """The segments' facets as one; `bases[n]` is the first document number of part n."""
        number: dict[str, int] = {}
        docs = [np.zeros(0, np.int64)]
        codes = [np.zeros(0, np.int64)]
        for part, base in zip(parts, bases, strict=True):
            again = [number.setdefault(value, len(number)) for value in part.values]
            docs.append(part.docs + base)
            codes.append(np.array(again, np.int64)[part.codes])
        return cls(tuple(number), np.concatenate(docs), np.concatenate(codes))

    def mask(self, chosen: Iterable[str], size: int) -> Mask:
        """The documents with any of the values `chosen`."""
        wanted = [code for code, value in enumerate(self.values) if value in set(chosen)]
        mask = np.zeros(size, np.bool_)
        mask[self.docs[np.isin(self.codes, wanted)]] = True
        return mask

    def counts(self, mask: Mask) -> dict[str, int]:
        """How many documents of `mask` have each value; values without any are left out."""
        found = np.bincount(self.codes[mask[self.docs]], minlength=len(self.values))
        return {v: int(n) for v, n in zip(self.values, found, strict=True) if n}


class Segment:
    """One segment of the index, its facts read at once, its postings when asked for."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.size: int = segment.doc_count_all()
        self._reader = SegmentReader(storage, SCHEMA, segment)
        self._kept: OrderedDict[tuple[str, str], tuple[Ints, Floats]] = OrderedDict()
        self._lock = threading.Lock()  # Whoosh seeks in files that all threads share
        column = self._reader.column_reader("facts", translate=False)
        rows = [json.loads(row) for row in column]
        self.refs: list[str] = [row["ref"] for row in rows]
        self.places: list[str] = [row["place"] for row in rows]
        self.prints: list[str] = [row["print"] for row in rows]
        self.since = np.array([row["from"] for row in rows], np.float64)
        self.until = np.array([row["until"] for row in rows], np.float64)
        self.years = np.array([int((row["year"] or [0])[0]) for row in rows], np.int64)
        self.lengths: dict[TextField, Floats] = {
            field: np.array([row[field] for row in rows], np.float64) for field in TEXT_FIELDS
        }
        self.coded = {name: Coded.of(row[name] for row in rows) for name in CODED}

    def terms(self) -> set[str]:
        """The segment's lexicon, terms of deleted documents included."""
        with self._lock, reading("lexicon"):
            held = self._reader._terms.terms()
            return {t.decode("utf-8", "surrogatepass") for field, t in held if field in TEXT_FIELDS}

    def postings(self, field: TextField, term: str) -> tuple[Ints, Floats]:
        """(document numbers in this segment, occurrences), deleted documents included."""
        with self._lock, reading("postings"):
            key = (field, term)
            if key not in self._kept:
                ids, weights, _ = self._decoded(field, term)
                self._kept[key] = (np.array(ids, np.int64), np.array(weights, np.float64))
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT_TERMS:
                self._kept.popitem(last=False)
            return self._kept[key]

    def phrase(self, field: TextField, terms: list[str], wanted: Mask) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of `terms` side by side, among `wanted` documents."""
        candidates = np.flatnonzero(wanted)
        for term in dict.fromkeys(terms):
            candidates = np.intersect1d(candidates, self.postings(field, term)[0])
        if not len(candidates):
            return candidates, np.zeros(0)
        places = [self._positions(field, term, candidates) for term in terms]
        counts = np.zeros(len(candidates))
        for n in range(len(candidates)):
            starts = set(places[0][n])
            for offset, positions in enumerate(places[1:], start=1):
                starts.intersection_update(at - offset for at in positions[n])
            counts[n] = len(starts)
        return candidates[counts > 0], counts[counts > 0]

    def _positions(self, field: TextField, term: str, docs: Ints) -> list[list[int]]:
        """The positions of `term` in each of `docs`, all of which contain it."""
        with self._lock, reading("positions"):
            ids, _, values = self._decoded(field, term, positions=True)
            decode: Callable[[bytes], list[int]] = SCHEMA[field].format.decode_positions
            return [decode(values[at]) for at in np.searchsorted(np.array(ids), docs)]

    def _decoded(
        self, field: str, term: str, positions: bool = False
    ) -> tuple[list[int], list[float], list[bytes]]:
        ids: list[int] = []
        weights: list[float] = []
        values: list[bytes] = []
        try:
            terms, format_ = self._reader._terms, SCHEMA[field].format
            matcher = terms.matcher(field, term.encode("utf-8", "surrogatepass"), format_)
        except TermNotFound:
            return ids, weights, values
        if not isinstance(matcher, W3LeafMatcher):  # a single posting lies in the lexicon itself
            while matcher.is_active():
                ids.append(matcher.id())
                weights.append(matcher.weight())
                values.append(matcher.value())
                matcher.next()
            return ids, weights, values
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_weights()
            ids.extend(matcher._ids)
            weights.extend(matcher._weights)
            if positions:
                matcher._read_values()
                values.extend(matcher._values)
            matcher._next_block()
        return ids, weights, values


class Snapshot:
    """One generation of an index: immutable, shared by all threads that search it.

    Document numbers count through the segments in their order, deleted documents included, as
    Whoosh's writer counts them.
    """

    folder: Path

    def __init__(self, folder: Path, previous: Snapshot | None) -> None:
        storage = mapped(folder)
        known = previous.segments if previous and previous.folder == folder else {}
        with reading("table of contents"):
            contents = FileIndex(storage, schema=SCHEMA)._read_toc()
            found = {part.segment_id(): part for part in contents.segments}
            self.segments: Mapping[str, Segment] = {
                name: known.get(name) or Segment(storage, part) for name, part in found.items()
            }
        self.folder = folder
        self.generation = f"{folder.name}.{contents.generation}"
        parts = list(self.segments.values())
        self.bases = [sum(part.size for part in parts[:n]) for n in range(len(parts))]
        self.size = sum(part.size for part in parts)
        self.alive = np.ones(self.size, np.bool_)
        for base, part in zip(self.bases, found.values(), strict=True):
            self.alive[[base + doc for doc in part.deleted_docs()]] = False
        self.refs = [ref for part in parts for ref in part.refs]
        self.since = _end_to_end([part.since for part in parts])
        self.until = _end_to_end([part.until for part in parts])
        self.years = np.concatenate([np.zeros(0, np.int64), *(part.years for part in parts)])
        self.lengths: dict[TextField, Floats] = {
            field: _end_to_end([part.lengths[field] for part in parts]) for field in TEXT_FIELDS
        }
        self.coded = {
            name: Coded.joined([part.coded[name] for part in parts], self.bases) for name in CODED
        }

    @cached_property
    def number(self) -> dict[str, int]:
        """The document number of each ref that is in."""
        return {self.refs[doc]: int(doc) for doc in np.flatnonzero(self.alive)}

    @cached_property
    def thread_rank(self) -> Ints:
        """Where each document comes when all are read, discussion by discussion."""
        places = [at for part in self.segments.values() for at in part.places]
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
        return [value for part in self.segments.values() for value in part.prints]

    def visible(self, now: float, hidden: Iterable[str]) -> Mask:
        """What a search at `now` may know of: `since <= now < until`, and not hidden."""
        mask: Mask = self.alive & (self.since <= now) & (now < self.until)
        mask[[self.number[ref] for ref in hidden if ref in self.number]] = False
        return mask

    def segments_with(self, refs: frozenset[str]) -> set[str]:
        """The ids of the segments that hold any version of `refs`, deleted ones included."""
        return {name for name, part in self.segments.items() if not refs.isdisjoint(part.refs)}

    def traces(self, terms: list[str]) -> frozenset[str]:
        """Refs of documents, deleted ones included, with `terms` side by side."""
        every = np.ones(self.size, np.bool_)
        found = (self.postings(field, terms, every)[0] for field in TEXT_FIELDS if terms)
        return frozenset(self.refs[doc] for docs in found for doc in docs)

    def living(self, names: Iterable[str]) -> dict[str, int]:
        """How many documents that are not deleted each of these segments holds."""
        wanted = set(names)
        return {
            name: int(np.count_nonzero(self.alive[base : base + part.size]))
            for (name, part), base in zip(self.segments.items(), self.bases, strict=True)
            if name in wanted
        }

    def postings(self, field: TextField, terms: list[str], among: Mask) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of one term, or of several side by side, in `among`."""
        ids = [np.zeros(0, np.int64)]
        counts = [np.zeros(0)]
        for base, part in zip(self.bases, self.segments.values(), strict=True):
            here = among[base : base + part.size]
            if len(terms) > 1:
                docs, times = part.phrase(field, terms, here)
            else:
                docs, times = part.postings(field, terms[0])
                docs, times = docs[here[docs]], times[here[docs]]
            ids.append(docs + base)
            counts.append(times)
        return np.concatenate(ids), np.concatenate(counts)


def _end_to_end(parts: list[Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *parts])


def mapped(folder: Path) -> Any:
    """A Whoosh storage that maps the files it opens, so that none is left open."""
    storage = FileStorage(str(folder))

    def open_file(name: str, **options: Any) -> Any:
        with (folder / name).open("rb") as file:
            empty = file.seek(0, 2) == 0
            data = BytesIO() if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return StructFile(data, name=name, **options)

    storage.open_file = open_file
    return storage
