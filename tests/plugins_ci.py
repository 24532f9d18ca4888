"""Under `CI=true` a skipped test is a failed one.

A test may skip itself on somebody's laptop (no Chromium, no `FIRSTHAND_SHARED`). Where changes are
judged, everything must be there: a promise whose test did not run is not kept. There are no
exceptions; a test that cannot run there is deselected by a marker, or does not belong here.

`tests/conftest.py` loads this with `pytest_plugins`. Expected failures (xfail) are not skips.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

EXPLANATION = "skipped, which counts as failed under CI=true"


def in_ci() -> bool:
    """Whether this run judges a change."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skipped itself, with its own reason."""
    report = yield
    if in_ci() and report.skipped and not hasattr(report, "wasxfail"):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that skipped itself while it was imported."""
    report = yield
    if in_ci() and report.skipped:
        _fail(report)
    return report


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{EXPLANATION} ({reason.removeprefix('Skipped: ')})"
