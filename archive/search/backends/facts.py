"""The facts of the documents of one part of an index, as columns and as a file.

A file is a length (u32, little-endian), that many bytes of JSON with refs and values, and the rest
compressed: places as JSON after its length, then the numbers, each column end to end. It is read
whole, without a step a document. Who looks for a ref in the bytes of an index finds it.

Knows no engine and no query.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
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

_LETTERS: Final = struct.Struct("<I")
_PRINT: Final = 8  # bytes of a fingerprint


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
    def counted(cls, values: Iterable[str], sizes: Ints, codes: Ints) -> Coded:
        """`sizes[n]` of the `codes`, in order, are document n's."""
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        return cls(tuple(values), np.repeat(np.arange(len(sizes)), sizes), codes, starts)

    def taken(self, kept: Mask) -> Coded:
        """Those of the documents `kept`; values that none of them has are left out."""
        chosen = kept[self.docs]
        used, codes = np.unique(self.codes[chosen], return_inverse=True)
        values = (self.values[code] for code in used.tolist())
        return Coded.counted(values, np.diff(self.starts)[kept], codes)

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


@dataclass(frozen=True, slots=True)
class Facts:
    """The columns of one part: what its documents have, in their order. `prints` are fingerprints,
    `lengths` numbers of words; `places` sort documents as a reader meets them."""

    refs: Sequence[str]
    places: Sequence[str]
    prints: Sequence[str]
    since: Floats
    until: Floats
    months: Ints
    lengths: dict[TextField, Ints]
    coded: dict[str, Coded]

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.refs)

    @property
    def years(self) -> Ints:
        """The year of each, 0 for an unknown one."""
        coded = self.coded["year"]
        years = np.zeros(self.size, np.int64)
        years[coded.docs] = np.array([int(year) for year in coded.values], np.int64)[coded.codes]
        return years

    @classmethod
    def of(cls, docs: Sequence[IndexDocument], lengths: dict[TextField, Ints]) -> Facts:
        """All that is kept of documents besides their words."""
        many: dict[str, list[Collection[str]]] = {
            "theme": [doc.themes for doc in docs],
            "label": [[str(label) for label in doc.labels] for doc in docs],
            "near": [doc.near for doc in docs],
            "coder": [doc.coders for doc in docs],
            "voice": [[str(doc.voice)] for doc in docs],
            "discussion": [[doc.discussion] for doc in docs],
            "year": [[] if doc.year is None else [str(doc.year)] for doc in docs],
            "kind": [[str(doc.kind)] for doc in docs],
            "language": [[doc.language] if doc.language else [] for doc in docs],
        }
        months = [UNKNOWN if doc.month is None else doc.month for doc in docs]
        return cls(
            [doc.ref for doc in docs],
            [place(doc) for doc in docs],
            [fingerprint(doc) for doc in docs],
            np.array([doc.visible_from for doc in docs], np.float64),
            np.array([doc.visible_until for doc in docs], np.float64),
            np.array(months, np.int64),
            lengths,
            {name: Coded.of(many[name]) for name in CODED},
        )

    def taken(self, kept: Mask) -> Facts:
        """Those of the documents `kept`."""
        docs = np.flatnonzero(kept).tolist()
        return Facts(
            [self.refs[doc] for doc in docs],
            [self.places[doc] for doc in docs],
            [self.prints[doc] for doc in docs],
            self.since[kept],
            self.until[kept],
            self.months[kept],
            {field: sizes[kept] for field, sizes in self.lengths.items()},
            {name: coded.taken(kept) for name, coded in self.coded.items()},
        )

    @classmethod
    def joined(cls, parts: Sequence[Facts]) -> Facts:
        """The parts' documents as one part's, in their order. At least one."""
        bases = np.cumsum([0, *(part.size for part in parts)]).tolist()[:-1]
        return cls(
            [ref for part in parts for ref in part.refs],
            [where for part in parts for where in part.places],
            [digest for part in parts for digest in part.prints],
            np.concatenate([part.since for part in parts]),
            np.concatenate([part.until for part in parts]),
            np.concatenate([part.months for part in parts]),
            {name: np.concatenate([p.lengths[name] for p in parts]) for name in TEXT_FIELDS},
            {name: Coded.joined([p.coded[name] for p in parts], bases) for name in CODED},
        )

    def packed(self) -> bytes:
        """The file."""
        letters = {
            "refs": self.refs,
            "values": {name: coded.values for name, coded in self.coded.items()},
            "codes": {name: len(coded.codes) for name, coded in self.coded.items()},
        }
        head, places = _as_json(letters), _as_json(self.places)
        numbers: list[NDArray[Any]] = [
            self.since.astype("<f8"),
            self.until.astype("<f8"),
            self.months.astype("<i4"),
            *(self.lengths[field].astype("<u4") for field in TEXT_FIELDS),
        ]
        for name in CODED:
            coded = self.coded[name]
            numbers += [np.diff(coded.starts).astype("<u2"), coded.codes.astype("<u4")]
        digests = bytes.fromhex("".join(self.prints))
        columns = (column.tobytes() for column in numbers)
        body = b"".join((_LETTERS.pack(len(places)), places, digests, *columns))
        return b"".join((_LETTERS.pack(len(head)), head, zlib.compress(body, 1)))

    @classmethod
    def unpacked(cls, record: bytes | mmap.mmap) -> Facts:
        """The facts in a file. Raises `KeyError`, `TypeError`, `ValueError`, `struct.error` or
        `zlib.error` for what is none."""
        (letters,) = _LETTERS.unpack_from(record)
        begin = _LETTERS.size + letters
        held = json.loads(bytes(record[_LETTERS.size : begin]))
        reading = _Reading(zlib.decompress(record[begin:]))
        (places,) = _LETTERS.unpack(reading.bytes(_LETTERS.size))
        size = len(held["refs"])
        where = json.loads(reading.bytes(places))
        digests = reading.bytes(_PRINT * size).hex()
        step = 2 * _PRINT
        facts = cls(
            held["refs"],
            where,
            [digests[at : at + step] for at in range(0, size * step, step)],
            reading.column("<f8", size, np.float64),
            reading.column("<f8", size, np.float64),
            reading.column("<i4", size, np.int64),
            {field: reading.column("<u4", size, np.int64) for field in TEXT_FIELDS},
            {
                name: Coded.counted(
                    held["values"][name],
                    reading.column("<u2", size, np.int64),
                    reading.column("<u4", held["codes"][name], np.int64),
                )
                for name in CODED
            },
        )
        if reading.at != len(reading.record) or len(facts.places) != size:
            raise ValueError("the facts of documents are damaged")
        return facts


def _as_json(letters: Any) -> bytes:
    return json.dumps(letters, ensure_ascii=False, separators=(",", ":")).encode()


class _Reading:
    """A place in a file that moves on as columns are read."""

    def __init__(self, record: bytes) -> None:
        self.record = record
        self.at = 0

    def bytes(self, length: int) -> bytes:
        self.at += length
        return self.record[self.at - length : self.at]

    def column(self, held_as: str, size: int, wanted: Any) -> NDArray[Any]:
        found = np.frombuffer(self.record, held_as, size, self.at).astype(wanted)
        self.at += size * np.dtype(held_as).itemsize
        return found
