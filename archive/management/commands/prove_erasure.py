"""`prove_erasure`: look for strings in every store of the archive, and never repeat them."""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandParser

from archive.domain.errors import InvalidInput
from archive.management.base import ArchiveCommand, Progress, add_json, plain
from archive.management.proving.proof import prove
from archive.management.proving.report import Report, in_lines
from archive.management.proving.strings import Sought, read_strings


class Command(ArchiveCommand):
    """The strings are somebody's erased words: they come by standard input or in a file."""

    help = "Look for strings in every store, decoded and raw. Exit 1 when one is found."

    def add_arguments(self, parser: CommandParser) -> None:
        """A file of strings, --json; words on the command line are caught to be refused."""
        parser.add_argument("words", nargs="*", help=argparse.SUPPRESS)
        parser.add_argument(
            "--from", dest="source", metavar="FILE", help="strings, one a line (standard input)"
        )
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the strings, prove, report."""
        sought = self._strings(options["source"], options["words"])
        watched = _Watched()
        try:
            report = prove(sought, watched)
        finally:
            watched.finish()
        self.answer(
            _result(report, sought), as_json=options["json"], lines=in_lines(report, len(sought))
        )
        if not report.is_clean:
            raise SystemExit(1)

    def _strings(self, source: str | None, words: list[str]) -> tuple[Sought, ...]:
        if words:
            raise InvalidInput(
                "Strings are not taken from the command line.",
                hint="The shell would remember them, and every account here could see them: "
                "give them on standard input or with --from FILE, one a line.",
            )
        if source is None and sys.stdin.isatty():
            self.tell("Type the strings, one a line, and end with Ctrl-D.")
        with _opened(source) as lines:
            return read_strings(lines)


class _Watched:
    """A line of progress for each thing that is read, one at a time."""

    def __init__(self) -> None:
        self._what = ""
        self._progress: Progress | None = None

    def __call__(self, what: str, done: int, total: int | None) -> None:
        if self._progress is None or what != self._what:
            self.finish()
            self._what, self._progress = what, Progress(what, total)
        self._progress(done)

    def finish(self) -> None:
        if self._progress is not None:
            self._progress.finish()


def _opened(source: str | None) -> AbstractContextManager[IO[bytes]]:
    return Path(source).open("rb") if source is not None else nullcontext(sys.stdin.buffer)


def _result(report: Report, sought: tuple[Sought, ...]) -> dict[str, Any]:
    return {
        "strings": len(sought),
        "clean": report.is_clean,
        "self_test": {
            "planted": report.planted,
            "blind": report.blind,
            "left_behind": report.left_behind,
        },
        "read": {store: dict(amounts) for store, amounts in report.read.items()},
        "found": plain(sorted(report.found, key=lambda f: (f.string, f.store, f.place, f.ref))),
        "unread": plain(report.unread),
        "wrong": report.wrong,
        "outside": report.limits,
    }
