"""Half of two hundred texts is erased, killed at every step on the way: no byte of them is left.

Everything planted in the erased half is looked for by `prove_erasure` in every store, decoded and
raw; everything in the other half is still there for those who may see it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import crash

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {"DATABASE_URL", "KEYS_DATABASE_URL"}

STEPS = (
    ("before", "archive.actions.erase:_mark#9"),
    ("after", "archive.actions.erase:hold_leaning#9"),
    ("after", "archive.actions.ledger:append#17"),
    ("before", "archive.actions.outbox:_apply#9"),
    ("before", "whoosh.writing:SegmentWriter._commit_toc#5"),
    ("after", "whoosh.writing:SegmentWriter._commit_toc#5"),
    ("after", "archive.actions.erase:_mark#9"),
    ("after", "archive.actions.erase:_drop_key#9"),
    ("after", "archive.actions.erase:_clear_row#9"),
    ("after", "archive.actions.erase:_clear_layers#9"),
    ("after", "archive.actions.erase:_clear#9"),
)
"""Where it is killed, one after the other, each time a few texts further on."""


class Home:
    """An archive on disk, worked on by processes of their own."""

    def __init__(self, folder: Path, forks: subprocess.Popen[str]) -> None:
        self.path, self.planted, self._forks = folder / "home", folder / "planted.json", forks
        self.path.mkdir()

    def run(self, when: str, point: str, *commands: str) -> tuple[int, str, str]:
        """The return code, stdout and stderr of the commands."""
        output = self.path.parent / "output"
        order = {
            "home": str(self.path),
            "output": str(output),
            "arguments": [when, point, *commands],
        }
        assert self._forks.stdin is not None
        assert self._forks.stdout is not None
        self._forks.stdin.write(json.dumps(order) + "\n")
        self._forks.stdin.flush()
        code = int(self._forks.stdout.readline())
        return code, output.with_suffix(".out").read_text(), output.with_suffix(".err").read_text()

    def do(self, *commands: str) -> str:
        """Run to the end; what was printed."""
        code, out, err = self.run("never", "-", *commands)
        assert code == 0, err
        return out

    def prove(self, words: list[str]) -> tuple[int, dict[str, object]]:
        """`prove_erasure` over the words: its return code and report."""
        file = self.path.parent / "words.txt"
        file.write_text("\n".join(words))
        code, out, err = self.run("never", "-", "prove_erasure", "--from", str(file), "--json")
        file.unlink()
        assert out, err
        return code, json.loads(out)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A fresh one, with two hundred texts and twenty drafts in it."""
    environment = {k: v for k, v in os.environ.items() if k not in ELSEWHERE}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.crash", "wait"],
        cwd=ROOT,
        env={**environment, "ARCHIVE_HOME": str(tmp_path / "unused")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        made = Home(tmp_path, process)
        made.do("prepare", "+", "tests.two_hundred:build", str(made.planted))
        yield made


def test_of_the_erased_half_nothing_is_left_and_of_the_other_nothing_is_lost(home: Home) -> None:
    planted = json.loads(home.planted.read_text())
    gone, kept = (
        [word for one in planted if one["kept"] is keeps for word in one["words"].values()]
        for keeps in (False, True)
    )
    assert (len(gone), len(kept)) == (520, 520)
    code, before = home.prove(gone[:60])
    assert code == 1
    assert {found["string"] for found in before["found"]} == set(range(1, 61))  # type: ignore[attr-defined]

    for when, point in STEPS:
        died, _, err = home.run(when, point, "tests.two_hundred:erase_half", str(home.planted))
        assert died == crash.KILLED, (point, err)
    home.do("tests.two_hundred:erase_half", str(home.planted), "+", "sweep", "+", "sync_index")

    code, after = home.prove(gone)
    assert after["found"] == []
    assert code == 0
    home.do("tests.two_hundred:look_at_the_rest", str(home.planted), "+", "verify_consent")
    home.do("verify_audit", "+", "check_index")
