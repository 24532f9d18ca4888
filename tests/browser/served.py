"""The real thing for a browser: an archive in a folder of its own, served by `manage.py serve`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "a pass phrase for made-up people"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
LONGEST = 30_000
"""Milliseconds a page may take; a busy machine is slow."""


@dataclass(frozen=True)
class Archive:
    """An archive on SQLite in `home`; `address` is where it is served, "" before."""

    home: Path
    address: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """Ours, without what a developer or the test suite chose for another archive."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ARCHIVE_") and name not in {"DATABASE_URL", "KEYS_DATABASE_URL"}
        }
        return kept | {"ARCHIVE_HOME": str(self.home)}

    def manage(self, *arguments: str, typed: str = "") -> str:
        """What `manage.py` printed. Raises CalledProcessError when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=typed,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def add_user(self, name: str, role: str, *options: str) -> None:
        """An account that signs in with PASSWORD."""
        given = ("--role", role, "--password-stdin", *options)
        self.manage("add_user", name, *given, typed=PASSWORD + "\n")

    def bring_in(self, file: Path, *options: str) -> dict[str, Any]:
        """Import `file`; the report on its one discussion."""
        report = json.loads(self.manage("import_discussion", str(file), "--json", *options))
        (discussion,) = report["discussions"]
        return dict(discussion)

    @property
    def said(self) -> Path:
        """The file beside `home` that has what the server wrote, to either stream."""
        return self.home.with_name(f"{self.home.name}.said")

    @contextmanager
    def served(self) -> Iterator[Archive]:
        """Serve it on a free port until the block ends; what it writes is in `said`."""
        with (
            self.said.open("wb") as said,
            subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", "0"],
                cwd=ROOT,
                env=self.environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            ) as server,
        ):
            try:
                yield Archive(self.home, self._address(server))
            finally:
                server.terminate()

    def _address(self, server: subprocess.Popen[bytes]) -> str:
        """Where it serves, as soon as it says so."""
        until = time.monotonic() + LONGEST / 1_000
        while time.monotonic() < until and server.poll() is None:
            found = re.search(r"^Serving on (\S+)/ ", self.said.read_text(), re.MULTILINE)
            if found:
                return found[1]
            time.sleep(0.05)
        raise AssertionError(f"The server did not start: {self.said.read_text()!r}")


class Quick(Archive):
    """An archive whose texts rules alone read: the strong engine takes seconds to wake."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"ARCHIVE_ENGINE": "rules"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
