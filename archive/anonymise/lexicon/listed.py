"""Reads the word lists that lie beside this file, once a process.

Their sources and licences are in `SOURCES.md`. All words are in lower case.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def given_names() -> dict[str, int]:
    """Given names, with ten times the decimal logarithm of bearers per million (16,038)."""
    return _numbers("given.txt.gz")


@cache
def surnames() -> dict[str, int]:
    """Surnames, with ten times the decimal logarithm of bearers per million (88,799)."""
    return _numbers("surnames.txt.gz")


@cache
def english_words() -> dict[str, int]:
    """Words that dictionaries spell small, with ten times their Zipf frequency (118,829).

    Zipf: the decimal logarithm of uses in a thousand million words; 10 where nobody counted.
    """
    return _numbers("words.txt.gz")


@cache
def outside_words() -> dict[str, int]:
    """Words met in English texts that no dictionary spells small, with ten times their Zipf
    frequency: names, places, brands, slang, misspellings (23,406).
    """
    return _numbers("outside.txt.gz")


@cache
def proper_words() -> frozenset[str]:
    """Those of `outside_words` that a dictionary has with a capital."""
    return frozenset(line.split()[0] for line in _lines("outside.txt.gz") if line.endswith(" P"))


def _lines(name: str) -> list[str]:
    return gzip.decompress((_HERE / name).read_bytes()).decode("utf-8").splitlines()


def _numbers(name: str) -> dict[str, int]:
    pairs = (line.split(" ", 2) for line in _lines(name))
    return {pair[0]: int(pair[1]) for pair in pairs}
