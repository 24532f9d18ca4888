"""The documentation names what there is, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md"))
COMMANDS = frozenset(
    path.stem
    for path in (ROOT / "archive/management/commands").glob("*.py")
    if path.stem != "__init__"
)
DJANGO_COMMANDS = frozenset({"check", "collectstatic"})

_VARIABLE = re.compile(r"\b(?:ARCHIVE_[A-Z_]+|[A-Z_]*DATABASE_URL)\b")
_OPTION = re.compile(r"\"(--[a-z-]+)\"")
_LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
_RUN = re.compile(r"(?:\bmanage(?:\.py)?|^    manage) ([a-z_]+)\b", re.MULTILINE)
_MAKE = re.compile(r"`make ([a-z]+)`|^    make ([a-z]+)$", re.MULTILINE)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def variables() -> frozenset[str]:
    """Every variable that settings, environment and vault speak of."""
    sources = ("settings.py", "environment.py", "vault/site_key.py")
    return frozenset(
        name for source in sources for name in _VARIABLE.findall(read(ROOT / "archive" / source))
    )


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_described_with_its_options(command: str) -> None:
    rows = [
        line
        for line in read(DOCS / "commands.md").splitlines()
        if re.match(rf"\| `{command}\b", line)
    ]
    assert len(rows) == 1, f"docs/commands.md has no row, or several, for {command}"
    source = read(ROOT / f"archive/management/commands/{command}.py")
    options = set(_OPTION.findall(source))
    options |= {"--json"} if "add_json(parser)" in source else set()
    options |= {"--dry-run"} if "add_dry_run(parser)" in source else set()
    missing = {option for option in options if not re.search(rf"{option}(?![a-z-])", rows[0])}
    assert not missing, f"docs/commands.md does not name {missing} of {command}"


def test_no_command_is_described_that_is_not_there() -> None:
    described = re.findall(r"^\| `([a-z_]+)", read(DOCS / "commands.md"), re.MULTILINE)
    assert set(described) == COMMANDS


@pytest.mark.parametrize("name", sorted(variables()))
def test_every_variable_is_described(name: str) -> None:
    assert f"| `{name}` |" in read(DOCS / "settings.md"), f"docs/settings.md does not name {name}"


def test_no_variable_is_described_that_nothing_reads() -> None:
    described = re.findall(r"^\| `([A-Z_]+)` \|", read(DOCS / "settings.md"), re.MULTILINE)
    assert set(described) == variables()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in _LINK.findall(read(page)) if "://" not in link]
    if not (DOCS / "screenshots").exists():  # made by `make screenshots`
        targets = [link for link in targets if "screenshots/" not in link]
    lost = [link for link in targets if not (page.parent / link).exists()]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_and_targets_that_pages_name_exist(page: Path) -> None:
    text = read(page)
    assert set(_RUN.findall(text)) <= COMMANDS | DJANGO_COMMANDS
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert {one or other for one, other in _MAKE.findall(text)} <= targets


def test_the_two_commands_stand_in_the_readme() -> None:
    named = {one or other for one, other in _MAKE.findall(read(ROOT / "README.md"))}
    assert {"demo", "test"} <= named


def test_files_that_pages_name_exist() -> None:
    named = {
        (page.name, path)
        for page in PAGES
        for path in re.findall(r"`((?:archive|tests|docs)/[a-z_/]+\.(?:py|md))`", read(page))
    }
    assert named
    assert not [(page, path) for page, path in named if not (ROOT / path).exists()]
