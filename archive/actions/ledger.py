"""The ledger of erasures: an append-only file of ids, outside every backup, synced line by line.

A restored backup brings erased rows back; the ledger says which must go again. An "intent"
without a "done" is an erasure that was interrupted and must be finished.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils import timezone


def path() -> Path:
    """Where the ledger stands."""
    return Path(settings.ARCHIVE_HOME) / "ledger" / "erasures.jsonl"


def append(ref: str, step: Literal["intent", "done"]) -> None:
    """Write one line; it is on the disk when this returns."""
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_new = not file.exists()
    line = json.dumps({"ref": ref, "step": step, "at": timezone.now().isoformat()}) + "\n"
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, (_end_of_torn_line(handle) + line).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(file.parent)
        _sync_folder(file.parent.parent)


def unfinished() -> tuple[str, ...]:
    """Refs whose erasure was begun and not done, in the order it was begun."""
    begun: dict[str, None] = {}
    for ref, step in _lines():
        if step == "intent":
            begun[ref] = None
        else:
            begun.pop(ref, None)
    return tuple(begun)


def erased() -> frozenset[str]:
    """Every ref that was ever to be erased: what a restore must erase again."""
    return frozenset(ref for ref, _ in _lines())


def _lines() -> Iterator[tuple[str, str]]:
    try:
        text = path().read_text()
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue  # torn by a crash before it was synced: nothing was promised by it
        yield entry["ref"], entry["step"]


def _end_of_torn_line(handle: int) -> str:
    """A line break where a crash left half a line, so that the next one stands alone."""
    size = os.fstat(handle).st_size
    return "\n" if size and os.pread(handle, 1, size - 1) != b"\n" else ""


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
