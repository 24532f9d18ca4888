"""A sealed body: JSON of a text, its title, its formatting and, on a rendition, the edits."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from archive.domain.offsets import OffsetMap
from archive.domain.redaction import Edit
from archive.domain.text import Layer, Span
from archive.domain.words import Scope, SignOff, Voice


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
    """An anonymised text. Masks stand in `formatting`; `edits` lie over the original's text.

    `standing` are the edits without what is masked only while somebody's request is looked at;
    None where nothing is.
    """

    text: str
    title: str
    formatting: Layer
    edits: tuple[Edit, ...]
    title_edits: tuple[Edit, ...]
    map: OffsetMap
    pen_name: str = ""
    standing: tuple[Edit, ...] | None = None

    @property
    def lasting(self) -> tuple[Edit, ...]:
        """The edits that stay when every request is settled: what its writer is asked about."""
        return self.edits if self.standing is None else self.standing

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
                "pen_name": self.pen_name,
                "standing": None
                if self.standing is None
                else [[e.start, e.end, e.replacement] for e in self.standing],
            },
            ensure_ascii=False,
        )

    @classmethod
    def loads(cls, sealed: str) -> RenditionBody:
        """From unsealed JSON."""
        data = json.loads(sealed)
        standing = data.get("standing")
        return cls(
            data["text"],
            data["title"],
            _layer_in(data["formatting"]),
            tuple(Edit(*edit) for edit in data["edits"]),
            tuple(Edit(*edit) for edit in data["title_edits"]),
            OffsetMap.from_json(data["map"]),
            data.get("pen_name", ""),
            None if standing is None else tuple(Edit(*edit) for edit in standing),
        )

    @staticmethod
    def title_of(sealed: str) -> str:
        """The title alone, for who lists many."""
        title: str = json.loads(sealed)["title"]
        return title


@dataclass(frozen=True, slots=True)
class DraftBody:
    """What somebody has written and chosen so far. `hides` are words she wants hidden everywhere,
    `labels` keys of what she says that the text holds.

    `scopes` is None until she has chosen; `code` is empty until it was made for her.
    """

    text: str
    voice: Voice
    pen_name: str = ""
    hides: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] | None = None
    sign_off: SignOff | None = None
    sleeps: bool = False
    notice: int | None = None
    code: str = ""
    labels: tuple[str, ...] = ()

    def dumps(self) -> str:
        """JSON for sealing."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def loads(cls, sealed: str) -> DraftBody:
        """From unsealed JSON."""
        data = json.loads(sealed)
        chosen = data["scopes"]
        return cls(
            text=data["text"],
            voice=Voice(data["voice"]),
            pen_name=data["pen_name"],
            hides=tuple(data["hides"]),
            scopes=None if chosen is None else tuple(map(Scope, chosen)),
            sign_off=SignOff(data["sign_off"]) if data["sign_off"] else None,
            sleeps=data["sleeps"],
            notice=data["notice"],
            code=data["code"],
            labels=tuple(data["labels"]),
        )


def _layer_out(layer: Layer) -> list[list[int | str]]:
    return [[s.start, s.end, s.kind, s.value] for s in layer]


def _layer_in(rows: list[list[object]]) -> Layer:
    return tuple(Span(*row) for row in rows)  # type: ignore[arg-type]
