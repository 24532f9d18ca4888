"""Ladders: a circumstance said less and less exactly, in words that fit where the exact ones stood.

The first rung of each is what stands there now; each further one says less. A rung's `value` is
what two texts may share: equal values say the same. A last rung that says nothing has no value.
Seasons are those of the northern hemisphere. Ages have a module of their own, `age_ladder`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_SEASONS = ("winter", "spring", "summer", "autumn")
_STARTS_SENTENCE = re.compile(r"(?:\A|[.!?]\s|\n)\Z")
_ARTICLE = re.compile(r"\b(?P<article>an?|the)\s\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rung:
    """`words` to put in the place of the exact ones, and what is lost against them ("the day")."""

    words: str
    value: str = ""
    loses: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A date as far as it is given: 1-based month and day. A season (0 winter … 3 autumn) stands
    where no month does; a decade is its first year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: int | None = None
    decade: int | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A place and what it lies in, as it is written after "in" ("the UK"); "" where not known."""

    name: str
    region: str = ""
    part: str = ""
    country: str = ""
    is_city: bool = False
    is_wider: bool = False
    """Whether it is itself a county, a state or a country."""


# --- dates ------------------------------------------------------------------------------------


def season_of(month: int) -> int:
    """0 winter, 1 spring, 2 summer, 3 autumn; December opens the winter of its own year."""
    return month % 12 // 3


def date_values(when: When) -> tuple[str, ...]:
    """What a date says, exact first: ("2019-03-14", "2019-03", "2019-spring", "2019", "2010s")."""
    return tuple(value for value, _, _ in _date_steps(when))


def date(when: When, surface: str, *, before: str = "") -> tuple[Rung, ...]:
    """A date on its ladder: the day, the month, the season, the year, the decade, nothing."""
    lead = _ARTICLE.search(before)
    has_article = lead is not None
    on_a_day = bool(re.search(r"\bon\s(?:the\s)?\Z", before, re.IGNORECASE))
    steps = _date_steps(when)
    rungs = [Rung(surface, steps[0][0])]
    narrowed = bool(re.search(r"\b(?:early|late|mid)[\s-]\Z", before, re.IGNORECASE))
    for value, words, loses in steps[1:]:
        said = words.removeprefix("the ") if (has_article and not on_a_day) or narrowed else words
        if on_a_day:
            said = f"day in {words}" if has_article else f"a day in {words}"
        rungs.append(Rung(_as_opening(said, before), value, loses))
    return (*rungs, Rung("[date]", "", "the date"))


def _date_steps(when: When) -> list[tuple[str, str, str]]:
    """Values, words and losses, from what is given on."""
    year = f"{when.year}" if when.year else ""
    steps: list[tuple[str, str, str]] = []
    season = when.season
    if when.month:
        name = f"{_MONTHS[when.month - 1]} {year}".strip()
        number = f"{year}-{when.month:02}".strip("-")
        if when.day:
            steps.append((f"{number}-{when.day:02}", name, ""))
        steps.append((number, name, "the day"))
        season = season_of(when.month)
    if season is not None:
        said = f"{_SEASONS[season]} {year}".strip()
        steps.append((f"{year}-{_SEASONS[season]}".strip("-"), said, "the month"))
    if year:
        steps.append((year, year, "the season"))
    decade = when.decade if when.decade else when.year // 10 * 10 if when.year else None
    if decade:
        steps.append((f"{decade}s", f"the {decade}s", "the year"))
    return steps


# --- places -----------------------------------------------------------------------------------

_PART_OF_A_NAME = re.compile(
    r"\b(?:north|south|east|west|central|downtown|inner|outer|greater|sunny|old|the|an?|my|our)"
    r"[\s-]\Z",
    re.IGNORECASE,
)
_NAMES_SOMETHING = re.compile(
    r"['’]s?\b|[ -](?:[A-Z][a-z]|area\b|city\b|town\b|hospital\b|infirmary\b|uni|school\b|council\b"
    r"|airport\b|station\b|crisis\b|mental\b|general\b)"
)


def place_values(where: Where) -> tuple[str, ...]:
    """What a place says, exact first: ("maidstone", "in Kent", "in England", "in the UK")."""
    wider = [name for name in (where.region, where.part, where.country) if name]
    own = f"in {where.name}" if where.is_wider else where.name.casefold()
    return (own, *(f"in {name}" for name in wider))


def place(
    where: Where, surface: str, *, mask: str, before: str = "", after: str = ""
) -> tuple[Rung, ...]:
    """A place on its ladder: the town, its county or state, its country, `mask`.

    Where the name is part of a longer one ("north London", "Leeds General"), there is only `mask`.
    """
    values = place_values(where)
    kind = "a part" if where.is_wider else "a city" if where.is_city else "a town"
    rungs = [Rung(surface, values[0])]
    if not _PART_OF_A_NAME.search(before) and not _NAMES_SOMETHING.match(after):
        loses = "the county or state" if where.is_wider else "the town"
        for name, level in (
            (where.region, "the county or state"),
            (where.part, "the part of the country"),
            (where.country, "the country"),
        ):
            if not name or after.lstrip(", (").startswith(name.removeprefix("the ")):
                continue
            joint = "of" if where.is_wider else "in"
            said = _as_opening(f"{kind} {joint} {name}", before)
            rungs.append(Rung(said, f"in {name}", loses))
            loses = level
    lost = "the country" if where.country else "the place"
    return (*rungs, Rung(mask, "", lost))


# --- work and institutions --------------------------------------------------------------------


def organisation(name: str, surface: str, *, sort: str, general: str) -> tuple[Rung, ...]:
    """A name on its ladder: itself, what sort of thing it is ("a hospital"), `general`.

    The words stand in brackets, as all masks for names do.
    """
    rungs = [Rung(surface, name)]
    if sort and sort != general:
        rungs.append(Rung(f"[{sort}]", sort, "the name"))
    return (*rungs, Rung(f"[{general}]", general, "what sort of place it is"))


def occupation(job: str, surface: str, *, field: str, before: str = "") -> tuple[Rung, ...]:
    """A job on its ladder: itself, the field it is in, nothing."""
    rungs = [Rung(surface, job)]
    if field:
        article = _ARTICLE.search(before)
        who = (
            f"employee in {field}"
            if article and article["article"].lower() == "an"
            else (f"worker in {field}")
        )
        rungs.append(Rung(who if article else f"a {who}", f"in {field}", "the job"))
    return (*rungs, Rung("[occupation]", "", "the field" if field else "the job"))


def _as_opening(words: str, before: str) -> str:
    """With a capital where a sentence begins."""
    opens = _STARTS_SENTENCE.search(before) is not None
    return words[:1].upper() + words[1:] if opens else words
