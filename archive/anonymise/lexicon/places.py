"""Towns, cities, counties and districts by name.

A country, a state of the United States or a province says too little to tell somebody and is not
among them (HIPAA's Safe Harbor lets states stand). Many towns are called like a word or a person:
those are believed only behind a cue such as "I live in".
"""

from __future__ import annotations

import gzip
import unicodedata
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent

LONGEST_NAME = 4
"""Words of the longest name that is looked for ("Newcastle upon Tyne" has three)."""


def folded(name: str) -> str:
    """A name as the lists have it: small, without accents, with straight apostrophes."""
    if name.isascii():
        return name.casefold()
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("’", "'")
    return "".join(character for character in plain if not unicodedata.combining(character))


def is_town(name: str) -> bool:
    """Whether a folded name is a town's and hardly anything else's."""
    return name in _towns()


def may_be_town(name: str) -> bool:
    """Whether a folded name is a town's, be it also a word ("reading") or a person's name."""
    return name in _towns() or name in _ambiguous_towns()


def is_region(name: str) -> bool:
    """Whether a folded name is a county's, a district's or another part of a country's."""
    return name in _regions()


@cache
def opening_words() -> frozenset[str]:
    """The first words of all names of two or more words, folded; what need be tried at all."""
    names = _towns() | _ambiguous_towns() | _regions()
    return frozenset(name.split(" ", 1)[0] for name in names if " " in name)


@cache
def _towns() -> frozenset[str]:
    return _packed("places.txt.gz")


@cache
def _ambiguous_towns() -> frozenset[str]:
    return _packed("places_cued.txt.gz")


@cache
def _regions() -> frozenset[str]:
    lines = (_HERE / "places_regions.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _packed(name: str) -> frozenset[str]:
    return frozenset(gzip.decompress((_HERE / name).read_bytes()).decode("utf-8").split("\n")) - {
        ""
    }
