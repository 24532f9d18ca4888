"""A disclosed text laid out for its page: paragraphs in HTML, each with the notes of its margin.

Pure: takes what the gate disclosed, adds nothing to it and reads nothing else. The thread comes
out flat, in reading order, with each depth as a class, so that no template recurses.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from archive.domain.markup import Rendered, render
from archive.domain.text import Layer, Span
from archive.domain.words import Consent, Kind, Status, Voice
from archive.gate.disclosed import (
    DisclosedContribution,
    DisclosedDiscussion,
    DisclosedPassage,
    DisclosedTheme,
    Hole,
)

DEEPEST_STEP = 10
"""Deeper replies stay at this indentation; what they answer is said in words."""

OPENING_WORDS = 5
COLOURS = 8

VOICE_IN_WORDS = {
    Voice.FIRST_PERSON: "about me",
    Voice.SECOND_HAND: "about someone else",
    Voice.MIXED: "both",
    Voice.COMMENTARY: "neither",
    Voice.UNCLEAR: "not sure",
}
STATUS_IN_WORDS = {
    Status.WAITING: "waiting for review",
    Status.IN_REVIEW: "being reviewed",
    Status.SECOND_PERSON: "waiting for a second person",
    Status.APPROVED: "approved",
    Status.REFUSED: "refused",
    Status.ERASED: "erased",
}
CONSENT_IN_WORDS = {
    Consent.UNKNOWN: "author not asked",
    Consent.BASIS: "shown on a confirmed basis",
    Consent.GIVEN: "author agreed",
    Consent.REFUSED: "author said no",
    Consent.WITHDRAWN: "author took it back",
    Consent.EXPIRED: "the author's permission has run out",
}
SHOWABLE = frozenset({Consent.BASIS, Consent.GIVEN})


@dataclass(frozen=True, slots=True)
class Note:
    """A theme in the margin of a paragraph, or only a voice where a passage has no theme.

    `openings` are the first words of its passages that begin in this paragraph; there are none
    where a passage only goes on from the paragraph before.
    """

    theme: DisclosedTheme | None
    colour: str
    voices: tuple[str, ...]
    openings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One block of text with the id that links point to; `index` counts from 1."""

    anchor: str
    index: int
    html: str
    break_before: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph, heading or quotation, or all the items of a list, with its margin note."""

    kind: str
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the thread. `contribution` is None where a text is not shown."""

    contribution: DisclosedContribution | None
    depth_class: str
    level: int
    answers: str = ""
    answers_ref: str = ""


@lru_cache(maxsize=512)
def month_in_words(month: date) -> str:
    """A month without its day, such as "March 2024"."""
    return f"{month:%B} {month.year}"


def colour_class(theme: DisclosedTheme) -> str:
    """The class `t1` … `t8` that gives a theme its hue and line."""
    return f"t{(theme.colour - 1) % COLOURS + 1}"


def depth_class(depth: int) -> str:
    """The class `d0` … `d10` of a depth counted from the essay's 0."""
    return f"d{min(max(depth, 0), DEEPEST_STEP)}"


def passage_layer(passages: Iterable[DisclosedPassage]) -> Layer:
    """Passages as spans for `domain.markup.render`: the value is an id, then colours' numbers."""
    return tuple(
        Span(p.start, p.end, "passage", " ".join([str(p.id), *_colours(p)]))
        for p in passages
        if p.start < p.end
    )


def _colours(passage: DisclosedPassage) -> Iterator[str]:
    return (colour_class(theme).removeprefix("t") for theme in passage.themes)


def rows(contribution: DisclosedContribution) -> tuple[Row, ...]:
    """The contribution's blocks in order, consecutive items of a list in one row."""
    blocks = render(
        contribution.text, contribution.formatting, passage_layer(contribution.passages)
    )
    prefix = "" if contribution.kind is Kind.ESSAY else f"c-{contribution.ref}-"
    passages = _passages_of_blocks(contribution.passages, blocks) if contribution.passages else {}
    return tuple(
        Row(
            kind,
            tuple(Line(f"{prefix}p{b.index}", b.index, b.html, b.break_before) for b in group),
            _notes(contribution, group, passages) if passages else (),
        )
        for kind, group in _lists_joined(blocks)
    )


def marked_rows(contribution: DisclosedContribution, marks: Layer) -> tuple[Row, ...]:
    """The contribution's blocks with its passages and `marks`, without margin notes."""
    layers = passage_layer(contribution.passages), marks
    return tuple(
        Row(kind, tuple(Line(f"p{b.index}", b.index, b.html, b.break_before) for b in group), ())
        for kind, group in _lists_joined(
            render(contribution.text, contribution.formatting, *layers)
        )
    )


def plain_rows(text: str, formatting: Layer) -> tuple[Row, ...]:
    """An excerpt without anchors of its own and without notes."""
    return tuple(
        Row(kind, tuple(Line("", b.index, b.html, b.break_before) for b in group), ())
        for kind, group in _lists_joined(render(text, formatting))
    )


def _lists_joined(blocks: tuple[Rendered, ...]) -> Iterator[tuple[str, tuple[Rendered, ...]]]:
    def run(block: Rendered) -> tuple[str, int]:
        return block.kind, 0 if block.kind == "list_item" else block.index

    for (kind, _), group in groupby(blocks, key=run):
        yield kind, tuple(group)


def _passages_of_blocks(
    passages: tuple[DisclosedPassage, ...], blocks: tuple[Rendered, ...]
) -> dict[int, list[DisclosedPassage]]:
    """The passages that touch each block, by the block's index, in order of their start."""
    starts = [b.start for b in blocks]
    ends = [b.end for b in blocks]
    found: dict[int, list[DisclosedPassage]] = {}
    for passage in sorted(passages, key=lambda p: (p.start, p.end)):
        if passage.start < passage.end:
            first, after = bisect_right(ends, passage.start), bisect_left(starts, passage.end)
            for block in blocks[first:after]:
                found.setdefault(block.index, []).append(passage)
    return found


def _notes(
    contribution: DisclosedContribution,
    blocks: tuple[Rendered, ...],
    passages: dict[int, list[DisclosedPassage]],
) -> tuple[Note, ...]:
    here = tuple({p.id: p for b in blocks for p in passages.get(b.index, ())}.values())
    by_theme: dict[DisclosedTheme | None, list[DisclosedPassage]] = {}
    for passage in here:
        for theme in passage.themes or (None,):
            by_theme.setdefault(theme, []).append(passage)
    return tuple(
        Note(
            theme,
            colour_class(theme) if theme else "t0",
            _voices(contribution, marked),
            tuple(
                first_words(contribution.text[p.start : p.end])
                for p in marked
                if p.start >= blocks[0].start
            ),
        )
        for theme, marked in by_theme.items()
    )


def _voices(
    contribution: DisclosedContribution, passages: list[DisclosedPassage]
) -> tuple[str, ...]:
    """Whose life the passages tell, said only where the text around them does not say it."""
    return tuple(
        dict.fromkeys(VOICE_IN_WORDS[p.voice] for p in passages if p.voice != contribution.voice)
    )


def first_words(text: str) -> str:
    """The first five words, with an ellipsis where more follow."""
    words = text.split(maxsplit=OPENING_WORDS)
    return " ".join(words[:OPENING_WORDS]) + (" …" if len(words) > OPENING_WORDS else "")


def entries(discussion: DisclosedDiscussion) -> tuple[Entry, ...]:
    """The thread, flat; each comment with what it answers, unless that is not shown."""
    latest: dict[int, DisclosedContribution | None] = {}
    found: list[Entry] = []
    for item in discussion.thread:
        shown = None if isinstance(item, Hole) else item
        parent = latest.get(item.depth - 1)
        latest[item.depth] = shown
        if shown and parent:
            answers = (parent.author or "the comment above", parent.ref)
        else:
            answers = ("", "")
        found.append(Entry(shown, depth_class(item.depth), item.depth, *answers))
    return tuple(found)


def only_staff_see(contribution: DisclosedContribution) -> bool:
    """Whether a text shown to staff is certainly hidden from everybody else.

    Readers are never told a status or a consent, so for them this is always false.
    """
    if contribution.status is None:
        return False
    return (
        contribution.rendition == 0
        or contribution.status is not Status.APPROVED
        or contribution.consent not in SHOWABLE
    )
