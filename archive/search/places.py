"""Where in a text a query holds: its words, the stretches under its themes, where two themes meet.

A query answers with whole contributions. Whoever shows or counts places asks here, from what the
gate has disclosed, so that a list, a line, a file and the marks in an opened text are of the same
places. Offsets are code points over the text that was disclosed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from archive.domain.nearness import Laid, meetings, merged
from archive.domain.query import And, Field, Near, Node, Or, Words, positive_leaves
from archive.domain.text import Layer, Span, sentences
from archive.gate.disclosed import DisclosedContribution
from archive.search.highlight import hits

Upwards = Mapping[str, frozenset[str]]
"""By slug: the theme and all that it stands under."""


def marks(shown: DisclosedContribution, node: Node, upwards: Upwards) -> Layer:
    """What is to be marked, in text order: words found ("hit"), and where the themes of a NEAR meet
    ("met"). The two may overlap."""
    found = (*hits(shown.text, node), *met(shown, node, upwards))
    return tuple(sorted(found, key=lambda span: (span.start, -span.end)))


def met(shown: DisclosedContribution, node: Node, upwards: Upwards) -> Layer:
    """Where the themes of each NEAR of the query meet, what it leaves out aside."""
    nears = tuple(_nears(node))
    if not nears:
        return ()
    return merged((s for near in nears for s in _meeting(shown, near, upwards)), "met")


def under(shown: DisclosedContribution, slugs: Collection[str], upwards: Upwards) -> Layer:
    """Passages under one of the themes, or under one below it; those that overlap are one."""
    wanted = frozenset(slugs)
    return merged(
        (
            Span(p.start, p.end)
            for p in shown.passages
            if any(wanted & upwards.get(t.slug, frozenset()) for t in p.themes)
        ),
        "under",
    )


def hits_inside(
    shown: DisclosedContribution, node: Node, chosen: Collection[str], upwards: Upwards
) -> Layer:
    """The words found that stand inside the passages that the query asks for beside them.

    `sleep theme:pain` keeps a sleep in a passage under pain; with two themes it must stand in one
    of each; NEAR keeps what stands where both meet. `chosen` themes narrow the whole query: any of
    them. A word that is asked for beside no theme is kept wherever it stands.
    """
    text_wide = () if not chosen else (under(shown, chosen, upwards),)
    bounds: dict[Words, list[tuple[Layer, ...]]] = defaultdict(list)
    for leaf, zones in _zoned(_Zones(shown, upwards), node, text_wide):
        bounds[leaf].append(zones)

    def wanted(leaf: Words, start: int, end: int) -> bool:
        return any(
            all(any(z.start <= start and end <= z.end for z in zone) for zone in zones)
            for zones in bounds[leaf]
        )

    return hits(shown.text, node, wanted)


def has_near(node: Node) -> bool:
    """Whether the query asks for themes near each other."""
    return any(True for _ in _nears(node))


def is_bounded(node: Node, chosen: Collection[str]) -> bool:
    """Whether some word of the query is asked for beside a theme: only then "inside" matters."""
    return bool(positive_leaves(node)) and (bool(chosen) or _has_zone(node))


@dataclass(frozen=True, slots=True)
class _Zones:
    """Where on one text a part of a query that asks for themes alone holds."""

    shown: DisclosedContribution
    upwards: Upwards

    def of(self, node: Node) -> Layer | None:
        """None for a part that asks for anything else, or that leaves out."""
        match node:
            case Field("theme", slug):
                return under(self.shown, {slug}, self.upwards)
            case Near():
                return _meeting(self.shown, node, self.upwards)
            case Or(children) if zones := self._every(children):
                return merged((span for zone in zones for span in zone), "under")
            case And(children) if zones := self._every(children):
                return reduce(_both, zones)
            case _:
                return None

    def _every(self, children: tuple[Node, ...]) -> list[Layer]:
        found = [zone for child in children if (zone := self.of(child)) is not None]
        return found if len(found) == len(children) else []


def _zoned(
    zones: _Zones, node: Node, bounds: tuple[Layer, ...]
) -> Iterator[tuple[Words, tuple[Layer, ...]]]:
    """Each word with all that it must stand inside of."""
    match node:
        case And(children):
            more = (zone for child in children if (zone := zones.of(child)) is not None)
            bounds = (*bounds, *more)
            for child in children:
                yield from _zoned(zones, child, bounds)
        case Or(children):
            for child in children:
                yield from _zoned(zones, child, bounds)
        case _:
            yield from ((leaf, bounds) for leaf in positive_leaves(node))


def _has_zone(node: Node) -> bool:
    """Whether an AND of the query, with a word in it, has a theme in it too."""
    match node:
        case And(children):
            return any(_asks_themes(child) for child in children) or any(map(_has_zone, children))
        case Or(children):
            return any(map(_has_zone, children))
        case _:
            return False


def _asks_themes(node: Node) -> bool:
    match node:
        case Field("theme") | Near():
            return True
        case And(children) | Or(children):
            return all(map(_asks_themes, children))
        case _:
            return False


def _nears(node: Node) -> Iterator[Near]:
    match node:
        case Near():
            yield node
        case And(children) | Or(children):
            for child in children:
                yield from _nears(child)
        case _:
            pass


def _meeting(shown: DisclosedContribution, near: Near, upwards: Upwards) -> Layer:
    laid = [
        Laid(p.start, p.end, (t.slug, *sorted(upwards.get(t.slug, frozenset()) - {t.slug})))
        for p in shown.passages
        for t in p.themes
    ]
    bounds = sentences(shown.text) if near.within == "sentence" else ()
    return meetings(laid, near.first, near.second, near.within, bounds)


def _both(one: Layer, other: Layer) -> Layer:
    """Where two layers overlap."""
    return tuple(
        Span(max(a.start, b.start), min(a.end, b.end), "under")
        for a in one
        for b in other
        if a.start < b.end and b.start < a.end
    )
