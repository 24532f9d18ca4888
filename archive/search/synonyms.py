"""Words that mean the same by the archive's codebook: "Lyrica" and "pregabalin".

A cue written with capitals is another name of its theme: theme "Pregabalin" with the cues "Lyrica"
and "capsules" has the names Pregabalin and Lyrica. Cues in small letters only suggest the theme,
and stand for nothing. Knows no viewer: the codebook is in the open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from archive.domain.query import And, Node, Not, Or, Phrase, Term, most_of
from archive.gate.disclosed import DisclosedTheme
from archive.search import analyser

Names = Mapping[tuple[str, ...], tuple[str, ...]]
"""By the terms of each name: all names of what it names."""

LONGEST_NAME: Final = 8
"""Words side by side that are looked up as one name, at most."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A word, phrase or run of words of a query, and what means the same. `more` is how many more
    contributions those find, or would find where they are not `applied`."""

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
    """The same tree, with every word that has other names asking for any of them; words side by
    side that are one name, such as bipolar disorder, are taken together."""
    match node:
        case Term(text) | Phrase(text):
            others = _others(text, names)
            return Or((node, *(_asked_for(name) for name in others))) if others else node
        case Not(child):
            return Not(widened(child, names))
        case And(children):
            return And(tuple(_either(run, names) for run in _runs(children, names)))
        case Or(children, minimum, loose):
            every = Or(tuple(widened(child, names) for child in children), minimum, loose)
            return _or_renamed(every, children, names) if loose else every
        case _:
            return node


def meant(node: Node, names: Names) -> tuple[Meant, ...]:
    """The words of the query that have other names, each once, in the order typed."""
    found = {
        tuple(analyser.terms(text)): Meant(text, others)
        for text in _texts(node, names)
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


def _texts(node: Node, names: Names) -> Iterator[str]:
    match node:
        case Term(text) | Phrase(text):
            yield text
        case Not(child):
            yield from _texts(child, names)
        case And(children) | Or(children, _, True):
            for run in _runs(children, names):
                if len(run) > 1:
                    yield _said(run)
                else:
                    yield from _texts(run[0], names)
        case Or(children):
            for child in children:
                yield from _texts(child, names)
        case _:
            pass


Run = tuple[Node, ...]


def _runs(children: Sequence[Node], names: Names) -> Iterator[Run]:
    """Children one by one, but words side by side that are a name as one run: the longest."""
    at = 0
    while at < len(children):
        words = at
        while words < len(children) and isinstance(children[words], Term):
            words += 1
        ends = range(min(words, at + LONGEST_NAME), at + 1, -1)
        end = next((e for e in ends if _others(_said(children[at:e]), names)), at + 1)
        yield tuple(children[at:end])
        at = end


def _said(run: Sequence[Node]) -> str:
    """The words of a run as typed."""
    return " ".join(word.text for word in run if isinstance(word, Term))


def _either(run: Run, names: Names) -> Node:
    """All words of a name, or any of its other names."""
    if len(run) == 1:
        return widened(run[0], names)
    return Or((And(run), *map(_asked_for, _others(_said(run), names))))


def _or_renamed(every: Node, children: Sequence[Node], names: Names) -> Node:
    """Most of the words, or most of them with a name among them by another name. A name counts as
    many words as it stands for, so that it is not drowned by the others."""
    readings = [every]
    runs = tuple(_runs(children, names))
    for at, run in enumerate(runs):
        if len(run) > 1:
            rest = [word for other in (*runs[:at], *runs[at + 1 :]) for word in other]
            for name in _others(_said(run), names):
                parts = tuple(widened(word, names) for word in rest)
                readings.append(_most_with(_asked_for(name), parts, len(run)))
    return Or(tuple(readings)) if len(readings) > 1 else every


def _most_with(name: Node, rest: tuple[Node, ...], weight: int) -> Node:
    """`name` and so many of the others that, its words counted, most are there."""
    wanted = most_of(len(rest) + weight) - weight
    if wanted < 1:
        return name
    return And((name, Or(rest, wanted, loose=True)))
