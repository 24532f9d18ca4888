"""Which field a job is in, and which sort of place a well-known firm is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def field_of_job() -> dict[str, str]:
    """The field of each job, common ones and rare ones, by its name in lower case."""
    return _read("job_fields.txt")


@cache
def sort_of_firm() -> dict[str, str]:
    """ "a supermarket" and the like, by a firm's name in lower case."""
    return _read("firm_sorts.txt")


def _read(name: str) -> dict[str, str]:
    lines = (_HERE / name).read_text("utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return {one: whole for whole, names in pairs for one in names.split("; ")}
