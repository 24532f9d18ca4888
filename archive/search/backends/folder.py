"""The folder of an index, whatever engine wrote it: one writer, one pointer, nothing half done.

    <path>/lock              held by the one writer
    <path>/CURRENT           names the folder in use
    <path>/<12 hex>/         an index, and about.json: what made it

A folder is made aside and becomes the index when CURRENT is replaced. Opening an index may run what
its files say (Whoosh unpickles them) or map whatever they hold, so the folder is private, and
refused if anybody may write to it.
"""

from __future__ import annotations

import json
import secrets
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from whoosh.util.filelock import FileLock

from archive.domain.errors import ArchiveError
from archive.search.port import IndexUnusable, SearchBusy

_LOCK: Final = "lock"
_CURRENT: Final = "CURRENT"


class IndexFolder:
    """The folder `path`. Threads may share it; so may processes."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self._mine = threading.local()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one writer. May be nested within one thread. Raises `SearchBusy` at once."""
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

    def in_use(self, about: Mapping[str, Any]) -> Path:
        """The folder in use, after checking that it may be trusted and was made by `about`.
        Raises `IndexUnusable`."""
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
            made_by = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise IndexUnusable("The search index is incomplete.") from None
        if made_by != about:
            raise IndexUnusable("The search index was made by another version of the archive.")
        return folder

    @contextmanager
    def made_aside(self, about: Mapping[str, Any]) -> Iterator[Path]:
        """A new folder to fill. It is swapped in at the end, or deleted if anything is raised."""
        folder = self.path / secrets.token_hex(6)
        folder.mkdir(mode=0o700)
        try:
            yield folder
            (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
            pointer = self.path / f"{_CURRENT}.new"
            pointer.write_text(folder.name, encoding="ascii")
            pointer.replace(self.path / _CURRENT)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def sweep_others(self, folder: Path) -> None:
        """Delete every folder but `folder`: what was in use before, what a crash left."""
        for other in self.path.iterdir():
            if other.is_dir() and not other.is_symlink() and other != folder:
                shutil.rmtree(other, ignore_errors=True)


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn whatever an engine raises over damaged files into one clear refusal.

    Whoosh raises bare `Exception`, `struct.error`, unpickling errors and more; tantivy raises
    `ValueError`, `OSError` and Rust's panics, which are no `Exception`. A missing file is passed
    on: a writer may just have replaced it.
    """
    try:
        yield
    except (ArchiveError, FileNotFoundError):
        raise
    except BaseException as problem:
        if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
            raise IndexUnusable(f"The search index cannot be read ({what}).") from problem
        raise
