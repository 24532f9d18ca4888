"""Reads a search index: its lexicon, its positions, and the bytes of its files.

An index holds no text but its words, as written and as stems, so a string is looked for as the
analyser sees it. An ordinary word stands in other people's texts too; it is no trace. A trace is

- a term in the lexicon which no document that the gate still gives this audience accounts for;
- the string's terms side by side in a document that the gate no longer gives, or gives without;
- a term in a file's bytes, where neither those documents nor an empty index account for it.
"""

from __future__ import annotations

import math
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from archive.domain.words import Kind, Voice
from archive.gate.disclosed import IndexDocument
from archive.management.proving.files import every_file, parts_of
from archive.management.proving.looking import Strings
from archive.management.proving.report import Find, How, Report, Unread, Watch
from archive.management.proving.scanner import SHORT, Scanner
from archive.search import analyser
from archive.search.port import IndexUnusable, SearchBackend

Documents = Iterable[tuple[IndexDocument, ...]]


def read_index(
    name: str,
    index: SearchBackend,
    folder: Path,
    documents: Documents,
    strings: Strings,
    report: Report,
    watch: Watch,
) -> None:
    """One audience's index in `folder`; `documents` are all that this audience may be given."""
    store = f"{name} index"
    wanted = {one.number: analyser.terms(one.text) for one in strings.sought}
    words = {one.number: _words(one.text) for one in strings.sought}
    every = {word for own in words.values() for word in own}
    try:
        known, terms = _lexicon(index, every)
        traces = {n: index.traces(terms) for n, terms in wanted.items() if terms}
    except IndexUnusable as problem:
        report.unread.append(Unread(store, "lexicon", str(problem)))
        return
    standing = _Standing(traces, wanted)
    for chunk in documents:
        for doc in chunk:
            standing.add(doc)
        watch(f"{store}, documents", standing.documents, None)
    report.count(store, terms=terms, documents=standing.documents)
    for number, own in words.items():
        if left := own & (known - standing.words):
            much = f"{len(left)} of {len(own)} words"
            report.found.add(Find(number, store, "lexicon", How.LEXICON, much=much))
        for ref in standing.unexplained(number):
            report.found.add(Find(number, store, "positions", How.LEXICON, ref))
    _read_bytes(store, index, folder, words, standing, report)


def _words(text: str) -> set[str]:
    """All that an index keeps of the words of a text."""
    return {*analyser.terms(text), *analyser.forms(text)}


class _Standing:
    """What the documents of an audience account for."""

    def __init__(self, traces: dict[int, frozenset[str]], wanted: dict[int, list[str]]) -> None:
        self.words: set[str] = set()
        self.facts: set[str] = set()
        self.documents = 0
        self._wanted = wanted
        self._left = {number: set(refs) for number, refs in traces.items()}
        self._asked: dict[str, list[int]] = defaultdict(list)
        for number, refs in traces.items():
            for ref in refs:
                self._asked[ref].append(number)

    def add(self, doc: IndexDocument) -> None:
        """A document that may be there."""
        self.documents += 1
        texts = (analyser.terms(doc.title), analyser.terms(doc.text))
        self.words.update(*texts, analyser.forms(doc.title), analyser.forms(doc.text))
        self.facts.update((*doc.themes, *doc.near, *doc.coders, doc.discussion, doc.ref))
        for number in self._asked.get(doc.ref, ()):
            if any(stands_in(self._wanted[number], terms) for terms in texts):
                self._left[number].discard(doc.ref)

    def unexplained(self, number: int) -> set[str]:
        """Refs under which the index has the string, and should not."""
        return self._left.get(number, set())


def stands_in(wanted: list[str], terms: list[str]) -> bool:
    """Whether `wanted` stand side by side in `terms`."""
    size = len(wanted)
    return any(terms[at : at + size] == wanted for at in range(len(terms) - size + 1))


def _lexicon(index: SearchBackend, every: set[str]) -> tuple[set[str], int]:
    """Those of the terms that the index knows, and how many it knows in all."""
    known: set[str] = set()
    count = 0
    for term in index.lexicon():
        count += 1
        if term in every:
            known.add(term)
    return known, count


def _read_bytes(
    store: str,
    index: SearchBackend,
    folder: Path,
    words: dict[int, set[str]],
    standing: _Standing,
    report: Report,
) -> None:
    """Words in the files of the index, of files too that belong to no generation of it."""
    alone = {word for own in words.values() for word in own} - standing.words
    known = "\n".join((*standing.words, *standing.facts)) + _vocabulary(index)
    by_bytes = {term.encode("utf-8", "surrogatepass"): term for term in alone if term not in known}
    scanner = Scanner(term for term in by_bytes if len(term) >= SHORT)
    for path in every_file(folder):
        found: set[str] = set()
        for part in parts_of(path, scanner.longest):
            found.update(by_bytes[pattern] for pattern in scanner.occurring(part.lower()))
        report.count(store, files=1)
        for number, own in words.items():
            if left := found & own:
                much = f"{len(left)} of {len(own)} words"
                place = path.relative_to(folder).as_posix()
                report.found.add(Find(number, store, place, How.RAW, much=much))


NOTHING_SAID: Final = tuple(
    IndexDocument(
        ref=f"0{kind}{voice}",
        discussion="",
        kind=kind,
        voice=voice,
        title="",
        text="",
        themes=(),
        year=None,
        visible_from=0.0,
        visible_until=math.inf,
    )
    for kind in Kind
    for voice in Voice
)


def _vocabulary(index: SearchBackend) -> str:
    """The words that the engine writes of its own accord, read from an index without texts."""
    with tempfile.TemporaryDirectory(prefix="firsthand-") as folder:
        empty = scratch_index(index, Path(folder) / "empty")
        empty.rebuild(NOTHING_SAID)
        return "\n".join(_small(path) for path in every_file(Path(folder)))


def scratch_index(index: SearchBackend, folder: Path) -> SearchBackend:
    """An index of the same engine in another folder."""
    engine: Any = type(index)
    made: SearchBackend = engine(folder)
    return made


def _small(path: Path) -> str:
    return path.read_bytes().lower().decode("latin-1")


def documents_of(docs: Iterable[IndexDocument]) -> Iterator[tuple[IndexDocument, ...]]:
    """Documents as the gate gives them: in chunks."""
    yield tuple(docs)
