"""The whole proof: the self-test first, then every store, then whether the self-test left a trace.

The plants are looked for in the real stores along with the strings: if one of them is there, the
self-test was not as clean as it claims, and the proof fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connections

from archive import gate
from archive.domain.words import Audience
from archive.gate import everything
from archive.management.proving.caches import note_caches
from archive.management.proving.files import read_files
from archive.management.proving.indexes import read_index
from archive.management.proving.looking import Strings
from archive.management.proving.plants import Plants
from archive.management.proving.report import Report, Watch
from archive.management.proving.sealed import read_keys, read_sealed
from archive.management.proving.self_test import self_test
from archive.management.proving.sessions import read_sessions
from archive.management.proving.strings import Sought
from archive.management.proving.tables import read_tables
from archive.management.proving.vectors import read_vectors
from archive.search.indexes import index_of

ELSEWHERE: Final = "backups, logs and copies kept elsewhere, and the memory of running processes"


def prove(sought: Sequence[Sought], watch: Watch) -> Report:
    """Look for the strings in every store. With a blind reader nothing is looked for."""
    everything.note_proof(strings=len(sought))
    plants, blind = self_test()
    report = Report(planted=len(plants.sought), blind=blind)
    if not blind:
        _read_everything(Strings([*sought, *plants.distinct()]), report, watch)
        _take_out_plants(plants, report)
    return report


def _read_everything(strings: Strings, report: Report, watch: Watch) -> None:
    home = Path(settings.ARCHIVE_HOME)
    for alias in connections:
        read_tables(alias, strings, report, watch)
    read_sealed(strings, report, watch)
    read_keys(report)
    read_sessions(strings, report, watch)
    note_caches(report)
    for audience in Audience:
        index, folder = index_of(audience), home / "index" / audience
        documents = gate.documents_for(audience)
        read_index(audience, index, folder, documents, strings, report, watch)
    read_vectors(report)
    read_files(home, strings, report, watch)
    report.limits += [*_unread_databases(home), ELSEWHERE]


def _unread_databases(home: Path) -> Iterator[str]:
    """Databases whose bytes are not files under the home; their tables were read."""
    for alias in connections:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            yield (
                f"database {alias}: the server's own files, with rows deleted but not vacuumed, "
                "its write-ahead log and its backups"
            )
        elif not Path(str(connection.settings_dict["NAME"])).resolve().is_relative_to(home):
            yield f"database {alias}: its file is not under ARCHIVE_HOME"


def _take_out_plants(plants: Plants, report: Report) -> None:
    left = {find for find in report.found if find.string < 0}
    report.found -= left
    report.left_behind = tuple(sorted({plants.stores[find.string] for find in left}))
