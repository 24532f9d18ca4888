"""What is counted: contributions, sentences or characters, and who found a theme in which.

A coder's overlapping or touching spans of one theme are one. A sentence is coded where a span
covers any character of it: whoever marks five words of a sentence found the theme in it. (A
majority rule would lose every short quotation in a long sentence.) Time is in proportion to the
number of spans and never to the length of a text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from archive.domain.text import Layer

Stretch = tuple[int, int]
"""`[start, end)`, in characters or in units, as said where it is used."""


class Unit(StrEnum):
    """What one decision is about. The same codings give other numbers for another unit."""

    CONTRIBUTION = "contribution"
    SENTENCE = "sentence"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class CodedText:
    """A contribution: its length in code points, its sentences, and who has finished it when.

    `sentences` are in order and apart, as `archive.domain.text.sentences` gives them. `finished`
    has each coder who coded the text to the end, theme or no theme, with the day (None where it
    is not known). Only that tells "read, and found nothing" from "not read".
    Raises `ValueError` for sentences that are not in order on the text.
    """

    ref: str
    length: int
    sentences: Layer
    finished: Mapping[str, date | None]

    def __post_init__(self) -> None:
        bounds = [0, *(edge for one in self.sentences for edge in (one.start, one.end))]
        bounds.append(self.length)
        if any(after < before for before, after in pairwise(bounds)):
            raise ValueError(f"the sentences of {self.ref} are not in order on {self.length}")


class Coding(NamedTuple):
    """A theme applied by one coder to `[start, end)` of a contribution, in code points."""

    coder: str
    theme: str
    ref: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Material:
    """What is compared: sorted coders, themes in the order asked for, texts in order of ref.

    `spans` has, by ref, theme and coder, all spans of codings that count: by these coders, of
    these themes, on texts that their coder has finished.
    """

    texts: tuple[CodedText, ...]
    coders: tuple[str, ...]
    themes: tuple[str, ...]
    spans: Mapping[str, Mapping[str, Mapping[str, Sequence[Stretch]]]]

    def by_coder(self, text: CodedText, theme: str, unit: Unit) -> list[list[Stretch]]:
        """For each coder the units of `text` in which she found `theme`, as merged stretches."""
        spans = self.spans.get(text.ref, {}).get(theme, {})
        return [in_units(text, spans.get(coder, ()), unit) for coder in self.coders]

    def seen(self, text: CodedText) -> int:
        """Who has finished `text`: a number whose bit n stands for the nth coder."""
        return sum(1 << n for n, coder in enumerate(self.coders) if coder in text.finished)


def material(
    texts: Iterable[CodedText],
    codings: Iterable[Coding],
    *,
    coders: Iterable[str],
    themes: Iterable[str],
) -> Material:
    """Sort out what counts; other coders' codings and other themes are passed over.

    Raises `ValueError` for fewer than two coders, a ref given twice, a coding of a text that is
    not there, and a coding that does not lie on its text or covers nothing.
    """
    compared, asked = tuple(sorted(set(coders))), tuple(dict.fromkeys(themes))
    if len(compared) < 2:
        raise ValueError("agreement needs two coders")
    ordered = tuple(sorted(texts, key=lambda text: text.ref))
    by_ref = {text.ref: text for text in ordered}
    if len(by_ref) < len(ordered):
        raise ValueError("a contribution is given twice")
    spans: dict[str, dict[str, dict[str, list[Stretch]]]] = {}
    for coder, theme, ref, start, end in codings:
        if (text := by_ref.get(ref)) is None:
            raise ValueError(f"a coding of {ref}, which is not among the texts")
        if not 0 <= start < end <= text.length:
            raise ValueError(f"coding [{start}, {end}) is not on {ref}, a text of {text.length}")
        if coder in compared and theme in asked and coder in text.finished:
            of_theme = spans.setdefault(ref, {}).setdefault(theme, {})
            of_theme.setdefault(coder, []).append((start, end))
    return Material(ordered, compared, asked, spans)


def size(text: CodedText, unit: Unit) -> int:
    """How many units `text` has."""
    match unit:
        case Unit.CONTRIBUTION:
            return 1
        case Unit.SENTENCE:
            return len(text.sentences)
        case Unit.CHARACTER:
            return text.length


def in_units(text: CodedText, spans: Sequence[Stretch], unit: Unit) -> list[Stretch]:
    """The units any of `spans` touches, numbered from 0, as merged stretches in order."""
    if not spans:
        return []
    match unit:
        case Unit.CONTRIBUTION:
            return [(0, 1)]
        case Unit.SENTENCE:
            touched = (
                (
                    bisect_right(text.sentences, start, key=lambda sentence: sentence.end),
                    bisect_left(text.sentences, end, key=lambda sentence: sentence.start),
                )
                for start, end in merged(spans)
            )
            return merged((first, last) for first, last in touched if first < last)
        case Unit.CHARACTER:
            return merged(spans)


def in_characters(text: CodedText, stretch: Stretch, unit: Unit) -> Stretch:
    """The characters from the start of a stretch of units to its end."""
    match unit:
        case Unit.CONTRIBUTION:
            return 0, text.length
        case Unit.SENTENCE:
            return text.sentences[stretch[0]].start, text.sentences[stretch[1] - 1].end
        case Unit.CHARACTER:
            return stretch


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same ground in as few stretches as can be, in order; those that touch become one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def overlaid(by_coder: Sequence[Sequence[Stretch]]) -> Iterator[tuple[int, int, int]]:
    """Start, end and who (bit n: the nth coder) of each stretch that somebody's covers.

    The stretches of one coder are merged. What nobody's covers is left out.
    """
    changes: dict[int, int] = {}
    for n, stretches in enumerate(by_coder):
        for edge in (edge for stretch in stretches for edge in stretch):
            changes[edge] = changes.get(edge, 0) ^ (1 << n)
    who = 0
    for start, end in pairwise(sorted(changes)):
        who ^= changes[start]
        if who:
            yield start, end, who
