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
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.analysis import IDAnalyzer
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.fields import COLUMN, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader, TermNotFound

from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends.answering import Searchable
from archive.search.backends.columns import (
    TEXT_FIELDS,
    Facts,
    Floats,
    Ints,
    Mask,
    TextField,
    facts_of,
)
from archive.search.backends.folder import reading
from archive.search.forms import Shape, among
from archive.search.proximity import stretches

FORMS: Final = "form"
WORD_FIELDS: Final = (*TEXT_FIELDS, FORMS)
KEPT_TERMS: Final = 200  # decoded posting lists kept a segment; about 10 MB for 100,000 texts

SCHEMA: Final[Any] = Schema(
    title=TEXT(analyzer=IDAnalyzer(), phrase=True, stored=False),
    text=TEXT(analyzer=IDAnalyzer(), phrase=True, stored=False),
    form=TEXT(analyzer=IDAnalyzer(), phrase=False, stored=False),
    facts=COLUMN(),
)


def fields_of(doc: IndexDocument) -> dict[str, Any]:
    """What Whoosh is given of a document: terms in order, forms, one column of facts. No text."""
    title, text = analyser.terms(doc.title), analyser.terms(doc.text)
    facts = facts_of(doc, title=len(title), text=len(text))
    forms = analyser.forms(doc.title) + analyser.forms(doc.text)
    return {"title": title, "text": text, "form": forms, "facts": json.dumps(facts).encode()}


class Segment(Facts):
    """One segment of the index, its facts read at once, its postings when asked for."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._reader = SegmentReader(storage, SCHEMA, segment)
        self._kept: OrderedDict[tuple[str, str], tuple[Ints, Floats]] = OrderedDict()
        self._forms: list[str] | None = None
        self._lock = threading.Lock()  # Whoosh seeks in files that all threads share
        column = self._reader.column_reader("facts", translate=False)
        super().__init__([json.loads(row) for row in column])

    def terms(self) -> set[str]:
        """The segment's lexicon of terms and forms, those of deleted documents included."""
        with self._lock, reading("lexicon"):
            held = self._reader._terms.terms()
            return {t.decode("utf-8", "surrogatepass") for field, t in held if field in WORD_FIELDS}

    def lexicon_of_forms(self) -> list[str]:
        """Forms alone, sorted; read once."""
        with self._lock, reading("lexicon"):
            if self._forms is None:
                held = self._reader._terms.terms()
                self._forms = sorted(
                    t.decode("utf-8", "surrogatepass") for field, t in held if field == FORMS
                )
            return self._forms

    def forms(self, shape: Shape) -> Iterator[tuple[str, Ints, Floats]]:
        """Each form that fits, with its document numbers and occurrences, deleted ones included."""
        for form in among(self.lexicon_of_forms(), shape):
            yield (form, *self.postings(FORMS, form))

    def postings(self, field: str, term: str) -> tuple[Ints, Floats]:
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

    def near(
        self, field: TextField, terms: Sequence[str], distance: int, wanted: Mask
    ) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of `terms` near each other, among `wanted` documents."""
        candidates = self._with_all(field, terms, wanted)
        if not len(candidates):
            return candidates, np.zeros(0)
        places = {term: self._positions(field, term, candidates) for term in dict.fromkeys(terms)}
        counts = np.zeros(len(candidates))
        for n in range(len(candidates)):
            found = sorted((at, term) for term, held in places.items() for at in held[n])
            counts[n] = sum(1 for _ in stretches(found, terms, distance))
        return candidates[counts > 0], counts[counts > 0]

    def _with_all(self, field: TextField, terms: Sequence[str], wanted: Mask) -> Ints:
        candidates = np.flatnonzero(wanted)
        for term in dict.fromkeys(terms):
            candidates = np.intersect1d(candidates, self.postings(field, term)[0])
        return candidates

    def phrase(self, field: TextField, terms: Sequence[str], wanted: Mask) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of `terms` side by side, among `wanted` documents."""
        candidates = self._with_all(field, terms, wanted)
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


class Snapshot(Searchable):
    """One generation of an index: immutable, shared by all threads that search it.

    Document numbers are those that Whoosh's writer counts.
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
        bases = accumulate((part.size for part in parts), initial=0)
        gone = [
            base + doc
            for base, part in zip(bases, found.values(), strict=False)
            for doc in part.deleted_docs()
        ]
        super().__init__(parts, gone)

    def lexicon(self) -> Iterator[str]:
        """Every term and form of every segment."""
        for segment in self.segments.values():
            yield from segment.terms()

    def segments_with(self, refs: frozenset[str]) -> set[str]:
        """The ids of the segments that hold any version of `refs`, deleted ones included."""
        return {name for name, part in self.segments.items() if not refs.isdisjoint(part.refs)}

    def living(self, names: Iterable[str]) -> dict[str, int]:
        """How many documents that are not deleted each of these segments holds."""
        wanted = set(names)
        return {
            name: int(np.count_nonzero(self.alive[base : base + part.size]))
            for (name, part), base in zip(self.segments.items(), self.bases, strict=True)
            if name in wanted
        }

    def postings(self, field: TextField, terms: Sequence[str], among: Mask) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of one term, or of several side by side, in `among`."""
        found = []
        for base, part in zip(self.bases, self.segments.values(), strict=True):
            here = among[base : base + part.size]
            if len(terms) > 1:
                docs, times = part.phrase(field, terms, here)
            else:
                docs, times = part.postings(field, terms[0])
                docs, times = docs[here[docs]], times[here[docs]]
            found.append((docs + base, times))
        return _joined(found)

    def near(
        self, field: TextField, terms: Sequence[str], distance: int, among: Mask
    ) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of `terms` near each other, in `among`."""
        found = []
        for base, part in zip(self.bases, self.segments.values(), strict=True):
            docs, times = part.near(field, terms, distance, among[base : base + part.size])
            found.append((docs + base, times))
        return _joined(found)

    def occurrences(self, shape: Shape, among: Mask) -> Floats:
        """How often forms that fit `shape` stand in each document, 0 outside `among`."""
        times = np.zeros(self.size)
        for base, part in zip(self.bases, self.segments.values(), strict=True):
            for _, docs, here in part.forms(shape):
                times[docs + base] += here
        return np.where(among, times, 0.0)

    def frequencies(self, shape: Shape, among: Mask) -> dict[str, int]:
        """In how many documents of `among` each form that fits `shape` stands, if in any."""
        counts: Counter[str] = Counter()
        for base, part in zip(self.bases, self.segments.values(), strict=True):
            here = among[base : base + part.size]
            for form, docs, _ in part.forms(shape):
                counts[form] += int(np.count_nonzero(here[docs]))
        return {form: count for form, count in counts.items() if count}


def _joined(found: list[tuple[Ints, Floats]]) -> tuple[Ints, Floats]:
    docs, times = [d for d, _ in found], [t for _, t in found]
    return np.concatenate([np.zeros(0, np.int64), *docs]), np.concatenate([np.zeros(0), *times])


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
