"""Normalised discounted cumulative gain: how well an order puts the better answers first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2


def ndcg(order: Sequence[str], grades: Mapping[str, int], at: int = 10) -> float:
    """nDCG of the first `at` of `order`, from 0 (nothing of worth) to 1 (no order is better).

    DCG@k = Σ_{i=1..k} (2^g_i - 1) / log₂(i + 1), g_i being the grade of what stands at place i (0
    where `grades` has none), divided by the DCG@k of the best order there could be. Järvelin and
    Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20(4), 2002; with the
    gain 2^g - 1 of Burges et al., "Learning to rank using gradient descent", ICML 2005.

    Raises `ValueError` without a grade above 0 (there is no best order then) and where `order`
    names something twice.
    """
    if len(set(order)) != len(order):
        raise ValueError("an order names each thing once")
    best = _dcg(sorted(grades.values(), reverse=True)[:at])
    if best <= 0:
        raise ValueError("nothing was judged to be of worth")
    return _dcg([grades.get(each, 0) for each in order[:at]]) / best


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, start=1))
