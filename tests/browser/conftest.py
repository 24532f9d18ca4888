"""A Chromium and an archive that is really served."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.served import CHROMIUM, LONGEST, Archive, chromium

expect.set_options(timeout=LONGEST)  # Playwright's own five seconds measure the machine, not us


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An empty archive with a steward, Stefan, and a lead, Lena."""
    prepared = Archive(tmp_path_factory.mktemp("archive"))
    prepared.manage("prepare")
    prepared.add_user("stefan", "steward")
    prepared.add_user("lena", "lead")
    with prepared.served() as served:
        yield served


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real discussions, which are not ours to copy into the repository."""
    shared = os.environ.get("FIRSTHAND_SHARED")
    if not shared:
        pytest.skip("FIRSTHAND_SHARED is not set: it names the folder that has samples/")
    return Path(shared) / "samples"
