"""Places: towns as the detector finds them, and counties, states and countries by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.anonymise.circumstances.circumstance import About, Circumstance
from archive.anonymise.detectors import place
from archive.anonymise.finding import Context
from archive.anonymise.lexicon import parents
from archive.domain import ladders
from archive.domain.ladders import Where

_CAPITALS = re.compile(
    r"\b(?:in|from|to|near|of|across|around|leaving|left|,|outside|visit(?:ed|ing)?) (?:the )?"
    r"(?P<name>(?:[A-Z][\w’'-]+|UK|USA?|U\.[SK]\.)(?: (?:and |of |the )?[A-Z][\w’'-]+){0,3})"
)
_WITHIN = re.compile(
    r"(?:north|south|east|west|central|inner|outer|greater|downtown)(?:[ -](?:east|west))?[ -]",
    re.IGNORECASE,
)
_OTHERWISE = frozenset({"turkey", "jersey", "chad", "jordan"})
"""Also birds, clothes and people: the name alone is not believed."""


def where_is(surface: str) -> Where:
    """A place by its name, with what it lies in as far as that is known."""
    name = " ".join(surface.split()).removesuffix("'s").removesuffix("’s")
    if known := parents.wider(name):
        said, above = known
        return Where(said, above.region, above.part, above.country, is_wider=True)
    if town := parents.parents_of(name):
        return Where(name, town.region, town.part, town.country, town.is_city)
    if (within := _WITHIN.match(name)) and (town := parents.parents_of(name[within.end() :])):
        return Where(name, name[within.end() :], town.part, town.country, is_wider=True)
    return Where(name)


def read(text: str) -> Iterator[Circumstance]:
    """Every place in a block."""
    for finding in place.find(text, Context()):
        where = where_is(text[finding.start : finding.end])
        yield Circumstance(About.PLACE, finding.start, finding.end, ladders.place_values(where))
    for match in _CAPITALS.finditer(text):
        words = match["name"].split(" ")
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            if parents.wider(name) and name.casefold() not in _OTHERWISE:
                start = match.start("name")
                rungs = ladders.place_values(where_is(name))
                yield Circumstance(About.PLACE, start, start + len(name), rungs)
                break
