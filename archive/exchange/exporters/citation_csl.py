"""A citation as CSL-JSON (Citation Style Language 1.0.2): a list of one item."""

from __future__ import annotations

import json
from typing import Any, Final

from archive.domain.citing import Citation, Source

_TYPES: Final = {
    Source.ACCOUNT: "post",
    Source.DISCUSSION: "webpage",
    Source.SEARCH: "dataset",
}


def csl_json(citation: Citation) -> str:
    """Reference managers read this. Names are literal: nobody's first name is guessed."""
    day = citation.accessed
    item: dict[str, Any] = {
        "id": citation.key,
        "type": _TYPES[citation.source],
        "title": citation.title,
        "author": [{"literal": citation.author}],
        "container-title": citation.archive,
        "accessed": {"date-parts": [[day.year, day.month, day.day]]},
    }
    if citation.written:
        item["issued"] = {"date-parts": [[citation.written.year, citation.written.month]]}
    more = {"URL": citation.url, "version": citation.version, "note": citation.note}
    item |= {name: value for name, value in more.items() if value}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"
