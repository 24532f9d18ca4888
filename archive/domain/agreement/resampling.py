"""How far a number would move with other contributions: the bootstrap, by percentiles.

Whole contributions are drawn with replacement, since sentences of one text are not independent
(a bootstrap over characters would give intervals far too narrow). The draws are seeded: the same
material gives the same interval. Efron and Tibshirani, An Introduction to the Bootstrap (1993).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.agreement.coefficients import Split, pooled
from archive.domain.agreement.tallies import Tallies

SAMPLES = 1000
"""Samples drawn unless another number is asked for: 25 then lie beyond either end."""

FEWEST_CONTRIBUTIONS = 20
"""With fewer contributions the percentiles promise more than they know: no interval is given."""

FEWEST_DEFINED = 0.95
"""A theme so rare that more samples than this leaves have no value for it gets no interval."""

LEVEL = 0.95


class NoInterval(StrEnum):
    """Why an interval is not given."""

    NO_VALUE = "no value"
    NOT_DRAWN = "no samples were asked for"
    FEW_CONTRIBUTIONS = "too few contributions"
    TOO_RARE = "undefined in too many samples"


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of the values in `samples` samples (those in which there was a value)."""

    low: float
    high: float
    samples: int


Draws = dict[tuple[int | None, int], tuple[list[float], list[float]]]
"""By theme's number (None: all themes) and split: percent agreement and coefficient a sample."""


def draws(tallies: Tallies, samples: int, seed: int) -> Draws:
    """The values in each of `samples` samples of contributions, where there is one."""
    drawn: Draws = {}
    for rows in _samples(tallies.rows, samples, seed):
        by_theme = [counts.splits() for counts in tallies.counts(tallies.added(rows))]
        for number, splits in enumerate(by_theme):
            for n, split in enumerate(splits):
                _note(drawn, (number, n), split)
        for n, splits in enumerate(zip(*by_theme, strict=True)):
            _note(drawn, (None, n), pooled(splits))
    return drawn


def _samples(rows: Sequence[int], samples: int, seed: int) -> Iterator[list[int]]:
    chance = random.Random(seed)  # noqa: S311 (a statistic, which must be repeatable)
    for _ in range(samples if rows else 0):
        yield chance.choices(rows, k=len(rows))


def _note(drawn: Draws, key: tuple[int | None, int], split: Split | None) -> None:
    if split and split.expected:
        percents, coefficients = drawn.setdefault(key, ([], []))
        percents.append(1 - split.observed)
        coefficients.append(1 - split.observed / split.expected)


def interval(values: list[float], samples: int, contributions: int) -> Interval | NoInterval:
    """The interval that `values` give, which `samples` samples of the contributions had."""
    if not samples:
        return NoInterval.NOT_DRAWN
    if contributions < FEWEST_CONTRIBUTIONS:
        return NoInterval.FEW_CONTRIBUTIONS
    if len(values) < FEWEST_DEFINED * samples:
        return NoInterval.TOO_RARE
    values = sorted(values)
    tail = (1 - LEVEL) / 2
    return Interval(percentile(values, tail), percentile(values, 1 - tail), len(values))


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values lie, interpolated between neighbours."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
