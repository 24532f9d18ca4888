"""`outline`: a discussion's tree without its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from archive.gate import read_as
from archive.gate.disclosed import Outline
from archive.management.base import ArchiveCommand, add_json, operator


class Command(ArchiveCommand):
    """Refs, nesting and states, in reading order; no words of anybody."""

    help = "Print a discussion's tree without text, in reading order (staff)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The discussion."""
        parser.add_argument("slug", help="the discussion's slug, as import_discussion printed it")
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        outline = read_as(operator()).outline(options["slug"])
        self.answer(outline, as_json=options["json"], lines=_lines(outline))


def _lines(outline: Outline) -> Iterator[str]:
    yield f"{outline.slug}  “{outline.title}”"
    for row in outline.contributions:
        size = "erased" if row.characters is None else f"{row.characters} characters"
        yield (
            f"{'  ' * row.depth}{row.position}  {row.ref}  {row.kind}  {row.voice}  "
            f"{row.status}  {row.consent}  {row.likes} likes  {size}"
        )
