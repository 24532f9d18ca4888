"""Whether a reply quotes or echoes a text that is about to be hidden, and where.

Words are compared, not letters: composed (NFC), casefolded, one kind of apostrophe; punctuation,
line breaks and block-quote signs do not count. `shared_runs` says for every word of a reply how
long the run is that ends there and stands in the hidden text; shingles of any length fall out of
that. Making ready takes time in proportion to the hidden text, each reply to the reply.

Everything stays in memory, nothing is logged, and nothing here knows who wrote what. The measures
lean towards holding too much: a person reads what is held, and nobody what slips through.
Scripts written without spaces are compared character by character.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final, NamedTuple

from archive.domain.shared_runs import KnownRuns, Run
from archive.domain.telling_words import (
    SMALL,
    Word,
    is_uncommon,
    names_in,
    sentence_numbers,
    words_of,
)
from archive.domain.text import Span

SHINGLE: Final = 4
"""Words of a shingle when a reply's share is counted."""
VERY_LONG_RUN, LONG_RUN, SHORT_RUN = 10, 6, 3
"""Words of a shared run: the longer it is, the less its words must tell. See `_is_quotation`."""
ECHO_SHARE: Final = 0.2
"""Two people on one subject share a few hundredths of their shingles; a retelling much more."""
ECHO_UNCOMMON: Final = 3
"""Words not everyday that the shared shingles must hold: thanks and good wishes are alike."""
ECHO_WEIGHT, NAME_WEIGHT, ECHO_WINDOW = 6, 3, 25
"""Rare words that make an echo (a name counts as three) within so many words of one sentence."""
BRIDGED: Final = 2
"""Words that may be dropped, added or misspelt between two runs of one quotation."""
LOOK_BACK: Final = 4
"""Runs looked back at for the one that a run continues; more would only cost time."""


class LeanKind(StrEnum):
    """How a reply leans on a hidden text; `QUOTES` and `ECHOES` are held first."""

    QUOTES = "quotes"
    ECHOES = "echoes"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Lean:
    """What a reply repeats.

    `longest`: words of its longest shared run of at least two, runs of small words alone left out,
    the parts of one quotation with a slip or an ellipsis added up. `share`: of its shingles of
    four words, 0 to 1, how many stand in the hidden text; shingles of small words alone count
    neither way. `spans`: where the reply repeats it, in code points of the reply as given; empty
    for `NONE`.
    """

    kind: LeanKind
    longest: int
    share: float
    spans: tuple[Span, ...]


def lean(hidden: str, reply: str) -> Lean:
    """How `reply` leans on `hidden`. For many replies to one text make a `Hidden` once."""
    return Hidden(hidden).lean(reply)


class Hidden:
    """A text that is about to go, made ready to be compared with its replies."""

    def __init__(self, text: str) -> None:
        words = words_of(text)
        often = Counter(word.key for word in words)
        self._known = KnownRuns([word.key for word in words])
        self._names = names_in(text, words)
        self._uncommon = frozenset(key for key in often if is_uncommon(key))
        self._rare = self._names | {
            key for key in self._uncommon if often[key] <= 2 and len(key) > 3
        }

    def lean(self, reply: str) -> Lean:
        """How `reply` leans on this text.

        QUOTES where a shared run weighs enough (`_is_quotation`). Else ECHOES where a fifth of the
        reply's shingles are shared and not all everyday, or where six rare words (a name or number
        counts as three) stand close together in one sentence of it. Else NONE.
        """
        words = words_of(reply)
        keys = [word.key for word in words]
        matches = self._known.matches(keys)
        weights = _Weights(keys, self._uncommon, self._names)
        chains = _chains(reply, words, list(self._known.runs(matches)), weights)
        longest = max((chain.weight.words for chain in chains if chain.weight.content), default=0)
        shared, share = _shingles(matches, weights)
        if quoted := _quoted(chains):
            return Lean(LeanKind.QUOTES, longest, share, _spans(words, quoted))
        uncommon = sum(weights.of(*run).uncommon for run in _joined(shared))
        echoed = shared if share >= ECHO_SHARE and uncommon >= ECHO_UNCOMMON else []
        echoed += self._close_together(reply, words)
        kind = LeanKind.ECHOES if echoed else LeanKind.NONE
        return Lean(kind, longest, share, _spans(words, echoed))

    def _close_together(self, reply: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """Rare words of this text that stand within one window of one sentence of the reply."""
        rare = [at for at, word in enumerate(words) if word.key in self._rare]
        if self._weight(words[at].key for at in rare) < ECHO_WEIGHT:
            return
        sentence = sentence_numbers(reply, words)
        window: deque[int] = deque()
        for at in rare:
            window.append(at)
            while sentence[window[0]] != sentence[at] or at - window[0] >= ECHO_WINDOW:
                window.popleft()
            if self._weight(words[one].key for one in window) >= ECHO_WEIGHT:
                yield from ((one, one + 1) for one in window)

    def _weight(self, keys: Iterable[str]) -> int:
        return sum(NAME_WEIGHT if key in self._names else 1 for key in set(keys))


class _Weight(NamedTuple):
    """Of some words: how many, how many not small, how many not everyday, and how many names."""

    words: int
    content: int
    uncommon: int
    names: int


def _is_quotation(run: _Weight) -> bool:
    """Whether shared words are too much to be anybody's.

    A short run needs a name or number of the hidden text and one more word that is not small, or
    three words that are not everyday. Six words need two that are not everyday, or five that are
    not small: "for the first time in my life" is everybody's. Ten need two that are not small.
    """
    if run.words >= VERY_LONG_RUN and run.content >= 2:
        return True
    if run.words >= LONG_RUN and (run.uncommon >= 2 or run.content >= 5):
        return True
    named = run.names >= 1 and run.content >= 2
    return run.words >= SHORT_RUN and (named or run.uncommon >= 3)


# --- shared runs ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Chain:
    """A run, and the chain it continues: one quotation with slips or ellipses in it."""

    run: Run
    weight: _Weight
    before: _Chain | None


_NO_CONTENT: Final = SMALL | {""}


class _Weights:
    """What any stretch of a reply weighs, in constant time. A word said twice in a row is one."""

    def __init__(self, keys: list[str], uncommon: frozenset[str], names: frozenset[str]) -> None:
        counted = ["" if one == two else two for one, two in zip(["", *keys], keys, strict=False)]
        self.content = _sums([key not in _NO_CONTENT for key in counted])
        self._uncommon = _sums([key in uncommon for key in counted])
        self._names = _sums([key in names for key in counted])

    def of(self, start: int, end: int) -> _Weight:
        """Of the words `[start, end)`."""
        sums = (self.content, self._uncommon, self._names)
        return _Weight(end - start, *(each[end] - each[start] for each in sums))


def _sums(flags: list[bool]) -> list[int]:
    return list(accumulate(flags, initial=0))


def _chains(
    reply: str, words: Sequence[Word], runs: Sequence[Run], weights: _Weights
) -> list[_Chain]:
    """Each run with the longest chain before it that it continues."""
    chains: list[_Chain] = []
    for run in runs:
        own = weights.of(run.start, run.end)
        befores = [c for c in chains[-LOOK_BACK:] if _continues(reply, words, c.run, run)]
        before = max(befores, key=lambda chain: chain.weight.words, default=None)
        if before:
            own = _Weight(*map(sum, zip(before.weight, own, strict=True)))
        chains.append(_Chain(run, own, before))
    return chains


def _continues(reply: str, words: Sequence[Word], one: Run, two: Run) -> bool:
    """Whether `two` goes on where `one` ended, but for a slip of a word or two or an ellipsis."""
    if not 0 <= two.start - one.end <= BRIDGED:
        return False
    length = one.end - one.start
    for begins in (one.first, one.last):
        for goes_on in (two.first, two.last):
            if 0 <= goes_on - begins - length <= BRIDGED:
                return True
    between = reply[words[one.end - 1].end : words[two.start].start]
    parted = one.end == two.start and ("…" in between or ".." in between)
    long_enough = min(length, two.end - two.start) >= SHORT_RUN
    return parted and long_enough and two.last >= one.first + length


def _quoted(chains: Sequence[_Chain]) -> list[tuple[int, int]]:
    """The runs of all chains that are quotations, as words `[start, end)` in order."""
    found: set[tuple[int, int]] = set()
    for chain in reversed(chains):
        part = chain if _is_quotation(chain.weight) else None
        while part and (part.run.start, part.run.end) not in found:
            found.add((part.run.start, part.run.end))
            part = part.before
    return sorted(found)


def _shingles(
    matches: Sequence[tuple[int, int]], weights: _Weights
) -> tuple[list[tuple[int, int]], float]:
    """The reply's shingles that stand in the hidden text, as words, and their share of all."""
    ends = range(SHINGLE, len(matches) + 1)
    telling = [end for end in ends if weights.content[end] > weights.content[end - SHINGLE]]
    shared = [(end - SHINGLE, end) for end in telling if matches[end - 1][0] >= SHINGLE]
    return shared, len(shared) / len(telling) if telling else 0.0


def _spans(words: Sequence[Word], runs: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Runs of words as spans of the reply."""
    return tuple(Span(words[one].start, words[end - 1].end, "lean") for one, end in _joined(runs))


def _joined(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, those that touch or overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(runs):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
