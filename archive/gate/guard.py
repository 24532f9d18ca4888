"""The cursor guard: SQL that names a gated or sealed table needs an open warrant.

Ordinary managers, joins, raw SQL, `refresh_from_db`, `dumpdata`: all of them end at a cursor, so
the question is asked there, once, at about 5 µs a query. `ungated("reason")` is for migrations,
checks and tests' flush; lint bans it elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.signals import connection_created

from archive.domain import warrant
from archive.domain.errors import ArchiveError


class UngatedRead(ArchiveError):
    """SQL named a gated table with no warrant open: a defect in the calling code."""

    code = "ungated_read"
    http_status = 500

    def __init__(self, table: str) -> None:
        super().__init__(
            f"SQL named {table} without a warrant.",
            hint="Read through archive.gate.read_as(viewer); write through archive.actions.",
        )
        self.table = table


def install() -> None:
    """Put the guard on every connection, those open already included."""
    connection_created.connect(_guard_connection, dispatch_uid="archive.gate.guard")
    for connection in connections.all(initialized_only=True):
        _guard_connection(connection=connection)


def ungated(reason: str) -> AbstractContextManager[object]:
    """Open the tables for housekeeping that is nobody's reading; the reason is for the reader."""
    return warrant.opened("housekeeping", reason)


def gated_tables() -> frozenset[str]:
    """Table names with a gated or sealed column."""
    return frozenset(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if set(getattr(model, "privacy", {}).values()) & {"gated", "sealed"}
    )


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = sorted(gated_tables(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b", re.IGNORECASE)


def _guard_connection(*, connection: Any, **_: Any) -> None:
    if _refuse_ungated not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_ungated)


def _refuse_ungated(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
) -> Any:
    if warrant.current() is None and (named := _pattern().search(str(sql))):
        raise UngatedRead(named.group(1))
    return execute(sql, params, many, context)
