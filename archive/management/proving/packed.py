"""Reads what is packed into a file, and what is packed into that: zip, gzip, bzip2 and xz.

Known by their first bytes, not by their names. A tar is read as it stands: it packs nothing.
Nothing is unpacked to a disk.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from archive.management.proving.looking import Strings
from archive.management.proving.report import Find, How, Report, Unread, shown

STORE: Final = "packed files"
KINDS: Final = {b"PK\x03\x04": "zip", b"\x1f\x8b\x08": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
PART: Final = 1024 * 1024
LARGEST: Final = 4 * 1024**3
"""Bytes that one member is inflated to, at most; a larger one is told as unread from there on."""
LARGEST_INSIDE: Final = 256 * 1024**2
"""Bytes of a packed file within a packed file, which is kept in memory while it is read."""
DEEPEST: Final = 2

DAMAGED: Final = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError,
    NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip


def read_packed(path: Path, name: str, strings: Strings, report: Report) -> None:
    """The members of a file, where it is a packed one."""
    with path.open("rb") as file:
        if kind := kind_of(file.read(8)):
            file.seek(0)
            _Unpacking(strings, report).unpack(file, kind, name, depth=1)


def kind_of(head: bytes) -> str:
    """How something that begins with `head` is packed; "" if it is not."""
    return next((kind for magic, kind in KINDS.items() if head.startswith(magic)), "")


class _Unpacking:
    def __init__(self, strings: Strings, report: Report) -> None:
        self._strings, self._report = strings, report

    def unpack(self, file: IO[bytes], kind: str, place: str, depth: int) -> None:
        """All members; what cannot be read is told, and the next one tried."""
        try:
            if kind == "zip":
                self._unzip(file, place, depth)
            else:
                with _opened(file, kind) as stream:
                    self._member(stream, f"{place} → {kind}", depth)
        except DAMAGED as problem:
            self._unread(place, f"damaged {kind} ({type(problem).__name__})")

    def _unzip(self, file: IO[bytes], place: str, depth: int) -> None:
        with zipfile.ZipFile(file) as packed:
            for info in packed.infolist():
                name = f"{place} → {shown(info.filename, self._strings)}"
                for _, number in self._strings.in_texts([info.filename]):
                    self._report.found.add(Find(number, STORE, name, How.PLAIN, much="its name"))
                if info.flag_bits & 1:
                    self._unread(name, "encrypted")
                    continue
                try:
                    with packed.open(info) as stream:
                        self._member(stream, name, depth)
                except DAMAGED as problem:
                    self._unread(name, f"damaged ({type(problem).__name__})")

    def _member(self, stream: IO[bytes], place: str, depth: int) -> None:
        search = self._strings.raw()
        part = stream.read(PART)
        inside = kind_of(part)
        kept, size = bytearray(), 0
        while part:
            search.feed(part)
            size += len(part)
            if inside and size <= LARGEST_INSIDE:
                kept += part
            if size > LARGEST:
                self._unread(place, f"read for {LARGEST // 1024**2} MiB and no further")
                break
            part = stream.read(PART)
        self._report.count(STORE, members=1, bytes=size)
        for number, much in search.found().items():
            self._report.found.add(Find(number, STORE, place, How.RAW, much=much))
        if inside:
            self._inside(bytes(kept), size, inside, place, depth)

    def _inside(self, data: bytes, size: int, kind: str, place: str, depth: int) -> None:
        if depth >= DEEPEST:
            self._unread(place, "packed more than twice")
        elif size > LARGEST_INSIDE:
            self._unread(place, f"a packed file of more than {LARGEST_INSIDE // 1024**2} MiB")
        else:
            self.unpack(BytesIO(data), kind, place, depth + 1)

    def _unread(self, place: str, why: str) -> None:
        self._report.unread.append(Unread(STORE, place, why))


def _opened(file: IO[bytes], kind: str) -> IO[bytes]:
    if kind == "gzip":
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if kind == "bzip2":
        return bz2.BZ2File(file)
    return lzma.LZMAFile(file)
