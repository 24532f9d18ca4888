"""Every stored value there is, read for one purpose: to prove that something is gone.

Nothing of it is shown to anybody. `manage.py prove_erasure` compares it with strings that it was
given, and says where they are; who asked is in the audit chain. The tables are found by asking the
database, so that one nobody thought of is read too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.apps import apps
from django.db import connections, transaction
from django.db.models import ForeignKey, Model

from archive import vault
from archive.domain import warrant
from archive.domain.words import Kind
from archive.gate import audit
from archive.models.fields import SealedField

CHUNK: Final = 500

WHO: Final = ("command line", "prove_erasure")

PLACES: Final = {"removalrequest.message": "removal.message"}
"""Places that are not called after model and column."""

ESSAYS: Final = ("contributions__ref", {"contributions__kind": Kind.ESSAY.value})
"""What is sealed of a discussion is sealed under its essay's key."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table, values as the database driver gives them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A sealed column, and the way from its row to the ref whose key opens it ("" if unknown)."""

    model: type[Model]
    column: str
    way: str

    @property
    def name(self) -> str:
        """`table.column`."""
        return f"{self.model._meta.db_table}.{self.column}"

    @property
    def place(self) -> str:
        """What is bound into the seal as its place."""
        name = f"{self.model._meta.model_name}.{self.column}"
        return PLACES.get(name, name)


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed value. Without a key it is a tombstone's, and noise; `"shut"` has a key and does
    not open with it: it was moved or changed, or this module does not know its place."""

    ref: str
    row: int
    state: Literal["opened", "no key", "shut"]
    text: str = ""


def note_proof(*, strings: int) -> None:
    """Say in the audit chain that everything is about to be compared with so many strings."""
    with warrant.opened(*WHO), transaction.atomic():
        audit.record("prove_erasure", strings=strings)


def tables(alias: str) -> tuple[str, ...]:
    """The names of all tables of a database."""
    with connections[alias].cursor() as cursor:
        return tuple(sorted(connections[alias].introspection.table_names(cursor)))


def described(alias: str, table: str) -> list[Any]:
    """The columns of a table, as Django's introspection describes them."""
    connection = connections[alias]
    with warrant.opened(*WHO), connection.cursor() as cursor:
        return list(connection.introspection.get_table_description(cursor, table))


def rows(alias: str, table: str) -> Iterator[Rows]:
    """All rows of a table, in chunks; the warrant is open for the query alone."""
    connection = connections[alias]
    quoted = connection.ops.quote_name(table)
    with warrant.opened(*WHO), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quoted} LIMIT 0")  # noqa: S608 - a quoted name
        columns = tuple(one[0] for one in cursor.description)
    # On SQLite a plus sign before a column hides its declared type: otherwise Django converts
    # dates and fails on a value that is none, and what is in the wrong place is what is sought.
    plus = "+" if connection.vendor == "sqlite" else ""
    wanted = ", ".join(plus + connection.ops.quote_name(column) for column in columns)
    with connection.chunked_cursor() as cursor:
        with warrant.opened(*WHO):
            cursor.execute(f"SELECT {wanted} FROM {quoted}")  # noqa: S608 - quoted names
        while chunk := cursor.fetchmany(CHUNK):
            yield Rows(columns, tuple(chunk))


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Every sealed column of every model."""
    return tuple(
        SealedColumn(model, field.name, _way_to_ref(model))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField)
    )


def open_sealed(column: SealedColumn) -> Iterator[tuple[Opened, ...]]:
    """Everything in a sealed column, opened with the keys that are left, in chunks."""
    sealed = column.model._base_manager.exclude(**{column.column: None})
    with warrant.opened(*WHO):
        ids = list(sealed.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        with warrant.opened(*WHO):
            chunk = _open_some(column, ids[start : start + CHUNK])
        yield chunk


def _open_some(column: SealedColumn, ids: list[int]) -> tuple[Opened, ...]:
    some = column.model._base_manager.filter(pk__in=ids)
    blobs = dict(some.values_list("pk", column.column))
    refs: dict[int, str] = {}
    if column.way:
        only = ESSAYS[1] if column.way == ESSAYS[0] else {}
        refs = dict(some.filter(**only).values_list("pk", column.way))
    try:
        ring = vault.ring(ref for ref in refs.values() if ref)
    except vault.DoesNotOpen:  # keys wrapped by another site key
        return tuple(Opened(refs.get(pk) or "", pk, "shut") for pk in ids)
    return tuple(_open(ring, column, pk, refs.get(pk) or "", blobs[pk]) for pk in ids)


def _open(ring: vault.KeyRing, column: SealedColumn, row: int, ref: str, blob: bytes) -> Opened:
    if not column.way:
        return Opened(ref, row, "shut")
    try:
        text = ring.unseal(ref, column.place, blob)
    except (vault.DoesNotOpen, ValueError):
        return Opened(ref, row, "shut")
    return Opened(ref, row, "no key") if text is None else Opened(ref, row, "opened", text)


def _way_to_ref(model: type[Model]) -> str:
    """The shortest way over foreign keys to a column `ref`, for a query; "" where there is none."""
    if model._meta.label == "archive.Discussion":
        return ESSAYS[0]
    ways: list[tuple[type[Model], str]] = [(model, "")]
    seen: set[type[Model]] = set()
    while ways:
        at, way = ways.pop(0)
        fields = at._meta.local_concrete_fields
        if any(field.name == "ref" for field in fields):
            return f"{way}ref"
        seen.add(at)
        ways += [
            (field.remote_field.model, f"{way}{field.name}__")
            for field in fields
            if isinstance(field, ForeignKey) and field.remote_field.model not in seen
        ]
    return ""
