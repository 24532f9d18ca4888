"""Reads every file of a folder raw, from its first byte to its last, and its name.

In overlapping parts, so that nothing hides at a border. What is deleted but not overwritten is in
these bytes too: free pages of SQLite, its write-ahead log, a torn line of a log.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from archive.management.proving.looking import Strings
from archive.management.proving.packed import read_packed
from archive.management.proving.pages import seams
from archive.management.proving.report import Find, How, Report, Unread, Watch, shown

STORE: Final = "files"
PART: Final = 1024 * 1024  # bytes read at once: what is worked on stays in the processor's cache
MEGABYTE: Final = 1_000_000


def read_files(home: Path, strings: Strings, report: Report, watch: Watch) -> None:
    """Every file under `home`, and what is packed in it."""
    paths = list(every_file(home))
    total = sum(_size(path) for path in paths) // MEGABYTE
    report.count(STORE, files=0, bytes=0)
    for path in paths:
        name = path.relative_to(home).as_posix()
        for _, number in strings.in_texts([name]):
            report.found.add(Find(number, STORE, shown(name, strings), How.PLAIN, much="its name"))
        try:
            _read_file(path, shown(name, strings), strings, report, watch, total)
        except FileNotFoundError:
            continue  # a log or an index file that was done with meanwhile
        except OSError as problem:
            why = problem.strerror or type(problem).__name__
            report.unread.append(Unread(STORE, shown(name, strings), why))


def _read_file(
    path: Path, name: str, strings: Strings, report: Report, watch: Watch, total: int
) -> None:
    search = strings.raw()
    with path.open("rb", buffering=0) as file:
        while part := file.read(PART):
            search.feed(part)
            report.count(STORE, bytes=len(part))
            watch("files, MB", report.read[STORE]["bytes"] // MEGABYTE, total)
    for joined in seams(path):
        search.feed_apart(joined)
    report.count(STORE, files=1)
    for number, much in search.found().items():
        report.found.add(Find(number, STORE, name, How.RAW, much=much))
    read_packed(path, name, strings, report)


def every_file(folder: Path) -> Iterator[Path]:
    """Every file below, in order; links are not followed out of the folder."""
    for at, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(at) / name
            if not path.is_symlink() and path.is_file():
                yield path


def parts_of(path: Path, overlap: int) -> Iterator[bytes]:
    """The bytes of a file in parts, each beginning with the last `overlap` of the one before."""
    tail = b""
    with path.open("rb", buffering=0) as file:
        while part := file.read(PART):
            yield tail + part
            tail = (tail + part)[-overlap:]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
