"""A process killed at any named point leaves nothing that the next command does not put right.

Each command runs in a process of its own on a copy of a prepared home, always on SQLite: what is
proved is the order of steps across two databases, an index and a file.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import crash

ROOT = Path(__file__).resolve().parents[2]
FIRST = ROOT / "tests/fixtures/page_capture.txt"
SECOND = ROOT / "tests/fixtures/page_with_bylines.txt"
IN_FIRST, IN_SECOND = 7, 3
"""Contributions in each file, essay included."""

ELSEWHERE = {"DATABASE_URL", "KEYS_DATABASE_URL"}

SHOW_EVERYTHING = """
    UPDATE archive_contribution SET status = 'approved', consent = 'basis', voice = 'first_person',
    voice_cleared = 1, signed_off = 1, was_public = 1, rendition_id = latest_id,
    read_until = '2999-01-01 00:00:00', find_until = '2999-01-01 00:00:00'
"""
ROWS_SHOWN = "SELECT ref FROM archive_contribution WHERE status = 'approved' AND NOT hidden"


@dataclass(frozen=True)
class Ran:
    """How a process ended (negative: by which signal), and what it said."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Home:
    """An archive on disk, looked at from outside: no gate and no command stands between."""

    path: Path
    forks: subprocess.Popen[str]
    slug: str = ""
    erasing: str = ""

    def run(self, when: str, point: str, *commands: str) -> Ran:
        """The commands in one process of their own, killed at a point unless `when` is never."""
        output = self.path.parent / "output"
        order = {
            "home": str(self.path),
            "output": str(output),
            "arguments": [when, point, *commands],
        }
        assert self.forks.stdin is not None
        assert self.forks.stdout is not None
        self.forks.stdin.write(json.dumps(order) + "\n")
        self.forks.stdin.flush()
        return Ran(
            int(self.forks.stdout.readline()),
            output.with_suffix(".out").read_text(),
            output.with_suffix(".err").read_text(),
        )

    def kill(self, when: str, point: str, *command: str) -> None:
        """Run a command that must die at its point, not before and not of anything else."""
        died = self.run(when, point, *command)
        assert died.returncode == crash.KILLED, died.stderr
        assert self.shown() <= self.sealed(), "a row is shown whose key is gone"

    def next_commands(self, slug: str) -> tuple[Any, Any, Any, Any]:
        """What `sweep`, `check_index`, `outline` and a reader's `search` answer afterwards."""
        done = self.run(
            *("never", "-", "sweep", "--json", "+", "check_index", "--json"),
            *("+", "outline", slug, "--json", "+", "search", "sounds brave", "--json"),
        )
        assert done.returncode == 0, done.stderr
        swept, checked, outline, found = map(json.loads, done.stdout.splitlines())
        return swept, checked, outline, found

    def ask(self, sql: str, database: str = "archive") -> list[Any]:
        """The first column of every row, past the gate."""
        with closing(sqlite3.connect(self.path / f"{database}.sqlite3")) as connection, connection:
            return [row[0] for row in connection.execute(sql)]

    def sealed(self) -> set[str]:
        return set(self.ask("SELECT ref FROM vault_datakey", "keys"))

    def refs(self) -> set[str]:
        return set(self.ask("SELECT ref FROM archive_contribution WHERE status <> 'erased'"))

    def shown(self) -> set[str]:
        return set(self.ask(ROWS_SHOWN))

    def waiting(self) -> list[str]:
        return self.ask("SELECT ref FROM archive_outbox")

    def let_keys_grow_old(self) -> None:
        self.ask("UPDATE vault_datakey SET created = '2020-01-01 00:00:00'", "keys")


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process that has imported the archive and forks for every run."""
    environment = {k: v for k, v in os.environ.items() if k not in ELSEWHERE}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.crash", "wait"],
        cwd=ROOT,
        env={**environment, "ARCHIVE_HOME": str(tmp_path_factory.mktemp("unused"))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, forks: subprocess.Popen[str]) -> Home:
    """A home with one discussion that readers see, and a steward. Made once a session."""
    path = tmp_path_factory.mktemp("crashes") / "home"
    path.mkdir()
    home = Home(path, forks)
    made = home.run(
        *("never", "-", "prepare", "+", "import_discussion", str(FIRST), "--json"),
        *("+", "add_user", "stella", "--role", "steward"),
    )
    assert made.returncode == 0, made.stderr
    home.ask(SHOW_EVERYTHING)
    assert home.run("never", "-", "reindex").returncode == 0
    slug = home.ask("SELECT slug FROM archive_discussion")[0]
    third = home.ask('SELECT ref FROM archive_contribution WHERE "order" = 2')[0]
    return Home(path, forks, slug, third)


@pytest.fixture
def home(template: Home, tmp_path: Path) -> Home:
    """A copy to break."""
    shutil.copytree(template.path, tmp_path / "home")
    return Home(tmp_path / "home", template.forks, template.slug, template.erasing)


def assert_whole(home: Home, contributions: int, *, found: int = 1) -> Any:
    """Run the next commands and compare everything with everything; returns the outline."""
    home.let_keys_grow_old()
    _, checked, outline, search = home.next_commands(home.slug)
    assert home.sealed() == home.refs()
    assert home.waiting() == []
    assert [one["equal"] for one in checked] == [True, True, True]
    assert {one["audience"]: one["documents"] for one in checked}["staff"] == contributions
    assert len(home.refs()) == contributions
    assert search["total"] == found
    assert len(outline["contributions"]) == IN_FIRST
    return outline


@pytest.mark.parametrize(
    ("when", "point"),
    [
        ("before", "archive.vault:create_keys"),
        ("after", "archive.vault:create_keys"),
        ("after", "archive.actions.import_discussion:store"),
        ("after", "archive.gate.audit:record"),
    ],
)
def test_an_import_killed_before_its_commit_brings_in_nothing_and_can_be_repeated(
    home: Home, when: str, point: str
) -> None:
    home.kill(when, point, "import_discussion", str(SECOND), "--title", "Waiting")

    assert_whole(home, IN_FIRST)
    again = home.run("never", "-", "import_discussion", str(SECOND), "--title", "Waiting", "--json")
    assert json.loads(again.stdout)["imported"] == IN_SECOND
    assert home.sealed() == home.refs()


@pytest.mark.parametrize(
    ("when", "point"),
    [
        ("before", "archive.actions.outbox:_apply"),
        ("before", "archive.search.indexer:apply_outbox"),
        ("before", "whoosh.writing:SegmentWriter.commit"),
        ("before", "whoosh.writing:SegmentWriter._commit_toc"),
        ("after", "whoosh.writing:SegmentWriter._commit_toc"),
        ("after", "archive.search.backends.whoosh:WhooshBackend._commit"),
        ("before", "archive.actions:settle_outbox"),
        ("after", "archive.actions:settle_outbox"),
    ],
)
def test_an_import_killed_after_its_commit_is_whole_and_found_by_the_next_command(
    home: Home, when: str, point: str
) -> None:
    home.kill(when, point, "import_discussion", str(SECOND), "--title", "Waiting")

    assert_whole(home, IN_FIRST + IN_SECOND)


def test_a_sweep_leaves_the_keys_of_an_import_that_may_still_be_running(home: Home) -> None:
    home.kill("after", "archive.vault:create_keys", "import_discussion", str(SECOND))

    swept, checked, _, _ = home.next_commands(home.slug)

    assert swept["keys"] == 0
    assert len(home.sealed() - home.refs()) == IN_SECOND
    assert all(one["equal"] for one in checked)


def test_an_erasing_killed_before_its_first_step_has_not_happened(home: Home) -> None:
    home.kill("before", "archive.actions.erase:_mark", *erasing(home))

    outline = assert_whole(home, IN_FIRST)
    assert status_of(outline, home.erasing) == "approved"


@pytest.mark.parametrize(
    ("when", "point"),
    [
        ("after", "archive.actions.ledger:append"),  # promised in the ledger, not yet committed
        ("before", "archive.actions.outbox:_apply"),
        ("before", "whoosh.writing:SegmentWriter._commit_toc"),
        ("after", "whoosh.writing:SegmentWriter._commit_toc"),
        ("after", "archive.actions.erase:_mark"),
        ("after", "archive.actions.erase:_drop_key"),
        ("after", "archive.actions.erase:_clear_row"),
        ("after", "archive.actions.erase:_clear_layers"),
        ("after", "archive.actions.erase:_clear"),
    ],
)
def test_an_erasing_killed_in_any_step_is_finished_by_the_next_command(
    home: Home, when: str, point: str
) -> None:
    home.kill(when, point, *erasing(home))

    outline = assert_whole(home, IN_FIRST - 1, found=0)
    assert status_of(outline, home.erasing) == "erased"
    assert home.erasing not in home.sealed()
    assert home.ask(renditions_of(home.erasing)) == []


DUE = """
    UPDATE archive_contribution SET status = 'refused', reviewed_at = '2020-01-01 00:00:00'
    WHERE "order" IN (2, 3)
"""
UNREAD = """
    UPDATE archive_contribution SET status = 'waiting', contributed = 1, hold_until = read_until,
    review_until = datetime('now', '-1 day') WHERE "order" = 4
"""
DRAFT = """
    INSERT INTO archive_draft (ref, discussion_id, body, until)
    SELECT 'unsent', id, x'00', '2020-01-01 00:00:00' FROM archive_discussion
"""
KEYS = """
    INSERT INTO vault_datakey (ref, wrapped, created)
    VALUES ('unsent', x'00', '2020-01-01 00:00:00'), ('orphan', x'00', '2020-01-01 00:00:00')
"""


@pytest.mark.parametrize(
    ("when", "point"),
    [
        ("after", "archive.vault:drop_key"),  # of the key without a row
        ("before", "archive.actions.sweep:discard_draft"),
        ("after", "archive.actions.sweep:discard_draft"),
        ("after", "archive.actions.sweep:_forget_drafts"),
        ("after", "archive.actions.sweep:_leave_queue"),
        ("after", "archive.actions.ledger:append"),
        ("after", "archive.actions.erase:_mark"),
        ("after", "archive.actions.erase:_drop_key"),
        ("after", "archive.actions.erase:_clear_row"),
        ("after", "archive.actions.sweep:_erase"),
        ("before", "archive.actions.outbox:apply_what_waits"),
        ("before", "whoosh.writing:SegmentWriter._commit_toc"),
        ("after", "archive.actions.sweep:_for_people"),
    ],
)
def test_a_sweep_killed_anywhere_leaves_nothing_that_the_next_does_not_finish(
    home: Home, when: str, point: str
) -> None:
    for sql in (DUE, UNREAD, DRAFT):
        home.ask(sql)
    home.ask(KEYS, "keys")
    let_go = set(home.ask('SELECT ref FROM archive_contribution WHERE "order" IN (2, 3)'))
    home.kill(when, point, "sweep")

    assert home.run("never", "-", "sweep").returncode == 0

    assert home.refs().isdisjoint(let_go)
    assert home.sealed() == home.refs()
    assert home.ask("SELECT ref FROM archive_draft") == []
    assert home.ask("SELECT status FROM archive_contribution WHERE contributed") == ["unread"]
    assert home.waiting() == []
    assert [home.ask(renditions_of(ref)) for ref in let_go] == [[], []]
    again, checked, _, _ = home.next_commands(home.slug)
    assert not any(again.values())
    assert all(one["equal"] for one in checked)
    assert {one["audience"]: one["documents"] for one in checked}["staff"] == IN_FIRST - 3


def erasing(home: Home) -> tuple[str, ...]:
    return ("erase_contribution", home.erasing, "--by", "stella")


def status_of(outline: Any, ref: str) -> str:
    return next(str(row["status"]) for row in outline["contributions"] if row["ref"] == ref)


def renditions_of(ref: str) -> str:
    return (
        "SELECT r.id FROM archive_rendition r JOIN archive_contribution c "
        f"ON r.contribution_id = c.id WHERE c.ref = '{ref}'"
    )
