"""Two people who press at once: on SQLite the second waits, and nothing is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from archive.environment import sqlite

PEOPLE, PRESSES = 4, 25
PRAGMAS = {
    "texts": ("journal_mode=WAL", "foreign_keys=ON"),
    "keys": ("journal_mode=DELETE", "secure_delete=ON"),
}


@pytest.mark.parametrize("pragmas", PRAGMAS.values(), ids=PRAGMAS)
def test_of_people_who_press_at_once_nobody_is_told_that_the_database_is_locked(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker, pragmas: tuple[str, ...]
) -> None:
    databases = ConnectionHandler({"default": sqlite(tmp_path / "text.sqlite3", *pragmas)})
    together, failed = threading.Barrier(PEOPLE), list[Exception]()

    def person() -> None:
        together.wait()
        try:
            for _ in range(PRESSES):
                press(databases)
        except Exception as problem:  # whatever it is, the test shows it
            failed.append(problem)
        finally:
            databases.close_all()

    with django_db_blocker.unblock():  # it is a file of its own, and no test database
        with databases["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE text (presses INTEGER)")
            cursor.execute("INSERT INTO text VALUES (0)")
        people = [threading.Thread(target=person) for _ in range(PEOPLE)]
        for each in people:
            each.start()
        for each in people:
            each.join()
        presses = presses_in(databases)
        databases.close_all()

    assert failed == []
    assert presses == PEOPLE * PRESSES


def press(databases: ConnectionHandler) -> None:
    """What an action does: read in a transaction, then write what follows from that."""
    connection = databases["default"]
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    presses = presses_in(databases)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE text SET presses = %s", [presses + 1])
    connection.commit()
    connection.set_autocommit(True)


def presses_in(databases: ConnectionHandler) -> int:
    with databases["default"].cursor() as cursor:
        (presses,) = cursor.execute("SELECT presses FROM text").fetchone()
    return int(presses)
