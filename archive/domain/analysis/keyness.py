"""Words that set one set of texts apart from another: log-likelihood, with an effect size."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CRITICAL: Final = 15.13
"""G² of one degree of freedom at p = 0.0001; Rayson and others advise it for word lists."""


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word, how often it stands in the target and in the reference, and in how many texts of the
    target. `g2` is never negative; `ratio` says in which direction and how strongly."""

    word: str
    target: int
    reference: int
    texts: int
    g2: float
    ratio: float


def log_likelihood(target: int, reference: int, size: int, reference_size: int) -> float:
    """G² = 2·( a·ln(a/E₁) + b·ln(b/E₂) ), with E₁ = c(a+b)/(c+d) and E₂ = d(a+b)/(c+d).

    `target` a of `size` c words, `reference` b of d. A term with a or b of 0 is 0. Raises
    `ValueError` for a size of 0. Sources: Dunning, Computational Linguistics 19 (1993), 61–74;
    in this two-term form Rayson and Garside, Comparing Corpora (2000), 1–6.
    """
    if size <= 0 or reference_size <= 0:
        raise ValueError("both sides must have words")
    both = target + reference
    expected = size * both / (size + reference_size)
    expected_reference = reference_size * both / (size + reference_size)
    return 2 * (_term(target, expected) + _term(reference, expected_reference))


def _term(observed: int, expected: float) -> float:
    return observed * math.log(observed / expected) if observed else 0.0


def log_ratio(target: int, reference: int, size: int, reference_size: int) -> float:
    """log2 of the relative frequencies' ratio: 1 is twice as frequent in the target, −1 half.

    A frequency of 0 counts as 0.5, so that the ratio exists. Source: Hardie, "Log Ratio: an
    informal introduction" (2014).
    """
    return math.log2((target or 0.5) / size) - math.log2((reference or 0.5) / reference_size)


def keywords(
    target: Mapping[str, int],
    reference: Mapping[str, int],
    texts: Mapping[str, int],
    *,
    least: int = 3,
    least_texts: int = 2,
) -> tuple[Keyword, ...]:
    """Words that the target uses more than the reference, by G².

    Left out are words that stand in the target fewer than `least` times, or in fewer than
    `least_texts` of its texts: one writer's habit sets nobody apart. Empty where a side is.
    """
    size, reference_size = sum(target.values()), sum(reference.values())
    if not size or not reference_size:
        return ()
    found = [
        Keyword(
            word,
            count,
            reference.get(word, 0),
            texts.get(word, 0),
            log_likelihood(count, reference.get(word, 0), size, reference_size),
            log_ratio(count, reference.get(word, 0), size, reference_size),
        )
        for word, count in target.items()
        if count >= least and texts.get(word, 0) >= least_texts
    ]
    return tuple(sorted((k for k in found if k.ratio > 0), key=lambda k: (-k.g2, k.word)))
