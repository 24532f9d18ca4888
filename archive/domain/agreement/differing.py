"""Where coders differ: the stretches to show in the text, so that people can talk about them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from archive.domain.agreement.units import (
    CodedText,
    Coding,
    Unit,
    in_characters,
    material,
    overlaid,
)
from archive.domain.text import Span


class Disagreement(NamedTuple):
    """A stretch of contribution `ref` in which some found `theme` and others, who saw it, did not.

    `span` is in code points, of kind "disagreement", with the theme as its value: a layer over the
    text. `found` and `not_found` are coders, sorted.
    """

    ref: str
    span: Span
    theme: str
    found: tuple[str, ...]
    not_found: tuple[str, ...]


def disagreements(
    texts: Iterable[CodedText],
    codings: Iterable[Coding],
    *,
    coders: Iterable[str],
    themes: Iterable[str],
    unit: Unit = Unit.CHARACTER,
) -> tuple[Disagreement, ...]:
    """All stretches in which coders differ, in the texts' order, then by place, then by theme.

    Only texts that two of `coders` have finished. A stretch is as long as the same coders stand on
    the same sides, counted in `unit`, so that the list holds just what lowers the numbers of
    that unit. Raises `ValueError` as `units.material` does.
    """
    given = tuple(texts)
    compared = material(given, codings, coders=coders, themes=themes)
    found: list[Disagreement] = []
    for text in given:
        seen = compared.seen(text)
        if seen.bit_count() < 2:
            continue
        here: list[Disagreement] = []
        for theme in compared.themes:
            for start, end, who in overlaid(compared.by_coder(text, theme, unit)):
                if who != seen:
                    first, last = in_characters(text, (start, end), unit)
                    span = Span(first, last, "disagreement", theme)
                    yes, no = _names(who, compared.coders), _names(seen & ~who, compared.coders)
                    here.append(Disagreement(text.ref, span, theme, yes, no))
        found += sorted(here, key=lambda one: one.span)
    return tuple(found)


def _names(who: int, coders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(coder for n, coder in enumerate(coders) if who >> n & 1)
