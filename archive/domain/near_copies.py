"""Whether two texts are the same or nearly: shared runs of four words, from small sketches.

A sketch keeps the lowest `KEPT` digests of a text's runs of four words (bottom-k; Broder, On the
resemblance and containment of documents, 1997). Of two sketches the share of runs that the texts
have in common is told exactly where they are short, and within about four hundredths where they
are long. Words are compared as in `shingles`: case, punctuation and line breaks do not count.

A sketch holds digests under the caller's secret and no words.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from archive.domain.telling_words import words_of

SHINGLE: Final = 4
"""Words of a run."""
KEPT: Final = 128
FIRST: Final = 8
"""Lowest digests by which texts worth comparing are found: of two that share half their runs, all
but one in 250 share one of these."""
LEAST_WORDS: Final = 8
"""Shorter texts are not compared: thanks and good wishes are alike."""
NEAR: Final = 0.5
"""Share of all runs of two texts that both have. One changed word in twenty leaves two thirds."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """`whole` tells equal texts, `lowest` (in order) how alike others are."""

    whole: bytes
    lowest: array[int]
    first: frozenset[int]


def sketch(text: str, secret: bytes) -> Sketch | None:
    """The sketch of a text; None where it has fewer than `LEAST_WORDS` words."""
    keys = [word.key for word in words_of(text)]
    if len(keys) < LEAST_WORDS:
        return None
    digests = {
        int.from_bytes(_digest(keys[at : at + SHINGLE], secret), "big")
        for at in range(len(keys) - SHINGLE + 1)
    }
    lowest = sorted(digests)[:KEPT]
    return Sketch(_digest(keys, secret), array("Q", lowest), frozenset(lowest[:FIRST]))


def shared(one: Sketch, two: Sketch) -> float:
    """The share of all their runs that both texts have, 0 to 1; 1 for the same words in order."""
    if one.whole == two.whole:
        return 1.0
    mine, yours = set(one.lowest), set(two.lowest)
    lowest = sorted(mine | yours)
    if len(mine) == KEPT or len(yours) == KEPT:
        lowest = lowest[:KEPT]
    return sum(digest in mine and digest in yours for digest in lowest) / len(lowest)


def alike(here: Sketch, others: Mapping[int, Sketch]) -> Iterator[tuple[int, float]]:
    """Those of the others that share `NEAR` or more with this text, with their share."""
    for number, other in others.items():
        if here.first.isdisjoint(other.first) and here.whole != other.whole:
            continue
        if (share := shared(here, other)) >= NEAR:
            yield number, share


def pairs(sketches: Mapping[int, Sketch]) -> Iterator[tuple[int, int, float]]:
    """Every two that share `NEAR` or more: the smaller number, the larger, and their share."""
    by_digest: dict[int, list[int]] = {}
    for number in sorted(sketches):
        earlier: set[int] = set()
        for digest in sketches[number].first:
            group = by_digest.setdefault(digest, [])
            earlier.update(group[-MOST_OF_A_RUN:])
            group.append(number)
        for other in sorted(earlier):
            if (share := shared(sketches[other], sketches[number])) >= NEAR:
                yield other, number, share


MOST_OF_A_RUN: Final = 100
"""Earlier texts with one run that a text is compared with: a signature under every comment would
pair them all."""


def _digest(words: list[str], secret: bytes) -> bytes:
    return blake2b("\0".join(words).encode(), key=secret, digest_size=8).digest()
