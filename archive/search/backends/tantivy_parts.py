"""Parts of a tantivy index: written once, read as often as wanted, never changed.

A part is some thousand documents: the segment files that tantivy made of them, and beside those the
two files of `contents.py`. They are there because the wheel gives no positions out (nearness of
three words or more), merges nothing on demand and keeps what is deleted until it merges: a part is
made again from its own words instead.

`num` is a number that no other document of the index has; those of one part follow each other.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import tantivy

from archive.search.backends.contents import (
    Contents,
    PackedWords,
    in_order,
    mapped,
    numbered,
    occurrences,
    standing,
)
from archive.search.backends.facts import TEXT_FIELDS, Facts, Ints, TextField
from archive.search.backends.positions import APART

NUMBER: Final = "num"
FORMS: Final = "form"
OFTEN: Final = "often"
MARK: Final = "\x1f"
"""Stands in no word: between the parts of what `OFTEN` holds (field, term, times)."""

MOST_TIMES: Final = 12
"""A term that stands more often than this in a text ranks as if it stood so often."""

_HEAP: Final = 128_000_000  # bytes: a part never needs a second segment


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


def write_part(folder: Path, contents: Contents, start: int) -> Entry:
    """Make a part in `folder`; the numbers of its documents begin with `start`."""
    name = secrets.token_hex(6)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        index = tantivy.Index(SCHEMA, path=aside)
        writer = index.writer(_HEAP, 1)
        for number, fields in enumerate(_fields(contents), start=start):
            document = tantivy.Document()
            document.add_unsigned(NUMBER, number)
            for field, words in fields.items():
                document.add_text(field, words)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        made = json.loads((Path(aside) / "meta.json").read_text(encoding="utf-8"))
        entry = Entry(name, start, contents.size, tuple(made["segments"]))
        for file in entry.files(Path(aside)):
            file.rename(folder / file.name)
    (folder / f"{name}.facts").write_bytes(contents.facts.packed())
    (folder / f"{name}.words").write_bytes(contents.packed_words())
    return entry


def _fields(contents: Contents) -> Iterator[dict[str, str]]:
    """What tantivy is given of each document, as words between spaces."""
    in_order = [contents.terms[word] for word in contents.order.tolist()]
    bounds = contents.bounds.tolist()
    for doc, (forms, often) in enumerate(zip(_forms(contents), _often(contents), strict=True)):
        first, second, last = bounds[2 * doc : 2 * doc + 3]
        fields = {
            "title": " ".join(in_order[first:second]),
            "text": " ".join(in_order[second:last]),
            FORMS: " ".join(forms),
            OFTEN: " ".join(often),
        }
        yield {name: words for name, words in fields.items() if words}


def _forms(contents: Contents) -> Iterator[list[str]]:
    """Each form of each document, once."""
    docs, _, places = standing(contents)
    found = occurrences(contents.order, docs, places, len(contents.forms))
    order = in_order(found.docs, contents.size)
    return _by_document(found.docs[order], found.things[order], contents.forms, contents.size)


def _often(contents: Contents) -> Iterator[list[str]]:
    """What `OFTEN` holds of each document: of every term that stands twice or more in a field."""
    docs, in_text, places = standing(contents)
    terms, term_of = numbered(contents.terms)
    things = 2 * term_of[contents.order] + in_text
    found = occurrences(things, docs, places, 2 * len(terms))
    more = found.times > 1
    docs, things = found.docs[more], found.things[more]
    kinds = things * (MOST_TIMES + 1) + np.minimum(found.times[more], MOST_TIMES)
    names: dict[int, str] = {}
    for kind in set(kinds.tolist()):
        thing, times = divmod(kind, MOST_TIMES + 1)
        names[kind] = f"{TEXT_FIELDS[thing & 1]}{MARK}{terms[thing >> 1]}{MARK}{times}"
    order = in_order(docs, contents.size)
    return _by_document(docs[order], kinds[order], names, contents.size)


def _by_document(
    docs: Ints, which: Ints, names: Sequence[str] | Mapping[int, str], size: int
) -> Iterator[list[str]]:
    """The names (by what is in `which`) of each of `size` documents; `docs` are ascending."""
    bounds = np.searchsorted(docs, np.arange(size + 1)).tolist()
    given = [names[n] for n in which.tolist()]
    return (given[first:last] for first, last in pairwise(bounds))


class Part:
    """A part, read: its facts at once, its words when they are asked for."""

    def __init__(self, folder: Path, entry: Entry) -> None:
        self.entry = entry
        path = folder / entry.name
        self.facts = Facts.unpacked(path.with_suffix(".facts").read_bytes())
        self._words = PackedWords(self.facts, mapped(path.with_suffix(".words")))
        if self.facts.size != entry.size:
            raise ValueError("a part is incomplete")

    @property
    def size(self) -> int:
        """How many documents it holds, those that are gone included."""
        return self.entry.size

    @property
    def contents(self) -> Contents:
        """What it was made of."""
        return self._words.contents

    def lexicon(self) -> Iterator[str]:
        """Every form and every term of its words."""
        return chain(self._words.forms, self._words.terms)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every form."""
        return frozenset(self._words.forms)

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """Every character that stands in a form."""
        return frozenset("".join(self._words.forms))

    @cached_property
    def _coded_terms(self) -> tuple[dict[str, int], Ints]:
        """A number for each term, and that of the term of each word."""
        terms, codes = numbered(self._words.terms)
        return {term: number for number, term in enumerate(terms)}, codes

    def keys(self, field: TextField, terms: Sequence[str], docs: Ints) -> list[Ints]:
        """The places of each of `terms` in `docs` (of this part, ascending), as keys of
        `positions`."""
        number, codes = self._coded_terms
        contents = self.contents
        first = 2 * docs + TEXT_FIELDS.index(field)
        starts = contents.bounds[first]
        sizes = contents.bounds[first + 1] - starts
        ends = np.cumsum(sizes)
        position = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
        read = codes[contents.order[np.repeat(starts, sizes) + position]]
        keys = np.repeat(docs, sizes) * APART + position
        return [keys[read == number.get(term, -1)] for term in terms]


def link(source: Path, target: Path) -> None:
    """The same file in another folder; a copy where the file system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
