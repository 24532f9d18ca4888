"""How likely each word of a text is (part of) somebody's name: log odds by learned weights.

Two looks by rules: the first at each word by itself with what stands around it, the second knowing
what the first said of the neighbours and of the same word elsewhere. Two more, where the models are
installed, weigh what rules and models say together (`opinions`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from archive.anonymise.spans import Odds
from archive.anonymise.surroundings import Truths, company, truths
from archive.anonymise.tokens import Tokens

WEIGHTS = Path(__file__).parent / "lexicon" / "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """What each truth weighs in each look."""

    first: dict[str, float]
    second: dict[str, float]
    third: dict[str, float] = field(default_factory=dict)
    fourth: dict[str, float] = field(default_factory=dict)


@cache
def shipped_weights() -> Weights:
    """Those that `learning` wrote."""
    return Weights(**json.loads(WEIGHTS.read_text("utf-8")))


_others: ContextVar[Weights | None] = ContextVar("weights", default=None)


@contextmanager
def weighing_by(weights: Weights) -> Iterator[None]:
    """Detectors called within use these weights: a measure must not meet what it learned from."""
    token = _others.set(weights)
    try:
        yield
    finally:
        _others.reset(token)


def weights_in_use() -> Weights:
    """The shipped weights, but within `weighing_by`."""
    return _others.get() or shipped_weights()


def log_odds(said: Truths, weights: dict[str, float]) -> Odds:
    """Log odds of each candidate's being a name."""
    weight = weights.get
    return {index: sum([weight(one, 0.0) for one in true]) for index, true in said.items()}


def weighed(words: Tokens, weights: Weights) -> tuple[Truths, Odds]:
    """All that is true of each candidate, and the log odds after the second look."""
    said = truths(words)
    around = company(words, log_odds(said, weights.first))
    together = {index: true + around[index] for index, true in said.items()}
    return together, log_odds(together, weights.second)
