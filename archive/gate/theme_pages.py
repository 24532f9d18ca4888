"""A theme's page: its accounts by themselves, a page of them opened at a time. Needs a warrant."""

from __future__ import annotations

from collections.abc import Iterable

from archive.domain.codebook import ThemeState
from archive.domain.errors import NotFound
from archive.domain.words import Voice
from archive.gate.blind import blindfold
from archive.gate.disclosed import (
    DisclosedContribution,
    DisclosedPassage,
    DisclosedThemePage,
    ThemeAccount,
)
from archive.gate.opening import anchored, is_account, open_contributions
from archive.gate.reading import NOTHING, seen_passages, titles, visible
from archive.gate.rules import finding_rule
from archive.gate.themes import archive_themes
from archive.gate.viewer import Viewer
from archive.models import Passage, ThemeExample


def theme(
    viewer: Viewer, slug: str, *, page: int = 1, a_page: int | None = None
) -> DisclosedThemePage:
    """A theme's page: accounts under it and under its children, second-hand ones apart.

    Of a merged theme, the page of the one it was merged into. With `a_page` only so many accounts
    are opened, those of `page` (from 1; after the last comes the last), and second-hand ones in
    step; what is left of those stands on the last page.
    """
    book = archive_themes()
    named = book.of_slug(slug)
    found = book.resolved(named.pk) if named is not None else None
    if found is None or (found.state == ThemeState.DRAFT and not viewer.is_staff):
        raise NotFound(NOTHING)
    below = book.below(found)
    own, others = _told_under(viewer, book.read_as([found.pk, *(t.pk for t in below)]))
    rows = ThemeExample.objects.filter(theme__in=book.read_as([found.pk]))
    chosen = set(rows.values_list("passage_id", flat=True))
    examples = [pair for pair in own if pair[0] in chosen]
    size = a_page or max(1, len(own))
    last = max(1, -(-len(own) // size))
    first = (min(max(page, 1), last) - 1) * size
    here = own[first : first + size]
    beside = others[first : None if first == (last - 1) * size else first + size]
    opened = _opened_accounts(viewer, {*here, *beside, *examples})
    return DisclosedThemePage(
        theme=book.disclosed(found),
        children=tuple(
            book.disclosed(t)
            for t in below
            if book.parent(t) == found and (viewer.is_staff or t.state != ThemeState.DRAFT)
        ),
        accounts=tuple(opened[pk] for pk, _ in here if pk in opened),
        second_hand=tuple(opened[pk] for pk, _ in beside if pk in opened),
        examples=tuple(opened[pk] for pk, _ in examples if pk in opened),
        total=len(own),
    )


_Told = tuple[int, str]  # a passage and the ref of its contribution


def _told_under(viewer: Viewer, tags: Iterable[int]) -> tuple[list[_Told], list[_Told]]:
    """Accounts under these themes as they stand in their threads, and what is told second-hand."""
    passages = anchored(
        seen_passages(viewer, Passage.objects.filter(codings__tag__in=tags), finding_rule(viewer)),
        latest=viewer.is_staff,
    ).order_by(
        "contribution__discussion_id",
        "contribution__order",
        "anchors__start",
        "anchors__end",
        "anchors__id",
    )
    rows = passages.values_list("pk", "contribution__ref", "contribution__voice", "voice")
    own, others = [], []
    for pk, ref, of_text, voice in dict.fromkeys(rows):
        if is_account(Voice(of_text), voice):
            own.append((pk, ref))
        elif Voice(voice or of_text) is Voice.SECOND_HAND:
            others.append((pk, ref))
    return own, others


def _opened_accounts(viewer: Viewer, told: Iterable[_Told]) -> dict[int, ThemeAccount]:
    """Those passages by themselves, asked again of the rule."""
    wanted = dict(told)
    body = "latest" if viewer.is_staff else "rendition"  # the other one need not be loaded
    rows = visible(finding_rule(viewer)).filter(ref__in=set(wanted.values())).select_related(None)
    opened = open_contributions(
        list(rows.select_related("discussion", body)),
        latest=viewer.is_staff,
        positions={},  # an account stands here without its place in the thread
        blind=blindfold(viewer),
    )
    names = titles(viewer, {shown.discussion for shown in opened.values()})
    return {
        passage.id: account_of(shown, passage, names[shown.discussion])
        for shown in opened.values()
        for passage in shown.passages
        if passage.id in wanted
    }


def account_of(shown: DisclosedContribution, passage: DisclosedPassage, title: str) -> ThemeAccount:
    """A passage by itself, with where it stands."""
    return ThemeAccount(
        passage=passage,
        text=shown.text,
        formatting=shown.formatting,
        ref=shown.ref,
        discussion=shown.discussion,
        discussion_title=title,
        author=shown.author,
        month=shown.month,
        voice=passage.voice,
        labels=shown.labels,
    )
