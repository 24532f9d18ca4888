"""Two orders made one, without comparing their numbers: reciprocal-rank fusion.

score(d) = Σ 1 / (K + rank of d), over the orders that have d, ranks counting from 1. Cormack,
Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning
methods", SIGIR 2009; K = 60 is theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

K: Final = 60


def fused(*orders: Sequence[str]) -> list[str]:
    """Everything in any of the orders, best first; what is equal stands as in the first order that
    has it, earlier orders first."""
    score: dict[str, float] = defaultdict(float)
    for order in orders:
        for rank, each in enumerate(order, start=1):
            score[each] += 1 / (K + rank)
    return sorted(score, key=lambda each: -score[each])
