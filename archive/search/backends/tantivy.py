"""tantivy 0.27 behind the port (extra `tantivy`): for large archives on one machine.

    <path>/<12 hex>/    a generation: tantivy's segments and meta.json, our parts and parts.json

A generation is never changed. A write makes the next one aside: parts that stay are linked into it,
new ones are written, `parts.json` says which documents are gone, and CURRENT is swapped. Deleting
the folder of the last generation drops the last name of every file that is in no part any more, so
tantivy's own deletion, merging and collecting of garbage (which leaves files behind that nothing
refers to) are not used at all. What is gone stays in its part until that part is made again.

Of tantivy's files we write one: `meta.json`, which lists segments. `tests/contract/` pins that.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import tantivy

from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends.answering_index import AnsweringIndex
from archive.search.backends.contents import Contents, in_pieces
from archive.search.backends.parts import LARGEST, in_groups, to_compact
from archive.search.backends.side_by_side import PROCESSES, made_of
from archive.search.backends.tantivy_parts import SCHEMA, Entry, link, write_part
from archive.search.backends.tantivy_snapshot import CONTENTS, Snapshot
from archive.search.port import SORTS, Capabilities, IndexUnusable

SMALL: Final = 400  # smaller parts with documents that are gone are made again at once
MANY: Final = 10  # so many small parts are joined
BATCH: Final = 2_000  # documents a write, where many come
ATTEMPTS: Final = 10  # to open a generation that writers replace meanwhile

_VERSION: Final = version("tantivy")
_ABOUT: Final = {
    "layout": 2,
    "engine": f"tantivy {_VERSION}",
    "analyser": analyser.VERSION,
}


class TantivyBackend(AnsweringIndex):
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
            engine=f"tantivy {_VERSION}",
            analyser=analyser.VERSION,
            sorts=frozenset(SORTS),
        )

    # --- reading ---------------------------------------------------------------------------------

    def _current(self) -> Snapshot:
        """The newest generation: opened when there is one, never reloaded."""
        for attempt in range(ATTEMPTS):
            folder = self.in_use(_ABOUT)
            try:
                with self._opening:
                    if self._snapshot is None or self._snapshot.folder != folder:
                        self._snapshot = Snapshot(folder, self._snapshot)
                    return self._snapshot
            except (FileNotFoundError, IndexUnusable) as gone:
                if folder.is_dir() and isinstance(gone, IndexUnusable):
                    raise
                if attempt == ATTEMPTS - 1:
                    raise IndexUnusable("Files of the search index are missing.") from gone
        raise AssertionError("unreachable")

    # --- writing ---------------------------------------------------------------------------------

    def add(self, docs: Iterable[IndexDocument]) -> int:
        """See the port. A generation a batch: after a failure those before it are in. What is in
        already as it is, is not written again."""
        added = 0
        with self.writing():
            self._current()  # refuse before reading anything where there is no index
            source = iter(docs)
            while batch := {doc.ref: doc for doc in islice(source, BATCH)}:
                snapshot = self._current()
                changed = {ref: doc for ref, doc in batch.items() if not snapshot.holds(doc)}
                if changed:
                    self._commit(frozenset(changed), Contents.of(list(changed.values())))
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
        """See the port. The other documents of those parts are written again from their words."""
        gone = frozenset(refs)
        with self.writing():
            snapshot = self._current()
            concerned = snapshot.parts_with(gone)
            if concerned:
                self._commit(gone, again=concerned)
            self.sweep_others(self._current().folder)
        return len(concerned)

    def compact(self) -> int:
        """See the port. A generation a group, so that a killed run has not worked in vain."""
        with self.writing():
            snapshot = self._current()
            sizes = {name: part.size for name, part in snapshot.parts.items()}
            groups = in_groups(to_compact(snapshot.living(), sizes))
            for group in groups:
                self._commit(frozenset(), again=group)
            self.sweep_others(self._current().folder)
        return sum(len(group) for group in groups)

    def rebuild(self, docs: Iterable[IndexDocument]) -> int:
        """See the port."""
        with self.writing():
            self.path.chmod(0o700)
            seen: set[str] = set()
            with self.made_aside(_ABOUT) as folder:
                batches = _batches(docs, seen)
                entries = list(made_of(partial(_part, folder), batches, self.processes))
                _write_contents(folder, entries, gone=[])
            self.sweep_others(folder)
        return len(seen)

    def _commit(
        self,
        gone: frozenset[str],
        new: Contents | None = None,
        again: Iterable[str] = (),
    ) -> None:
        """The next generation: without `gone`, with what is `new`, the parts `again` made anew."""
        snapshot = self._current()
        self.sweep_others(snapshot.folder)
        lost = np.array(
            [n for ref in gone if (n := snapshot.number.get(ref)) is not None], np.int64
        )
        alive = snapshot.alive.copy()
        alive[lost] = False
        chosen = _made_again(snapshot, alive, frozenset(again))
        kept = [entry for entry in snapshot.entries if entry.name not in chosen]
        contents = [
            part.contents.taken(alive[base : base + part.size])
            for base, (name, part) in zip(snapshot.bases, snapshot.parts.items(), strict=True)
            if name in chosen
        ] + ([new] if new else [])
        number = snapshot.next_number
        with self.made_aside(_ABOUT) as folder:
            for entry in kept:
                for file in entry.files(snapshot.folder):
                    link(file, folder / file.name)
            for some in in_pieces(contents, LARGEST):
                kept.append(write_part(folder, some, number))
                number += some.size
            _write_contents(folder, kept, gone=_still_gone(snapshot, alive, kept), number=number)
        self.sweep_others(folder)


def _batches(
    docs: Iterable[IndexDocument], seen: set[str]
) -> Iterator[tuple[int, list[IndexDocument]]]:
    """As many as a part may hold, once each, with the number of the first; `seen` learns refs."""
    source = (doc for doc in docs if doc.ref not in seen)
    while batch := {doc.ref: doc for doc in islice(source, LARGEST)}:
        start = len(seen)
        seen.update(batch)
        yield start, list(batch.values())


def _part(folder: Path, batch: tuple[int, list[IndexDocument]]) -> Entry:
    start, docs = batch
    return write_part(folder, Contents.of(docs), start)


def _made_again(
    snapshot: Snapshot, alive: np.typing.NDArray[np.bool_], chosen: frozenset[str]
) -> frozenset[str]:
    """The chosen parts, those of which nothing lives, small ones with documents that are gone (so
    that replaced text goes at once in a small archive), and all small ones when there are many."""
    bases = dict(zip(snapshot.parts, snapshot.bases, strict=True))
    small = {name for name, part in snapshot.parts.items() if part.size < SMALL}
    again = set(chosen)
    for name, part in snapshot.parts.items():
        lives = int(np.count_nonzero(alive[bases[name] : bases[name] + part.size]))
        holed = lives < part.size
        if not lives or (name in small and (holed or len(small) > MANY)):
            again.add(name)
    return frozenset(again)


def _still_gone(
    snapshot: Snapshot, alive: np.typing.NDArray[np.bool_], kept: Sequence[Entry]
) -> list[int]:
    numbers = snapshot.numbers(np.flatnonzero(~alive))
    spans = [range(entry.start, entry.start + entry.size) for entry in kept]
    return [number for number in numbers if any(number in span for span in spans)]


def _write_contents(
    folder: Path, entries: Sequence[Entry], *, gone: Sequence[int], number: int | None = None
) -> None:
    """Our table of contents and tantivy's. `number` is the next document's."""
    ordered = sorted(entries, key=lambda entry: entry.start)
    following = sum(entry.size for entry in ordered) if number is None else number
    contents = {"parts": [asdict(e) for e in ordered], "gone": list(gone), "next": following}
    (folder / CONTENTS).write_text(json.dumps(contents), encoding="utf-8")
    tantivy.Index(SCHEMA, path=str(folder))  # writes a meta.json with the schema and no segment
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    meta["segments"] = [line for entry in ordered for line in entry.segments]
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
