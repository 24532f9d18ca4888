"""What every test stands on: a fresh home, both databases, and a guard that stays on.

Only making, migrating and emptying the test databases goes past the guard.
"""

from __future__ import annotations

import itertools
import shutil
import sys
from collections.abc import Iterator

import pytest
from django.test import TestCase, TransactionTestCase, override_settings
from hypothesis import settings as hypothesis_settings

from tests.plugins_home import HOME

pytest_plugins = ["tests.plugins_ci"]

hypothesis_settings.register_profile("archive", deadline=None)  # the machine may be busy
hypothesis_settings.load_profile("archive")

_numbers = itertools.count(1)
REMEMBER = ("duplicates", "likeness", "suggestions_learned")
"""Modules of the gate that remember what a process has read, by numbers that the next test's rows
have again."""
USES_DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the database may use both: texts lie in one, their keys in the other."""
    for item in items:
        asked = item.get_closest_marker("django_db")
        if asked or USES_DATABASE & set(getattr(item, "fixturenames", ())):
            choices = {"databases": "__all__", **(asked.kwargs if asked else {})}
            item.add_marker(pytest.mark.django_db(**choices), append=False)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest) -> None:
    """pytest-django's own, with the guard open."""
    from archive.gate.guard import ungated

    with ungated("tests make their databases"):
        request.getfixturevalue("django_db_setup")


@pytest.fixture(scope="session", autouse=True)
def _guard_lets_databases_be_emptied() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for case in (TransactionTestCase, TestCase):
        emptied = case.__dict__["_fixture_teardown"]
        patch.setattr(case, "_fixture_teardown", _past_the_guard(emptied))
    yield
    patch.undo()


def _past_the_guard(method):
    def opened(self):
        from archive.gate.guard import ungated

        with ungated("tests empty their databases"):
            return method(self)

    return opened


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_fast() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _fresh_home() -> Iterator[None]:
    """No test finds another one's index. The keys are in the environment."""
    home = HOME / str(next(_numbers))
    home.mkdir()
    with override_settings(ARCHIVE_HOME=home):
        yield
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(autouse=True)
def _a_process_that_has_read_nothing() -> None:
    for name in REMEMBER:
        if module := sys.modules.get(f"archive.gate.{name}"):
            module.forget()
