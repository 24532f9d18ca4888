"""From what the gate lets a viewer study to what is counted: passages, units, words.

A theme counts what lies under it, as in search. By default only first-person accounts count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.analysis import (
    CodedStretch,
    CodedText,
    Counted,
    Keyword,
    Pair,
    Spread,
    Unit,
    counted,
    keywords,
    pairs,
    spread,
    words_in_and_out,
)
from archive.domain.text import Span, sentences, words
from archive.domain.words import Voice
from archive.gate import Viewer, analysing
from archive.gate.analysing import Book, StudiedText
from archive.gate.disclosed import DisclosedPassage

MOST_WORDS = 50
"""Words of a list."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch as somebody coded it, with its own themes and all that these stand under."""

    ref: str
    discussion: str
    start: int
    end: int
    voice: Voice
    year: str
    themes: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """A theme and how its passages are spread."""

    slug: str
    label: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class WordsApart:
    """The words of a theme; sizes are in words, `texts` counts contributions with passages."""

    words: tuple[Keyword, ...]
    size: int
    reference: int
    texts: int


class Counting:
    """Everything the pages of analysis count, for one viewer and one moment."""

    def __init__(self, viewer: Viewer, *, accounts_only: bool = True) -> None:
        self._viewer = viewer
        self._accounts_only = accounts_only
        self.book: Book = analysing.book(viewer)

    def marked(self) -> tuple[Marked, ...]:
        """Every coded stretch; equal ones of one voice are one."""
        return tuple(
            stretch
            for text in analysing.coded_texts(self._viewer)
            for stretch in self._marked(text)
        )

    def units(self, unit: Unit) -> tuple[Counted, ...]:
        """The units in which themes come together."""
        texts = analysing.coded_texts(self._viewer, words=unit is Unit.SENTENCE)
        return counted([self._coded(text, unit) for text in texts], unit)

    def pairs(self, unit: Unit) -> tuple[Pair, ...]:
        """Themes that come together, without pairs of which one stands under the other."""
        found = pairs(each.themes for each in self.units(unit))
        return tuple(p for p in found if not self.book.is_above(p.first, p.second))

    def spread(self, over: str) -> tuple[SpreadLine, ...]:
        """Each theme's passages over discussions or contributions, sized in words."""
        texts = [t for t in analysing.coded_texts(self._viewer, words=True) if self._coded_here(t)]
        sizes: Counter[str] = Counter()
        counts: dict[str, Counter[str]] = {theme.slug: Counter() for theme in self.book.themes}
        for text in texts:
            part = text.discussion if over == "discussion" else text.ref
            sizes[part] += words(text.text)
            for stretch in self._marked(text):
                for slug in stretch.themes & counts.keys():
                    counts[slug][part] += 1
        parts = list(sizes)
        return tuple(
            SpreadLine(
                theme.slug,
                theme.label,
                spread([sizes[p] for p in parts], [counts[theme.slug][p] for p in parts]),
            )
            for theme in self.book.themes
            if counts[theme.slug]
        )

    def words_apart(self, slug: str) -> WordsApart:
        """Words that passages under a theme use more than all else that may be studied."""
        target: Counter[str] = Counter()
        reference: Counter[str] = Counter()
        in_texts: Counter[str] = Counter()
        carrying = 0
        for text in analysing.studied_texts(self._viewer, words=True):
            under = [Span(m.start, m.end) for m in self._marked(text) if slug in m.themes]
            inside, outside = words_in_and_out(text.text, under)
            target.update(inside)
            reference.update(outside)
            in_texts.update(inside.keys())
            carrying += bool(under)
        found = keywords(target, reference, in_texts)[:MOST_WORDS]
        return WordsApart(found, target.total(), reference.total(), carrying)

    def _counts(self, passage: DisclosedPassage) -> bool:
        return bool(passage.codings) and (passage.is_account or not self._accounts_only)

    def _coded_here(self, text: StudiedText) -> bool:
        return any(self._counts(passage) for passage in text.passages)

    def _themes(self, passage: DisclosedPassage) -> frozenset[str]:
        upwards = self.book.upwards
        return frozenset[str]().union(*(upwards.get(t.slug, frozenset()) for t in passage.themes))

    def _coded(self, text: StudiedText, unit: Unit) -> CodedText:
        stretches = tuple(
            CodedStretch(p.start, p.end, self._themes(p)) for p in text.passages if self._counts(p)
        )
        bounds = sentences(text.text) if unit is Unit.SENTENCE else ()
        return CodedText(text.ref, text.discussion, stretches, bounds)

    def _marked(self, text: StudiedText) -> Sequence[Marked]:
        found: dict[tuple[int, int, Voice], frozenset[str]] = {}
        for passage in filter(self._counts, text.passages):
            key = passage.start, passage.end, passage.voice
            found[key] = found.get(key, frozenset()) | self._themes(passage)
        year = str(text.month.year) if text.month else ""
        return [
            Marked(text.ref, text.discussion, start, end, voice, year, themes)
            for (start, end, voice), themes in found.items()
        ]
