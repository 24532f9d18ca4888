"""How a reader's query was read: what was left out or read otherwise, and which themes there are
not, with the nearest that this viewer may know of. Nothing is stored or logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from archive import gate
from archive.domain import content_labels
from archive.domain.content_labels import Label
from archive.domain.query import And, Lenience, Node, Or, read_leniently
from archive.search.did_you_mean import distance
from archive.search.passages import named_themes

MOST_NEAREST: Final = 3
FURTHEST: Final = 3
"""Mistakes in a name, at most; a third of its letters in a short one."""

_QUOTE: Final = '["“”„‟«»＂]?'


@dataclass(frozen=True, slots=True)
class Near:
    """A name that there is, in words, and the query that asks for it instead."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value of a field (`name`) that there is not, as typed, and the nearest that there are."""

    name: str
    typed: str
    nearest: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How a query was read. `minimum` of `words` words are enough, where both are not 0."""

    unknown: tuple[Unknown, ...] = ()
    notes: tuple[Lenience, ...] = ()
    minimum: int = 0
    words: int = 0


def read_as(viewer: gate.Viewer, query: str) -> ReadAs:
    """What a lenient reading of `query` did that its writer may not expect."""
    node, notes = read_leniently(query, staff=viewer.is_staff)
    wrong = [note for note in notes if note.value and note.known]
    values = (Unknown(w.name, w.value, _nearest(query, w.name, w.value, _known(w))) for w in wrong)
    loose = _loose(node)
    return ReadAs(
        unknown=(*_themes(viewer, query, node), *values),
        notes=tuple(note for note in notes if note not in wrong),
        minimum=loose.minimum if loose else 0,
        words=len(loose.children) if loose else 0,
    )


def _themes(viewer: gate.Viewer, query: str, node: Node) -> Iterator[Unknown]:
    """Themes that the query names and nobody here knows of."""
    named = named_themes(node)
    if not named:
        return
    reader = gate.read_as(viewer)
    known = {theme.slug: theme.label for theme, _ in reader.themes()}
    for slug in sorted(named - known.keys() - reader.merged_themes().keys()):
        yield Unknown("theme", slug, _nearest(query, "theme", slug, known.items()))


def _known(note: Lenience) -> Iterable[tuple[str, str]]:
    """The values of a field, each with its name in words."""
    if note.name == "label":
        return [(value, content_labels.WORDS[Label(value)]) for value in note.known]
    return [(value, value) for value in note.known]


def _nearest(
    query: str, name: str, typed: str, known: Iterable[tuple[str, str]]
) -> tuple[Near, ...]:
    """The names that are a few letters off, by slug, by label or by one of the slug's words."""
    wanted = typed.casefold()
    allowed = min(FURTHEST, max(1, len(wanted) // 3))
    ranked = []
    for value, label in known:
        forms = {value.casefold(), label.casefold(), *re.split(r"[-_]", value.casefold())}
        far = min(distance(wanted, form) for form in forms)
        if far <= allowed:
            ranked.append((far, value, label))
    pattern = re.compile(
        rf"(?<!\w){re.escape(name)}:{_QUOTE}\s*{re.escape(typed)}\s*{_QUOTE}(?![\w-])"
    )
    return tuple(
        Near(label, pattern.sub(f"{name}:{value}", query))
        for _, value, label in sorted(ranked)[:MOST_NEAREST]
    )


def _loose(node: Node) -> Or | None:
    """The words of which most are enough, if there are such."""
    match node:
        case Or(_, _, True):
            return node
        case And(children):
            return next((found for child in children if (found := _loose(child))), None)
        case _:
            return None
