"""What every command shares: refusals in one line, a home made ready, people, progress."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from archive import actions
from archive.domain.errors import ArchiveError, InvalidInput, NotFound
from archive.domain.words import Role
from archive.gate import Viewer
from archive.management.readiness import is_prepared, prepare
from archive.models import User

REFUSED: Final = 2
"""Exit code of a command that did nothing because it could not."""

OPERATOR: Final = "command line"


class ArchiveCommand(BaseCommand):
    """A command whose refusals are one line on stderr and exit code 2, with an empty stdout.

    An empty home is prepared first; any other start mends what a crash left half done.
    """

    makes_ready = True

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, turning what the archive and the file system refuse into a `CommandError`."""
        try:
            if self.makes_ready:
                self._make_ready()
            return super().execute(*args, **options)
        except ArchiveError as error:
            raise CommandError(_one_line(str(error)), returncode=REFUSED) from error
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            reason = error.strerror or type(error).__name__
            raise CommandError(_one_line(f"{where}{reason}."), returncode=REFUSED) from error

    def say(self, line: str) -> None:
        """A line of the answer, on stdout."""
        self.stdout.write(line)

    def tell(self, line: str) -> None:
        """A remark on the way, on stderr: stdout may be JSON."""
        self.stderr.write(line, style_func=str)

    def answer(self, result: object, *, as_json: bool, lines: Iterator[str]) -> None:
        """The result as one JSON value, or as lines for people."""
        if as_json:
            self.say(json.dumps(plain(result), ensure_ascii=False))
        else:
            for line in lines:
                self.say(line)

    def _make_ready(self) -> None:
        if is_prepared():
            actions.recover()
        else:
            prepare(self.tell)


def plain(value: object) -> Any:
    """A result as JSON can hold it: dataclasses as objects, days and moments in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def account(name: str) -> User:
    """The active account of that name. Raises `NotFound`, which names no other account."""
    user = User.objects.filter(username__iexact=name, is_active=True).first()
    if user is None:
        raise NotFound(
            f"There is no active account “{name}”.", hint="Make one with manage.py add_user."
        )
    return user


def account_if_named(name: str) -> User | None:
    """The account, or None where none was named: the command line itself then acts."""
    return account(name) if name else None


def operator() -> Viewer:
    """Whoever sits at the server's command line, with a steward's view."""
    return Viewer(role=Role.STEWARD, name=OPERATOR)


def role_of(word: str) -> Role:
    """Raises `InvalidInput` for a word that is no role."""
    try:
        return Role(word)
    except ValueError:
        raise InvalidInput(f"“{word}” is no role.", hint=f"One of {', '.join(Role)}.") from None


def add_json(parser: CommandParser) -> None:
    """`--json`, for commands that report."""
    parser.add_argument("--json", action="store_true", help="print one JSON value and nothing else")


def add_dry_run(parser: CommandParser) -> None:
    """`--dry-run`, for commands that write."""
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would happen, and change nothing"
    )


@contextmanager
def rehearsed(dry_run: bool) -> Iterator[None]:
    """Undo the body's changes to the database when `dry_run`; refusals come all the same."""
    if not dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Progress:
    """Counts steps of one long work on stderr: in place on a terminal, else a line every 10 s."""

    def __init__(self, what: str, total: int | None = None) -> None:
        self._what, self._total = what, total
        self._terminal = sys.stderr.isatty()
        self._began = self._told = time.monotonic()

    def __call__(self, done: int) -> None:
        """`done` steps of all so far."""
        now = time.monotonic()
        if now - self._told < (0.2 if self._terminal else 10):
            return
        self._told = now
        line = progress_line(self._what, done, self._total, now - self._began)
        sys.stderr.write(f"\r\x1b[K{line}" if self._terminal else f"{line}\n")
        sys.stderr.flush()

    def finish(self) -> None:
        """Leave the terminal's line clean."""
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def progress_line(what: str, done: int, total: int | None, seconds: float) -> str:
    """“public index: 500 of 2000, 250/s, 6 s left”."""
    rate = done / seconds if seconds > 0 else 0.0
    of = f" of {total}" if total else ""
    left = f", {(total - done) / rate:.0f} s left" if total and rate else ""
    return f"{what}: {done}{of}, {rate:.0f}/s{left}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
