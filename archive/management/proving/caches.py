"""Says of each cache where it is, for a cache cannot be asked for all it holds.

A cache in a table or in files under `ARCHIVE_HOME` is read with the tables and the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from archive.management.proving.report import Report

IN_MEMORY: Final = "locmem.LocMemCache"
NOTHING: Final = "dummy.DummyCache"
IN_A_TABLE: Final = "db.DatabaseCache"


def note_caches(report: Report) -> None:
    """What could not be read of caches."""
    caches: Mapping[str, Mapping[str, Any]] = settings.CACHES
    for name, cache in caches.items():
        backend = str(cache["BACKEND"])
        if backend.endswith((NOTHING, IN_A_TABLE)):
            continue
        if backend.endswith(IN_MEMORY):
            report.limits.append(
                f"cache {name}: in the memory of each running process, gone when it ends"
            )
        else:
            report.limits.append(f"cache {name}: cannot be asked for all it holds; empty it")
