"""Codebooks as those who work with them see them: themes with counts, history, proposals.

The archive's own is open to staff, a private one to its owner; for anybody else neither is there.
Every function opens its own warrant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Count, Exists, OuterRef

from archive.domain import warrant
from archive.domain.codebook import ChangeVerb
from archive.domain.errors import NotFound
from archive.domain.words import Role
from archive.gate.blind import blindfold
from archive.gate.codebook_disclosed import (
    DisclosedBook,
    DisclosedChange,
    DisclosedProposal,
    MergePreview,
    SplitPage,
    ThemePassage,
    ThemeSheet,
)
from archive.gate.codebook_past import history_of, saying
from archive.gate.opening import open_contributions
from archive.gate.reading import NOTHING, positions, titles, visible
from archive.gate.rules import page_rule
from archive.gate.theme_pages import account_of
from archive.gate.themes import Themes, themes_of
from archive.gate.viewer import Viewer
from archive.models import (
    Codebook,
    CodebookChange,
    Coding,
    Passage,
    Theme,
    ThemeExample,
    ThemeProposal,
)

PASSAGES_A_PAGE = 100
"""What a page of passages to choose from holds."""


def own_books(viewer: Viewer) -> tuple[DisclosedBook, ...]:
    """The private codebooks of this account."""
    with _reading(viewer):
        rows = Codebook.objects.filter(owner=viewer.user_id, owner__isnull=False)
        return tuple(_book(viewer, row) for row in rows.order_by("name"))


def book(viewer: Viewer, number: int | None = None) -> DisclosedBook:
    """A codebook with all its themes: the archive's own, or one's private one by number."""
    with _reading(viewer):
        return _book(viewer, _row(viewer, number=number))


def theme(viewer: Viewer, slug: str) -> ThemeSheet:
    """A theme with what lies under it, its examples and what happened to it."""
    with _reading(viewer):
        row, themes, found = _theme(viewer, slug)
        shown = _book(viewer, row, themes)
        into = themes.resolved(found.pk)
        above = themes.parent(found)
        counts = _counts(viewer, themes)
        carrying = themes.read_as([found.pk])
        examples = ThemeExample.objects.filter(theme__in=carrying)
        return ThemeSheet(
            book=shown,
            theme=themes.disclosed(found),
            since=found.since,
            merged_into=themes.disclosed(into) if into and into != found else None,
            merged=tuple(
                themes.disclosed(t) for t in themes.rows.values() if t.merged_into_id == found.pk
            ),
            parent=themes.disclosed(above) if above else None,
            narrower=tuple(
                themes.disclosed(t) for t in themes.below(found) if themes.parent(t) == found
            ),
            passages=counts[found.pk],
            codings=Coding.objects.filter(tag__in=carrying).count(),
            own_codings=Coding.objects.filter(tag=found).count(),
            examples=_opened(viewer, list(examples.values_list("passage_id", flat=True))),
            history=history_of(row, themes, only=found.pk),
        )


def passages(viewer: Viewer, slug: str, page: int = 1) -> SplitPage:
    """The passages that lie under a theme's own row, to choose from (staff); `page` from 1."""
    with _reading(viewer):
        row, themes, found = _theme(viewer, slug)
        if not viewer.is_staff:
            raise NotFound(NOTHING)
        rows = Passage.objects.filter(
            Exists(Coding.objects.filter(tag=found, content_object=OuterRef("pk"))),
            contribution__in=visible(page_rule(viewer)).order_by().values("pk"),
        ).order_by("contribution_id", "start", "pk")
        total = rows.count()
        start = (page - 1) * PASSAGES_A_PAGE
        chosen = list(rows.values_list("pk", flat=True)[start : start + PASSAGES_A_PAGE])
        if page < 1 or (page > 1 and not chosen):
            raise NotFound(NOTHING)
        examples = set(found.examples.values_list("passage_id", flat=True))
        return SplitPage(
            book=_book(viewer, row, themes),
            theme=themes.disclosed(found),
            since=found.since,
            passages=_opened(viewer, chosen, examples),
            total=total,
            page=page,
            pages=max(1, -(-total // PASSAGES_A_PAGE)),
        )


def merge_preview(viewer: Viewer, slug: str, into: str) -> MergePreview:
    """What merging `slug` into `into` would do, in numbers."""
    with _reading(viewer):
        row, themes, found = _theme(viewer, slug)
        target = themes.of_slug(into)
        if (
            target is None
            or found == target
            or {found.merged_into_id, target.merged_into_id} != {None}
        ):
            raise NotFound(NOTHING)
        one, other = themes.read_as([found.pk]), themes.read_as([target.pk])
        theirs = Coding.objects.filter(tag__in=one)
        again = Coding.objects.filter(
            tag__in=other, content_object=OuterRef("content_object"), coder=OuterRef("coder")
        )
        on_both = Passage.objects.filter(codings__tag__in=one).filter(codings__tag__in=other)
        counts = _counts(viewer, themes)
        return MergePreview(
            book=_book(viewer, row, themes),
            theme=themes.disclosed(found),
            into=themes.disclosed(target),
            since=found.since,
            codings=theirs.count(),
            passages=counts[found.pk],
            texts=theirs.values("content_object__contribution").distinct().count(),
            passages_there=counts[target.pk],
            passages_on_both=on_both.distinct().count(),
            codings_counted_once=theirs.filter(Exists(again)).count(),
            narrower=tuple(
                themes.disclosed(t) for t in themes.below(found) if themes.parent(t) == found
            ),
        )


def history(viewer: Viewer, number: int | None = None) -> tuple[DisclosedChange, ...]:
    """What happened to a codebook, the newest first."""
    with _reading(viewer):
        row = _row(viewer, number=number)
        return history_of(row, themes_of(Theme.objects.filter(codebook=row)))


def proposals(viewer: Viewer) -> tuple[DisclosedProposal, ...]:
    """What was proposed for the archive's codebook: undecided first, then the newest (staff)."""
    with _reading(viewer):
        book_row = _row(viewer)
        themes = themes_of(Theme.objects.filter(codebook=book_row))
        rows = ThemeProposal.objects.filter(codebook=book_row)
        shown = [
            DisclosedProposal(
                id=row.pk,
                verb=ChangeVerb(row.verb),
                theme=themes.disclosed(row.theme) if row.theme else None,
                words=saying_proposed(row.payload, themes, row.theme),
                note=row.note,
                by=row.by.username,
                at=row.at,
                decided_by=row.decided_by.username if row.decided_by else "",
                decided_at=row.decided_at,
                accepted=row.accepted,
            )
            for row in rows.select_related("theme", "by", "decided_by").order_by("-pk")
        ]
        return tuple(sorted(shown, key=lambda each: each.accepted is not None))


def saying_proposed(
    payload: dict[str, object], themes: Themes, about: Theme | None
) -> tuple[tuple[str, str, str], ...]:
    """What a proposal would change: the field, what stands there now, what would."""
    lines = []
    for name, value in payload.items():
        now: object = getattr(about, name, "") if about is not None else ""
        new = value
        if name in ("parent", "into"):
            there = themes.of_slug(str(value))
            new = there.name if there is not None else "the top"
            above = themes.parent(about) if about is not None and name == "parent" else None
            now = above.name if above is not None else ""
        if now != new and new not in ("", None, []):
            lines.append((name, saying(now), saying(new)))
    return tuple(lines)


@contextmanager
def _reading(viewer: Viewer) -> Iterator[None]:
    with warrant.opened(viewer.name or viewer.role.value, "codebook"):
        yield


def _row(viewer: Viewer, *, number: int | None = None, slug: str = "") -> Codebook:
    rows = Codebook.objects.filter(pk=number) if number is not None else Codebook.objects.all()
    if slug:
        rows = rows.filter(themes__slug=slug)
    elif number is None:
        rows = rows.filter(owner__isnull=True)
    row = rows.order_by("pk").first()
    is_open = row is not None and (
        viewer.is_staff if row.owner_id is None else row.owner_id == viewer.user_id
    )
    if row is None or not is_open:
        raise NotFound(NOTHING)
    return row


def _theme(viewer: Viewer, slug: str) -> tuple[Codebook, Themes, Theme]:
    row = _row(viewer, slug=slug)
    themes = themes_of(Theme.objects.filter(codebook=row))
    found = themes.of_slug(slug)
    if found is None:
        raise NotFound(NOTHING)
    return row, themes, found


def _book(viewer: Viewer, row: Codebook, themes: Themes | None = None) -> DisclosedBook:
    themes = themes or themes_of(Theme.objects.filter(codebook=row))
    counts = _counts(viewer, themes)
    is_own = row.owner_id is not None
    last = CodebookChange.objects.filter(codebook=row).order_by("-version").first()
    waiting = ThemeProposal.objects.filter(codebook=row, accepted__isnull=True)
    return DisclosedBook(
        number=row.pk,
        name=row.name,
        version=row.version,
        changed_at=last.at if last else None,
        is_own=is_own,
        may_change=is_own or viewer.role is Role.STEWARD,
        may_propose=not is_own and viewer.role in (Role.MODERATOR, Role.LEAD),
        themes=tuple((themes.disclosed(t), counts[t.pk]) for t in themes.standing()),
        merged=tuple(
            (themes.disclosed(t), themes.disclosed(end))
            for t in themes.rows.values()
            if t.merged_into_id and (end := themes.resolved(t.pk)) is not None
        ),
        proposals=waiting.count(),
    )


def _counts(viewer: Viewer, themes: Themes) -> Counter[int]:
    """How many passages carry each theme, a passage once."""
    rows = (
        Coding.objects.filter(
            tag__in=list(themes.rows),
            content_object__contribution__in=visible(page_rule(viewer)).order_by().values("pk"),
        )
        .exclude(content_object__contribution__in=blindfold(viewer).texts)
        .annotate(read_as=themes.number_read("tag_id"))
        .order_by()
        .values_list("read_as")
        .annotate(n=Count("content_object", distinct=True))
    )
    return Counter(dict(rows))


def _opened(
    viewer: Viewer, ids: list[int], examples: set[int] | None = None
) -> tuple[ThemePassage, ...]:
    """Those passages on the text this viewer is shown; what may not be read is left out."""
    rule = page_rule(viewer)
    rows = list(visible(rule).filter(passages__in=ids).distinct())
    opened = open_contributions(
        rows,
        latest=viewer.is_staff,
        positions=positions(rows, viewer, rule),
        blind=blindfold(viewer),
    )
    names = titles(viewer, {shown.discussion for shown in opened.values()})
    found = {
        passage.id: ThemePassage(
            id=passage.id,
            account=account_of(shown, passage, names[shown.discussion]),
            position=shown.position,
            coders=tuple(dict.fromkeys(c.coder for c in passage.codings if c.coder)),
            is_example=passage.id in (examples or ()),
        )
        for shown in opened.values()
        for passage in shown.passages
    }
    return tuple(found[pk] for pk in ids if pk in found)
