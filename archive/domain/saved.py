"""What a saved search says: a name, a note, and the search as it was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from archive.domain.errors import InvalidInput
from archive.domain.query import MAX_LENGTH

MOST_REFS: Final = 20_000
"""Contributions that one search or set keeps."""

LONGEST_NAME: Final = 120
LONGEST_NOTE: Final = 4_000
"""Code points."""


@dataclass(frozen=True, slots=True)
class SearchBody:
    """What is sealed of a saved search. `filters` are chosen facet values by the facet's name."""

    name: str
    query: str
    note: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"

    def check(self) -> None:
        """Raises `InvalidInput` for what cannot be kept."""
        if not self.name.strip():
            raise InvalidInput("The search has no name.", hint="Give it one, to find it again.")
        if len(self.name) > LONGEST_NAME or len(self.note) > LONGEST_NOTE:
            raise InvalidInput(
                f"A name has at most {LONGEST_NAME} characters, a note {LONGEST_NOTE:,}."
            )
        if len(self.query) > MAX_LENGTH:
            raise InvalidInput(f"A query has at most {MAX_LENGTH:,} characters.")

    def said(self, *, name: str, note: str) -> SearchBody:
        """The same search under another name or note."""
        return replace(self, name=name.strip(), note=note.strip())

    def dumps(self) -> str:
        """JSON for sealing."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def loads(cls, sealed: str) -> SearchBody:
        """From unsealed JSON."""
        data = json.loads(sealed)
        data["filters"] = {name: tuple(values) for name, values in data["filters"].items()}
        return cls(**data)
