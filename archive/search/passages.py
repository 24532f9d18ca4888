"""A text found, as its passages: the sentences with hits, first-person accounts told apart.

An account is the whole of a first-person text or a marked stretch of a mixed one. Where a query
asks for themes and for no word, the passages under those themes stand for the hits; where it asks
for themes near each other, the places where they meet. Offsets are code points over the text that
the gate disclosed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from archive.domain.query import And, Field, Near, Node, Not, Or
from archive.domain.text import Layer, Span, sentences
from archive.domain.words import Voice
from archive.gate.disclosed import DisclosedContribution, DisclosedPassage, DisclosedTheme
from archive.search.places import Upwards, marks, under

SHOWN: Final = 12
"""Sentences of one text on a page of results; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or several that one hit runs across. `spans` lie over its own text: words found
    ("hit"), and where themes meet ("met")."""

    start: int
    text: str
    spans: Layer


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sentences that stand in one account (`is_account`), or outside of any."""

    is_account: bool
    voice: Voice
    themes: tuple[DisclosedTheme, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class InPassages:
    """What of a text answers the query. `hits` counts all words found, `meetings` all places where
    the themes of a NEAR meet; `more` sentences are not shown."""

    stretches: tuple[Stretch, ...]
    hits: int
    more: int = 0
    meetings: int = 0


def named_themes(node: Node) -> frozenset[str]:
    """Slugs of all themes that a query names, those it leaves out too."""
    match node:
        case Not(child):
            return named_themes(child)
        case And(children) | Or(children):
            return frozenset[str]().union(*map(named_themes, children))
        case Near(first, second):
            return frozenset({first, second})
        case _:
            return asked_themes(node)


def asked_themes(node: Node) -> frozenset[str]:
    """Slugs of themes that a match must or may carry, wherever it does."""
    match node:
        case Field("theme", slug):
            return frozenset({slug})
        case And(children) | Or(children):
            return frozenset[str]().union(*map(asked_themes, children))
        case _:
            return frozenset()


def in_passages(
    shown: DisclosedContribution,
    node: Node,
    chosen: Collection[str] = (),
    upwards: Upwards | None = None,
) -> InPassages:
    """`chosen` are slugs of themes asked for beside the query. Passages under them, and under those
    the query asks for, stand for hits where no word of the query is in the text. `upwards` has each
    theme's slug with all it stands under."""
    upwards = upwards or {}
    found = marks(shown, node, upwards)
    words = tuple(mark for mark in found if mark.kind == "hit")
    places = tuple(mark for mark in found if mark.kind == "met")
    if not words:
        places += under(shown, asked_themes(node) | set(chosen), upwards)
    picked = _with_places(shown.text, _holding(shown.text, words), places)
    picked = picked or list(sentences(shown.text)[:2])
    stretches = [
        _stretch(shown, place, inside, found)
        for place in _places(shown)
        if (inside := [s for s in picked if place.holds(s)])
    ]
    kept, left = [], SHOWN
    for stretch in stretches:
        if left > 0:
            kept.append(_shortened(stretch, left))
            left -= len(stretch.sentences)
    more = sum(len(s.sentences) for s in stretches) - sum(len(s.sentences) for s in kept)
    return InPassages(tuple(kept), len(words), more, len(found) - len(words))


@dataclass(frozen=True, slots=True)
class _Place:
    """An account, or (no bounds) all that lies outside of any."""

    bounds: tuple[Span, ...]
    outside: bool
    voice: Voice

    def holds(self, sentence: Span) -> bool:
        """Whether a sentence touches it; of what is outside, whether it touches no account."""
        touches = any(b.start < sentence.end and sentence.start < b.end for b in self.bounds)
        return touches != self.outside


def _places(shown: DisclosedContribution) -> list[_Place]:
    """Accounts in order, then the rest of the text."""
    whole = Span(0, len(shown.text))
    if shown.voice is Voice.FIRST_PERSON:
        return [_Place((whole,), False, shown.voice)]
    accounts = _joined(p for p in shown.passages if p.is_account)
    places = [_Place((account,), False, Voice.FIRST_PERSON) for account in accounts]
    return [*places, _Place(tuple(accounts), True, shown.voice)]


def _joined(passages: Iterable[DisclosedPassage]) -> list[Span]:
    """Passages that overlap, as one."""
    joined: list[Span] = []
    for passage in sorted(passages, key=lambda p: (p.start, p.end)):
        if joined and passage.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, passage.end))
        else:
            joined.append(Span(passage.start, passage.end))
    return joined


def _holding(text: str, found: Layer) -> list[Span]:
    """The sentences with hits; where a hit runs on, its sentences are one."""
    bounds = sentences(text)
    chosen: list[Span] = []
    at = 0
    for hit in found:
        while at + 1 < len(bounds) and bounds[at].end <= hit.start:
            at += 1
        last = at
        while last + 1 < len(bounds) and bounds[last].end < hit.end:
            last += 1
        if chosen and bounds[at].start < chosen[-1].end:
            chosen[-1] = Span(chosen[-1].start, max(chosen[-1].end, bounds[last].end))
        else:
            chosen.append(Span(bounds[at].start, bounds[last].end))
    return chosen


def _with_places(text: str, holding: list[Span], places: Layer) -> list[Span]:
    """The sentences with hits, and each sentence that one of the places touches, in text order."""
    if not places:
        return holding
    touched = [
        sentence
        for sentence in sentences(text)
        if _touched(sentence, places) and not _touched(sentence, holding)
    ]
    return sorted((*holding, *touched), key=lambda span: span.start)


def _touched(sentence: Span, places: Iterable[Span]) -> bool:
    return any(p.start < sentence.end and sentence.start < p.end for p in places)


def _stretch(
    shown: DisclosedContribution, place: _Place, inside: list[Span], found: Layer
) -> Stretch:
    themes = {
        theme.slug: theme
        for passage in shown.passages
        for theme in passage.themes
        if any(passage.start < s.end and s.start < passage.end for s in inside)
    }
    is_account = not place.outside
    return Stretch(
        is_account,
        place.voice,
        tuple(themes.values()),
        tuple(_sentence(shown.text, sentence, found) for sentence in inside),
    )


def _sentence(text: str, place: Span, found: Layer) -> Sentence:
    start, end = place.start, place.end
    spans = tuple(
        Span(max(hit.start, start) - start, min(hit.end, end) - start, hit.kind)
        for hit in found
        if hit.start < end and start < hit.end
    )
    return Sentence(start, text[start:end], spans)


def _shortened(stretch: Stretch, most: int) -> Stretch:
    if len(stretch.sentences) <= most:
        return stretch
    return Stretch(stretch.is_account, stretch.voice, stretch.themes, stretch.sentences[:most])
