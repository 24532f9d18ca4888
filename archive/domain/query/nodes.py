"""The tree a query becomes: what every search engine must answer alike.

A *term* is what the analyser makes of a word (stemmed); a *form* is the word as written, in lower
case, NFC, with plain apostrophes. Term, Phrase and Proximity match terms; Prefix, Wildcard and
Fuzzy match forms. Both stand in the title or in the text, and never run from one into the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Within = Literal["passage", "sentence"]

FUZZY_LETTERS: Final = 4
"""A word shorter than this has too many neighbours to be asked for with ~1."""

WILDCARD_LETTERS: Final = 2
"""Literal letters that a prefix or a wildcard begins with, at least."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word as typed; the analyser decides what it matches (a hyphenated word is a phrase)."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order with nothing between them."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Forms that begin with `text` (which has no asterisk): `sleep*`."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Whole forms, `*` being any number of characters and `?` exactly one: `wom?n`, `medic*ed`."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Forms one letter away at most (put in, left out or changed) with the same first letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Proximity:
    """Every word of `text`, in any order, each at a place of its own, in a stretch that holds at
    most `distance` other words: `"pain night"~5`."""

    text: str
    distance: int


@dataclass(frozen=True, slots=True)
class Field:
    """A fact about the contribution, matched whole: `theme:chronic-pain`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """Written from month `first` to month `last`, both included; `None` is open.

    Months count as year * 12 + month - 1. A contribution without a known month is in no range.
    """

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Near:
    """Two themes (slugs) on passages that overlap, or that touch one sentence."""

    first: str
    second: str
    within: Within


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that `child` does not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class And:
    """What every child matches."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What at least `minimum` of the children match.

    `loose`: nobody wrote OR; these are words side by side of which most are enough.
    """

    children: tuple[Node, ...]
    minimum: int = 1
    loose: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Matches nothing: a lenient query in which no word was found."""


Words = Term | Phrase | Prefix | Wildcard | Fuzzy | Proximity
"""The leaves that stand in a text."""

Fact = Field | DateRange | Near
"""The leaves that are facts about it."""

Node = Words | Fact | Not | And | Or | Nothing


def positive_leaves(node: Node) -> tuple[Words, ...]:
    """The words and phrases a match may contain, in the order typed: what is worth highlighting."""
    match node:
        case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Proximity():
            return (node,)
        case And(children) | Or(children):
            return tuple(dict.fromkeys(leaf for c in children for leaf in positive_leaves(c)))
        case _:
            return ()


def with_themes(node: Node, read_as: Mapping[str, str]) -> Node:
    """The same tree, with `theme:` fields of merged themes asking for what each is read as."""
    match node:
        case Field("theme", value):
            return Field("theme", read_as.get(value, value))
        case Near(first, second, within):
            return Near(read_as.get(first, first), read_as.get(second, second), within)
        case Not(child):
            return Not(with_themes(child, read_as))
        case And(children):
            return And(tuple(with_themes(child, read_as) for child in children))
        case Or(children, minimum, loose):
            return Or(tuple(with_themes(child, read_as) for child in children), minimum, loose)
        case _:
            return node


def near_token(first: str, second: str, within: Within) -> str:
    """What an index keeps of two themes that stand together: "passage:pain|sleep"."""
    return f"{within}:{'|'.join(sorted((first, second)))}"
