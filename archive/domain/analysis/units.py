"""What is counted: passages, sentences, contributions or discussions, each with its themes.

Only texts in which somebody coded something have units: what nobody has read for themes says
nothing about their absence. Offsets are code points from 0, end-exclusive.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from archive.domain.text import Layer

NO_THEMES: Final[frozenset[str]] = frozenset()


class Unit(StrEnum):
    """In what two themes must both be found to come together."""

    PASSAGE = "passage"
    SENTENCE = "sentence"
    CONTRIBUTION = "contribution"
    DISCUSSION = "discussion"


@dataclass(frozen=True, slots=True)
class CodedStretch:
    """`[start, end)` of a text, and the slugs of all themes that were applied to just this."""

    start: int
    end: int
    themes: frozenset[str]


@dataclass(frozen=True, slots=True)
class CodedText:
    """A contribution with its coded stretches. `sentences` are needed for that unit alone."""

    ref: str
    discussion: str
    stretches: tuple[CodedStretch, ...]
    sentences: Layer = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """One unit: where it is and its themes. A discussion has no `ref`, it and a contribution no
    bounds (`end` is 0)."""

    discussion: str
    ref: str
    start: int
    end: int
    themes: frozenset[str]


def counted(texts: Iterable[CodedText], unit: Unit) -> tuple[Counted, ...]:
    """The units of `texts` in their order.

    A *passage* is each stretch that was coded; equal ones are one. It has the themes applied to it
    and those of every stretch that overlaps it. A *sentence* has the themes of every stretch that
    touches it; sentences of coded texts count even where they have none. A *contribution* or a
    *discussion* has all themes in it.
    """
    coded = [text for text in texts if any(stretch.themes for stretch in text.stretches)]
    match unit:
        case Unit.PASSAGE:
            return tuple(one for text in coded for one in _passages(text))
        case Unit.SENTENCE:
            return tuple(one for text in coded for one in _sentences(text))
        case Unit.CONTRIBUTION:
            return tuple(Counted(t.discussion, t.ref, 0, 0, _all_themes((t,))) for t in coded)
        case Unit.DISCUSSION:
            threads: dict[str, list[CodedText]] = defaultdict(list)
            for text in coded:
                threads[text.discussion].append(text)
            return tuple(
                Counted(slug, "", 0, 0, _all_themes(some)) for slug, some in threads.items()
            )


def _all_themes(texts: Iterable[CodedText]) -> frozenset[str]:
    return frozenset(theme for text in texts for s in text.stretches for theme in s.themes)


def _passages(text: CodedText) -> Iterator[Counted]:
    stretches = [s for s in text.stretches if s.themes]
    for start, end in sorted({(s.start, s.end) for s in stretches}):
        yield Counted(text.discussion, text.ref, start, end, _touching(stretches, start, end))


def _sentences(text: CodedText) -> Iterator[Counted]:
    """Every sentence; those that a stretch touches are looked up by its ends."""
    begins = [span.start for span in text.sentences]
    ends = [span.end for span in text.sentences]
    touching: dict[int, frozenset[str]] = {}
    for stretch in text.stretches:
        for at in range(bisect_right(ends, stretch.start), bisect_left(begins, stretch.end)):
            touching[at] = touching.get(at, NO_THEMES) | stretch.themes
    for at, span in enumerate(text.sentences):
        themes = touching.get(at, NO_THEMES)
        yield Counted(text.discussion, text.ref, span.start, span.end, themes)


def _touching(stretches: Sequence[CodedStretch], start: int, end: int) -> frozenset[str]:
    return frozenset(
        theme for s in stretches if s.start < end and start < s.end for theme in s.themes
    )
