"""Reading a Whoosh index: one generation of it as NumPy columns and decoded postings.

A segment never changes once written, except for which of its documents are deleted, so what was
read of it is kept from one generation to the next. Files are mapped, not held open: a writer may
delete them at any time, and a snapshot goes on reading what it mapped.

Postings come as `whoosh_blocks.py` wrote them. Of Whoosh's private members this uses `_read_toc`.
The contract test compares the outcome with Whoosh's own search over an ordinary index.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.analysis import IDAnalyzer
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Positions
from whoosh.index import FileIndex
from whoosh.reading import TermNotFound

from archive.search.backends import positions
from archive.search.backends.answering import Searchable
from archive.search.backends.contents import Contents, PackedWords, mapped
from archive.search.backends.facts import Facts, Floats, Ints, Mask, TextField
from archive.search.backends.folder import reading
from archive.search.backends.whoosh_blocks import FACTS, FORMS, WORDS, Postings
from archive.search.backends.whoosh_forms import Forms
from archive.search.forms import Shape

KEPT: Final = 200_000
"""Numbers of decoded posting lists that a segment keeps: 8 bytes each."""

SCHEMA: Final[Any] = Schema(
    title=FieldType(format=Positions(), analyzer=IDAnalyzer()),
    text=FieldType(format=Positions(), analyzer=IDAnalyzer()),
)


class Segment:
    """One segment of the index, its facts read at once, its postings when asked for."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self._terms = segment.codec().terms_reader(mapping(folder), segment)
        self._kept: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._room = KEPT
        self._titled: frozenset[bytes] | None = None
        self._lock = threading.Lock()  # Whoosh seeks in files that all threads share
        self._forms, facts, words = (
            mapped(folder / segment.make_filename(name)) for name in (FORMS, FACTS, WORDS)
        )
        self.facts = Facts.unpacked(facts)
        self._words = PackedWords(self.facts, words)
        if self.size != segment.doc_count_all():
            raise ValueError("a segment is incomplete")

    @property
    def size(self) -> int:
        """How many documents it holds, deleted ones included."""
        return self.facts.size

    @property
    def contents(self) -> Contents:
        """What it was made of."""
        return self._words.contents

    @cached_property
    def forms(self) -> Forms:
        """Its words as written."""
        with reading("forms"):
            return Forms(self._forms)

    def terms(self) -> set[str]:
        """The segment's lexicon of terms and forms, those of deleted documents included."""
        with self._lock, reading("lexicon"):
            held = self._terms.terms()
            terms = {term.decode("utf-8", "surrogatepass") for _, term in held}
        return terms.union(self.forms.lexicon)

    def postings(self, field: str, term: str) -> Postings:
        """Of one term in this segment, deleted documents included."""
        key = (field, term)
        with self._lock:
            if found := self._kept.get(key):
                self._kept.move_to_end(key)
                return found
            with reading("postings"):
                found = self._kept[key] = self._read(field, term)
            self._room -= _numbers(found)
            while self._room < 0:
                self._room += _numbers(self._kept.popitem(last=False)[1])
        return found

    def _read(self, field: str, term: str) -> Postings:
        coded, terms = term.encode("utf-8", "surrogatepass"), self._terms
        if self._titled is None:  # few words stand in a title: most need not be looked up
            begun = terms.terms_from("title", b"")
            self._titled = frozenset(
                t for _, t in takewhile(lambda pair: pair[0] == "title", begun)
            )
        if field == "title" and coded not in self._titled:
            return Postings.none()
        try:
            held: Postings = terms.matcher(field, coded, SCHEMA[field].format)
        except TermNotFound:
            return Postings.none()
        return held

    def phrase(self, field: TextField, terms: Sequence[str], wanted: Mask) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of `terms` side by side, among `wanted` documents."""
        return positions.side_by_side(self._keys(field, terms, wanted))

    def near(
        self, field: TextField, terms: Sequence[str], distance: int, wanted: Mask
    ) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of `terms` near each other, among `wanted` documents."""
        return positions.near(terms, self._keys(field, terms, wanted), distance)

    def _keys(self, field: TextField, terms: Sequence[str], wanted: Mask) -> list[Ints]:
        """The places of each of `terms` in those of the documents `wanted` that have them all."""
        lists = [self.postings(field, term) for term in terms]
        candidates = wanted
        for postings in lists:
            has = np.zeros(self.size, np.bool_)
            has[postings.docs] = True
            candidates = candidates & has
        return [positions.keys(postings.among(candidates)) for postings in lists]


def _numbers(postings: Postings) -> int:
    return 2 * len(postings.docs) + len(postings.places) + 10


class Snapshot(Searchable):
    """One generation of an index: immutable, shared by all threads that search it.

    Document numbers are those that Whoosh's writer counts.
    """

    folder: Path

    def __init__(self, folder: Path, previous: Snapshot | None) -> None:
        known = previous.segments if previous and previous.folder == folder else {}
        with reading("table of contents"):
            contents = FileIndex(mapping(folder), schema=SCHEMA)._read_toc()
            found = {part.segment_id(): part for part in contents.segments}
            self.segments: Mapping[str, Segment] = {
                name: known.get(name) or Segment(folder, part) for name, part in found.items()
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
        super().__init__([part.facts for part in parts], gone)

    def lexicon(self) -> Iterator[str]:
        """Every term and form of every segment."""
        for segment in self.segments.values():
            yield from segment.terms()

    def segments_with(self, refs: frozenset[str]) -> set[str]:
        """The ids of the segments that hold any version of `refs`, deleted ones included."""
        return {
            name for name, part in self.segments.items() if not refs.isdisjoint(part.facts.refs)
        }

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
                one = part.postings(field, terms[0])
                chosen = here[one.docs]
                docs, times = one.docs[chosen], one.times[chosen].astype(np.float64)
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

    @cached_property
    def _alphabet(self) -> frozenset[str]:
        return frozenset().union(*(part.forms.alphabet for part in self.segments.values()))

    def occurrences(self, shape: Shape, among: Mask) -> Floats:
        """How often forms that fit `shape` stand in each document, 0 outside `among`."""
        letters = self._alphabet
        parts = (p.forms.occurrences(shape, p.size, letters) for p in self.segments.values())
        return np.where(among, np.concatenate([np.zeros(0), *parts]), 0.0)

    def frequencies(self, shape: Shape, among: Mask) -> dict[str, int]:
        """In how many documents of `among` each form that fits `shape` stands, if in any."""
        counts: Counter[str] = Counter()
        for base, part in zip(self.bases, self.segments.values(), strict=True):
            here = among[base : base + part.size]
            for form, count in part.forms.frequencies(shape, here, self._alphabet):
                counts[form] += count
        return {form: count for form, count in counts.items() if count}


def _joined(found: list[tuple[Ints, Floats]]) -> tuple[Ints, Floats]:
    docs, times = [d for d, _ in found], [t for _, t in found]
    return np.concatenate([np.zeros(0, np.int64), *docs]), np.concatenate([np.zeros(0), *times])


def mapping(folder: Path) -> Any:
    """A Whoosh storage that maps the files it opens, so that none is left open."""
    storage = FileStorage(str(folder))

    def open_file(name: str, **options: Any) -> Any:
        try:
            data: Any = mapped(folder / name)
        except ValueError:  # nothing in it
            data = BytesIO()
        return StructFile(data, name=name, **options)

    storage.open_file = open_file
    return storage
