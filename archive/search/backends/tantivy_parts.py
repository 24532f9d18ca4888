"""Parts of a tantivy index: written once, read as often as wanted, never changed.

A part is some thousand documents: the segment files that tantivy made of them, and beside those

    <part>.facts    JSON: the facts of each document, and every (form, term) that stands in them
    <part>.words    which of those stand in title and text, in order: small integers

The second is what the positions of any engine say, in a shape that can be read. It is there because
the wheel gives no positions out (nearness of three words or more), merges nothing on demand and
keeps what is deleted until it merges: a part is made again from its own words instead.

`num` is a number that no other document of the index has; those of one part follow each other.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import tantivy
from numpy.typing import NDArray

from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends.columns import (
    FACTS,
    TEXT_FIELDS,
    Facts,
    Ints,
    TextField,
    facts_of,
)
from archive.search.backends.positions import APART

NUMBER: Final = "num"
FORMS: Final = "form"
OFTEN: Final = "often"
MARK: Final = "\x1f"
"""Stands in no word: between the parts of what `OFTEN` holds (field, term, times)."""

MOST_TIMES: Final = 12
"""A term that stands more often than this in a text ranks as if it stood so often."""

_HEAP: Final = 128_000_000  # bytes: a part never needs a second segment

Word = tuple[str, str]
"""A form and its term."""


def schema() -> tantivy.Schema:
    """Words split at spaces only: the analyser has done its work before."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(NUMBER, fast=True)
    for field in TEXT_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    for name in (FORMS, OFTEN):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


SCHEMA: Final = schema()


@dataclass(frozen=True, slots=True)
class Record:
    """A document as a part keeps it: `facts` as `facts_of` makes them, words in order."""

    facts: dict[str, Any]
    words: dict[TextField, list[Word]]


def record_of(doc: IndexDocument) -> Record:
    """What is kept of a document. No text."""
    words: dict[TextField, list[Word]] = {
        "title": analyser.words(doc.title),
        "text": analyser.words(doc.text),
    }
    return Record(facts_of(doc, title=len(words["title"]), text=len(words["text"])), words)


@dataclass(frozen=True, slots=True)
class Entry:
    """A part in the table of contents. `segments` are tantivy's own lines on its segments."""

    name: str
    start: int
    size: int
    segments: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, line: dict[str, Any]) -> Entry:
        """An entry as JSON gives it back."""
        return cls(line["name"], line["start"], line["size"], tuple(line["segments"]))

    def files(self, folder: Path) -> Iterator[Path]:
        """Every file of this part in `folder`."""
        prefixes = (self.name, *(line["segment_id"].replace("-", "") for line in self.segments))
        return (file for file in folder.iterdir() if file.name.startswith(prefixes))


def write_part(folder: Path, records: Sequence[Record], start: int) -> Entry:
    """Make a part of `records` in `folder`; their numbers begin with `start`."""
    name = secrets.token_hex(6)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        index = tantivy.Index(SCHEMA, path=aside)
        writer = index.writer(_HEAP, 1)
        for number, record in enumerate(records, start=start):
            writer.add_document(_document(number, record))
        writer.commit()
        writer.wait_merging_threads()
        made = json.loads((Path(aside) / "meta.json").read_text(encoding="utf-8"))
        entry = Entry(name, start, len(records), tuple(made["segments"]))
        for file in entry.files(Path(aside)):
            file.rename(folder / file.name)
    _write_words(folder / name, records)
    return entry


def _document(number: int, record: Record) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned(NUMBER, number)
    forms: set[str] = set()
    often: list[str] = []
    for field, words in record.words.items():
        if not words:
            continue
        terms = [term for _, term in words]
        forms.update(form for form, _ in words)
        document.add_text(field, " ".join(terms))
        often += (
            f"{field}{MARK}{term}{MARK}{min(times, MOST_TIMES)}"
            for term, times in Counter(terms).items()
            if times > 1
        )
    document.add_text(FORMS, " ".join(forms))
    document.add_text(OFTEN, " ".join(often))
    return document


def _write_words(path: Path, records: Sequence[Record]) -> None:
    number: dict[Word, int] = {}
    order = [
        number.setdefault(word, len(number))
        for record in records
        for field in TEXT_FIELDS
        for word in record.words[field]
    ]
    columns = {name: [record.facts[name] for record in records] for name in FACTS}
    facts = json.dumps({"facts": columns, "words": list(number)}, separators=(",", ":"))
    path.with_suffix(".facts").write_text(facts, encoding="utf-8")
    kind = np.uint16 if len(number) <= np.iinfo(np.uint16).max else np.uint32
    with path.with_suffix(".words").open("wb") as file:
        np.save(file, np.array(order, kind), allow_pickle=False)


class Part(Facts):
    """A part, read."""

    def __init__(self, folder: Path, entry: Entry) -> None:
        self.entry = entry
        path = folder / entry.name
        held = json.loads(path.with_suffix(".facts").read_text(encoding="utf-8"))
        columns: dict[str, list[Any]] = held["facts"]
        super().__init__(columns)
        self.words: list[Word] = [(form, term) for form, term in held["words"]]
        self._order: NDArray[Any] = np.load(
            path.with_suffix(".words"), mmap_mode="r" if len(held["words"]) else None
        )
        self._columns = columns
        sizes = [self.lengths[field].astype(np.int64) for field in TEXT_FIELDS]
        ends = np.cumsum(np.stack(sizes, axis=1).ravel())
        self._bounds = np.concatenate([np.zeros(1, np.int64), ends])
        if self.size != entry.size or len(self._order) != self._bounds[-1]:
            raise ValueError("a part is incomplete")

    def records(self, docs: Iterable[int]) -> Iterator[Record]:
        """The documents of these numbers (of this part), to write them again."""
        for doc in docs:
            facts = {name: column[doc] for name, column in self._columns.items()}
            bounds = pairwise(self._bounds[2 * doc : 2 * doc + 3].tolist())
            words: dict[TextField, list[Word]] = {
                field: [self.words[at] for at in self._order[start:end].tolist()]
                for field, (start, end) in zip(TEXT_FIELDS, bounds, strict=True)
            }
            yield Record(facts, words)

    def lexicon(self) -> Iterator[str]:
        """Every form and every term of its words."""
        return chain.from_iterable(self.words)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every form."""
        return frozenset(form for form, _ in self.words)

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """Every character that stands in a form."""
        return frozenset().union(*self.forms)

    @cached_property
    def _coded_terms(self) -> tuple[dict[str, int], Ints]:
        """A number for each term, and that of the term of each word."""
        number: dict[str, int] = {}
        codes = [number.setdefault(term, len(number)) for _, term in self.words]
        return number, np.array(codes, np.int64)

    def keys(self, field: TextField, terms: Sequence[str], docs: Ints) -> list[Ints]:
        """The places of each of `terms` in `docs` (of this part, ascending), as keys of
        `positions`."""
        number, codes = self._coded_terms
        first = 2 * docs + TEXT_FIELDS.index(field)
        starts, sizes = self._bounds[first], self._bounds[first + 1] - self._bounds[first]
        ends = np.cumsum(sizes)
        position = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
        read = codes[self._order[np.repeat(starts, sizes) + position]]
        keys = np.repeat(docs, sizes) * APART + position
        return [keys[read == number.get(term, -1)] for term in terms]


def link(source: Path, target: Path) -> None:
    """The same file in another folder; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
