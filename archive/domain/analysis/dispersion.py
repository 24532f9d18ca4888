"""How evenly something is spread over parts of different size: Gries's DP and Juilland's D."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """`count` in `inside` of `parts` parts; the two measures are None where they say nothing."""

    count: int
    inside: int
    parts: int
    dp: float | None
    d: float | None


def spread(sizes: Sequence[int], counts: Sequence[int]) -> Spread:
    """Both measures over the parts that have a size. Raises `ValueError` for unequal lengths."""
    pairs = [(s, c) for s, c in zip(sizes, counts, strict=True) if s > 0]
    kept, found = [s for s, _ in pairs], [c for _, c in pairs]
    return Spread(
        sum(found),
        sum(count > 0 for count in found),
        len(pairs),
        deviation_of_proportions(kept, found),
        juillands_d(kept, found),
    )


def deviation_of_proportions(sizes: Sequence[int], counts: Sequence[int]) -> float | None:
    """DP = ½ · Σ | vᵢ − sᵢ |; sᵢ is a part's share of all words, vᵢ its share of the occurrences.

    0: spread exactly as the parts are large; towards 1: all in one small part. None without an
    occurrence or with fewer than two parts. Source: Gries, International Journal of Corpus
    Linguistics 13 (2008), 403–437.
    """
    whole, total = sum(sizes), sum(counts)
    if len(sizes) < 2 or not whole or not total:
        return None
    return sum(abs(c / total - s / whole) for s, c in zip(sizes, counts, strict=True)) / 2


def juillands_d(sizes: Sequence[int], counts: Sequence[int]) -> float | None:
    """D = 1 − V / √(n − 1), V = the standard deviation (of all n parts) of the rates over their
    mean; a part's rate is its occurrences by its size.

    1: the same rate everywhere; 0: all in one part. None as for DP, and for a part of size 0.
    Source: Juilland, Brodin and Davidovitch, Frequency Dictionary of French Words (1970); with
    rates in place of counts for unequal parts as in Gries (2008).
    """
    n = len(sizes)
    if n < 2 or not sum(counts) or 0 in sizes:
        return None
    rates = [c / s for s, c in zip(sizes, counts, strict=True)]
    mean = sum(rates) / n
    deviation = math.sqrt(sum((rate - mean) ** 2 for rate in rates) / n)
    return 1 - deviation / mean / math.sqrt(n - 1)
