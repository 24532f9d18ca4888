"""Words that mean the same by the archive's codebook: "Lyrica" and "pregabalin".

A cue written with capitals is another name of its theme: theme "Pregabalin" with the cues "Lyrica"
and "capsules" has the names Pregabalin and Lyrica. Cues in small letters only suggest the theme,
and stand for nothing. Knows no viewer: the codebook is in the open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.domain.query import And, Node, Not, Or, Phrase, Term
from archive.gate.disclosed import DisclosedTheme
from archive.search import analyser

Names = Mapping[tuple[str, ...], tuple[str, ...]]
"""By the terms of each name: all names of what it names."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A word or phrase of a query, and what means the same. `more` is how many more contributions
    those find, or would find where they are not `applied`."""

    typed: str
    also: tuple[str, ...]
    applied: bool = False
    more: int = 0


def names_in(themes: Iterable[DisclosedTheme]) -> Names:
    """The names of themes that have more than one. A name of several themes is left out: which of
    them is meant is anybody's guess."""
    named = []
    for theme in themes:
        written = (theme.name, *(cue for cue in theme.cues if is_name(cue)))
        named.append({tuple(terms): name for name in written if (terms := analyser.terms(name))})
    times = Counter(terms for names in named for terms in names)
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for names in named:
        own = {terms: name for terms, name in names.items() if times[terms] == 1}
        if len(own) > 1:
            found |= dict.fromkeys(own, tuple(own.values()))
    return found


def is_name(cue: str) -> bool:
    """Whether every word of a cue begins with a capital, and it is more than a letter."""
    return len(cue) > 1 and all(word[:1].isupper() or word[:1].isdigit() for word in cue.split())


def widened(node: Node, names: Names) -> Node:
    """The same tree, with every word that has other names asking for any of them."""
    match node:
        case Term(text) | Phrase(text):
            others = _others(text, names)
            return Or((node, *(_asked_for(name) for name in others))) if others else node
        case Not(child):
            return Not(widened(child, names))
        case And(children):
            return And(tuple(widened(child, names) for child in children))
        case Or(children, minimum):
            return Or(tuple(widened(child, names) for child in children), minimum)
        case _:
            return node


def meant(node: Node, names: Names) -> tuple[Meant, ...]:
    """The words of the query that have other names, each once, in the order typed."""
    found = {
        tuple(analyser.terms(text)): Meant(text, others)
        for text in _texts(node)
        if (others := _others(text, names))
    }
    return tuple(found.values())


def only(names: Names, word: Meant) -> Names:
    """The names of one word of a query alone."""
    terms = tuple(analyser.terms(word.typed))
    return {terms: names[terms]}


def _others(text: str, names: Names) -> tuple[str, ...]:
    terms = tuple(analyser.terms(text))
    return tuple(name for name in names.get(terms, ()) if tuple(analyser.terms(name)) != terms)


def _asked_for(name: str) -> Node:
    return Phrase(name) if len(analyser.terms(name)) > 1 else Term(name)


def _texts(node: Node) -> Iterator[str]:
    match node:
        case Term(text) | Phrase(text):
            yield text
        case Not(child):
            yield from _texts(child)
        case And(children) | Or(children):
            for child in children:
                yield from _texts(child)
        case _:
            pass
