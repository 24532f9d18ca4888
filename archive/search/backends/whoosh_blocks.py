"""Posting lists as arrays: a codec for Whoosh that writes and reads a whole list at once.

Whoosh lets a codec decide how postings lie in their file. Its own pickles blocks of 128, a Python
object a posting; here a list is one record, three arrays of the narrowest numbers that hold them:

    postings, places: u32 each; widths of the three arrays in bytes, and whether compressed: u8
    documents (the first, then differences), occurrences in each, places of all in order

A document whose occurrences are not kept has one; a list whose occurrences are all one keeps none.
The term index and the columns of documents are Whoosh's own; forms have a file of theirs.

Of Whoosh's private members this uses `SegmentWriter.pool` (given one of its own), `_flush_segment`
and, to copy a segment, `SegmentReader._terms`. `tests/contract/test_whoosh_backend.py` compares
what comes out with an ordinary Whoosh index.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
from whoosh.formats import Format
from whoosh.writing import SegmentWriter

from archive.search.backends.columns import Floats, Ints
from archive.search.backends.whoosh_forms import EXTENSION, GatheredForms, read_forms

_HEAD: Final = struct.Struct("<II4B")
_FEW: Final = 24  # numbers: NumPy needs a microsecond for each thing it is asked
_WORTH_COMPRESSING: Final = 96  # bytes: zlib needs some microseconds, however little there is
_WIDTHS: Final[dict[int, Any]] = {1: np.dtype("<u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}


@dataclass(frozen=True, slots=True)
class Postings:
    """A list: `docs` ascending, `times` beside them, `places` of the first, the second, …"""

    docs: Ints
    times: Ints
    places: Ints

    @classmethod
    def none(cls) -> Postings:
        """The list of a term that is not there."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))

    def among(self, kept: NDArray[np.bool_]) -> Postings:
        """Those of the documents that `kept` (by document number) says."""
        chosen = kept[self.docs]
        places = self.places
        if len(places):
            places = places[np.repeat(chosen, self.times)]
        return Postings(self.docs[chosen], self.times[chosen], places)

    def counted(self) -> Floats:
        """Occurrences, for ranking."""
        return self.times.astype(np.float64)


def packed(docs: Sequence[int], times: Sequence[int], places: Sequence[int]) -> bytes:
    """The record of a list; arrays of numbers are quickest."""
    listed = times if max(times) > 1 else ()
    if len(docs) + len(places) < _FEW:
        steps = [docs[0], *(after - before for before, after in pairwise(docs))]
        bodies = [_few(steps), _few(listed), _few(places)]
    else:
        numbers = np.array(docs, np.int64)
        numbers[1:] -= numbers[:-1].copy()
        bodies = [
            _many(numbers),
            _many(np.array(listed, np.int64)),
            _many(np.array(places, np.int64)),
        ]
    body = b"".join(part for _, part in bodies)
    compressed = len(body) > _WORTH_COMPRESSING
    if compressed:
        body = zlib.compress(body, 3)
    flags = compressed | 2 * bool(listed)
    return _HEAD.pack(len(docs), len(places), *(width for width, _ in bodies), flags) + body


def unpacked(record: bytes) -> Postings:
    """The list of a record. Raises `ValueError`, `KeyError` or `zlib.error` if it is none."""
    size, spots, of_docs, of_times, of_places, flags = _HEAD.unpack_from(record)
    body = zlib.decompress(record[_HEAD.size :]) if flags & 1 else record[_HEAD.size :]
    listed = size if flags & 2 else 0
    if len(body) != size * of_docs + listed * of_times + spots * of_places:
        raise ValueError("a posting list is damaged")
    docs = np.frombuffer(body, _WIDTHS[of_docs], size).astype(np.int64).cumsum()
    at = size * of_docs
    times = np.frombuffer(body, _WIDTHS[of_times], listed, at).astype(np.int64)
    at += listed * of_times
    places = np.frombuffer(body, _WIDTHS[of_places], spots, at).astype(np.int64)
    return Postings(docs, times if flags & 2 else np.ones(size, np.int64), places)


def _few(values: Sequence[int]) -> tuple[int, bytes]:
    """Width and bytes of some numbers."""
    width = _width(max(values, default=0))
    return width, b"".join(value.to_bytes(width, "little") for value in values)


def _many(values: Ints) -> tuple[int, bytes]:
    """The same of many, which NumPy is quicker at."""
    width = _width(int(values.max(initial=0)))
    return width, values.astype(_WIDTHS[width]).tobytes()


def _width(most: int) -> int:
    return 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4


class Places(Format):  # type: ignore[misc]
    """Where each term stands; a value is terms in order."""

    def word_values(
        self, value: Sequence[str], analyzer: Any, **options: Any
    ) -> Iterator[tuple[str, int, float, Any]]:
        places: dict[str, list[int]] = {}
        for at, term in enumerate(value):
            places.setdefault(term, []).append(at)
        for term, found in places.items():
            yield term, len(found), float(len(found)), found


class Gathered:
    """What a writer collects before it writes: a list a term, in memory."""

    def __init__(self) -> None:
        self.fieldnames: set[str] = set()
        self._held: dict[str, dict[bytes, tuple[Any, Any, Any]]] = {}

    def add(self, posting: tuple[str, bytes, int, float, Any]) -> None:
        """One posting; the documents of a term come in order."""
        field, term, doc, weight, places = posting
        docs, times, spots = self._of(field, term)
        docs.append(doc)
        times.append(int(weight))
        spots.extend(places)

    def put(self, field: str, term: bytes, postings: Postings) -> None:
        """Many at once."""
        for held, more in zip(
            self._of(field, term), (postings.docs, postings.times, postings.places), strict=True
        ):
            held.frombytes(more.astype(np.uint32).tobytes())

    def _of(self, field: str, term: bytes) -> tuple[Any, Any, Any]:
        terms = self._held.setdefault(field, {})
        held = terms.get(term)
        if held is None:
            held = terms[term] = array("I"), array("I"), array("I")
        return held

    def iter_postings(self) -> Iterator[tuple[str, bytes, bytes]]:
        """(field, term, record), sorted as Whoosh's term index wants them."""
        for field in sorted(self._held):
            terms = self._held[field]
            for term in sorted(terms):
                yield field, term, packed(*terms[term])

    def cleanup(self) -> None:
        """Forget all."""
        self._held.clear()


class BlockFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes the term index as Whoosh does, and the records of `Gathered`."""

    def add_postings(
        self, schema: Any, lengths: Any, items: Iterable[tuple[str, bytes, bytes]]
    ) -> None:
        last = None
        for field, term, record in items:
            if field != last:
                if last is not None:
                    self.finish_field()
                self.start_field(field, schema[field])
                last = field
            self.start_term(term)
            self._postwriter.put(record)
            self.finish_term()
        if last is not None:
            self.finish_field()


class BlockPostingsWriter:
    """Puts one record after the other."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def start_postings(self, format_: Any, terminfo: Any) -> None:
        self._terminfo = terminfo

    def put(self, record: bytes) -> None:
        self._terminfo.set_extent(self._file.tell(), len(record))
        self._file.write(record)

    def finish_postings(self) -> Any:
        return self._terminfo


class BlockCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with records for blocks."""

    def field_writer(self, storage: Any, segment: Any) -> BlockFieldWriter:
        return BlockFieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> BlockPostingsWriter:
        return BlockPostingsWriter(dbfile)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Postings:
        offset, (length,) = terminfo.extent()  # 2.7.4 forgets to take it out of its tuple
        return unpacked(dbfile.get(offset, length))


class BlockWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer with the codec and the pool of this module."""

    def __init__(self, index: Any, **options: Any) -> None:
        super().__init__(index, codec=BlockCodec(), compound=False, **options)
        self.pool = Gathered()
        self._forms = GatheredForms()

    def add_document(self, *, form: Sequence[str], **fields: Any) -> None:
        """`form` is every word as written."""
        self._forms.add(self.docnum, form)
        super().add_document(**fields)

    def _flush_segment(self) -> None:
        super()._flush_segment()
        with self.newsegment.create_file(self.storage, EXTENSION) as file:
            file.write(self._forms.record())

    def add_postings_to_pool(
        self, reader: Any, startdoc: int, docmap: dict[int, int] | None
    ) -> None:
        """Copy a segment's lists: the living documents get the numbers of `docmap`."""
        size = reader.doc_count_all()
        number = np.arange(startdoc, startdoc + size)
        kept = np.ones(size, np.bool_)
        if docmap is not None:
            kept[:] = False
            kept[list(docmap)] = True
            number[list(docmap)] = list(docmap.values())
        self._forms.copy(read_forms(reader.storage(), reader.segment()), kept, number)
        terms = reader._terms
        for (field, term), info in terms.items():
            found = self.codec.postings_reader(terms._postfile, info, None)
            if not kept.all():
                found = found.among(kept)
            if len(found.docs):
                self.pool.put(field, term, Postings(number[found.docs], found.times, found.places))
