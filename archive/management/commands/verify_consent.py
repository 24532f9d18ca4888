"""`verify_consent`: check consent columns against events."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.management.base import ArchiveCommand, add_json, plain


class Command(ArchiveCommand):
    """Whether what the gate reads is what people said."""

    help = (
        "Verify that every <scope>_until follows from the consent events. Exit 1 when one does not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --json."""
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and report."""
        wrong = actions.verify_consent()
        line = f"Does not hold: {wrong}" if wrong else "Holds."
        result = {"holds": not wrong, "wrong": plain(wrong) if wrong else None}
        self.answer(result, as_json=options["json"], lines=iter([line]))
        if wrong:
            raise SystemExit(1)
