"""Put a theme, with all that stands under it, somewhere else in the tree."""

from __future__ import annotations

from archive.actions.codebook.changing import changing, edit
from archive.domain.codebook import ChangeVerb
from archive.models import User


def move_theme(
    *,
    slug: str,
    parent: str,
    seen: int | None = None,
    proposal: int | None = None,
    by: User | None,
) -> None:
    """To the end of what stands under `parent` (a slug, "" for the top).

    Raises `NotAllowed`, `NotFound`, `Conflict` and `InvalidInput` (under itself; a name twice).
    """
    with changing(by, "move a theme", slug=slug) as book:
        theme = book.standing(slug, seen=seen)
        above = book.standing(parent) if parent else None
        edit(theme, {"parent_id": above.pk if above else None})  # refuses a move to where it is
        after = {"parent_id": above.pk if above else None, "position": book.end_of_list()}
        book.write(ChangeVerb.MOVE, theme.pk, {theme.pk: edit(theme, after)}, proposal=proposal)
