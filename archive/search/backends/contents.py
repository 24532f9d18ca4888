"""What a part of an index is made of, before and beside what its engine makes of it.

    <part>.facts    see `facts.py`
    <part>.words    JSON of every word as written, and of its term (how much shorter it is, or
                    itself); which words stand in title and text of each document, in order:
                    numbers of two or four bytes, compressed

The second is what the positions of any engine say, in a shape that can be read. A part is made
again from these two, whatever its engine can do: tantivy merges nothing on demand, and copying
Whoosh's lists takes longer than making them. They are also where the nearness of several words is
looked for, on an engine that cannot say it.

Words are numbered by how often they stand, so that most numbers have a high byte of 0; the bytes
are laid low ones first, then high ones, and packed by Huffman's code alone, which is quick.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends.facts import TEXT_FIELDS, Facts, Ints, Mask, TextField

_HEAD: Final = struct.Struct("<IIQB")
"""Bytes of JSON and of packed numbers; how many words stand in all documents; bytes of a number."""


@dataclass(frozen=True)
class Contents:
    """Some thousand documents: their facts and their words, never their text.

    `order` are numbers of words as they stand: title and text of the first document, then of the
    second. `forms[n]` and `terms[n]` are those of word n.
    """

    facts: Facts
    forms: Sequence[str]
    terms: Sequence[str]
    order: NDArray[Any]

    @classmethod
    def of(cls, docs: Sequence[IndexDocument]) -> Contents:
        """Reads texts, in one pass."""
        number = _Numbered()
        order: list[int] = []
        sizes: list[int] = []
        for text in chain.from_iterable((doc.title, doc.text) for doc in docs):
            words = analyser.forms(text)
            sizes.append(len(words))
            order += map(number.__getitem__, words)
        forms = list(number)
        lengths: dict[TextField, Ints] = {
            field: np.array(sizes[at::2], np.int64) for at, field in enumerate(TEXT_FIELDS)
        }
        terms = [analyser.term_of(form) for form in forms]
        return cls(Facts.of(docs, lengths), forms, terms, np.array(order, np.uint32))

    @property
    def size(self) -> int:
        """How many documents there are."""
        return self.facts.size

    @cached_property
    def bounds(self) -> Ints:
        """Words of field f of document n are those of `order` from `bounds[2 * n + f]` up to the
        next bound."""
        sizes = np.stack([self.facts.lengths[field] for field in TEXT_FIELDS], axis=1).ravel()
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])

    def taken(self, kept: Mask) -> Contents:
        """Those of the documents `kept`, with no word that none of them has."""
        chosen = np.repeat(np.repeat(kept, 2), np.diff(self.bounds))
        order = self.order[chosen]
        used = np.bincount(order, minlength=len(self.forms)) > 0
        words = np.flatnonzero(used).tolist()
        order = (np.cumsum(used) - 1)[order]
        forms, terms = [self.forms[n] for n in words], [self.terms[n] for n in words]
        return Contents(self.facts.taken(kept), forms, terms, order)

    @classmethod
    def joined(cls, parts: Sequence[Contents]) -> Contents:
        """The documents of one after those of another. At least one."""
        if len(parts) == 1:
            return parts[0]
        term = {
            form: term for part in parts for form, term in zip(part.forms, part.terms, strict=True)
        }
        number = {form: n for n, form in enumerate(term)}
        order = [np.array([number[f] for f in p.forms], np.int64)[p.order] for p in parts]
        facts = Facts.joined([part.facts for part in parts])
        return cls(facts, list(term), list(term.values()), np.concatenate(order))

    def packed_words(self) -> bytes:
        """The file of words."""
        often = np.argsort(-np.bincount(self.order, minlength=len(self.forms)), kind="stable")
        rank = np.empty(len(often), np.int64)
        rank[often] = np.arange(len(often))
        numbers = often.tolist()
        forms = [self.forms[n] for n in numbers]
        shorter = [_shorter(self.forms[n], self.terms[n]) for n in numbers]
        letters = json.dumps([forms, shorter], ensure_ascii=False, separators=(",", ":")).encode()
        width = 2 if len(often) <= 1 << 16 else 4
        laid = rank[self.order].astype(f"<u{width}").view(np.uint8).reshape(-1, width).T.tobytes()
        huffman = zlib.compressobj(1, zlib.DEFLATED, -15, 9, zlib.Z_HUFFMAN_ONLY)
        body = huffman.compress(laid) + huffman.flush()
        head = _HEAD.pack(len(letters), len(body), len(self.order), width)
        return b"".join((head, letters, body))


def in_pieces(parts: Sequence[Contents], largest: int) -> Iterator[Contents]:
    """The documents of all the parts, in order, as parts of up to `largest`."""
    parts = [part for part in parts if part.size]
    if not parts:
        return
    whole = Contents.joined(parts)
    if whole.size <= largest:
        yield whole
        return
    at = np.arange(whole.size)
    for first in range(0, whole.size, largest):
        yield whole.taken((at >= first) & (at < first + largest))


class PackedWords:
    """A file of words, read when it is needed. Raises `ValueError`, `TypeError`, `struct.error` or
    `zlib.error` for what is none, most of them at once."""

    def __init__(self, facts: Facts, record: bytes | mmap.mmap) -> None:
        self._facts, self._record = facts, record
        letters, body, self._size, self._width = _HEAD.unpack_from(record)
        self._body = _HEAD.size + letters
        words = sum(int(lengths.sum()) for lengths in facts.lengths.values())
        if self._body + body != len(record) or words != self._size:
            raise ValueError("the words of a part are damaged")

    @cached_property
    def forms(self) -> list[str]:
        """Every word as written."""
        return self._letters[0]

    @cached_property
    def terms(self) -> list[str]:
        """The term of each."""
        return [_term(form, less) for form, less in zip(*self._letters, strict=True)]

    @cached_property
    def _letters(self) -> tuple[list[str], list[int | str]]:
        forms, shorter = json.loads(bytes(self._record[_HEAD.size : self._body]))
        return forms, shorter

    @cached_property
    def contents(self) -> Contents:
        """All of it."""
        laid = np.frombuffer(zlib.decompress(self._record[self._body :], -15), np.uint8)
        laid = np.ascontiguousarray(laid.reshape(self._width, self._size).T)
        return Contents(self._facts, self.forms, self.terms, laid.view(f"<u{self._width}").ravel())


def _shorter(form: str, term: str) -> int | str:
    """How many letters the term is shorter, or itself if the form does not begin with it."""
    return len(form) - len(term) if form.startswith(term) else term


def _term(form: str, shorter: int | str) -> str:
    return shorter if isinstance(shorter, str) else form[: len(form) - shorter]


def mapped(path: Path) -> mmap.mmap:
    """The bytes of a file, there as long as they are wanted, even if it is deleted. Raises
    `ValueError` if there are none."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class _Numbered(dict[str, int]):
    """A number for each form, given when it is first asked for."""

    def __missing__(self, form: str) -> int:
        number = self[form] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where things (words or terms, by number) stand: sorted by thing, then by document.

    `docs[n]` has the thing of `things[n]` `times[n]` times, at those `places` that follow one
    another from `starts[n]` on.
    """

    things: Ints
    docs: Ints
    times: Ints
    starts: Ints
    places: Ints


def occurrences(things: Ints, docs: Ints, places: Ints, number: int) -> Occurrences:
    """Of `number` things; what is given is in the order of the documents, then of the places."""
    order = in_order(things, number)
    things, docs = things[order], docs[order]
    first = np.ones(len(things), np.bool_)
    first[1:] = (things[1:] != things[:-1]) | (docs[1:] != docs[:-1])
    starts = np.flatnonzero(first)
    times = np.diff(starts, append=len(things))
    return Occurrences(things[starts], docs[starts], times, starts, places[order])


def in_order(numbers: Ints, below: int) -> Ints:
    """What sorts `numbers`, all less than `below`; equal ones stay as they are."""
    if below <= 1 << 16:  # two bytes: sorted by radix, many times as fast
        return np.argsort(numbers.astype(np.uint16), kind="stable")
    low = np.argsort((numbers & 0xFFFF).astype(np.uint16), kind="stable")
    return low[in_order((numbers >> 16)[low], (below >> 16) + 1)]


def standing(contents: Contents) -> tuple[Ints, NDArray[np.bool_], Ints]:
    """Of each word of `contents.order`: its document, whether it stands in the text (else in the
    title), and the how manieth it is there."""
    sizes = np.diff(contents.bounds)
    field = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(contents.order)) - np.repeat(contents.bounds[:-1], sizes)
    return field >> 1, (field & 1).astype(np.bool_), place


def numbered(values: Iterable[str]) -> tuple[list[str], Ints]:
    """The values sorted by code point, each once, and the rank of each."""
    given = list(values)
    ordered = sorted(set(given))
    rank = {value: n for n, value in enumerate(ordered)}
    return ordered, np.array([rank[value] for value in given], np.int64)
