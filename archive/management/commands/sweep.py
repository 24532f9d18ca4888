"""`sweep`: let go of what is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from django.core.management.base import CommandParser

from archive import actions
from archive.actions.sweep import Swept
from archive.management.base import ArchiveCommand, Progress, add_dry_run, add_json
from archive.management.readiness import is_prepared, prepare
from archive.search.port import SearchBusy
from archive.search.vectors import keeping

DOING: Final = {
    "erasures": "Erasures that were cut short, finished",
    "keys": "Keys without a text, dropped",
    "drafts": "Texts not sent within a day, forgotten",
    "unread": "New texts nobody read in 90 days, taken from the queue",
    "unread_erased": "Unread texts their writers did not come back to, erased",
    "refused_erased": "Refused texts, erased",
    "unsigned_erased": "Texts whose wording waited a year for a yes, erased",
    "expired_erased": "Texts whose permissions ran out a year ago, erased",
    "not_allowed_erased": "Texts of which nothing is allowed any more, erased",
    "unknown_erased": "Imports without a basis at their deadline, erased",
}
WAITING: Final = {
    "waiting_two_weeks": "New texts that have waited for more than two weeks",
    "waiting_a_month": "New texts that have waited for more than a month",
    "removals_overdue": "Removal requests past their day",
}


class Command(ArchiveCommand):
    """Erasures cut short, keys without a text, drafts, and texts whose time is over."""

    help = "Do what is due: finish erasures, forget drafts, erase what may not be kept. Run hourly."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --dry-run and --json."""
        add_dry_run(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and report."""
        dry = options["dry_run"]
        found = actions.sweep(dry_run=dry, tell=_Watched())
        if not dry:
            with suppress(SearchBusy):  # whoever is writing them just now does it too
                keeping.drop_what_has_ended()
        self.answer(found, as_json=options["json"], lines=_lines(found, dry=dry))

    def _make_ready(self) -> None:
        """Finishing what was cut short is this command's own work: it counts it."""
        if not is_prepared():
            prepare(self.tell)


def _lines(found: Swept, *, dry: bool) -> Iterator[str]:
    yield "Nothing was changed. What is due:" if dry else "Done:"
    for name, words in DOING.items():
        yield f"  {words.replace(', ', ', to be ') if dry else words}: {getattr(found, name)}"
    yield "For people to look at:"
    for name, words in WAITING.items():
        yield f"  {words}: {getattr(found, name)}"


class _Watched:
    """A line of progress for each kind of work, one at a time."""

    def __init__(self) -> None:
        self._name = ""

    def __call__(self, name: str, done: int, total: int) -> None:
        if name != self._name:
            self._name, self._progress = name, Progress(DOING[name], total)
        self._progress(done)
        if done == total:
            self._progress.finish()
