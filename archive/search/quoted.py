"""Where a passage stands in what everybody can find here, and which of its words would lead to it.

Asks the public index and the public's reader alone, whoever asks. The passage is neither stored nor
logged, and nothing is sent anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive import gate
from archive.anonymise.lexicon.listed import english_words, outside_words
from archive.domain.shingles import Hidden, LeanKind
from archive.domain.telling_words import Word, is_uncommon, words_of
from archive.domain.text import sentences
from archive.domain.words import Purpose
from archive.search.find import Results, find

LONGEST: Final = 5_000
"""Code points of a passage; what is longer is checked up to there."""
RUN: Final = 8
"""Words of a run that is looked for: six to eight are enough to find a page outside."""
SHORTEST: Final = 4
"""Words below which nothing is a run; it must hold one that is not everyday as well."""
RUNS: Final = 6
RARE_WORDS: Final = 12
LOOKED_AT: Final = 40
"""Texts that share words with the passage and are compared with it."""
EXACT: Final = 6
"""Words side by side that make a match exact."""

_MASK = re.compile(r"\[[^\]\n]{1,80}\]")
_UNSEEN: Final = 90
"""Ten times how rare a word is that no list has, in steps of the Zipf scale."""


@dataclass(frozen=True, slots=True)
class Match:
    """A public text that has words of the passage: `longest` of them side by side."""

    ref: str
    discussion: str
    title: str
    position: str
    exact: bool
    longest: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What was found, surest first, and the runs that make the passage findable, rarest first."""

    matches: tuple[Match, ...]
    runs: tuple[str, ...]
    words: int


def check_quote(passage: str, *, apart_from: str = "", hidden: Iterable[str] = ()) -> QuoteCheck:
    """Look for `passage` among the public texts but `apart_from`, a ref.

    Masks and the `hidden` words are left out of everything that is looked for. `IndexUnusable`
    where there is no public index.
    """
    pieces = list(_pieces(passage[:LONGEST], hidden))
    runs = _telling_runs(pieces)
    refs = _refs(runs, pieces)
    refs.pop(apart_from, None)
    reader = gate.read_as(gate.READER)
    texts = reader.hydrate(refs, Purpose.FIND)
    titles = reader.titles({text.discussion for text in texts.values()})
    known = Hidden("\n\n".join(pieces))
    matches = []
    for text in texts.values():
        lean = known.lean(text.text)
        if lean.kind is not LeanKind.NONE:
            span = max(lean.spans, key=lambda span: span.end - span.start)
            matches.append(
                Match(
                    ref=text.ref,
                    discussion=text.discussion,
                    title=titles[text.discussion],
                    position=text.position,
                    exact=lean.kind is LeanKind.QUOTES and lean.longest >= EXACT,
                    longest=lean.longest,
                    excerpt=_excerpt(text.text, span.start, span.end),
                )
            )
    matches.sort(key=lambda match: (not match.exact, -match.longest, match.ref))
    return QuoteCheck(tuple(matches), runs, sum(len(words_of(piece)) for piece in pieces))


def _refs(runs: Sequence[str], pieces: Sequence[str]) -> dict[str, None]:
    """Texts that have one of the runs, or most of the rarest words."""
    refs: dict[str, None] = {}
    for run in runs:
        found = _found(f'"{run}"')
        refs |= dict.fromkeys(hit.ref for hit in found.hits)
    keys = {word.key for piece in pieces for word in words_of(piece) if is_uncommon(word.key)}
    rare = sorted(keys, key=_rarity, reverse=True)[:RARE_WORDS]
    if rare:
        found = _found(" OR ".join(rare))
        refs |= dict.fromkeys(hit.ref for hit in found.hits)
    return refs


def _found(query: str) -> Results:
    """The very words, as everybody finds them."""
    return find(gate.READER, query, strict=False, limit=LOOKED_AT, synonyms=False)


def _pieces(passage: str, hidden: Iterable[str]) -> Iterator[str]:
    """The passage's sentences without masks and hidden words, cut where those stood."""
    cuts = [_MASK]
    surfaces = sorted({h.strip() for h in hidden if h.strip()}, key=len, reverse=True)
    if surfaces:
        either = "|".join(re.escape(surface) for surface in surfaces)
        cuts.append(re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE))
    for span in sentences(passage):
        parts = [passage[span.start : span.end]]
        for cut in cuts:
            parts = [part for whole in parts for part in cut.split(whole)]
        yield from (part for part in parts if part.strip())


def _telling_runs(pieces: Sequence[str]) -> tuple[str, ...]:
    """The rarest runs of words, as they are written, none sharing a word with another."""
    weighed: list[tuple[float, int, int, str]] = []
    for number, piece in enumerate(pieces):
        words = words_of(piece)
        for first in range(max(1, len(words) - RUN + 1)):
            run = words[first : first + RUN]
            if len(run) >= SHORTEST and any(is_uncommon(word.key) for word in run):
                written = piece[run[0].start : run[-1].end]
                weighed.append((_weight(run), number, first, " ".join(written.split())))
    taken: list[tuple[int, int, str]] = []
    for _, number, first, written in sorted(weighed, key=lambda one: (-one[0], one[1], one[2])):
        if all(n != number or abs(f - first) >= RUN for n, f, _ in taken):
            taken.append((number, first, written))
        if len(taken) == RUNS:
            break
    return tuple(written.replace('"', " ") for _, _, written in taken)


def _weight(run: Sequence[Word]) -> float:
    return sum(_rarity(word.key) for word in run)


def _rarity(key: str) -> int:
    """0 for the commonest words, 90 for one nobody has counted."""
    zipf = english_words().get(key) or outside_words().get(key) or 0
    return max(0, _UNSEEN - zipf - 10)


def _excerpt(text: str, start: int, end: int, around: int = 60) -> str:
    """The stretch with a little before and after, cut at words."""
    first, last = max(0, start - around), min(len(text), end + around)
    if first:
        first = text.find(" ", first) + 1 or first
    if last < len(text):
        last = text.rfind(" ", 0, last)
    said = " ".join(text[first : max(last, end)].split())
    return f"{'… ' if first else ''}{said}{' …' if last < len(text) else ''}"
