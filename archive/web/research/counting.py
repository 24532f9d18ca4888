"""From what the gate lets a viewer study to what is counted: passages, units, words.

A theme counts what lies under it, as in search. By default only first-person accounts count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

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
    words_said,
)
from archive.domain.text import Layer, Span, sentence_bounds, words
from archive.domain.words import Voice
from archive.gate import Viewer, analysing
from archive.gate.analysing import Book, StudiedPassage, StudiedText

MOST_WORDS = 50
"""Words of a list."""

MOST_COMPARED = 10_000
"""Contributions that a theme's passages are compared with."""


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
    """The words of a theme; sizes are in words, `texts` counts contributions with passages.

    `compared` of the `others`, contributions without a passage of the theme, were read.
    """

    words: tuple[Keyword, ...]
    size: int
    reference: int
    texts: int
    compared: int
    others: int


class Counting:
    """Everything the pages of analysis count, for one viewer and one moment."""

    def __init__(self, viewer: Viewer, *, accounts_only: bool = True) -> None:
        self._viewer = viewer
        self._accounts_only = accounts_only
        self.book: Book = analysing.book(viewer)

    def marked(self) -> tuple[Marked, ...]:
        """Every coded stretch; equal ones of one voice are one."""
        return tuple(stretch for text in self._texts for stretch in self._marked(text))

    def units(self, unit: Unit) -> tuple[Counted, ...]:
        """The units in which themes come together, but for sentences without a theme."""
        if unit is not Unit.SENTENCE:
            return counted([self._coded(text) for text in self._texts], unit)
        return counted([self._coded(text, inside) for text, inside, _ in self._sentences()], unit)

    def pairs(self, unit: Unit) -> tuple[Pair, ...]:
        """Themes that come together, without pairs of which one stands under the other."""
        if unit is Unit.SENTENCE:
            read = list(self._sentences())
            units = counted([self._coded(text, inside) for text, inside, _ in read], unit)
            bare = sum(without for _, _, without in read)
        else:
            units, bare = self.units(unit), 0
        found = pairs((each.themes for each in units), bare=bare)
        return tuple(p for p in found if not self.book.is_above(p.first, p.second))

    def _sentences(self) -> Iterator[tuple[StudiedText, Layer, int]]:
        """Each text with the sentences that a passage touches, and how many others it has."""
        for text, said in self._opened(self._texts):
            bounds = sentence_bounds(said)
            begins, ends = [start for start, _ in bounds], [end for _, end in bounds]
            touched = {
                at
                for p in text.passages
                if self._counts(p)
                for at in range(bisect_right(ends, p.start), bisect_left(begins, p.end))
            }
            inside = tuple(Span(*bounds[at], "sentence") for at in sorted(touched))
            yield text, inside, len(bounds) - len(inside)

    def spread(self, over: str) -> tuple[SpreadLine, ...]:
        """Each theme's passages over discussions or contributions, sized in words."""
        sizes: Counter[str] = Counter()
        counts: dict[str, Counter[str]] = {theme.slug: Counter() for theme in self.book.themes}
        for text, said in self._opened(self._texts):
            part = text.discussion if over == "discussion" else text.ref
            sizes[part] += words(said)
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
        """Words that passages under a theme use more than all else that may be studied.

        Of the texts without such a passage at most `MOST_COMPARED` are read, drawn evenly.
        """
        target: Counter[str] = Counter()
        reference: Counter[str] = Counter()
        in_texts: Counter[str] = Counter()
        carrying: list[StudiedText] = []
        others: list[StudiedText] = []
        for text in analysing.studied_texts(self._viewer):
            carries = any(slug in m.themes for m in self._marked(text))
            (carrying if carries else others).append(text)
        every = -(-len(others) // MOST_COMPARED) or 1
        for text, said in self._opened(carrying):
            under = [Span(m.start, m.end) for m in self._marked(text) if slug in m.themes]
            inside, outside = words_in_and_out(said, under)
            target.update(inside)
            reference.update(outside)
            in_texts.update(inside.keys())
        for _, said in self._opened(others[::every]):
            reference.update(words_said(said))
        return WordsApart(
            keywords(target, reference, in_texts)[:MOST_WORDS],
            target.total(),
            reference.total(),
            len(carrying),
            compared=len(others[::every]),
            others=len(others),
        )

    @cached_property
    def _texts(self) -> tuple[StudiedText, ...]:
        """Texts with a passage that counts, read once."""
        return tuple(
            text
            for text in analysing.studied_texts(self._viewer)
            if any(map(self._counts, text.passages))
        )

    def _opened(self, texts: Sequence[StudiedText]) -> Iterator[tuple[StudiedText, str]]:
        """Texts with their words, a few held at a time; what was taken back meanwhile is left
        out."""
        for start in range(0, len(texts), analysing.BATCH):
            some = texts[start : start + analysing.BATCH]
            said = analysing.words_of(self._viewer, [text.ref for text in some])
            yield from ((text, said[text.ref]) for text in some if text.ref in said)

    def _counts(self, passage: StudiedPassage) -> bool:
        return bool(passage.codings) and (passage.is_account or not self._accounts_only)

    def _themes(self, passage: StudiedPassage) -> frozenset[str]:
        if len(passage.codings) == 1:
            return self.book.upwards.get(passage.codings[0].theme, frozenset())
        upwards = self.book.upwards
        return frozenset[str]().union(
            *(upwards.get(coding.theme, frozenset()) for coding in passage.codings)
        )

    def _coded(self, text: StudiedText, bounds: Layer = ()) -> CodedText:
        stretches = tuple(
            CodedStretch(p.start, p.end, self._themes(p)) for p in text.passages if self._counts(p)
        )
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
