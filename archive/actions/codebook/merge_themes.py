"""Merge a theme into another. No coding moves: from now on it is read as the other one."""

from __future__ import annotations

from archive.actions.codebook.changing import Sides, changing
from archive.domain import codebook as domain
from archive.domain.codebook import ChangeVerb, ThemeState
from archive.domain.errors import InvalidInput
from archive.models import User


def merge_themes(
    *,
    slug: str,
    into: str,
    seen: int | None = None,
    proposal: int | None = None,
    by: User | None,
) -> None:
    """Merge the theme `slug` into `into`; what stands under it goes along.

    Its row, its codings, its coders' names and memos stay as they are, so undoing it leaves
    codings equal. Raises `NotAllowed`, `NotFound`, `Conflict` and `InvalidInput` (into itself, into
    one below it, into one that is not in use).
    """
    with changing(by, "merge themes", slug=slug) as book:
        theme, target = book.standing(slug, seen=seen), book.standing(into)
        if theme.pk == target.pk:
            raise InvalidInput("A theme cannot be merged into itself.", hint="Choose another.")
        if target.pk in domain.below({t.pk: t.parent_id for t in book.themes.values()}, [theme.pk]):
            raise InvalidInput(
                f"“{target.name}” stands under “{theme.name}”.",
                hint="Move it out from there first.",
            )
        if target.state != ThemeState.ACTIVE:
            raise InvalidInput(f"“{target.name}” is not in use.", hint="Bring it into use first.")
        sides: dict[int, Sides] = {
            theme.pk: ({"merged_into_id": None}, {"merged_into_id": target.pk})
        }
        for child in book.themes.values():
            if child.parent_id == theme.pk and child.merged_into_id is None:
                sides[child.pk] = ({"parent_id": theme.pk}, {"parent_id": target.pk})
        book.write(ChangeVerb.MERGE, theme.pk, sides, proposal=proposal)
