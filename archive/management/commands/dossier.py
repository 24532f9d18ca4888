"""`dossier`: a discussion on one printable page, for an ethics board."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management.base import CommandParser
from django.template.loader import render_to_string

from archive.gate.dossier import Dossier, dossier
from archive.management.base import ArchiveCommand, add_json, operator, plain

SHEETS: Final = ("tokens", "base", "dossier")
STYLE: Final = "/* the style sheets */"
"""Where the template wants them: they are no value that could be escaped."""

FACES: Final = re.compile(r"@font-face\s*\{[^}]*\}\s*")
"""Faces would have to be loaded, and the file stands alone: system ones are used instead."""


class Command(ArchiveCommand):
    """Source, rights, consent, decisions, removals; no text of anybody."""

    help = "Print a discussion's dossier as one HTML page for A4, without anybody's words (staff)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The discussion, and where to write."""
        parser.add_argument("slug", help="the discussion's slug, as import_discussion printed it")
        parser.add_argument("--output", metavar="FILE", help="write to FILE, not to stdout")
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it, or write it; what stood in FILE before is replaced."""
        found = dossier(operator(), options["slug"])
        answer = json.dumps(plain(found), ensure_ascii=False) if options["json"] else paper(found)
        if options["output"] is None:
            self.say(answer)
            return
        Path(options["output"]).write_text(f"{answer}\n", encoding="utf-8")
        self.tell(f"Wrote {options['output']}.")


def paper(found: Dossier) -> str:
    """The page with its style inside: it loads nothing."""
    context = {"dossier": found, "archive": settings.ARCHIVE_NAME}
    page = render_to_string("archive/workbench/dossier_paper.html", context).strip()
    return page.replace(STYLE, _style(), 1)


def _style() -> str:
    files = (finders.find(f"archive/css/{name}.css") for name in SHEETS)
    css = "\n".join(Path(file).read_text(encoding="utf-8") for file in files if file)
    return FACES.sub("", css)
