"""Plants a string in each kind of store and demands that its reader finds it.

It proves that the readers see: every column of every table, every sealed column, and one place of
each other kind. It does not prove that there is no store that nobody thought of.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.db import DatabaseError, connections

from archive.domain.words import Audience
from archive.management.proving.files import read_files
from archive.management.proving.indexes import documents_of, read_index, scratch_index
from archive.management.proving.looking import Strings
from archive.management.proving.plants import (
    Plants,
    plant_files,
    plant_index,
    plant_sealed,
    plant_session,
    plant_tables,
    scratch_tables,
)
from archive.management.proving.report import Find, How, Report
from archive.management.proving.sealed import read_sealed
from archive.management.proving.sessions import STORE, TABLE, read_sessions
from archive.management.proving.tables import read_tables
from archive.search.indexes import index_of

COULD_NOT: Final = "nothing could be planted in the tables of "


def self_test() -> tuple[Plants, tuple[str, ...]]:
    """The plants, for making sure that nothing of them stays, and the stores that are blind."""
    plants = Plants()
    blind = [*_in_databases(plants), *_in_files(plants), *_in_index(plants)]
    return plants, tuple(dict.fromkeys(blind))


def _in_databases(plants: Plants) -> Iterable[str]:
    blind: list[str] = []
    try:
        with scratch_tables("default") as texts, scratch_tables("keys") as keys:
            for alias, columns in (("default", texts), ("keys", keys)):
                mine = Plants()
                plant_tables(alias, columns, mine)
                report = Report()
                read_tables(alias, Strings(mine.sought), report, _unwatched)
                where = {f"{find.store[9:]} {find.place}": find.string for find in report.found}
                blind += [s for number, s in mine.stores.items() if where.get(s) != number]
                _adopt(plants, mine)
            blind += _in_sealed(plants)
    except DatabaseError as problem:
        blind.append(f"{COULD_NOT}the databases ({type(problem).__name__})")
    return blind


def _in_sealed(plants: Plants) -> list[str]:
    mine, report = Plants(), Report()
    plant_sealed(mine)
    if has_sessions := TABLE in connections["default"].introspection.table_names():
        plant_session(mine)
    strings = Strings(mine.sought)
    read_sealed(strings, report, _unwatched)
    if has_sessions:
        read_sessions(strings, report, _unwatched)
    seen = {find.string for find in report.found if find.how is How.SEALED or find.store == STORE}
    _adopt(plants, mine)
    return [store for number, store in mine.stores.items() if number not in seen]


def _in_files(plants: Plants) -> list[str]:
    mine, report = Plants(), Report()
    with tempfile.TemporaryDirectory(prefix="firsthand-") as folder:
        home = Path(folder)
        plant_files(home, mine)
        read_files(home, Strings(mine.sought), report, _unwatched)
    _adopt(plants, mine)
    seen = {find.string for find in report.found}
    return [store for number, store in mine.stores.items() if number not in seen]


def _in_index(plants: Plants) -> list[str]:
    mine, report = Plants(), Report()
    with tempfile.TemporaryDirectory(prefix="firsthand-") as folder:
        path = Path(folder) / "scratch"
        index = scratch_index(index_of(Audience.STAFF), path)
        kept = plant_index(index, mine)
        strings = Strings(mine.sought)
        read_index("scratch", index, path, documents_of(kept), strings, report, _unwatched)
    _adopt(plants, mine)
    return [s for number, s in mine.stores.items() if not _seen_as(s, number, report.found)]


def _seen_as(store: str, number: int, found: Iterable[Find]) -> bool:
    """In the index, by the very way that is being tested."""
    places = {find.place if find.how is How.LEXICON else "files" for find in found
              if find.string == number}  # fmt: skip
    return store.removeprefix("index ") in places


def _adopt(plants: Plants, more: Plants) -> None:
    for one in more.sought:
        plants.add(one.text, more.stores[one.number])


def _unwatched(what: str, done: int, total: int | None) -> None:
    """Nobody needs to see how this goes on: it takes a second."""
