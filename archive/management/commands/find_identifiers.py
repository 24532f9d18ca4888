"""`find_identifiers`: what could tell who somebody is, in one text or in many."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandParser

from archive.anonymise.engine import Strength, find_identifiers
from archive.anonymise.finding import Finding
from archive.domain.errors import InvalidInput
from archive.management.base import ArchiveCommand, add_json
from archive.management.strength import add_engine, strength


class Command(ArchiveCommand):
    """Findings with place, kind, band and reason; never the words themselves."""

    help = (
        "Find what could tell who somebody is, in a text file or in JSON Lines. Offsets are code "
        "points of the text as it was given. Nothing found does not mean that nothing is there."
    )
    makes_ready = False

    def add_arguments(self, parser: CommandParser) -> None:
        """What to read, and how."""
        parser.add_argument("file", metavar="FILE", help="a UTF-8 file, or - for standard input")
        parser.add_argument(
            "--lines",
            action="store_true",
            help='read JSON Lines {"id", "text"}, write {"id", "findings"} for each, at once',
        )
        add_engine(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, find, write."""
        engine = strength(options["engine"], self.tell)
        with _opened(options["file"]) as file:
            if options["lines"]:
                for one in _each(file, engine):
                    self.say(json.dumps(one))
                    self.stdout.flush()
                return
            findings = find_identifiers(_whole(file), engine=engine)
        result = {"id": options["file"], "findings": _plainly(findings)}
        self.answer(result, as_json=options["json"], lines=_lines(findings))


@contextmanager
def _opened(name: str) -> Iterator[IO[str]]:
    """The file, or standard input, with its line ends as they are."""
    if name != "-":
        with Path(name).open(encoding="utf-8", newline="") as file:
            yield file
    elif isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", newline="")
        yield sys.stdin
    else:
        yield sys.stdin


def _whole(file: IO[str]) -> str:
    try:
        return file.read()
    except UnicodeDecodeError:
        raise InvalidInput("This is not UTF-8 text.") from None


def _each(file: IO[str], engine: Strength) -> Iterator[dict[str, object]]:
    """The answer to each line. Raises `InvalidInput` that names the line, never its text."""
    for number, line in _numbered(file):
        try:
            given = json.loads(line)
        except (ValueError, RecursionError):
            raise InvalidInput(f"Line {number} is not JSON.") from None
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise InvalidInput(f'Line {number} is not an object {{"id": …, "text": "…"}}.')
        if "id" not in given:
            raise InvalidInput(f"Line {number} has no “id”.")
        findings = find_identifiers(given["text"], engine=engine)
        yield {"id": given["id"], "findings": _plainly(findings)}


def _numbered(file: IO[str]) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, line
    except UnicodeDecodeError:
        raise InvalidInput(f"Line {number + 1}, or one soon after it, is not UTF-8.") from None


def _plainly(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [
        {
            "start": one.start,
            "end": one.end,
            "kind": one.kind,
            "band": str(one.band),
            "why": one.why,
        }
        for one in findings
    ]


def _lines(findings: tuple[Finding, ...]) -> Iterator[str]:
    for one in findings:
        yield f"{one.start:>7}–{one.end:<7} {one.kind:<16} {one.band:<10} {one.why}"
    if not findings:
        yield "Nothing was found. That does not mean that nothing is there: read it whole."
