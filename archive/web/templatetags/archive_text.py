"""Texts laid out, and the archive's words said plainly; `{% load archive_text %}`.

The one place that calls HTML safe: it was written by `domain.markup`, `paragraphs`, `comments` and
`marks_html`, which escape every value.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from archive.domain.content_labels import Label, in_words
from archive.domain.markup import render
from archive.domain.text import Layer, Span
from archive.domain.words import Consent, Status, Voice
from archive.gate.disclosed import (
    DisclosedContribution,
    DisclosedDiscussion,
    DisclosedTheme,
    ThemeAccount,
)
from archive.search.find import VOICES
from archive.web.reading import comments, page
from archive.web.reading import paragraphs as paragraph_html
from archive.web.workbench import coding_page, marks_html, sheet

register = template.Library()


def _written_here(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  see the module's promise


WORDS_A_MINUTE = 230
"""Adults' silent reading of English prose: 238 words a minute (Brysbaert 2019), rounded down."""
CHARACTERS_A_WORD = 6


@register.simple_tag
def paragraphs(
    contribution: DisclosedContribution,
    heading: str = "h4",
    *,
    numbered: bool = False,
    answerable: bool = False,
) -> SafeString:
    """The paragraphs of a contribution, each with its margin note beside it."""
    return _written_here(
        comments.paragraphs_html(contribution, heading, numbered=numbered, answerable=answerable)
    )


@register.simple_tag
def excerpt(account: ThemeAccount) -> SafeString:
    """The paragraphs of a passage away from its thread, without ids and notes."""
    rows = page.plain_rows(account.text, account.formatting)
    return _written_here(paragraph_html.rows_html(rows, heading="h3", numbered=False))


@register.simple_tag
def marked_paragraphs(rows: Collection[page.Row]) -> SafeString:
    """The paragraphs of a text with the hits of a query, numbered and without notes."""
    return _written_here(paragraph_html.rows_html(tuple(rows), heading="h2", numbered=True))


@register.filter
def address(ref: str, name: str) -> str:
    """The URL `name` of one ref or slug: `{{ contribution.ref|address:"removal" }}`."""
    return paragraph_html.address(name, ref)


@register.filter
def entries(discussion: DisclosedDiscussion) -> tuple[page.Entry, ...]:
    """The thread, flat and in reading order."""
    return page.entries(discussion)


@register.simple_tag
def place(
    entry: page.Entry, *, answerable: bool = False, unwanted: Collection[Label] = ()
) -> SafeString:
    """One place in the thread: a comment, or the words where one is not shown."""
    return _written_here(comments.entry_html(entry, answerable=answerable, unwanted=unwanted or ()))


@register.simple_tag
def comment_alone(
    contribution: DisclosedContribution,
    *,
    answerable: bool = False,
    unwanted: Collection[Label] = (),
) -> SafeString:
    """A comment on a page of its own."""
    html = comments.comment_html(contribution, answerable=answerable, unwanted=unwanted or ())
    return _written_here(html)


@register.filter
def label_words(labels: Collection[Label]) -> str:
    """Content labels in words, in a row."""
    return in_words(labels)


@register.simple_tag
def content_labels(labels: Collection[Label]) -> SafeString:
    """What a text holds, in few words; nothing where it has no label."""
    return _written_here(comments.labels_html(labels))


@register.simple_tag(takes_context=True)
def folding(context: template.Context, labels: Collection[Label]) -> str:
    """Those of a text's labels that this reader would rather not see, in words."""
    return comments.folded_for(labels, context.get("unwanted") or ())


@register.simple_tag
def fold_line(words: str) -> SafeString:
    """The line that a folded text is, for the head of a `details`."""
    return _written_here(comments.fold_line_html(words))


@register.simple_tag
def staff_strip(contribution: DisclosedContribution) -> SafeString:
    """The words "Only staff see this" over a text that is not open to readers."""
    return _written_here(comments.staff_strip_html(contribution))


@register.simple_tag
def text_actions(
    contribution: DisclosedContribution, *, link: bool = True, answerable: bool = False
) -> SafeString:
    """The line under a text: how to answer it, its link, and how to ask for its removal."""
    return _written_here(comments.actions_html(contribution, link=link, answerable=answerable))


@register.filter
def colour_class(theme: DisclosedTheme) -> str:
    """`t1` … `t8`: the hue and line of a theme."""
    return page.colour_class(theme)


@register.filter
def voice_words(voice: Voice | str) -> str:
    """Whose life a text tells, in the words readers see."""
    return page.VOICE_IN_WORDS[Voice(voice)]


@register.filter
def in_study(voice: Voice | str) -> str:
    """Whose life a text tells, in the words of the desk."""
    return VOICES[Voice(voice)]


@register.filter
def status_words(status: Status | str) -> str:
    """Where a text stands in review, for staff."""
    return page.STATUS_IN_WORDS[Status(status)]


@register.filter
def consent_words(consent: Consent | str) -> str:
    """What is recorded of the author's agreement, for staff."""
    return page.CONSENT_IN_WORDS[Consent(consent)]


@register.filter
def month_words(month: date | None) -> str:
    """A month without its day, such as "March 2024"; empty where there is none."""
    return page.month_in_words(month) if month else ""


@register.filter
def minutes(contribution: DisclosedContribution | None) -> int:
    """Minutes to read a text aloud to oneself, at least one."""
    characters = len(contribution.text) if contribution else 0
    return max(1, round(characters / CHARACTERS_A_WORD / WORDS_A_MINUTE))


@register.filter
def with_hits(text: str, spans: Layer) -> SafeString:
    """A snippet with its hits marked, and where themes meet ("met"); spans count code points of the
    snippet."""
    hits = tuple(Span(*_ends(span), "met" if _is_met(span) else "hit") for span in spans)
    return _written_here(" ".join(b.html for b in render(text, (), hits)))


def _is_met(span: Span | tuple[int, int]) -> bool:
    return isinstance(span, Span) and span.kind == "met"


def _ends(span: Span | tuple[int, int]) -> tuple[int, int]:
    return (span.start, span.end) if isinstance(span, Span) else (span[0], span[1])


@register.filter
def is_web_address(address: str) -> bool:
    """Whether a source may become a link: only http and https, never a script."""
    return address.lower().startswith(("http://", "https://"))


@register.simple_tag
def swatch(colour: str) -> SafeString:
    """The line of a theme as a small sample, silent for screen readers."""
    return _written_here(paragraph_html.swatch_html(colour))


@register.simple_tag
def theme_chips(themes: tuple[DisclosedTheme, ...]) -> SafeString:
    """Themes named in a row, each with its line; not links."""
    return format_html_join(
        " ",
        '<span class="chip">{}{}</span>',
        ((swatch(page.colour_class(theme)), theme.label) for theme in themes),
    )


@register.simple_tag
def sentence_options(sentences: Sequence[tuple[int, str]], chosen: object = None) -> SafeString:
    """Sentences by number, as the options of a select."""
    return _written_here(marks_html.sentence_options_html(sentences, chosen))


@register.simple_tag
def board_marks(marks: Sequence[coding_page.MarkedPassage], voice: Voice) -> SafeString:
    """The items of the coding page's list of marks, in a text of this voice."""
    return _written_here(marks_html.board_marks_html(marks, voice))


@register.simple_tag
def review_marks(marks: Sequence[sheet.Marked]) -> SafeString:
    """The items of the review page's list of passages."""
    return _written_here(marks_html.review_marks_html(marks))
