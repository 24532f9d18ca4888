"""The locks name no host, carry a hash for every package, and fit pyproject.toml and each other."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", ".ci/installer.lock")
FOREIGN = ("uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock")
"""Locks that record the host each file came from."""

HOST = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|(?<!\w)-[if]\s")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, set[Version]]:
    """Every pinned package with its version, or versions where a marker tells them apart."""
    found: dict[str, set[Version]] = {}
    for name, version in PIN.findall(lock):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


def problems_of(name: str, lock: str) -> Iterator[str]:
    """What is wrong within one lock."""
    for number, line in enumerate(lock.splitlines(), start=1):
        if HOST.search(line):
            yield f"{name}:{number} names a host or an index; run `make lock`."
    for entry in re.split(r"\n(?=[A-Za-z0-9])", lock):
        if (pin := PIN.match(entry)) and "--hash=sha256:" not in entry:
            yield f"{name}: {pin[1]} has no hash; run `make lock`."


def unmet(name: str, pinned: dict[str, set[Version]], wanted: list[str]) -> Iterator[str]:
    """Requirements of pyproject.toml that the lock does not answer."""
    for requirement in map(Requirement, wanted):
        versions = pinned.get(canonicalize_name(requirement.name), set())
        if not any(requirement.specifier.contains(version) for version in versions):
            yield f"{name} does not fit `{requirement}` of pyproject.toml; run `make lock`."


def problems() -> Iterator[str]:
    """What is wrong with the locks, one sentence each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"].get("optional-dependencies", {}).values()
    running = [*project["project"]["dependencies"], *(one for extra in extras for one in extra)]
    for foreign in FOREIGN:
        if (ROOT / foreign).exists():
            yield f"{foreign} records hosts; the locks are {', '.join(LOCKS)}."
    texts = {name: (ROOT / name).read_text() for name in LOCKS}
    for name, text in texts.items():
        yield from problems_of(name, text)
    runtime, develop = (pins(texts[name]) for name in LOCKS[:2])
    yield from unmet(LOCKS[0], runtime, running)
    yield from unmet(LOCKS[1], develop, [*running, *project["dependency-groups"]["dev"]])
    for name, versions in runtime.items():
        if develop.get(name) != versions:
            yield f"{LOCKS[1]} has another {name} than {LOCKS[0]}; run `make lock`."


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    found = list(problems())
    print(*(found or ["The locks name no host and fit pyproject.toml."]), sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
