"""What a page of the workbench has hundreds of, as HTML: marked passages, sentences to choose from.

Written here and not in a template because a text may have three hundred passages, and each press of
a key renews their list. Every value is escaped where it is written; the tags of `archive_text` hand
it to the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.domain.markup import escape
from archive.domain.words import AnchorState, Voice
from archive.gate.disclosed import DisclosedPassage
from archive.web.workbench.coding_page import Coded, MarkedPassage
from archive.web.workbench.forms import VOICE_WORDS
from archive.web.workbench.sheet import Marked


def sentence_options_html(sentences: Iterable[tuple[int, str]], chosen: object) -> str:
    """The options of a select: each sentence's number and opening words."""
    return "".join(
        f'<option value="{number}"{" selected" if str(number) == str(chosen) else ""}>'
        f"{number} · {escape(words)}</option>"
        for number, words in sentences
    )


# --- the coding page ----------------------------------------------------------------------------


def board_marks_html(marks: Sequence[MarkedPassage], voice: Voice) -> str:
    """The items of the list of all marks, in a text of this `voice`. It stands in the form that
    takes back: hundreds of buttons that name a form elsewhere make a browser slow."""
    return "".join(_board_mark(number, mark, voice) for number, mark in enumerate(marks, start=1))


def _board_mark(number: int, mark: MarkedPassage, voice: Voice) -> str:
    passage = mark.passage
    codings = "".join(_coding(number, coded) for coded in mark.codings)
    if not mark.codings or passage.voice != voice:
        without = "" if mark.codings else "No theme: "
        codings += f'<li class="kicker">{without}{VOICE_WORDS[passage.voice]}</li>'
    return (
        f'<li data-mark="{passage.id}" data-start="{passage.start}" data-end="{passage.end}">'
        f'<p class="words">{escape(mark.words)}</p><ul class="codings">{codings}</ul></li>'
    )


def _coding(number: int, coded: Coded) -> str:
    name = escape(coded.name)
    memo = f'<br><span class="memo">{escape(coded.memo)}</span>' if coded.memo else ""
    back = (
        f'<button class="btn link" name="coding" value="{coded.take_back}">Take back'
        f'<span class="hidden-visually"> {name} on passage {number}</span></button>'
        if coded.take_back
        else ""
    )
    return (
        f'<li class="coding t{coded.colour}" data-theme="{escape(coded.slug)}"'
        f' data-colour="{coded.colour}"><span class="swatch"></span><span class="grow">'
        f"<strong data-name>{name}</strong>"
        f' <span class="kicker">{escape(coded.who)}, {escape(coded.when)}</span>{memo}</span>'
        f"{back}</li>"
    )


# --- the review page ----------------------------------------------------------------------------


def review_marks_html(marks: Sequence[Marked]) -> str:
    """The items of the list of passages, which stands in the form that takes back one's own."""
    return "".join(_review_mark(number, mark) for number, mark in enumerate(marks, start=1))


def _review_mark(number: int, mark: Marked) -> str:
    passage = mark.passage
    memos = "".join(
        f'<p class="kicker">{escape(coding.coder)}: {escape(coding.memo)}</p>'
        for coding in passage.codings
        if coding.memo
    )
    back = (
        f'<button class="btn link" name="passage" value="{passage.id}">Take back'
        f'<span class="hidden-visually"> what I marked on passage {number}</span></button>'
        if mark.mine
        else ""
    )
    return (
        f'<li><div class="grow"><p class="words">{escape(mark.words)}</p>'
        f'<p class="chips">{_chips(passage)}</p>{memos}</div>{back}</li>'
    )


def _chips(passage: DisclosedPassage) -> str:
    themes = "".join(
        f'<span class="chip t{theme.colour}"><span class="swatch"></span>'
        f"{escape(theme.label or theme.name)}</span>"
        for theme in passage.themes
    )
    certain = passage.state is AnchorState.ANCHORED
    doubt = "" if certain else ' <span class="chip warn">! check where it lies</span>'
    return f'{themes} <span class="kicker">{VOICE_WORDS[passage.voice]}</span>{doubt}'
