"""What a new text answers, for the page on which it is written: a text, a paragraph, a sentence.

A place is named `start-end`, code points over the public text that the reader sees. Only places
that are offered can be chosen, so a place on a wording that has changed since is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.domain.errors import NotFound
from archive.domain.markup import block_spans
from archive.domain.text import Span, sentences
from archive.gate import telling
from archive.gate.telling import Target
from archive.web.reading.page import first_words

WHOLE: Final = ""
"""The value of "to the whole text"."""

FEW: Final = 8
"""A text of at most so many sentences offers each of them; of a longer one a paragraph is chosen
first, so that nobody has to go through a hundred choices."""

MOST_DIGITS: Final = 6
OPENING: Final = 280
"""Code points of the other text that are shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that can be answered: `value` is `start-end`, or `WHOLE`."""

    value: str
    label: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A target with the places in it. `paragraph` counts from 1, 0 where none was chosen.

    `paragraphs` are (number, first words) of those that may be chosen instead.
    """

    target: Target
    paragraph: int
    places: tuple[Place, ...]
    paragraphs: tuple[tuple[int, str], ...]

    @property
    def to(self) -> str:
        """The ref of the text that is answered, "" under a prompt."""
        return self.target.to.ref if self.target.to else ""

    @property
    def opening(self) -> str:
        """How the other text begins."""
        text = self.target.to.text if self.target.to else ""
        return text if len(text) <= OPENING else text[:OPENING].rsplit(" ", 1)[0] + " …"

    @property
    def query(self) -> str:
        """What the address of this page ends with; refs and numbers only."""
        parts = [f"to={self.to}"] if self.to else []
        parts += [f"p={self.paragraph}"] if self.paragraph else []
        return f"?{'&'.join(parts)}" if parts else ""

    def likely(self) -> str:
        """The place that is meant by somebody who came from one paragraph."""
        return self.places[1].value if self.paragraph and len(self.places) > 1 else WHOLE

    def around(self, words: str) -> Answered:
        """The same, with the places of the paragraph in which `words` stand."""
        if not words or self.target.to is None or any(p.words == words for p in self.places):
            return self
        start = self.target.to.text.find(words)
        blocks = block_spans(self.target.to.text, self.target.to.formatting)
        number = next((n for n, b in enumerate(blocks, 1) if b.start <= start < b.end), 0)
        return _answered(self.target, number)

    def place_of(self, words: str) -> str:
        """The place that reads `words`, else the whole text."""
        return next((p.value for p in self.places if words and p.words == words), WHOLE)


def answered(slug: str, to: str = "", paragraph: str = "") -> Answered:
    """What is answered, as readers see it now. Raises `NotFound`, `Gone`."""
    if not to.isprintable():  # PostgreSQL refuses a NUL, and no ref has anything like it
        raise NotFound("There is nothing at this address.")
    plain = paragraph.isascii() and paragraph.isdigit() and len(paragraph) <= MOST_DIGITS
    return _answered(telling.target(slug, to), int(paragraph) if plain else 0)


def _answered(target: Target, number: int) -> Answered:
    if target.to is None:
        return Answered(target, 0, (), ())
    text = target.to.text
    blocks = block_spans(text, target.to.formatting)
    all_sentences = sentences(text)
    if 1 <= number <= len(blocks):
        block = blocks[number - 1]
        inside = tuple(s for s in all_sentences if block.start <= s.start and s.end <= block.end)
        places = tuple(_places(text, inside, block if len(inside) > 1 else None))
        return Answered(target, number, places, ())
    if len(all_sentences) <= FEW:
        places = tuple(_places(text, all_sentences, None)) if len(all_sentences) > 1 else ()
        return Answered(target, 0, places, ())
    openings = tuple((n, first_words(text[b.start : b.end])) for n, b in enumerate(blocks, start=1))
    return Answered(target, 0, (), openings)


def stretch(place: str) -> Span | None:
    """The place as a span over the public text; None for the whole. `place` was offered before."""
    start, _, end = place.partition("-")
    return Span(int(start), int(end)) if place else None


def _places(text: str, inside: tuple[Span, ...], block: Span | None) -> Iterator[Place]:
    yield Place(WHOLE, "to the whole text")
    if block is not None:
        yield _place(text, block, "to this paragraph")
    for sentence in inside:
        yield _place(text, sentence, "to this sentence")


def _place(text: str, span: Span, label: str) -> Place:
    return Place(f"{span.start}-{span.end}", label, text[span.start : span.end])
