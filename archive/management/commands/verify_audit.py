"""`verify_audit`: check the audit chain."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.gate.guard import ungated  # noqa: TID251 - digests, no reading
from archive.management.base import ArchiveCommand, add_json, plain


class Command(ArchiveCommand):
    """Whether any recorded decision was changed or taken out."""

    help = "Verify the hash chain of audit events. Exit 1 when a link does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --json."""
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and report."""
        with ungated("verification"):
            wrong = actions.verify_audit()
        line = f"Does not hold: {wrong}" if wrong else "Holds."
        result = {"holds": not wrong, "wrong": plain(wrong) if wrong else None}
        self.answer(result, as_json=options["json"], lines=iter([line]))
        if wrong:
            raise SystemExit(1)
