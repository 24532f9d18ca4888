"""Random strings planted in scratch copies of every kind of store, for the readers to find.

Tables are planted in temporary ones of the same name and columns, which hide the real ones from
this one connection until they are dropped: the readers meet them by the same queries. Files and an
index stand in a folder outside `ARCHIVE_HOME`. So no plant ever touches a real store.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import secrets
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.db import connections

from archive import vault
from archive.domain.words import Kind, Voice
from archive.gate import everything
from archive.gate.disclosed import IndexDocument
from archive.gate.guard import ungated  # noqa: TID251 - writes scratch tables, reads no real row
from archive.management.proving.looking import pieces_of
from archive.management.proving.sessions import COLUMN, TABLE, session_store
from archive.management.proving.strings import SHORTEST, Sought
from archive.models import Contribution
from archive.models.fields import ALPHABET, new_ref
from archive.search.port import SearchBackend

Columns = Mapping[str, list[Any]]
"""The columns of each table, as Django's introspection describes them."""

LENGTH: Final = 20
"""Characters of a plant: 100 random bits."""
DISTINCT: Final = 12  # characters
LONG: Final = 60
"""Characters of the plant that a page border cuts in two."""


@dataclass(slots=True)
class Plants:
    """What was planted, and in what kind of store."""

    sought: list[Sought] = field(default_factory=list)
    stores: dict[int, str] = field(default_factory=dict)

    def new(self, store: str, length: int = LENGTH) -> str:
        """A random string for that store."""
        return self.add(random_text(length), store)

    def add(self, text: str, store: str) -> str:
        """A given string for that store."""
        number = -1 - len(self.sought)
        self.sought.append(Sought(number, text))
        self.stores[number] = store
        return text

    def distinct(self) -> list[Sought]:
        """Those that cannot stand anywhere by chance. One cut short for a narrow column might:
        refs are of the same letters, and there are many."""
        return [one for one in self.sought if len(one.text) >= DISTINCT]


def random_text(length: int) -> str:
    """Small letters and digits that nobody else has written."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


@contextmanager
def scratch_tables(alias: str) -> Iterator[Columns]:
    """Temporary tables in the place of all of a database's, empty; the real ones are untouched.

    Gives the columns of the real ones: on SQLite a copy forgets of what kind they are.
    """
    connection = connections[alias]
    columns = {name: everything.described(alias, name) for name in everything.tables(alias)}
    temporary = "temp" if connection.vendor == "sqlite" else "pg_temp"
    made: list[str] = []
    try:
        with ungated("empty copies of tables are made"), connection.cursor() as cursor:
            for name in columns:
                table = connection.ops.quote_name(name)
                copy = f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {table} LIMIT 0"  # noqa: S608
                cursor.execute(copy)
                made.append(table)
        yield columns
    finally:
        with ungated("the copies are dropped"), connection.cursor() as cursor:
            for table in made:
                cursor.execute(f"DROP TABLE {temporary}.{table}")


def plant_tables(alias: str, columns: Columns, plants: Plants) -> None:
    """A row in every scratch table, a plant in every column that can hold a string of six."""
    connection = connections[alias]
    for table, described in columns.items():
        row: dict[str, Any] = {}
        for column in described:
            value = _value_for(connection, column, f"{alias} {table}.{column.name}", plants)
            if value is not None:
                row[column.name] = value
        _insert(connection, table, row)


def _value_for(connection: Any, column: Any, store: str, plants: Plants) -> Any:
    """1 for numbers, so that all foreign keys lead to the one row there is; None for the rest."""
    kind = connection.introspection.get_field_type(column.type_code, column)
    if kind in {"CharField", "TextField"}:
        wide = column.display_size  # characters; None or negative where there is no limit
        room = min(LENGTH, wide) if wide and wide > 0 else LENGTH
        return plants.new(store, room) if room >= SHORTEST else None
    if kind == "JSONField":
        return json.dumps({"deep": [plants.new(store)]})
    if kind == "BinaryField":
        return plants.new(store).encode()
    return 1 if "Integer" in kind or "AutoField" in kind else None


def _insert(connection: Any, table: str, row: dict[str, Any]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, row))
    values = ", ".join("%s" for _ in row)
    with ungated("a scratch table is planted"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(table)} ({columns}) VALUES ({values})",  # noqa: S608
            list(row.values()),
        )


def plant_sealed(plants: Plants) -> None:
    """In the scratch tables of both databases: a key, and a plant sealed in every sealed column."""
    ref = new_ref()
    with ungated("scratch tables are planted"):
        ring = vault.create_keys([ref])
        Contribution.objects.filter(pk=1).update(ref=ref, kind=Kind.ESSAY.value)
        for column in everything.sealed_columns():
            if column.way == "ref":
                column.model._base_manager.filter(pk=1).update(ref=ref)
        for column in everything.sealed_columns():
            words = json.dumps({"text": f"Before {plants.new(f'sealed {column.name}')} after."})
            blob = ring.seal(ref, column.place, words)
            column.model._base_manager.filter(pk=1).update(**{column.column: blob})


def plant_session(plants: Plants) -> None:
    """In the scratch table of sessions, long enough to be stored compressed."""
    words = f"{plants.new('sessions')} {'and so on ' * 100}"
    data = session_store().encode({"words": words})
    quote = connections["default"].ops.quote_name
    with connections["default"].cursor() as cursor:
        cursor.execute(f"UPDATE {quote(TABLE)} SET {quote(COLUMN)} = %s", [data])  # noqa: S608


def plant_index(index: SearchBackend, plants: Plants) -> tuple[IndexDocument, ...]:
    """A document with three plants, one next to another that explains its words; returns what
    may be there."""
    lexicon, raw = plants.new("index lexicon"), plants.new("index files")
    first, last = (f"{random_text(LENGTH // 2)}q" for _ in range(2))
    plants.add(f"{first} {last}", "index positions")
    kept = _document("kept", f"Ordinary words, {last} and {first}.")
    index.rebuild([kept, _document("gone", f"A {lexicon} and a {raw} by a {first} {last}.")])
    return (kept,)


def _document(ref: str, text: str) -> IndexDocument:
    return IndexDocument(
        ref=ref, discussion="d", kind=Kind.COMMENT, voice=Voice.FIRST_PERSON, title="", text=text,
        themes=(), year=None, visible_from=0.0, visible_until=4e9,
    )  # fmt: skip


def plant_files(home: Path, plants: Plants) -> None:
    """Files of every kind that `files`, `packed` and `pages` read."""
    border = bytes(1024 * 1024 - LENGTH // 2)
    (home / "plain.log").write_bytes(border + plants.new("files").encode())
    (home / "wide.txt").write_text(plants.new("files in UTF-16").upper(), encoding="utf-16-le")
    (home / f"{plants.new('file names')}.txt").write_text("Nothing.")
    for name, pack in (("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress)):
        (home / f"{name}.bin").write_bytes(
            pack(f"In {plants.new(f'{name} files')}. ".encode() * 30)
        )
    inner = _zipped("inner.txt", plants.new("zip in zip").encode())
    (home / "member.zip").write_bytes(_zipped("a.txt", plants.new("zip members").encode()))
    (home / "nested.zip").write_bytes(_zipped("inner.zip", inner))
    _plant_pages(home / "freed.sqlite3", plants.new("freed pages", LONG), broken=False)
    _plant_pages(home / "long.sqlite3", plants.new("pages' borders, long", LONG), broken=True)
    _plant_pages(home / "short.sqlite3", plants.new("pages' borders, short", 16), broken=True)


def _zipped(name: str, data: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data + b" and so on" * 20)
    return target.getvalue()


def _plant_pages(path: Path, plant: str, *, broken: bool) -> None:
    """A deleted row whose pages are free now, with the plant cut by a border between two, or not.

    Where a border falls is SQLite's to say, so lengths are tried until the file shows it.
    """
    size = 20_000  # of which SQLite puts each stretch of 4,092 into a page
    for before in range(7_700, 7_700 + 4_092, 5):  # the second border is soon to come
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            for pragma in ("secure_delete=OFF", "synchronous=OFF", "journal_mode=MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("CREATE TABLE t (words TEXT)")
            connection.execute(
                "INSERT INTO t VALUES (?)", [f"{'x' * before}{plant}".ljust(size, "x")]
            )
            connection.execute("INSERT INTO t VALUES ('kept')")
            connection.execute("DELETE FROM t WHERE words != 'kept'")
        finally:
            connection.close()
        data = path.read_bytes()
        pieces = pieces_of(plant.encode())
        if (plant.encode() not in data) == broken and (
            not pieces or any(piece in data for piece in pieces)
        ):
            return
    raise AssertionError("SQLite cuts no value at any border")
