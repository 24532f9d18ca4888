"""A citation as a Citation File Format file (CFF 1.2.0).

CFF knows software and data sets; what is cited here is a data set, with the text itself as the
preferred citation. Every value is a double-quoted JSON string, which YAML 1.2 reads as it is.
"""

from __future__ import annotations

import json
from typing import Final

from archive.domain.citing import Citation, Source

_TYPES: Final = {Source.ACCOUNT: "blog", Source.DISCUSSION: "website", Source.SEARCH: "data"}


def cff(citation: Citation) -> str:
    """The file. A month of writing is given as year and month of the preferred citation."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quoted('Please cite this source as below.')}",
        "type: dataset",
        f"title: {_quoted(citation.title)}",
        *_authors(citation, ""),
        *([f"version: {_quoted(citation.version)}"] if citation.version else []),
        *([f"url: {_quoted(citation.url)}"] if citation.url else []),
        "preferred-citation:",
        f"  type: {_TYPES[citation.source]}",
        f"  title: {_quoted(citation.title)}",
        *_authors(citation, "  "),
        f"  collection-title: {_quoted(citation.archive)}",
        f"  date-accessed: {_quoted(citation.accessed.isoformat())}",
    ]
    if citation.written:
        lines += [f"  year: {citation.written.year}", f"  month: {citation.written.month}"]
    if citation.url:
        lines.append(f"  url: {_quoted(citation.url)}")
    if citation.note:
        lines.append(f"  notes: {_quoted(citation.note)}")
    return "\n".join(lines) + "\n"


def _authors(citation: Citation, indent: str) -> list[str]:
    return [f"{indent}authors:", f"{indent}  - name: {_quoted(citation.author)}"]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
