"""How often suggestions are right: `python -m tests.benchmarks.bench_suggestions`.

The demo's coded passages, each suggested for from the passages of all other texts (leave one text
out), by the archive's own rules and thresholds. The demo is invented, so what its writers allowed
does not matter here. *Precision*: of the themes suggested, how many its coders had given.
*Recall*: of those given, how many were suggested. *Chance* is what themes drawn as often as they
are given would reach. Then how long it takes among many invented passages, and how long the first
and later looks for texts found twice take among many texts. Milliseconds of wall time.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from archive.domain.near_copies import Sketch, alike, pairs, sketch
from archive.domain.suggesting import (
    LEAST,
    LEAST_CHOSEN,
    MOST_CHOSEN,
    MOST_HERE,
    Coded,
    Cues,
    Examples,
    Word,
    suggested,
)
from archive.domain.telling_words import SMALL
from archive.domain.text import sentences
from archive.management.codebook import read_codebook
from archive.management.demo.read import load, load_themes
from archive.search.analyser import tokens
from tests.benchmarks.generated import invented_text

MANY = (1_000, 20_000)
"""Passages, and texts, for the times."""
TIMES = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A stretch of a demo text: its words, and the themes its coders gave it."""

    text: int
    words: list[Word]
    themes: frozenset[int]


def words_of(text: str, start: int = 0) -> list[Word]:
    """As the gate makes them, with the stems' hashes in place of digests."""
    return [
        Word(
            hash(term.text),
            start + term.start,
            start + term.end,
            text[term.start : term.end].lower().replace("’", "'") in SMALL,
        )
        for term in tokens(text)
    ]


def demo() -> tuple[dict[str, int], list[Asked], list[Asked]]:
    """The number of each theme; every coded passage; and every sentence of the coded texts."""
    themes: dict[str, int] = {}
    passages: list[Asked] = []
    lines: list[Asked] = []
    coded = (one for d in load() for one in d.contributions if one.passages)
    for number, one in enumerate(coded):
        given = [
            (p.start, p.end, frozenset(themes.setdefault(s, len(themes)) for s in p.themes))
            for p in one.passages
        ]
        passages += [
            Asked(number, words_of(one.text[start:end]), found)
            for start, end, found in given
            if found
        ]
        for line in sentences(one.text):
            here = [f for start, end, f in given if start < line.end and line.start < end]
            words = words_of(one.text[line.start : line.end])
            lines.append(Asked(number, words, frozenset[int]().union(*here)))
    return themes, passages, lines


def evaluated(
    asked: Sequence[Asked], suggest: Callable[[Asked], Iterable[int]]
) -> tuple[int, int, int]:
    """`(suggested, of these given, given)` over all stretches."""
    shown = right = given = 0
    for one in asked:
        found = set(suggest(one))
        shown += len(found)
        right += len(found & one.themes)
        given += len(one.themes)
    return shown, right, given


def told(name: str, asked: Sequence[Asked], suggest: Callable[[Asked], Iterable[int]]) -> None:
    """One line of the table."""
    shown, right, given = evaluated(asked, suggest)
    number = Counter(theme for one in asked for theme in one.themes)
    chance = sum((n / len(asked)) * n for n in number.values()) / given
    precision = f"{right / shown:9.2f}" if shown else "        –"
    print(f"{name:44}{shown:10}{precision}{right / given:9.2f}{chance:9.2f}")


def rightness() -> None:
    """The tables over the demo."""
    themes, passages, lines = demo()
    learned = [
        Coded(p.text, frozenset(w.key for w in p.words if not w.small), p.themes) for p in passages
    ]
    examples = Examples(learned)
    cues = Cues(
        {
            themes[theme.slug]: [[hash(t.text) for t in tokens(cue)] for cue in theme.cues]
            for theme in (*read_codebook(), *load_themes())
            if theme.slug in themes
        }
    )

    def near(one: Asked, least: float, most: int) -> list[int]:
        return [f.theme for f in examples.apart_from({one.text}).alike(one.words, least=least)][
            :most
        ]

    print(f"{len(passages)} passages, {len(lines)} sentences, {len(themes)} themes\n")
    print(f"{'':44}{'suggested':>10}{'precision':>9}{'recall':>9}{'chance':>9}")
    for k in (1, 2, 3):
        told(f"coded passage, the {k} likeliest", passages, partial(near, least=0.0, most=k))
    told(
        "coded passage, as shown: likeness",
        passages,
        lambda one: near(one, LEAST_CHOSEN, MOST_CHOSEN),
    )
    told("coded passage, as shown: cues", passages, lambda one: _heard(cues, one))
    told("sentence, as shown: likeness", lines, lambda one: near(one, LEAST, MOST_HERE))
    told("sentence, as shown: cues", lines, lambda one: _heard(cues, one))
    told(
        "sentence, as shown: both",
        lines,
        lambda one: [
            f.theme for f in suggested([one.words], cues, examples.apart_from({one.text}))
        ],
    )


def _heard(cues: Cues, one: Asked) -> list[int]:
    return [found.theme for found in cues.heard(one.words)]


def speed() -> None:
    """Times among many passages and many texts."""
    chance = random.Random(8)
    texts = [invented_text(1_100, chance) for _ in range(400)]
    print(f"\n{'':44}{'milliseconds':>14}")
    pool = [words_of(text[:300]) for text in texts]
    lines = [words_of(text[s.start : s.end]) for text in texts[:9] for s in sentences(text)]
    length = sum(map(len, texts[:9]))
    for number in MANY:
        learned = [
            Coded(
                n,
                frozenset(w.key + chance.randrange(3) for w in pool[n % 400] if not w.small),
                frozenset({chance.randrange(60)}),
            )
            for n in range(number)
        ]
        said(f"{number:,} passages: laid out after a change", partial(Examples, learned))
        looked = partial(_suggested, lines, Examples(learned))
        said(f"{number:,} passages: a text of {length:,} characters", looked)
    words = " ".join(texts).split()
    many = [" ".join(chance.choices(words, k=200)) for _ in range(MANY[-1])]
    start = time.perf_counter()
    sketches: dict[int, Sketch] = {
        n: found for n, text in enumerate(many) if (found := sketch(text, b"bench")) is not None
    }
    print(f"{MANY[-1]:,} texts: sketched once{(time.perf_counter() - start) * 1000:37.1f}")
    said(f"{MANY[-1]:,} texts: which are like one", lambda: list(alike(sketches[7], sketches)))
    said(f"{MANY[-1]:,} texts: all pairs", lambda: list(pairs(sketches)))


def _suggested(lines: Sequence[Sequence[Word]], examples: Examples) -> object:
    return suggested(lines, Cues({}), examples.apart_from({0}))


def said(name: str, work: Callable[[], object]) -> None:
    """The median of a few times."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    print(f"{name:44}{statistics.median(taken):14.1f}")


def main() -> None:
    """Print both tables."""
    rightness()
    speed()


if __name__ == "__main__":
    main()
