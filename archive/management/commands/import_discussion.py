"""`import_discussion`: bring in a page capture or a WordPress export."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from archive import actions
from archive.exchange.importers.detect import FORMATS, parse_file
from archive.management.base import (
    ArchiveCommand,
    account_if_named,
    add_dry_run,
    add_json,
)


class Command(ArchiveCommand):
    """Validate the whole file, then one transaction a discussion; what is in already is skipped."""

    help = "Import discussions from a file: the whole of it is checked before anything is written."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and what it may not say of itself."""
        formats = ", ".join(FORMATS)
        parser.add_argument("file", help="a page saved as plain text, or a WordPress export")
        parser.add_argument("--format", default="auto", help=f"auto (by content), {formats}")
        parser.add_argument("--title", default="", help="the discussion's title, if not the file's")
        parser.add_argument("--source-url", default="", help="where the page stood")
        parser.add_argument("--comments", type=int, help="how many comments there must be")
        parser.add_argument("--by", default="", metavar="USER", help="the account that imports")
        parser.add_argument(
            "--claims-by-email",
            action="store_true",
            help="keep digests of the authors' addresses, so that they can claim their texts",
        )
        add_dry_run(parser)
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report."""
        by = account_if_named(options["by"])
        parsed = parse_file(
            options["file"],
            format=options["format"],
            title=options["title"],
            source_url=options["source_url"],
            comments=options["comments"],
        )
        report = actions.import_discussion(
            parsed=parsed,
            by=by,
            dry_run=options["dry_run"],
            claims_by_email=options["claims_by_email"],
        )
        result = report.as_json()
        self.answer(result, as_json=options["json"], lines=_lines(result, options["dry_run"]))


def _lines(report: dict[str, Any], dry_run: bool) -> Iterator[str]:
    for one in report["discussions"]:
        yield (
            f"{one['slug']}  “{one['title']}”: {one['contributions']} contributions, "
            f"{one['comments']} comments, depth {one['max_depth']}, {one['likes']} likes"
        )
    verb = "would be imported" if dry_run else "imported"
    yield f"{report['imported']} {verb}, {report['unchanged']} unchanged."
    for name, word in (("mended", "Mended"), ("left_out", "Left out")):
        for row in report[name]:
            yield f"{word}: {row['kind']} {row['ref']}: {row['reason']}"
    for kind, count in report["skipped_kinds"].items():
        yield f"Skipped: {count} of kind {kind}"
