"""Where vectors lie: beside the indexes, in parts that are written whole and never changed.

    <path>/lock            held by the one writer
    <path>/CURRENT         what made them, and which parts are in use (JSON)
    <path>/<12 hex>.npz    a part: refs, digests, times, vectors in half precision

Replaced and removed vectors are not marked but left out: the part is written anew and the old file
deleted in the same write, so that nothing of a text outlives it here. Whatever cannot be read is
deleted too; it is a copy, and `reindex` makes it again. Nothing in a file can run.

Must not know of viewers, of consent or of the model.
"""

from __future__ import annotations

import json
import secrets
import threading
import zipfile
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.search.backends.folder import IndexFolder
from archive.search.vectors.bert import Floats

_CURRENT: Final = "CURRENT"
_LAYOUT: Final = 1
LARGEST: Final = 1_000
"""Texts a part holds: writing one anew takes some milliseconds."""

_UNREADABLE: Final = (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile)

Times = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Entry:
    """One text: a digest of what its vectors were made from, its times [audience, from | until] in
    POSIX seconds, and a vector a window [window, dimension]."""

    ref: str
    digest: str
    times: Times
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Vectors:
    """All that is stored, ready to be compared. `first[i]` is the first window of text i."""

    generation: str
    refs: tuple[str, ...]
    digests: tuple[str, ...]
    times: Times
    first: NDArray[np.int64]
    windows: Floats
    place: Mapping[str, int] = field(default_factory=dict)

    def digest_of(self, ref: str) -> str:
        """Of what the vectors of a text were made, "" if it is not there."""
        at = self.place.get(ref)
        return "" if at is None else self.digests[at]

    def of(self, ref: str) -> Floats:
        """The vectors of one text, none if it is not there."""
        at = self.place.get(ref)
        if at is None:
            return self.windows[:0]
        last = self.first[at + 1] if at + 1 < len(self.refs) else len(self.windows)
        return self.windows[self.first[at] : last]

    def nearness(self, asked: Floats) -> Floats:
        """For each text how near it is to what is asked: for every vector asked the cosine of the
        nearest window, averaged over those asked. From -1 to 1. Good to six digits: the seventh
        may depend on what else is stored, see `exactly`."""
        if not len(self.refs) or not len(asked):
            return np.zeros(len(self.refs), np.float32)
        best = np.maximum.reduceat(self.windows @ asked.T, self.first, axis=0)
        return np.asarray(best.mean(axis=1), np.float32)

    def exactly(self, ref: str, asked: Floats) -> float:
        """The same for one text, to the last digit whatever else is stored: a number that is shown
        or ordered by may not tell of a text that the viewer may not see."""
        return float((self.of(ref) @ asked.T).max(axis=0).mean())


class VectorStore:
    """The folder `path`, with vectors made by `made_by`. Threads and processes may share it."""

    def __init__(self, path: Path, made_by: str, audiences: int) -> None:
        self.path = Path(path)
        self._about = {"made_by": made_by, "layout": _LAYOUT, "audiences": audiences}
        self._audiences = audiences
        self._folder = IndexFolder(self.path)
        self._read: Vectors | None = None
        self._lock = threading.Lock()

    def writing(self) -> AbstractContextManager[None]:
        """Be the one writer. May be nested within one thread. Raises `SearchBusy` at once."""
        return self._folder.writing()

    @property
    def exists(self) -> bool:
        """Whether anything lies here."""
        return self.path.is_dir()

    def vectors(self) -> Vectors:
        """What is stored now. Nothing is stored of another model, nor in a damaged part."""
        for _ in range(3):  # a writer may delete a part between the list and the reading
            generation, parts = self._current()
            with self._lock:
                if self._read is not None and self._read.generation == generation:
                    return self._read
            read = {name: entries for name in parts if (entries := self._part(name)) is not None}
            if len(read) == len(parts) or generation == self._current()[0]:
                break
        found = _joined(generation, [one for entries in read.values() for one in entries])
        with self._lock:
            self._read = found
        return found

    def put(self, entries: Iterable[Entry], *, remove: Collection[str] = (), now: float) -> None:
        """Put texts in, in place of those with the same refs, and take `remove` out; with them go
        texts that nobody may be shown any more at `now`, and every file that is not in use."""
        new = {entry.ref: entry for entry in entries}
        gone = frozenset(remove) | new.keys()
        with self.writing():
            _, names = self._current()
            kept: dict[str, int] = {}
            loose: list[Entry] = []
            for name in names:
                here = self._refs_staying(name, gone, now)
                if here is not None and all(here.values()):
                    kept[name] = len(here)
                else:
                    loose += [e for e in self._part(name) or () if here and here[e.ref]]
            loose += [e for e in new.values() if len(e.vectors) and (e.times[:, 1] > now).any()]
            if loose:
                for name in [name for name, size in kept.items() if size < LARGEST // 2]:
                    loose += self._part(name) or []
                    del kept[name]
            written = [
                self._write(loose[at : at + LARGEST]) for at in range(0, len(loose), LARGEST)
            ]
            self._point_to([*kept, *written])
            self._sweep({*kept, *written})

    def clear(self) -> None:
        """Delete every vector."""
        if not any(self.path.glob("*.npz")):
            return
        with self.writing():
            self._point_to([])
            self._sweep(set())

    def _current(self) -> tuple[str, list[str]]:
        try:
            about = json.loads((self.path / _CURRENT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return "", []
        if not isinstance(about, dict) or about.get("about") != self._about:
            return "", []
        return about["generation"], about["parts"]

    def _point_to(self, parts: list[str]) -> None:
        about = {"about": self._about, "generation": secrets.token_hex(6), "parts": parts}
        aside = self.path / f"{_CURRENT}.new"
        aside.write_text(json.dumps(about), encoding="utf-8")
        aside.replace(self.path / _CURRENT)
        with self._lock:
            self._read = None

    def _sweep(self, parts: set[str]) -> None:
        for path in self.path.glob("*.npz"):
            if path.name not in parts:
                path.unlink(missing_ok=True)

    def _write(self, entries: list[Entry]) -> str:
        name = f"{secrets.token_hex(6)}.npz"
        with (self.path / name).open("wb") as file:
            np.savez(
                file,
                refs=np.array([e.ref for e in entries]),
                digests=np.array([e.digest for e in entries]),
                times=np.stack([e.times for e in entries]),
                sizes=np.array([len(e.vectors) for e in entries], np.int64),
                vectors=np.concatenate([e.vectors for e in entries]).astype(np.float16),
            )
        return name

    def _refs_staying(self, name: str, gone: Collection[str], now: float) -> dict[str, bool] | None:
        """Whether each text of a part may stay there; None for a part that cannot be read."""
        try:
            with (self.path / name).open("rb") as file, np.load(file, allow_pickle=False) as part:
                lasting = (part["times"][:, :, 1] > now).any(axis=1)
                return {
                    ref: bool(lasts) and ref not in gone
                    for ref, lasts in zip(part["refs"].tolist(), lasting, strict=True)
                }
        except _UNREADABLE:
            return None

    def _part(self, name: str) -> list[Entry] | None:
        """None where it is not there or cannot be read."""
        try:
            with (self.path / name).open("rb") as file, np.load(file, allow_pickle=False) as part:
                sizes = part["sizes"]
                ends = np.cumsum(sizes)
                vectors = part["vectors"].astype(np.float32)
                return [
                    Entry(ref, digest, times, vectors[end - size : end])
                    for ref, digest, times, size, end in zip(
                        part["refs"].tolist(),
                        part["digests"].tolist(),
                        part["times"],
                        sizes,
                        ends,
                        strict=True,
                    )
                ]
        except _UNREADABLE:
            return None


def _joined(generation: str, entries: list[Entry]) -> Vectors:
    sizes = [len(entry.vectors) for entry in entries]
    return Vectors(
        generation,
        tuple(entry.ref for entry in entries),
        tuple(entry.digest for entry in entries),
        np.stack([entry.times for entry in entries]) if entries else np.zeros((0, 0, 2)),
        np.cumsum([0, *sizes[:-1]], dtype=np.int64)[: len(entries)],
        np.concatenate([entry.vectors for entry in entries])
        if entries
        else np.zeros((0, 0), np.float32),
        {entry.ref: at for at, entry in enumerate(entries)},
    )
