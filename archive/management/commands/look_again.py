"""`look_again`: read texts again, with names that were learned later and today's engine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.domain.errors import InvalidInput
from archive.management.base import ArchiveCommand, Progress, add_dry_run, add_json


class Command(ArchiveCommand):
    """Names come from a file or standard input: a command line stands in histories and logs."""

    help = (
        "Read the texts again and keep what is newly suspected; approved texts in which something "
        "is are to be read again. Running it again finds only what is new since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to look, and for whom."""
        parser.add_argument(
            "--discussion", metavar="SLUG", default="", help="this one (default: the whole archive)"
        )
        parser.add_argument(
            "--names-from",
            metavar="FILE",
            help="names to look for, one a line, UTF-8; - for standard input",
        )
        add_dry_run(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and count."""
        progress = Progress("texts read")
        looked = actions.look_again(
            names=_names(options["names_from"]),
            slug=options["discussion"],
            by=None,
            dry_run=options["dry_run"],
            progress=progress,
        )
        progress.finish()
        would = "would be " if options["dry_run"] else ""
        lines = (
            f"{looked.texts} texts read.",
            f"{looked.found} new suspicions {would or 'were '}kept.",
            f"{looked.reopened} approved texts {would or 'are to be '}read again.",
        )
        self.answer(looked, as_json=options["json"], lines=iter(lines))


def _names(name: str | None) -> tuple[str, ...]:
    if name is None:
        return ()
    try:
        if name == "-":
            return tuple(sys.stdin.read().splitlines())
        return tuple(Path(name).read_text(encoding="utf-8").splitlines())
    except UnicodeDecodeError:
        raise InvalidInput("The names are not UTF-8 text.") from None
