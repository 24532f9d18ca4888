"""What a town lies in: its county or state, its country. Of towns of one name the largest is meant.

Read once a process from `places_parents.txt.gz`; see `SOURCES.md`. Names as they stand after "in"
("the UK"). A wrong guess ("Lincoln" is Nebraska's) is seen by the moderator who is offered it.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.anonymise.lexicon.places import folded

_FILE = Path(__file__).parent / "places_parents.txt.gz"


@dataclass(frozen=True, slots=True)
class Parents:
    """What something lies in; "" where that is not known or there is no such level."""

    region: str = ""
    part: str = ""
    country: str = ""
    is_city: bool = False


def parents_of(town: str) -> Parents | None:
    """Of a town, by its name; None for one that is not known."""
    return _towns().get(folded(town))


def wider(name: str) -> tuple[str, Parents] | None:
    """A county, state or country as it is written after "in", and what it lies in."""
    return _wider().get(folded(name).removeprefix("the "))


@cache
def _lines() -> tuple[tuple[Parents, str], ...]:
    found = []
    for line in gzip.decompress(_FILE.read_bytes()).decode("utf-8").splitlines():
        size, region, part, country, names = line.split("|", 4)
        found.append((Parents(region, part, country, size == "c"), names))
    return tuple(found)


@cache
def _towns() -> dict[str, Parents]:
    return {name: parents for parents, names in _lines() for name in names.split(";")}


_ALSO = {
    "united kingdom": "the UK", "britain": "the UK", "great britain": "the UK", "uk": "the UK",
    "united states": "the US", "usa": "the US", "us": "the US", "u.s": "the US", "u.k": "the UK",
    "united states of america": "the US", "holland": "the Netherlands",
    "washington state": "Washington state",
}  # fmt: skip


@cache
def _wider() -> dict[str, tuple[str, Parents]]:
    """A state that is called like a country ("Georgia") is not taken for either."""
    found: dict[str, tuple[str, Parents]] = {}
    for parents, _ in _lines():
        country, part = parents.country, parents.part
        found[folded(country).removeprefix("the ")] = country, Parents()
        if part:
            found[folded(part)] = part, Parents(country=country)
        if parents.region and parents.region != "London":
            own = Parents(part=part, country=country)
            found.setdefault(folded(parents.region).removeprefix("the "), (parents.region, own))
    return found | {
        name: (said, Parents()) for name, said in _ALSO.items() if said in _countries(found)
    }


def _countries(found: dict[str, tuple[str, Parents]]) -> frozenset[str]:
    return frozenset(said for said, parents in found.values() if not parents.country)
