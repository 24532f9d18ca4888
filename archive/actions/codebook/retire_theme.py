"""Take a theme out of use, or bring it into use."""

from __future__ import annotations

from archive.actions.codebook.changing import changing, edit
from archive.actions.codebook.wording import demand_definition
from archive.domain.codebook import ChangeVerb, ThemeState
from archive.domain.errors import Conflict
from archive.models import User


def retire_theme(
    *, slug: str, seen: int | None = None, proposal: int | None = None, by: User | None
) -> None:
    """It stays on the passages that carry it and is put on no more. Raises `Conflict` where it is.

    Also `NotAllowed`, `NotFound`.
    """
    with changing(by, "retire a theme", slug=slug) as book:
        theme = book.standing(slug, seen=seen)
        if theme.state == ThemeState.RETIRED:
            raise Conflict(f"“{theme.name}” is retired already.")
        after = {"state": ThemeState.RETIRED.value}
        book.write(ChangeVerb.RETIRE, theme.pk, {theme.pk: edit(theme, after)}, proposal=proposal)


def revive_theme(
    *, slug: str, seen: int | None = None, proposal: int | None = None, by: User | None
) -> None:
    """Bring a draft or a retired theme into use. It needs a definition.

    Raises `NotAllowed`, `NotFound`, `Conflict`, `InvalidInput`.
    """
    with changing(by, "bring a theme into use", slug=slug) as book:
        theme = book.standing(slug, seen=seen)
        if theme.state == ThemeState.ACTIVE:
            raise Conflict(f"“{theme.name}” is in use already.")
        demand_definition(theme.definition, theme.name)
        after = {"state": ThemeState.ACTIVE.value}
        book.write(ChangeVerb.REVIVE, theme.pk, {theme.pk: edit(theme, after)}, proposal=proposal)
