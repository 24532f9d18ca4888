"""Passages that show what a theme means: named by reference, shown where they may be read."""

from __future__ import annotations

from archive.actions.codebook.changing import changing
from archive.domain import codebook as domain
from archive.domain.errors import InvalidInput, NotFound
from archive.gate import audit
from archive.models import Coding, ThemeExample, User


def add_example(*, slug: str, passage: int, by: User | None) -> None:
    """Name a passage that carries the theme as an example of it. Twice does no harm.

    Raises `NotAllowed`, `NotFound`, `Conflict`, and `InvalidInput` where it does not carry it.
    """
    with changing(by, "choose examples", slug=slug) as book:
        theme = book.standing(slug)
        merged = {t.pk: t.merged_into_id for t in book.themes.values()}
        same = [pk for pk in merged if domain.resolved(merged, pk) == theme.pk]
        if not Coding.objects.filter(content_object=passage, tag__in=same).exists():
            raise InvalidInput(
                "That passage does not carry the theme.", hint="Choose one of those that do."
            )
        ThemeExample.objects.get_or_create(
            theme=theme, passage_id=passage, defaults={"by": book.by}
        )
        audit.record("add_example", by=by, theme=theme.pk, passage=passage)


def remove_example(*, slug: str, passage: int, by: User | None) -> None:
    """Name it no more. Raises `NotAllowed`, `NotFound`."""
    with changing(by, "choose examples", slug=slug) as book:
        theme = book.theme(slug)
        gone, _ = ThemeExample.objects.filter(theme=theme, passage_id=passage).delete()
        if not gone:
            raise NotFound("There is no such example.", hint="Reload the page.")
        audit.record("remove_example", by=by, theme=theme.pk, passage=passage)
