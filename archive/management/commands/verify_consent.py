"""`verify_consent`: compare what the gate reads with what people said."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.management.base import ArchiveCommand, add_json, plain


class Command(ArchiveCommand):
    """Whether what the gate reads is what people said, and nothing of the erased is left."""

    help = (
        "Verify consent: columns follow from events, every scope was asked, notices are unchanged, "
        "and nothing allows or opens an erased text. Exit 1 when something does not hold."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Only --json."""
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and report: `wrong` are refs, `findings` say what is wrong with each."""
        found = actions.verify_consent()
        refs = list(dict.fromkeys(finding.ref for finding in found))
        result: dict[str, Any] = {"holds": not found, "wrong": refs or None}
        if found:
            result["findings"] = plain(found)
        lines = [f"{one.ref}: {one.wrong}" for one in found] or ["Holds."]
        self.answer(result, as_json=options["json"], lines=iter(lines))
        if found:
            raise SystemExit(1)
