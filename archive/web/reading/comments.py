"""A place in the thread as HTML: a comment, or the neutral words where one is not shown.

Written here and not in a template for the same reason as `paragraphs`: a page may hold thousands.
Every value is escaped where it is written; the tags of `archive_text` hand it to the page.
"""

from __future__ import annotations

from collections.abc import Collection

from archive.domain.content_labels import Label, in_words
from archive.domain.markup import escape
from archive.domain.words import Voice
from archive.gate.disclosed import DisclosedContribution
from archive.web.reading.page import (
    CONSENT_IN_WORDS,
    STATUS_IN_WORDS,
    VOICE_IN_WORDS,
    Entry,
    month_in_words,
    only_staff_see,
    rows,
)
from archive.web.reading.paragraphs import address, answer_address, rows_html

NOT_ASKED = "Imported from a public page, author not asked"
HOLE = "A reply is not shown here. Its writer was not asked, or has taken it back."
NOBODY = "A contributor"
LONGEST_ANSWERED = 240
"""Code points of the words that a comment is about."""

_VOICE_CHIPS = {
    voice: f'<span class="chip">{words}</span>' for voice, words in VOICE_IN_WORDS.items()
}


def entry_html(entry: Entry, *, answerable: bool = False, unwanted: Collection[Label] = ()) -> str:
    """One place in the thread. A hole says the same wherever it stands, and nothing else."""
    if entry.contribution is None:
        return f'<div class="hole-here {entry.depth_class}"><p class="hole">{HOLE}</p></div>'
    return comment_html(entry.contribution, entry, answerable=answerable, unwanted=unwanted)


def comment_html(
    comment: DisclosedContribution,
    entry: Entry | None = None,
    *,
    answerable: bool = False,
    unwanted: Collection[Label] = (),
) -> str:
    """A comment in its place, or alone: then its paragraphs are numbered, and answered singly.

    In a thread only the whole has a link to answer it: a thousand more would be a thousand steps
    for somebody who goes by keyboard. With a label among the `unwanted` it is folded.
    """
    depth = entry.depth_class if entry else "d1"
    alone = entry is None
    place = f' id="c-{escape(comment.ref)}"'
    folding = folded_for(comment.labels, unwanted)
    article = (
        f'<article class="contribution {depth}"{"" if folding else place}>'
        f'<header class="who">{_who(comment, entry)}</header>'
        f"{staff_strip_html(comment)}"
        f"{_about_words(comment, unwanted)}"
        f"{paragraphs_html(comment, 'h4', numbered=alone, answerable=answerable and alone)}"
        f"{actions_html(comment, link=not alone, answerable=answerable)}</article>"
    )
    if not folding:
        return article
    return f'<details class="folded {depth}"{place}>{fold_line_html(folding)}{article}</details>'


def folded_for(labels: Collection[Label], unwanted: Collection[Label]) -> str:
    """Those of a text's labels that the reader would rather not see, in words; "" for none."""
    return in_words(label for label in labels if label in unwanted)


def fold_line_html(words: str) -> str:
    """The line that a folded text is; the way to open it is the line itself."""
    return (
        f"<summary>Hidden by your choice: {escape(words)} "
        '<span class="show">· <span>show</span></span></summary>'
    )


def paragraphs_html(
    contribution: DisclosedContribution, heading: str, *, numbered: bool, answerable: bool
) -> str:
    """The paragraphs of a text, with links to answer each where it can be answered."""
    answer = answer_address(contribution) if _can_answer(contribution, answerable) else ""
    return rows_html(
        rows(contribution),
        heading=heading,
        numbered=numbered,
        answer=answer,
        language=contribution.language,
    )


def _can_answer(contribution: DisclosedContribution, answerable: bool) -> bool:
    """Nobody answers what readers do not see."""
    return answerable and contribution.public and not only_staff_see(contribution)


def _about_words(comment: DisclosedContribution, unwanted: Collection[Label]) -> str:
    if not comment.answers:
        return ""
    if folding := folded_for(comment.answers_labels, unwanted):
        return f'<p class="about-words">On words hidden by your choice: {escape(folding)}</p>'
    words = comment.answers
    if len(words) > LONGEST_ANSWERED:
        words = words[:LONGEST_ANSWERED].rsplit(" ", 1)[0] + " …"
    return f'<p class="about-words">On: <q>{escape(words)}</q></p>'


def _who(comment: DisclosedContribution, entry: Entry | None) -> str:
    words = [f'<h3 class="author">{escape(comment.author or NOBODY)}</h3>']
    if entry and entry.answers:
        target = f'<a href="#c-{escape(entry.answers_ref)}">{escape(entry.answers)}</a>'
        words.append(f"<span>in reply to {target}</span>")
    if comment.month:
        words.append(f"<span>{month_in_words(comment.month)}</span>")
    words.append(_VOICE_CHIPS[Voice(comment.voice)])
    if comment.labels:
        words.append(labels_html(comment.labels))
    if comment.likes:
        words.append(f"<span>{comment.likes} like{'' if comment.likes == 1 else 's'}</span>")
    return " ".join(words)


def labels_html(labels: Collection[Label]) -> str:
    """What a text holds, in few words; nothing where it has no label."""
    return f'<span class="holds">Content: {escape(in_words(labels))}</span>' if labels else ""


def staff_strip_html(contribution: DisclosedContribution) -> str:
    """The words over a text that only staff see; nothing over any other."""
    if contribution.status is None or not only_staff_see(contribution):
        return ""
    state = STATUS_IN_WORDS[contribution.status]
    if contribution.consent:
        state += f", {CONSENT_IN_WORDS[contribution.consent]}"
    return (
        '<p class="staff-only"><strong>Only staff see this</strong> '
        f"<span>{state}</span> "
        f'<a href="{address("review", contribution.ref)}">Review it</a></p>'
    )


def actions_html(
    contribution: DisclosedContribution, *, link: bool, answerable: bool = False
) -> str:
    """What a reader may do with a text: answer it, go to it alone, ask for its removal."""
    asked = not contribution.imported_without_asking
    words = [] if asked else [f"<span>{NOT_ASKED}</span>"]
    if _can_answer(contribution, answerable):
        which = '<span class="hidden-visually"> this text</span>'
        words.append(f'<a href="{answer_address(contribution)}">Answer{which}</a>')
    if link:
        alone = address("contribution", contribution.ref)
        what = '<span class="hidden-visually"> to this text</span>'
        words.append(f'<a href="{alone}">Link{what}</a>')
    removal = address("removal", contribution.ref)
    label = "This is about me" if asked else "Ask for its removal"
    words.append(f'<a href="{removal}">{label}</a>')
    return f'<p class="act">{" ".join(words)}</p>'
