"""Posting lists as arrays: a codec for Whoosh that writes and reads a whole list at once.

Whoosh lets a codec decide how postings lie in their file. Its own pickles blocks of 128, a Python
object a posting; here a list is one record, three arrays of the narrowest numbers that hold them:

    postings, places: u32 each; widths of the three arrays in bytes, and whether compressed: u8
    documents (the first, then differences), occurrences in each, places of all in order

A document whose occurrences are not kept has one; a list whose occurrences are all one keeps none.
The term index is Whoosh's own; forms have a file of theirs, facts and words those of `contents.py`.

Of Whoosh's private members this uses `SegmentWriter._flush_segment`, `_added` and, to write a term,
`W3FieldWriter._tindex`, `_postfile` and `_fieldid`. `tests/contract/test_whoosh_backend.py`
compares what comes out with an ordinary Whoosh index.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.system import pack_ushort
from whoosh.writing import SegmentWriter

from archive.search.backends.contents import Contents, numbered, occurrences, standing
from archive.search.backends.facts import TEXT_FIELDS, Floats, Ints
from archive.search.backends.whoosh_forms import packed_forms

FORMS: Final = ".frm"
FACTS: Final = ".facts"
WORDS: Final = ".words"
"""Files of ours beside those of a segment."""

_HEAD: Final = struct.Struct("<II4B")
_ONE: Final = struct.Struct("<II4B2H")  # a record of one posting: half of all have no more
_EXTENT: Final = struct.Struct("!qi")
_FEW: Final = 60  # numbers: NumPy needs a microsecond for each thing it is asked
_WORTH_COMPRESSING: Final = 400  # bytes: zlib needs fifty microseconds, however little there is
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
    """The record of a list of some numbers; of many, `packed_many` is quicker at it."""
    if len(places) == 1 and docs[0] < 1 << 16 > places[0]:
        return _ONE.pack(1, 1, 2, 1, 2, 0, docs[0], places[0])
    listed = times if max(times) > 1 else ()
    steps = [docs[0], *(after - before for before, after in pairwise(docs))]
    return _record(len(docs), len(places), [_few(steps), _few(listed), _few(places)])


def packed_many(docs: Ints, times: Ints, places: Ints) -> bytes:
    """The same of arrays."""
    steps = docs.copy()
    steps[1:] -= docs[:-1]
    listed = times if times.max() > 1 else times[:0]
    return _record(len(docs), len(places), [_many(steps), _many(listed), _many(places)])


def _record(size: int, spots: int, bodies: Sequence[tuple[int, bytes]]) -> bytes:
    (of_docs, steps), (of_times, listed), (of_places, spans) = bodies
    body = steps + listed + spans
    compressed = len(body) > _WORTH_COMPRESSING
    if compressed:
        body = zlib.compress(body, 1)
    flags = compressed | 2 * bool(listed)
    return _HEAD.pack(size, spots, of_docs, of_times, of_places, flags) + body


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
    if width == 1:
        return 1, bytes(values)
    return width, struct.pack(f"<{len(values)}{'H' if width == 2 else 'I'}", *values)


def _many(values: Ints) -> tuple[int, bytes]:
    """The same of many, which NumPy is quicker at."""
    width = _width(int(values.max(initial=0)))
    return width, values.astype(_WIDTHS[width]).tobytes()


def _width(most: int) -> int:
    return 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4


class BlockFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes the term index as Whoosh does, and a record a term."""

    def add_postings(
        self, schema: Any, lengths: Any, items: Iterable[tuple[str, bytes, bytes]]
    ) -> None:
        last = None
        about = W3TermInfo()
        about.set_extent(0, 0)
        known = about.to_bytes()[: -_EXTENT.size]  # of a term Whoosh is told no more than where
        file, index = self._postfile, self._tindex
        at = file.tell()
        for field, term, record in items:
            if field != last:
                self.start_field(field, schema[field])
                number = pack_ushort(self._fieldid)
                last = field
            index.add(number + term, known + _EXTENT.pack(at, len(record)))
            file.write(record)
            at += len(record)
        if last is not None:
            self.finish_field()


class BlockCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with records for blocks."""

    def field_writer(self, storage: Any, segment: Any) -> BlockFieldWriter:
        return BlockFieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> None:
        return None

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Postings:
        offset, (length,) = terminfo.extent()  # 2.7.4 forgets to take it out of its tuple
        return unpacked(dbfile.get(offset, length))


class BlockWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer with the codec of this module; a segment is made of `Contents`."""

    def __init__(self, index: Any, **options: Any) -> None:
        super().__init__(index, codec=BlockCodec(), compound=False, **options)
        self._parts: list[Contents] = []

    def put(self, contents: Contents) -> None:
        """These documents, too, are to be in the new segment."""
        if contents.size:
            self._parts.append(contents)
            self._added = True
            self.docnum += contents.size

    def _flush_segment(self) -> None:
        contents = Contents.joined(self._parts)
        self.perdocwriter.close()
        self.fieldwriter.add_postings(self.schema, None, records(contents))
        self.fieldwriter.close()
        for extension, record in (
            (FORMS, packed_forms(contents)),
            (FACTS, contents.facts.packed()),
            (WORDS, contents.packed_words()),
        ):
            with self.newsegment.create_file(self.storage, extension) as file:
                file.write(record)


def records(contents: Contents) -> Iterator[tuple[str, bytes, bytes]]:
    """(field, term, record) of every term, as Whoosh's term index wants them sorted."""
    docs, in_text, places = standing(contents)
    terms, term_of = numbered(contents.terms)
    coded = [term.encode("utf-8", "surrogatepass") for term in terms]
    here = term_of[contents.order]
    for field in sorted(TEXT_FIELDS):
        chosen = in_text if field == "text" else ~in_text
        found = occurrences(here[chosen], docs[chosen], places[chosen], len(terms))
        bounds = np.searchsorted(found.things, np.arange(len(terms) + 1))
        spots = np.append(found.starts, len(found.places))[bounds]
        every, times, at = found.docs.tolist(), found.times.tolist(), found.places.tolist()
        for term, (begin, end), (first, last) in zip(
            coded, pairwise(bounds.tolist()), pairwise(spots.tolist()), strict=True
        ):
            if last - first + end - begin < _FEW:
                if begin < end:
                    yield field, term, packed(every[begin:end], times[begin:end], at[first:last])
            else:
                lists = found.docs[begin:end], found.times[begin:end], found.places[first:last]
                yield field, term, packed_many(*lists)
