"""Where changes are judged, a test that did not run is a test that failed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

A_SUITE = """
import pytest

def test_that_passes():
    assert True

def test_that_skips_itself():
    pytest.skip("no browser here")

@pytest.mark.skipif(True, reason="not on this machine")
def test_that_is_marked():
    assert True

@pytest.mark.xfail(reason="known", strict=True)
def test_that_is_known_to_fail():
    assert False
"""
A_MODULE_THAT_SKIPS = "import pytest\npytest.importorskip('no_such_library')\n"


def outcome(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_suite.py").write_text(A_SUITE)
    (folder / "test_module.py").write_text(A_MODULE_THAT_SKIPS)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.plugins_ci", "-p", "no:django"]
    command += [
        "-p",
        "no:cacheprovider",
        "-n0",
        "-q",
        "--continue-on-collection-errors",
        "test_suite.py",
        "test_module.py",
    ]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    environment |= {"CI": ci, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_every_skip_fails_under_ci_and_says_which_and_why(tmp_path):
    done = outcome(tmp_path, "true")
    assert "FAILED test_suite.py::test_that_skips_itself - skipped, which counts" in done.stdout
    assert "ERROR test_suite.py::test_that_is_marked - skipped, which counts" in done.stdout
    assert "ERROR test_module.py - skipped, which counts" in done.stdout
    assert all(why in done.stdout for why in ("(no browser here)", "(not on this machine)"))
    assert "1 failed, 1 passed, 1 xfailed, 2 errors" in done.stdout


@pytest.mark.parametrize("ci", ["", "false"])
def test_elsewhere_a_skip_stays_a_skip(tmp_path, ci):
    done = outcome(tmp_path, ci)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 3 skipped, 1 xfailed" in done.stdout
