"""Which themes a stretch of a text might have, and which of its own words speak for each.

Two ways, both plain enough to be said in a sentence. *Cues*: words that the codebook names for a
theme stand here. *Similar*: among the ten coded passages most like this stretch are some with the
theme, from two texts at least. Likeness is the cosine of word vectors that weigh a word the more,
the fewer passages have it (tf-idf; Salton and Buckley, Information Processing & Management 24,
1988); a word counts once. Whatever a suggestion is said to rest on are words of the stretch, never
of a passage it resembles.

Words are numbers here: who calls decides what they stand for, and may use digests. Which passages
may be learned from is not decided here either. Nothing here applies a theme.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

NEAREST: Final = 10
"""Coded passages that a stretch is compared with: the most alike. Measured on the demo."""
TEXTS: Final = 2
"""Texts that must speak for a theme: one person's words alone suggest nothing."""
WORDS: Final = 2
"""Words that a stretch must share with passages of a theme."""
LEAST: Final = 0.3
"""Likeness, added up over the nearest passages with a theme, for a sentence in passing."""
LEAST_CHOSEN: Final = 0.2
"""The same for a stretch that somebody has chosen: then something is meant to be there."""
MOST_HERE, MOST_CHOSEN, MOST_SAID = 2, 3, 4
"""Themes by likeness for a sentence and for a chosen stretch, and words told with each."""


class Source(StrEnum):
    """What a suggestion rests on."""

    CUES = "cues"
    SIMILAR = "similar"


class Word(NamedTuple):
    """A word by its number, `[start, end)` in code points; `small` ones tell nothing alone."""

    key: int
    start: int
    end: int
    small: bool = False


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded passage to learn from: whose text, the words in it that are not small, its themes."""

    text: int
    keys: frozenset[int]
    themes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Found:
    """A theme for `[start, end)`, and where the words stand that speak for it.

    `score`: for cues how many different ones are here, for likeness 0 to `NEAREST`, rounded.
    """

    theme: int
    start: int
    end: int
    because: tuple[tuple[int, int], ...]
    source: Source
    score: float


class Cues:
    """The cues of themes by their numbers: each is a run of words."""

    def __init__(self, cues: Mapping[int, Iterable[Sequence[int]]]) -> None:
        self._by_first: dict[int, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for theme, runs in cues.items():
            for run in dict.fromkeys(map(tuple, runs)):
                if run:
                    self._by_first[run[0]].append((theme, run))

    def heard(self, words: Sequence[Word]) -> list[Found]:
        """Themes whose cues stand among these words of one stretch, by their numbers."""
        if not words:
            return []
        places: dict[int, dict[tuple[int, ...], tuple[int, int]]] = defaultdict(dict)
        for at, word in enumerate(words):
            for theme, run in self._by_first.get(word.key, ()):
                if tuple(w.key for w in words[at : at + len(run)]) == run:
                    place = word.start, words[at + len(run) - 1].end
                    places[theme].setdefault(run, place)
        start, end = words[0].start, words[-1].end
        return [
            Found(theme, start, end, tuple(sorted(set(runs.values()))), Source.CUES, len(runs))
            for theme, runs in sorted(places.items())
        ]


class Examples:
    """Coded passages, laid out so that the ones nearest to a stretch are found at once.

    Each pair of a passage and a word in it stands twice: in order of passages, and of words.
    """

    def __init__(self, passages: Sequence[Coded]) -> None:
        self._passages = [p for p in passages if p.keys and p.themes]
        self._number: dict[int, int] = {}
        pairs = [
            self._number.setdefault(key, len(self._number))
            for passage in self._passages
            for key in sorted(passage.keys)
        ]
        self.word = np.array(pairs, dtype=np.intp)
        lengths = [len(p.keys) for p in self._passages]
        self.passage = np.repeat(np.arange(len(lengths), dtype=np.intp), lengths)
        self.text = np.array([p.text for p in self._passages], dtype=np.int64)
        by_word = np.argsort(self.word, kind="stable")
        self.passage_by_word = self.passage[by_word]
        counts = np.bincount(self.word, minlength=len(self._number))
        self.first = np.concatenate(([0], np.cumsum(counts))).astype(np.intp)

    def __len__(self) -> int:
        return len(self._passages)

    def numbered(self, key: int) -> int | None:
        """The place of a word in this layout; None for one that stands in no passage."""
        return self._number.get(key)

    def __getitem__(self, index: int) -> Coded:
        return self._passages[index]

    def apart_from(self, texts: Collection[int]) -> Nearby:
        """The same without the passages of some texts, as if they had never been given."""
        return Nearby(self, texts)


class Nearby:
    """What of the examples counts for one viewer and one text."""

    def __init__(self, examples: Examples, without: Collection[int]) -> None:
        self._examples = examples
        self._counts = ~np.isin(examples.text, list(without))
        self._total = int(self._counts.sum())
        words = len(examples.first) - 1
        standing = examples.word[self._counts[examples.passage]]
        having = np.bincount(standing, minlength=words)
        self._weight: npt.NDArray[np.float64] = np.log((self._total + 1) / (having + 0.5)) ** 2
        self._weight[having == 0] = self._unknown
        self._size = np.bincount(
            examples.passage, weights=self._weight[examples.word], minlength=len(examples)
        )

    @property
    def _unknown(self) -> float:
        """The weight of a word that no passage has."""
        return log((self._total + 1) / 0.5) ** 2

    def alike(self, words: Sequence[Word], *, least: float = LEAST) -> list[Found]:
        """Themes of the passages nearest to these words of one stretch, the likeliest first."""
        keys = {word.key for word in words if not word.small}
        numbers = {
            key: n for key in sorted(keys) if (n := self._examples.numbered(key)) is not None
        }
        if not self._total or len(numbers) < WORDS:
            return []
        own = sum(float(self._weight[n]) for n in numbers.values())
        own += (len(keys) - len(numbers)) * self._unknown
        nearest = self._nearest(sorted(numbers.values()), own)
        scores: dict[int, float] = defaultdict(float)
        texts: dict[int, set[int]] = defaultdict(set)
        speaking: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for index, score in nearest:
            passage = self._examples[index]
            for theme in passage.themes:
                scores[theme] += score
                texts[theme].add(passage.text)
                for key in passage.keys & numbers.keys():
                    speaking[theme][key] += float(self._weight[numbers[key]])
        found = [
            Found(
                theme,
                words[0].start,
                words[-1].end,
                _told(words, speaking[theme]),
                Source.SIMILAR,
                round(score, 3),
            )
            for theme, score in scores.items()
            if score >= least and len(texts[theme]) >= TEXTS and len(speaking[theme]) >= WORDS
        ]
        return sorted(found, key=lambda each: (-each.score, each.theme))

    def _nearest(self, numbers: Sequence[int], own: float) -> list[tuple[int, float]]:
        """The passages most like a stretch of these words, with the cosine of each."""
        examples = self._examples
        slices = [
            examples.passage_by_word[examples.first[n] : examples.first[n + 1]] for n in numbers
        ]
        shared = np.bincount(
            np.concatenate(slices),
            weights=np.repeat(self._weight[list(numbers)], [len(s) for s in slices]),
            minlength=len(examples),
        )
        shared[~self._counts] = 0.0
        alike = np.round(shared / np.sqrt(np.maximum(self._size, 1e-12) * own), 9)
        rest = max(len(alike) - NEAREST, 0)
        near = np.flatnonzero(alike >= max(np.partition(alike, rest)[rest], 1e-9))
        order = near[np.argsort(-alike[near], kind="stable")][:NEAREST]
        return [(int(at), float(alike[at])) for at in order]


def suggested(
    stretches: Iterable[Sequence[Word]],
    cues: Cues,
    nearby: Nearby | None,
    *,
    least: float = LEAST,
    most: int = MOST_HERE,
) -> tuple[Found, ...]:
    """What could be put on each stretch (the words of one sentence, or of a chosen passage).

    `nearby` is None where nothing may be learned from or compared. A theme that cues and likeness
    both speak for is told once, for its cues, with the words of both. Neighbouring stretches with
    the same theme for the same reason are one.
    """
    joined: list[Found] = []
    standing: dict[tuple[int, Source], int] = {}
    for words in stretches:
        here = _here(words, cues, nearby, least, most)
        now: dict[tuple[int, Source], int] = {}
        for found in here:
            key = found.theme, found.source
            if key in standing:
                at = standing[key]
                joined[at] = _together(joined[at], found)
            else:
                at = len(joined)
                joined.append(found)
            now[key] = at
        standing = now
    return tuple(joined)


def _here(
    words: Sequence[Word], cues: Cues, nearby: Nearby | None, least: float, most: int
) -> list[Found]:
    heard = {found.theme: found for found in cues.heard(words)}
    for found in nearby.alike(words, least=least)[:most] if nearby is not None and words else ():
        named = heard.get(found.theme)
        heard[found.theme] = _together(named, found) if named else found
    return list(heard.values())


def _together(one: Found, two: Found) -> Found:
    """Both as one, with the reason of the first and the words of both."""
    return Found(
        one.theme,
        min(one.start, two.start),
        max(one.end, two.end),
        tuple(sorted({*one.because, *two.because})),
        one.source,
        max(one.score, two.score) if one.source is two.source else one.score,
    )


def _told(words: Sequence[Word], speaking: Mapping[int, float]) -> tuple[tuple[int, int], ...]:
    """Where the words that weigh most stand first, in order of the text."""
    most = sorted(speaking, key=lambda key: (-speaking[key], key))[:MOST_SAID]
    places: dict[int, tuple[int, int]] = {}
    for word in words:
        if word.key in most:
            places.setdefault(word.key, (word.start, word.end))
    return tuple(sorted(places.values()))
