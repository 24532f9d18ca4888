"""A sealed body: JSON of a text, its title, its formatting and, on a rendition, the edits."""

from __future__ import annotations

import json
from dataclasses import dataclass

from archive.domain.offsets import OffsetMap
from archive.domain.redaction import Edit
from archive.domain.text import Layer, Span


@dataclass(frozen=True, slots=True)
class OriginalBody:
    """The text as it arrived. Formatting lies over `text`; the title has none."""

    text: str
    title: str
    formatting: Layer

    def dumps(self) -> str:
        """JSON for sealing."""
        return json.dumps(
            {"text": self.text, "title": self.title, "formatting": _layer_out(self.formatting)},
            ensure_ascii=False,
        )

    @classmethod
    def loads(cls, sealed: str) -> OriginalBody:
        """From unsealed JSON."""
        data = json.loads(sealed)
        return cls(data["text"], data["title"], _layer_in(data["formatting"]))


@dataclass(frozen=True, slots=True)
class RenditionBody:
    """An anonymised text. Masks stand in `formatting`; `edits` lie over the original's text."""

    text: str
    title: str
    formatting: Layer
    edits: tuple[Edit, ...]
    title_edits: tuple[Edit, ...]
    map: OffsetMap

    def dumps(self) -> str:
        """JSON for sealing."""
        return json.dumps(
            {
                "text": self.text,
                "title": self.title,
                "formatting": _layer_out(self.formatting),
                "edits": [[e.start, e.end, e.replacement] for e in self.edits],
                "title_edits": [[e.start, e.end, e.replacement] for e in self.title_edits],
                "map": self.map.to_json(),
            },
            ensure_ascii=False,
        )

    @classmethod
    def loads(cls, sealed: str) -> RenditionBody:
        """From unsealed JSON."""
        data = json.loads(sealed)
        return cls(
            data["text"],
            data["title"],
            _layer_in(data["formatting"]),
            tuple(Edit(*edit) for edit in data["edits"]),
            tuple(Edit(*edit) for edit in data["title_edits"]),
            OffsetMap.from_json(data["map"]),
        )


def _layer_out(layer: Layer) -> list[list[int | str]]:
    return [[s.start, s.end, s.kind, s.value] for s in layer]


def _layer_in(rows: list[list[object]]) -> Layer:
    return tuple(Span(*row) for row in rows)  # type: ignore[arg-type]
