"""Whoosh 2.7.4 behind the port: the embedded default, used for storage and never asked to search.

Where its files lie says `folder.py`; what it answers, `answering.py`.

What is known of Whoosh's traps and owned here, each with a regression test:
1 `refresh()` shows deleted documents: a new generation is a new snapshot. 2 `filter=` with nothing
to find counts the unfiltered total, 3 `optimize=False` counts wrongly: masks count instead.
4 a stop filter renumbers words: there is none. 5 nothing is synced to disk: a damaged index is
refused with what to do. 6 Whoosh unpickles its files: the folder is private and refused if anybody
may write to it. 7 a second writer raises at once: `SearchBusy`, and writes come in batches.
8 deleted text stays in its segment: `purge` makes the segments concerned again. 9 loose files open
faster than compound ones, and a rebuild may use several processes.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from whoosh import versionstring
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError

from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends.answering_index import AnsweringIndex
from archive.search.backends.contents import Contents
from archive.search.backends.folder import reading
from archive.search.backends.parts import LARGEST, in_groups, to_compact
from archive.search.backends.side_by_side import PROCESSES, made_of
from archive.search.backends.whoosh_blocks import BlockWriter
from archive.search.backends.whoosh_segments import SCHEMA, Snapshot
from archive.search.backends.whoosh_writing import (
    committing,
    making_again,
    sweep,
)
from archive.search.port import (
    SORTS,
    Capabilities,
    IndexUnusable,
    SearchBusy,
)

BATCH: Final = 500  # documents a commit: 100 cost 2.9 ms a text, one a commit 123 ms
ATTEMPTS: Final = 10  # to open a generation that writers replace meanwhile

_ABOUT: Final = {"layout": 6, "engine": f"whoosh {versionstring()}", "analyser": analyser.VERSION}


class WhooshBackend(AnsweringIndex):
    """One index in the folder `path`. Threads may share it; so may processes share the folder.

    `processes` is how many a rebuild may use.
    """

    def __init__(self, path: Path, *, processes: int = PROCESSES) -> None:
        super().__init__(path)
        self.processes = processes
        self._snapshot: Snapshot | None = None
        self._opening = threading.Lock()

    @property
    def capabilities(self) -> Capabilities:
        """See the port."""
        return Capabilities(
            engine=f"whoosh {versionstring()}", analyser=analyser.VERSION, sorts=frozenset(SORTS)
        )

    # --- reading ---------------------------------------------------------------------------------

    def _current(self) -> Snapshot:
        """The newest generation: opened afresh when there is one, never refreshed."""
        for attempt in range(ATTEMPTS):
            folder = self.in_use(_ABOUT)
            try:
                with self._opening:
                    newest = f"{folder.name}.{_latest(folder)}"
                    if self._snapshot is None or self._snapshot.generation != newest:
                        self._snapshot = Snapshot(folder, self._snapshot)
                    return self._snapshot
            except FileNotFoundError as gone:
                if attempt == ATTEMPTS - 1:
                    raise IndexUnusable("Files of the search index are missing.") from gone
        raise AssertionError("unreachable")

    # --- writing ---------------------------------------------------------------------------------

    def add(self, docs: Iterable[IndexDocument]) -> int:
        """See the port. A commit a batch: after a failure those before it are in. What is in
        already as it is, is not written again: most marks on a text change nothing of it here."""
        added = 0
        with self.writing():
            self._current()  # refuse before reading anything where there is no index
            source = iter(docs)
            while batch := {doc.ref: doc for doc in islice(source, BATCH)}:
                snapshot = self._current()
                changed = {ref: doc for ref, doc in batch.items() if not snapshot.holds(doc)}
                if changed:
                    self._commit(frozenset(changed), list(changed.values()))
                added += len(batch)
        return added

    def remove(self, refs: Iterable[str]) -> int:
        """See the port."""
        with self.writing():
            present = frozenset(refs) & self.refs()
            if present:
                self._commit(present)
        return len(present)

    def purge(self, refs: Iterable[str]) -> int:
        """See the port. The other documents of those segments are copied with their postings."""
        gone = frozenset(refs)
        with self.writing():
            snapshot = self._current()
            made = [
                self._commit(gone, again=group)
                for group in in_groups(snapshot.living(snapshot.segments_with(gone)))
            ]
            self._sweep()
        return sum(made)

    def compact(self) -> int:
        """See the port. A commit a group, so that a killed run has not worked in vain."""
        with self.writing():
            snapshot = self._current()
            sizes = {name: part.size for name, part in snapshot.segments.items()}
            groups = in_groups(to_compact(snapshot.living(snapshot.segments), sizes))
            made = [self._commit(frozenset(), again=group) for group in groups]
            self._sweep()
        return sum(made)

    def rebuild(self, docs: Iterable[IndexDocument]) -> int:
        """See the port. Made in a folder of its own; the swap renames one small file."""
        with self.writing():
            self.path.chmod(0o700)
            with self.made_aside(_ABOUT) as folder:
                count = self._fill(folder, docs)
            self._sweep()
        return count

    def _fill(self, folder: Path, docs: Iterable[IndexDocument]) -> int:
        index = FileIndex.create(FileStorage(str(folder)), SCHEMA)
        seen: set[str] = set()
        source = (doc for doc in docs if doc.ref not in seen)
        segments = list(made_of(partial(_segment, folder), _batches(source, seen), self.processes))
        with committing(BlockWriter(index)) as commit:
            commit(lambda writer, none: segments)
        made: int = sum(part.doc_count() for part in index._read_toc().segments)
        if made != len(seen):
            raise IndexUnusable(f"Only {made} of {len(seen)} documents were indexed.")
        return made

    def _commit(
        self,
        gone: frozenset[str],
        docs: Sequence[IndexDocument] = (),
        again: frozenset[str] = frozenset(),
    ) -> int:
        """One commit: drop `gone`, put in `docs`, make the segments `again` anew. Returns how many
        of those there were."""
        self._sweep()
        snapshot = self._current()
        with reading("before a write"):
            index = FileIndex(FileStorage(str(snapshot.folder)), schema=SCHEMA)
            try:
                writer = BlockWriter(index)
            except LockError:
                raise SearchBusy("The search index is being written by another process.") from None
        with committing(writer) as commit:
            for ref in gone & snapshot.number.keys():
                writer.delete_document(snapshot.number[ref])
            if docs:
                writer.put(Contents.of(docs))
            commit(making_again(snapshot, again))
        return len(again & snapshot.segments.keys())

    def _sweep(self) -> None:
        sweep(self.path, self.in_use(_ABOUT))


def _batches(docs: Iterator[IndexDocument], seen: set[str]) -> Iterator[list[IndexDocument]]:
    """As many as a segment may hold, once each; `seen` learns their refs."""
    while batch := {doc.ref: doc for doc in islice(docs, LARGEST)}:
        seen.update(batch)
        yield list(batch.values())


def _segment(folder: Path, docs: list[IndexDocument]) -> Any:
    """A segment of these documents, which no table of contents lists yet."""
    index = FileIndex(FileStorage(str(folder)), schema=SCHEMA)
    writer = BlockWriter(index, _lk=False)
    writer.put(Contents.of(docs))
    return writer._finalize_segment()


def _latest(folder: Path) -> int:
    """The newest generation in the folder, -1 where there is none."""
    found = (re.fullmatch(r"_MAIN_([0-9]+)\.toc", file.name) for file in folder.iterdir())
    return max((int(name.group(1)) for name in found if name), default=-1)
