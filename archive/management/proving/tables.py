"""Reads every value of every table of a database: texts decoded, JSON opened, bytes raw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from archive.gate import everything
from archive.management.proving.looking import Strings
from archive.management.proving.report import Find, How, Report, Watch, shown


@dataclass(slots=True)
class _Values:
    """The values of a chunk of rows, with where each stands: column, ref, row number."""

    texts: list[str] = field(default_factory=list)
    texts_at: list[tuple[str, str, int | None]] = field(default_factory=list)
    blobs: list[bytes] = field(default_factory=list)
    blobs_at: list[tuple[str, str, int | None]] = field(default_factory=list)

    def add(self, value: Any, at: tuple[str, str, int | None]) -> None:
        if isinstance(value, bytes | bytearray | memoryview):
            self.blobs.append(bytes(value))
            self.blobs_at.append(at)
        elif value is not None:
            for text in decoded(value):
                self.texts.append(text)
                self.texts_at.append(at)


def read_tables(alias: str, strings: Strings, report: Report, watch: Watch) -> None:
    """Every table of the database `alias`, whether a model knows it or not."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    store = f"database {alias}"
    done = 0
    for table in everything.tables(alias):
        name = table if table in known else shown(table, strings)
        report.count(store, tables=1, rows=0, values=0)
        for chunk in everything.rows(alias, table):
            values = _values_of(chunk)
            report.found.update(_finds(values, strings, store, name))
            size = len(values.texts) + len(values.blobs)
            report.count(store, rows=len(chunk.rows), values=size)
            done += len(chunk.rows)
            watch(f"{store}, rows", done, None)


def decoded(value: Any) -> Iterator[str]:
    """The texts in a value: itself, and if it is JSON, every string and key in it."""
    if not isinstance(value, str):
        yield " ".join(strings_in(value)) if isinstance(value, list | dict) else str(value)
        return
    yield value
    if value[:1] in ("{", "[", '"'):
        try:
            inside = json.loads(value)
        except (ValueError, RecursionError):
            return
        yield from strings_in(inside)


def strings_in(value: Any) -> Iterator[str]:
    """Every string and key in lists and mappings within each other; other values as words."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, Iterable):
            waiting += one
        elif one is not None:
            yield str(one)


def _values_of(chunk: everything.Rows) -> _Values:
    found = _Values()
    for row in chunk.rows:
        named = dict(zip(chunk.columns, row, strict=True))
        ref, number = named.get("ref"), named.get("id")
        at = (ref if isinstance(ref, str) else "", number if isinstance(number, int) else None)
        for column, value in named.items():
            found.add(value, (column, *at))
    return found


def _finds(values: _Values, strings: Strings, store: str, table: str) -> Iterator[Find]:
    for index, number in strings.in_texts(values.texts):
        column, ref, row = values.texts_at[index]
        yield Find(number, store, f"{table}.{column}", How.PLAIN, _safe(ref, strings), row)
    for index, number, much in strings.in_values(values.blobs):
        column, ref, row = values.blobs_at[index]
        yield Find(number, store, f"{table}.{column}", How.RAW, _safe(ref, strings), row, much)


def _safe(ref: str, strings: Strings) -> str:
    """A leak may stand in the very column that names the row."""
    return shown(ref, strings)
