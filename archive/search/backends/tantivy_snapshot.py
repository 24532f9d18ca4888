"""One generation of a tantivy index: tantivy says which documents have a word, columns the rest.

tantivy is never asked to rank, count or filter: its statistics are over all documents, those that a
search may not know of included. It gives the numbers of documents, in order, and how often a term
stands in them; masks, facets and BM25F are taken from the columns, as on every engine.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, permutations
from operator import itemgetter
from pathlib import Path
from typing import Final

import numpy as np
import tantivy
from tantivy import Occur, Order, Query

from archive.search.backends import positions
from archive.search.backends.answering import Searchable
from archive.search.backends.facts import TEXT_FIELDS, Floats, Ints, Mask, TextField
from archive.search.backends.folder import reading
from archive.search.backends.tantivy_parts import FORMS, MARK, NUMBER, OFTEN, SCHEMA, Entry, Part
from archive.search.forms import Shape, neighbours

CONTENTS: Final = "parts.json"
KEPT: Final = 2_000_000
"""Postings of single terms kept decoded, for all of a generation: 16 bytes each."""


class Snapshot(Searchable):
    """Immutable, shared by all threads that search it."""

    folder: Path
    parts: dict[str, Part]

    def __init__(self, folder: Path, previous: Snapshot | None) -> None:
        known = previous.parts if previous and previous.folder.parent == folder.parent else {}
        with reading("table of contents"):
            contents = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
            entries = [Entry.of(line) for line in contents["parts"]]
            self.parts = {e.name: known.get(e.name) or Part(folder, e) for e in entries}
            index = tantivy.Index.open(str(folder))
            index.config_reader(reload_policy="manual")
            self._searcher = index.searcher()
            if self._searcher.num_docs != sum(entry.size for entry in entries):
                raise ValueError("tantivy does not hold what the table of contents says")
        self.folder = folder
        self.generation = folder.name
        self.next_number: int = contents["next"]
        self.entries = entries
        self._starts = np.array([entry.start for entry in entries], np.int64)
        bases = accumulate((entry.size for entry in entries), initial=0)
        self._shifts = np.fromiter(bases, np.int64, len(entries)) - self._starts
        super().__init__(
            [p.facts for p in self.parts.values()],
            self._documents(np.array(contents["gone"], np.int64)),
        )
        self._kept: OrderedDict[tuple[str, str], tuple[Ints, Floats]] = OrderedDict()
        self._room = KEPT
        self._lock = threading.Lock()

    # --- which documents ---

    def postings(self, field: TextField, terms: Sequence[str], among: Mask) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of one term, or of several side by side, in `among`.
        Several count as one occurrence."""
        if len(terms) == 1:
            docs, times = self._term(field, terms[0])
            chosen = among[docs]
            return docs[chosen], times[chosen]
        words: list[str | tuple[int, str]] = list(enumerate(terms))
        docs = self._matching(Query.phrase_query(SCHEMA, field, words), self._rarest(field, terms))
        docs = docs[among[docs]]
        return docs, np.ones(len(docs))

    def near(
        self, field: TextField, terms: Sequence[str], distance: int, among: Mask
    ) -> tuple[Ints, Floats]:
        """(document numbers, occurrences) of `terms` at most `distance` others apart, in `among`.

        tantivy's slop means just this for two different words, in either order. For three it finds
        too much and too little (a test shows it), so there their places are compared.
        """
        if len(terms) == 2 and len(set(terms)) == 2:
            orders = (
                Query.phrase_query(SCHEMA, field, list(order), distance)
                for order in permutations(terms)
            )
            either = Query.boolean_query([(Occur.Should, q) for q in orders])
            docs = self._matching(either, self._rarest(field, terms))
            docs = docs[among[docs]]
            return docs, np.ones(len(docs))
        found, counts = [np.zeros(0, np.int64)], [np.zeros(0)]
        for base, part, candidates in self._in_parts(self._with_all(field, terms, among)):
            keys = part.keys(field, terms, candidates)
            docs, times = positions.near(terms, keys, distance)
            found.append(docs + base)
            counts.append(times)
        return np.concatenate(found), np.concatenate(counts)

    def occurrences(self, shape: Shape, among: Mask) -> Floats:
        """1 for each document of `among` with a form that fits `shape`, 0 for others."""
        times = np.zeros(self.size)
        if forms := self._forms(shape):
            times[self._matching(Query.term_set_query(SCHEMA, FORMS, forms))] = 1.0
        return np.where(among, times, 0.0)

    def frequencies(self, shape: Shape, among: Mask) -> dict[str, int]:
        """In how many documents of `among` each form that fits `shape` stands, if in any."""
        counts = {
            form: int(
                np.count_nonzero(among[self._matching(Query.term_query(SCHEMA, FORMS, form))])
            )
            for form in self._forms(shape)
        }
        return {form: count for form, count in counts.items() if count}

    # --- what is there ---

    def lexicon(self) -> Iterator[str]:
        """Every term and form in tantivy's files and in ours."""
        for name in (*TEXT_FIELDS, FORMS):
            with reading("lexicon"):
                yield from (term for term, _ in self._searcher.terms_with_prefix(name, ""))
        for part in self.parts.values():
            with reading("words"):
                yield from part.lexicon()

    def parts_with(self, refs: frozenset[str]) -> set[str]:
        """The names of the parts that hold any version of `refs`."""
        return {name for name, part in self.parts.items() if not refs.isdisjoint(part.facts.refs)}

    def living(self) -> dict[str, int]:
        """How many documents that are not gone each part holds."""
        return {
            name: int(np.count_nonzero(self.alive[base : base + part.size]))
            for (name, part), base in zip(self.parts.items(), self.bases, strict=True)
        }

    # --- asking tantivy ---

    def _forms(self, shape: Shape) -> list[str]:
        if shape.one_off and (near := self._neighbours(shape)) is not None:
            return near
        with reading("forms"):
            known = self._searcher.terms_with_prefix(FORMS, shape.start)
        return [form for form, _ in known if shape.fits(form)]

    def _neighbours(self, shape: Shape) -> list[str] | None:
        """The forms one letter away, if they can be looked up instead of searched for."""
        near = neighbours(shape, self._alphabet)
        if near is None:
            return None
        found: set[str] = set()
        return sorted(found.union(*(near & part.forms for part in self.parts.values())))

    @cached_property
    def _alphabet(self) -> frozenset[str]:
        return frozenset().union(*(part.alphabet for part in self.parts.values()))

    @cached_property
    def _titled(self) -> frozenset[str]:
        """Every term of titles: few words stand in one, and most need not be looked for."""
        return frozenset(term for term, _ in self._searcher.terms_with_prefix("title", ""))

    def _term(self, field: TextField, term: str) -> tuple[Ints, Floats]:
        key = (field, term)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with reading("frequencies"):
            has_it = field != "title" or term in self._titled
            often = self._searcher.doc_freq(field, term) if has_it else 0
        docs = self._matching(Query.term_query(SCHEMA, field, term, index_option="basic"), often)
        times = np.ones(len(docs))
        if len(docs):
            asked = f"{field}{MARK}{term}{MARK}"
            with reading("frequencies"):
                levels = self._searcher.terms_with_prefix(OFTEN, asked)
            for token, often in levels:
                more = self._matching(Query.term_query(SCHEMA, OFTEN, token), often)
                times[np.searchsorted(docs, more)] = int(token.removeprefix(asked))
        with self._lock:
            if key not in self._kept:
                self._kept[key] = (docs, times)
                self._room -= len(docs)
            while self._room < 0:
                _, (dropped, _) = self._kept.popitem(last=False)
                self._room += len(dropped)
        return docs, times

    def _rarest(self, field: TextField, terms: Sequence[str]) -> int:
        """In how many documents all of the terms stand, at most."""
        with reading("frequencies"):
            return min(int(self._searcher.doc_freq(field, term)) for term in terms)

    def _with_all(self, field: TextField, terms: Sequence[str], among: Mask) -> Ints:
        every = [
            (Occur.Must, Query.term_query(SCHEMA, field, term)) for term in dict.fromkeys(terms)
        ]
        docs = self._matching(Query.boolean_query(every), self._rarest(field, terms))
        return docs[among[docs]]

    def _matching(self, query: Query, most: int | None = None) -> Ints:
        """The document numbers of all that `query` matches, ascending; `most` is how many those
        can be: tantivy makes room for as many in each part."""
        limit = self.size if most is None else min(most, self.size)
        if not limit:
            return np.zeros(0, np.int64)
        with reading("postings"):
            hits = self._searcher.search(
                query, limit, count=False, order_by_field=NUMBER, order=Order.Asc
            ).hits
            return self._documents(np.fromiter(map(itemgetter(0), hits), np.int64, len(hits)))

    def _documents(self, numbers: Ints) -> Ints:
        """tantivy's numbers as those of the columns; ascending remain ascending."""
        if not len(numbers):
            return numbers
        part = np.searchsorted(self._starts, numbers, side="right") - 1
        docs: Ints = numbers + self._shifts[part]
        return docs

    def numbers(self, docs: Ints) -> list[int]:
        """The other way round."""
        at = np.searchsorted(np.array(self.bases, np.int64), docs, side="right") - 1
        found: list[int] = (docs - self._shifts[at]).tolist()
        return found

    def _in_parts(self, docs: Ints) -> Iterator[tuple[int, Part, Ints]]:
        """`docs` part by part, numbered within it, with the number of its first document."""
        for base, part in zip(self.bases, self.parts.values(), strict=True):
            first, last = np.searchsorted(docs, (base, base + part.size))
            if first < last:
                yield base, part, docs[first:last] - base
