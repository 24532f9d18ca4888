"""A world of its own for every test process, made before Django reads its settings.

Loaded by `-p` in pyproject.toml: pytest-django reads the settings before any conftest.py.
"""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import tempfile
from pathlib import Path

for name in [name for name in os.environ if name.startswith("ARCHIVE_")]:
    del os.environ[name]  # what a developer chose for an archive of theirs

HOME = Path(tempfile.mkdtemp(prefix="firsthand-tests-"))

os.environ["ARCHIVE_HOME"] = str(HOME)
os.environ["ARCHIVE_SECRET_KEY"] = secrets.token_urlsafe(64)
os.environ["ARCHIVE_SITE_KEY"] = base64.b64encode(secrets.token_bytes(32)).decode()
os.environ["ARCHIVE_ENGINE"] = "rules"  # the strong one takes seconds to wake up
os.environ["ARCHIVE_SIMILAR"] = "0"  # a model that reads every text; its own tests switch it on
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop beside our tests


def pytest_unconfigure() -> None:
    """Leave nothing behind; a worker of xdist ends without running `atexit`."""
    shutil.rmtree(HOME, ignore_errors=True)
