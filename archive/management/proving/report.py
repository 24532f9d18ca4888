"""What was read, what was found and what could not be read. Never what was looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from archive.management.proving.looking import WHOLE, Strings

Watch = Callable[[str, int, int | None], None]
"""Told what is being read, how much of it was, and of how much, where that is known."""

HIDDEN: Final = "(a name that holds a string)"


class How(StrEnum):
    """In what state a string was found."""

    SEALED = "sealed"
    """In sealed text whose key is still there: it can be opened."""
    PLAIN = "plain"
    """Readable as it stands."""
    LEXICON = "lexicon"
    """As words of a search index that no remaining document accounts for."""
    RAW = "raw"
    """In the bytes of a file, where nothing may refer to it any more."""


@dataclass(frozen=True, slots=True, order=True)
class Find:
    """One string in one place. `ref` is the contribution, where that is known, `row` the row's
    number; `much` says how much of the string was there."""

    string: int
    store: str
    place: str
    how: How
    ref: str = ""
    row: int | None = None
    much: str = WHOLE


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a store that could not be read: nothing is proven of it."""

    store: str
    place: str
    why: str


@dataclass(slots=True)
class Report:
    """Grows as the stores are read."""

    read: dict[str, Counter[str]] = field(default_factory=dict)
    found: set[Find] = field(default_factory=set)
    unread: list[Unread] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    planted: int = 0
    blind: tuple[str, ...] = ()
    left_behind: tuple[str, ...] = ()

    def count(self, store: str, **amounts: int) -> None:
        """Add to what was read of a store."""
        self.read.setdefault(store, Counter()).update(amounts)

    @property
    def is_clean(self) -> bool:
        """Whether every store was read, by readers that see, and holds none of the strings."""
        return not (self.found or self.unread or self.wrong or self.blind or self.left_behind)


def shown(path: Path | str, strings: Strings) -> str:
    """The name of a file or member, with every part that holds a string taken out of it."""
    name = Path(path).as_posix() if isinstance(path, Path) else path
    if not _holds(name, strings):
        return name
    parts = [HIDDEN if _holds(part, strings) else part for part in name.split("/")]
    masked = "/".join(parts)
    return HIDDEN if _holds(masked.replace(HIDDEN, ""), strings) else masked


def in_lines(report: Report, strings: int, most: int = 10) -> Iterator[str]:
    """For people: stores with counts, then finds by string, then what is not proven."""
    if report.blind:
        yield "The self-test failed. These do not find what was planted in them:"
        yield from (f"  {store}" for store in report.blind)
        yield "Nothing is claimed about your strings."
        return
    yield f"Self-test: {report.planted} plants, all found."
    for store, amounts in report.read.items():
        counted = ", ".join(f"{number} {what}" for what, number in amounts.items())
        yield f"Read {store}: {counted}"
    yield from _finds(report, most)
    yield from (f"Not read: {u.store}, {u.place}: {u.why}" for u in report.unread)
    yield from (f"Wrong: {line}" for line in report.wrong)
    yield from (f"Still there after the self-test: {store}" for store in report.left_behind)
    yield from (f"Outside this proof: {limit}" for limit in report.limits)
    yield _verdict(report, strings)


def _finds(report: Report, most: int) -> Iterator[str]:
    told: Counter[tuple[int, str, str]] = Counter()
    for find in _in_order(report):
        group = (find.string, find.store, find.place)
        told[group] += 1
        if told[group] <= most:
            yield _one(find)
    for (string, store, place), number in told.items():
        if number > most:
            yield f"String {string}: and {number - most} more in {store}, {place}"


def _in_order(report: Report) -> list[Find]:
    return sorted(report.found, key=lambda f: (f.string, f.store, f.place, f.ref, f.row or 0))


def _one(find: Find) -> str:
    where = f"{find.store}, {find.place}"
    if find.row is not None:
        where += f", row {find.row}"
    if find.ref:
        where += f", contribution {find.ref}"
    much = "" if find.much == WHOLE else f" ({find.much})"
    return f"String {find.string}: {_WORDS[find.how]}{much}: {where}"


_WORDS: Final = {
    How.SEALED: "sealed, can be opened",
    How.PLAIN: "plain",
    How.LEXICON: "lexicon",
    How.RAW: "raw",
}


def _verdict(report: Report, strings: int) -> str:
    of = f"{strings} string" if strings == 1 else f"{strings} strings"
    number = len({find.string for find in report.found})
    if number:
        return (
            f"Found {number} of {of}. A sealed text that can be opened may be another "
            "contribution that says or quotes the same."
        )
    if not report.is_clean:
        return f"Found none of {of}, but not everything is as it must be: nothing is proven."
    return f"Found none of {of}."


def _holds(text: str, strings: Strings) -> bool:
    return next(strings.in_texts([text]), None) is not None
