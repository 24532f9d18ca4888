"""What the coding page shows of a sheet: the marked text, its sentences, the list of marks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from archive.domain.markup import Rendered, render
from archive.domain.text import Layer, Span, sentences
from archive.gate.coding_disclosed import CodedText, PassageSheet
from archive.gate.disclosed import DisclosedCoding, DisclosedPassage, DisclosedTheme

DIGITS = "1234567890"


@dataclass(frozen=True, slots=True)
class Coded:
    """A coding in the list, as words: hundreds of them are laid out for each page.

    `take_back` is its id where it is the viewer's own, else None.
    """

    slug: str
    colour: int
    name: str
    who: str
    when: str
    memo: str
    take_back: int | None


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage in the list, with the words it covers, shortened in the middle."""

    passage: DisclosedPassage
    words: str
    codings: tuple[Coded, ...]


@dataclass(frozen=True, slots=True)
class PaletteTheme:
    """A theme of the palette and the digit that applies it, "" for none."""

    theme: DisclosedTheme
    key: str


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """A digit and the slug of the theme on it."""

    digit: str
    slug: str


@dataclass(frozen=True, slots=True)
class Board:
    """The part of the page that every press renews. Its HTML was escaped by `domain.markup`."""

    blocks: tuple[Rendered, ...]
    marks: tuple[MarkedPassage, ...]
    sentences: str
    map: str
    state: str


def board_of(sheet: CodedText, viewer_name: str) -> Board:
    """The text with its marks. `sentences` has their offsets for scripts: "0-57 58-102"."""
    found = sentences(sheet.text)
    return Board(
        blocks=render(
            sheet.text,
            sheet.formatting,
            tuple(Span(s.start, s.end, "sentence", str(n)) for n, s in enumerate(found, start=1)),
            passage_layer(sheet.passages),
            sheet.masks,
        ),
        marks=tuple(_marked(sheet.text, passage, viewer_name) for passage in sheet.passages),
        sentences=" ".join(f"{s.start}-{s.end}" for s in found),
        map=json.dumps(sheet.carried.to_json(), separators=(",", ":")),
        state=state_of(sheet),
    )


def state_of(sheet: CodedText) -> str:
    """What stands on the page, in one word: another one says that it is not up to date."""
    seen = [
        sheet.edition,
        sheet.carried.to_json(),
        [(p.id, p.start, p.end, [c.id for c in p.codings]) for p in sheet.passages],
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


def palette_of(sheet: PassageSheet) -> tuple[PaletteTheme, ...]:
    """Every theme that can be applied, in the order of the codebook."""
    keys = {slug: digit for digit, slug in sheet.keys.items()}
    return tuple(PaletteTheme(theme, keys.get(theme.slug, "")) for theme in sheet.themes)


def key_choices(sheet: PassageSheet) -> tuple[KeyChoice, ...]:
    """What is on each digit, "" for nothing."""
    return tuple(KeyChoice(digit, sheet.keys.get(digit, "")) for digit in DIGITS)


def passage_layer(passages: Sequence[DisclosedPassage]) -> Layer:
    """Passages as the renderer takes them: the id, then the colours."""
    return tuple(
        Span(p.start, p.end, "passage", " ".join(map(str, (p.id, *(t.colour for t in p.themes)))))
        for p in passages
    )


def _marked(text: str, passage: DisclosedPassage, name: str) -> MarkedPassage:
    return MarkedPassage(
        passage,
        shortened(text[passage.start : passage.end]),
        tuple(_coded(coding, name) for coding in passage.codings),
    )


def _coded(coding: DisclosedCoding, name: str) -> Coded:
    at = timezone.localtime(coding.at) if coding.at else None
    return Coded(
        slug=coding.theme.slug,
        colour=coding.theme.colour,
        name=coding.theme.label or coding.theme.name,
        who="settled in a round" if coding.settled else coding.coder or "an import",
        when=f"{at.day} {at:%b, %H:%M}" if at else "",
        memo=coding.memo,
        take_back=coding.id if coding.coder == name and not coding.settled else None,
    )


def shortened(words: str, length: int = 110) -> str:
    """Words on one line, without their middle where they are long."""
    line = " ".join(words.split())
    if len(line) <= length:
        return line
    head, tail = line[: length // 2], line[-length // 3 :]
    return f"{head.rsplit(' ', 1)[0]} … {tail.split(' ', 1)[-1]}"
