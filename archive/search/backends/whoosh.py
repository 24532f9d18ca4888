"""Whoosh 2.7.4 behind the port: the embedded default, used for storage and never asked to search.

    <path>/lock              held by the one writer
    <path>/CURRENT           names the folder in use
    <path>/<12 hex>/         a Whoosh index, and about.json: what made it

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

import json
import re
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from whoosh import versionstring
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.util.filelock import FileLock

from archive.domain.query import Node
from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends.whoosh_answer import answer
from archive.search.backends.whoosh_segments import SCHEMA, Snapshot, fields_of, reading
from archive.search.backends.whoosh_writing import (
    LARGEST,
    committing,
    in_groups,
    making_again,
    sweep,
    to_compact,
)
from archive.search.forms import Shape
from archive.search.port import (
    SORTS,
    Capabilities,
    Count,
    Filters,
    Found,
    IndexUnusable,
    SearchBusy,
    Sort,
)

BATCH: Final = 500  # documents a commit: 100 cost 2.9 ms a text, one a commit 123 ms
ATTEMPTS: Final = 10  # to open a generation that writers replace meanwhile

_ABOUT: Final = {"layout": 3, "engine": f"whoosh {versionstring()}", "analyser": analyser.VERSION}
_LOCK: Final = "lock"
_CURRENT: Final = "CURRENT"


class WhooshBackend:
    """One index in the folder `path`. Threads may share it; so may processes share the folder.

    `processes` is how many a rebuild may use.
    """

    def __init__(self, path: Path, *, processes: int = 1) -> None:
        self.path = Path(path)
        self.processes = processes
        self._snapshot: Snapshot | None = None
        self._opening = threading.Lock()
        self._mine = threading.local()

    @property
    def capabilities(self) -> Capabilities:
        """See the port."""
        return Capabilities(
            engine=f"whoosh {versionstring()}", analyser=analyser.VERSION, sorts=frozenset(SORTS)
        )

    # --- reading ---------------------------------------------------------------------------------

    def search(
        self,
        node: Node,
        *,
        now: float,
        hidden: frozenset[str],
        filters: Filters,
        offset: int,
        limit: int,
        sort: Sort,
    ) -> Found:
        """See the port."""
        return answer(
            self._current(),
            node,
            now=now,
            hidden=hidden,
            filters=filters,
            offset=offset,
            limit=limit,
            sort=sort,
        )

    def forms(
        self, shape: Shape, *, now: float, hidden: frozenset[str], limit: int = 100
    ) -> tuple[Count, ...]:
        """See the port."""
        snapshot = self._current()
        counts = snapshot.frequencies(shape, snapshot.visible(now, hidden))
        ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        return tuple(Count(form, count) for form, count in ordered[:limit])

    def generation(self) -> str:
        """See the port."""
        return self._current().generation

    def refs(self) -> frozenset[str]:
        """See the port."""
        return frozenset(self._current().number)

    def fingerprints(self) -> dict[str, str]:
        """See the port."""
        return self._current().fingerprints()

    def lexicon(self) -> Iterator[str]:
        """See the port."""
        for segment in self._current().segments.values():
            yield from segment.terms()

    def traces(self, terms: Sequence[str]) -> frozenset[str]:
        """See the port."""
        return self._current().traces(list(terms))

    def _current(self) -> Snapshot:
        """The newest generation: opened afresh when there is one, never refreshed."""
        for attempt in range(ATTEMPTS):
            folder = self._folder()
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

    def _folder(self) -> Path:
        """The folder in use, after checking that it may be trusted like code."""
        try:
            name = (self.path / _CURRENT).read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            raise IndexUnusable("There is no search index yet.") from None
        folder = self.path / name
        if len(name) != 12 or not name.isalnum() or folder.is_symlink() or not folder.is_dir():
            raise IndexUnusable("The search index is incomplete.")
        for place in (self.path, folder):
            if place.stat().st_mode & 0o002:
                raise IndexUnusable(
                    "Anybody on this machine may write to the folder of the search index, "
                    "and opening an index runs what its files say."
                )
        try:
            about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise IndexUnusable("The search index is incomplete.") from None
        if about != _ABOUT:
            raise IndexUnusable("The search index was made by another version of the archive.")
        return folder

    # --- writing ---------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """See the port. May be nested within one thread."""
        if getattr(self._mine, "depth", 0) == 0:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = FileLock(str(self.path / _LOCK))
            if not lock.acquire():
                raise SearchBusy(
                    "The search index is being written by another process.",
                    hint="The change waits in line and shows as soon as that is done.",
                )
            self._mine.lock, self._mine.depth = lock, 0
        self._mine.depth += 1
        try:
            yield
        finally:
            self._mine.depth -= 1
            if self._mine.depth == 0:
                self._mine.lock.release()

    def add(self, docs: Iterable[IndexDocument]) -> int:
        """See the port. A commit a batch: after a failure those before it are in."""
        added = 0
        with self.writing():
            self._current()  # refuse before reading anything where there is no index
            source = iter(docs)
            while batch := {doc.ref: doc for doc in islice(source, BATCH)}:
                self._commit(frozenset(batch), batch.values())
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
            groups = in_groups(to_compact(self._current()))
            made = [self._commit(frozenset(), again=group) for group in groups]
            self._sweep()
        return sum(made)

    def rebuild(self, docs: Iterable[IndexDocument]) -> int:
        """See the port. Made in a folder of its own; the swap renames one small file."""
        with self.writing():
            self.path.chmod(0o700)
            folder = self.path / secrets.token_hex(6)
            folder.mkdir(mode=0o700)
            try:
                count = self._fill(folder, docs)
                (folder / "about.json").write_text(json.dumps(_ABOUT), encoding="utf-8")
                pointer = self.path / f"{_CURRENT}.new"
                pointer.write_text(folder.name, encoding="ascii")
                pointer.replace(self.path / _CURRENT)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            self._sweep()
        return count

    def _fill(self, folder: Path, docs: Iterable[IndexDocument]) -> int:
        index = FileIndex.create(FileStorage(str(folder)), SCHEMA)
        options = {"multisegment": True} if self.processes > 1 else {}
        seen: set[str] = set()
        source = (doc for doc in docs if doc.ref not in seen)
        while batch := {d.ref: d for d in islice(source, LARGEST * self.processes)}:
            seen.update(batch)
            writer = index.writer(procs=self.processes, compound=False, limitmb=128, **options)
            with committing(writer) as commit:
                for doc in batch.values():
                    writer.add_document(**fields_of(doc))
                commit(None)
        made: int = sum(part.doc_count() for part in index._read_toc().segments)
        if made != len(seen):  # a child process that dies takes its documents along, silently
            raise IndexUnusable(f"Only {made} of {len(seen)} documents were indexed.")
        return made

    def _commit(
        self,
        gone: frozenset[str],
        docs: Iterable[IndexDocument] = (),
        again: frozenset[str] = frozenset(),
    ) -> int:
        """One commit: drop `gone`, put in `docs`, make the segments `again` anew. Returns how many
        of those there were."""
        self._sweep()
        snapshot = self._current()
        with reading("before a write"):
            index = FileIndex(FileStorage(str(snapshot.folder)), schema=SCHEMA)
            try:
                writer = index.writer(compound=False, limitmb=64)
            except LockError:
                raise SearchBusy("The search index is being written by another process.") from None
        with committing(writer) as commit:
            for ref in gone & snapshot.number.keys():
                writer.delete_document(snapshot.number[ref])
            for doc in docs:
                writer.add_document(**fields_of(doc))
            commit(making_again(again))
        return len(again & snapshot.segments.keys())

    def _sweep(self) -> None:
        sweep(self.path, self._folder())


def _latest(folder: Path) -> int:
    """The newest generation in the folder, -1 where there is none."""
    found = (re.fullmatch(r"_MAIN_([0-9]+)\.toc", file.name) for file in folder.iterdir())
    return max((int(name.group(1)) for name in found if name), default=-1)
