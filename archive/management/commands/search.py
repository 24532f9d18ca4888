"""`search`: what a role finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from archive.domain.errors import InvalidInput
from archive.domain.words import Role
from archive.gate import Viewer
from archive.management.base import OPERATOR, ArchiveCommand, add_json
from archive.search.find import Results, find
from archive.search.port import SORTS

ROLES = (Role.READER, Role.MODERATOR, Role.RESEARCHER)


class Command(ArchiveCommand):
    """The same search as on the page; a reader's words are never refused, staff's are parsed."""

    help = "Search as a reader, a moderator or a researcher. Hits and totals are contributions."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, as whom, how many."""
        parser.add_argument("query", help="words, “phrases”, AND, OR, NOT, parentheses")
        parser.add_argument(
            "--as", dest="role", default="reader", metavar="ROLE", help=", ".join(ROLES)
        )
        parser.add_argument("--limit", type=int, default=20, help="hits at most (1 to 100)")
        parser.add_argument("--sort", default="relevance", help=", ".join(SORTS))
        add_json(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Search and print."""
        role = options["role"]
        if role not in ROLES:
            raise InvalidInput(f"Nobody searches as “{role}”.", hint=f"One of {', '.join(ROLES)}.")
        results = find(
            Viewer(role=Role(role), name=OPERATOR),
            options["query"],
            strict=role != Role.READER,
            limit=options["limit"],
            sort=options["sort"],
        )
        self.answer(_as_json(results), as_json=options["json"], lines=_lines(results))


def _as_json(results: Results) -> dict[str, Any]:
    return {
        "total": results.total,
        "hits": [
            {
                "ref": hit.ref,
                "discussion": hit.discussion,
                "position": hit.position,
                "voice": hit.voice,
                "snippets": [
                    {"text": one.text, "spans": [[span.start, span.end] for span in one.spans]}
                    for one in hit.snippets
                ],
            }
            for hit in results.hits
        ],
        "facets": {
            name: [{"value": one.value, "label": one.label, "count": one.count} for one in values]
            for name, values in results.facets.items()
        },
    }


def _lines(results: Results) -> Iterator[str]:
    yield f"{results.total} found"
    for hit in results.hits:
        yield f"{hit.ref}  {hit.title}  {hit.position}  {hit.voice}"
        for snippet in hit.snippets:
            yield f"    {' '.join(snippet.text.split())}"
    for name, values in results.facets.items():
        if values:
            yield f"{name}: " + ", ".join(f"{one.label} ({one.count})" for one in values)
