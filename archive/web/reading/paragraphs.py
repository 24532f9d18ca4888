"""Rows of text as HTML. Written here and not in a template because a thread has thousands.

The text of a line was escaped segment by segment in `domain.markup`; every other value is escaped
where it is written, so nothing foreign becomes markup.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

from django.urls import get_script_prefix, reverse

from archive.domain.markup import escape
from archive.gate.disclosed import DisclosedContribution
from archive.web.reading.page import Line, Note, Row

HEADINGS: Final = frozenset({"h2", "h3", "h4"})
STAND_IN: Final = "0stand0in0"
PAGE_LANGUAGE: Final = "en"
"""What pages say of themselves in `templates/archive/base.html`."""


def address(name: str, slug: str) -> str:
    """The URL `name` of one ref or slug; fifty times as fast as reversing each anew."""
    return _pattern(name, get_script_prefix()).replace(STAND_IN, escape(slug))


@lru_cache(maxsize=32)
def _pattern(name: str, prefix: str) -> str:
    return reverse(name, args=[STAND_IN])


def answer_address(contribution: DisclosedContribution) -> str:
    """Where a text is answered, as the value of an `href`; a paragraph's number may follow."""
    return f"{address('tell', contribution.discussion)}?to={escape(contribution.ref)}"


def rows_html(
    rows: tuple[Row, ...], *, heading: str, numbered: bool, answer: str = "", language: str = ""
) -> str:
    """Rows as `div.row`: the text, and beside it the margin note where there is one.

    `heading` is the element for headings within the text; `numbered` adds to each paragraph a link
    to itself that shows its number, and where `answer` is the address of `answer_address`, a quiet
    one to answer it. `language` (ISO 639-1) is that of the writer's words, for who has them read
    aloud; "" and the page's own need none. Raises `ValueError` for a heading that is none.
    """
    if heading not in HEADINGS:
        raise ValueError(f"no heading element: {heading!r}")
    if language not in ("", PAGE_LANGUAGE):
        rows = tuple(_in_language(row, escape(language)) for row in rows)
    return "".join(_row(row, heading, numbered, answer) for row in rows)


def _in_language(row: Row, language: str) -> Row:
    lines = (
        replace(line, html=f'<span lang="{language}">{line.html}</span>') for line in row.lines
    )
    return replace(row, lines=tuple(lines))


def _row(row: Row, heading: str, numbered: bool, answer: str) -> str:
    first = row.lines[0]
    pieces = ['<div class="row"><div class="prose">']
    if first.break_before:
        pieces.append('<hr class="break">')
    if row.kind == "list_item":
        items = (
            f'<li class="line"{_id(line)}>{line.html}{_answer(line, answer)}</li>'
            for line in row.lines
        )
        pieces.append(f"<ul>{''.join(items)}</ul>")
    else:
        pieces += (_block(row.kind, line, heading, numbered, answer) for line in row.lines)
    pieces.append("</div>")
    if row.notes:
        pieces.append(_note(row.notes, first.index))
    pieces.append("</div>")
    return "".join(pieces)


def _block(kind: str, line: Line, heading: str, numbered: bool, answer: str) -> str:
    pin = _pin(line) if numbered and line.anchor else ""
    if kind != "heading":
        pin += _answer(line, answer)
    match kind:
        case "heading":
            return f'<{heading} class="line"{_id(line)}>{line.html}{pin}</{heading}>'
        case "quote":
            return f'<blockquote class="line"{_id(line)}><p>{line.html}</p>{pin}</blockquote>'
        case _:
            return f'<p class="line"{_id(line)}>{line.html}{pin}</p>'


def _id(line: Line) -> str:
    return f' id="{escape(line.anchor)}"' if line.anchor else ""


def _pin(line: Line) -> str:
    return (
        f'<a class="pin" href="#{escape(line.anchor)}">'
        f'<span class="hidden-visually">Link to paragraph </span>{line.index}</a>'
    )


def _answer(line: Line, answer: str) -> str:
    return (
        f' <a class="answer" href="{answer}&amp;p={line.index}">Answer'
        '<span class="hidden-visually"> this paragraph</span></a>'
        if answer
        else ""
    )


def _note(notes: tuple[Note, ...], index: int) -> str:
    """The margin note of paragraph `index`: each theme's line, name, voices and first words."""
    items = "".join(f"<li>{swatch_html(n.colour)}<div>{_note_words(n)}</div></li>" for n in notes)
    return f'<ul class="note" role="list" aria-label="Marked in paragraph {index}">{items}</ul>'


def _note_words(note: Note) -> str:
    words = []
    if note.theme:
        target, label = address("theme", note.theme.slug), escape(note.theme.label)
        words.append(f'<a href="{target}">{label}</a>')
    if note.voices:
        words.append(f"<span>{escape(', '.join(note.voices))}</span>")
    words += (f'<span class="first-words">“{escape(o)}”</span>' for o in note.openings)
    if not note.openings:
        words.append("<span>continued</span>")
    return " ".join(words)


def swatch_html(colour: str) -> str:
    """The line of a theme as a small sample, silent for screen readers."""
    return f'<span class="swatch {escape(colour)}" aria-hidden="true"></span>'
