"""How likely each word of a text is (part of) somebody's name: log odds by learned weights.

Two looks: the first at each word by itself with what stands around it, the second knowing what the
first said of the neighbours and of the same word elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.anonymise.surroundings import company, truths
from archive.anonymise.tokens import Tokens

WEIGHTS = Path(__file__).parent / "lexicon" / "weights.json"

Truths = dict[int, list[str]]
"""What is true of each candidate (see `surroundings`), by the word's index."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each truth weighs in the first look and in the second."""

    first: dict[str, float]
    second: dict[str, float]


@cache
def shipped_weights() -> Weights:
    """Those that `learning` wrote."""
    learned = json.loads(WEIGHTS.read_text("utf-8"))
    return Weights(learned["first"], learned["second"])


def first_look(said: Truths, weights: dict[str, float]) -> dict[int, float]:
    """Log odds of each candidate's being a name."""
    weight = weights.get
    return {index: sum([weight(one, 0.0) for one in true]) for index, true in said.items()}


def weighed(words: Tokens, weights: Weights) -> tuple[Truths, dict[int, float]]:
    """All that is true of each candidate, and the log odds after the second look."""
    said = truths(words)
    around = company(words, first_look(said, weights.first))
    together = {index: true + around[index] for index, true in said.items()}
    return together, first_look(together, weights.second)
