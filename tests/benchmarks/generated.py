"""Seeded invented English, and random edits of it with the truth of where everything went."""

from __future__ import annotations

import random

from archive.domain.text import Span, blocks

_OPENINGS = (
    "I We They Nobody Everyone My~doctor My~sister The~nurse The~chemist Some~people".split()
)
_VERBS = (
    "took stopped halved doubled feared refused wanted kept lost found asked~for heard~about "
    "read~about believed~in gave~up came~off slept~through forgot paid~for lived~with"
).split()
_THINGS = (
    "tablets pain sleep work voices letters mornings stairs appointments money coffee silence "
    "patches walks friends side~effects music crowds winter phone~calls forms gardens dreams "
    "questions headaches kindness noise waiting~rooms diaries small~victories"
).split()
_TAILS = (
    "for~a~year until~spring after~the~move before~breakfast in~the~end at~night with~no~warning "
    "without~telling~anyone because~nobody~asked on~the~worst~days every~other~week as~advised "
    "like~a~bad~joke against~all~advice while~the~children~slept though~it~frightened~me "
    "when~the~money~ran~out in~a~strange~town at~the~age~of~forty and~it~helped and~it~did~not"
).split()
_MARKS = ". . . . ! ? … .”".split()
_ALPHABET = "abcdefghijklmnopqrstuvwxyz   ,.’é😀"


def invented_text(characters: int, rng: random.Random) -> str:
    """At least `characters` code points of canonical text in paragraphs of one to six sentences."""
    paragraphs: list[str] = []
    length = 0
    while length < characters:
        paragraph = " ".join(_sentence(rng) for _ in range(rng.randint(1, 6)))
        paragraphs.append(paragraph)
        length += len(paragraph) + 2
    return "\n\n".join(paragraphs)


def _sentence(rng: random.Random) -> str:
    words = [rng.choice(_OPENINGS), rng.choice(_VERBS), rng.choice(_THINGS)]
    if rng.random() < 0.4:
        words += ["and", rng.choice(_VERBS), rng.choice(_THINGS)]
    words += [rng.choice(_TAILS) for _ in range(rng.randint(1, 2))]
    return " ".join(words).replace("~", " ") + rng.choice(_MARKS)


def edited(text: str, rate: float, rng: random.Random) -> tuple[str, list[int]]:
    """`text` with each character edited at `rate`, and the new offset of every old one.

    An edit is a substitution, an insertion before it or a deletion, equally often.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    length = 0
    for character in text:
        offsets.append(length)
        piece = character
        if rng.random() < rate:
            other = rng.choice(_ALPHABET)
            piece = rng.choice((other, other + character, ""))
        pieces.append(piece)
        length += len(piece)
    offsets.append(length)
    return "".join(pieces), offsets


def invented_quote(text: str, rng: random.Random) -> Span:
    """A stretch of 3 to 33 whole words within one paragraph, or all of a shorter paragraph."""
    start, end = rng.choice(tuple(blocks(text)))
    paragraph = text[start:end]
    starts = [0] + [i + 1 for i, c in enumerate(paragraph) if c == " "]
    first = rng.randrange(max(1, len(starts) - 2))
    after = first + rng.randint(3, 33)
    stop = starts[after] - 1 if after < len(starts) else len(paragraph)
    return Span(start + starts[first], start + stop)


def without_paragraph_of(text: str, span: Span) -> str:
    """`text` after the paragraph that holds `span` was deleted."""
    kept = (text[s:e] for s, e in blocks(text) if not s <= span.start < e)
    return "\n\n".join(kept)
