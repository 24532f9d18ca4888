"""Say better what a theme means, and how it looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.actions.codebook.changing import changing, edit
from archive.actions.codebook.wording import (
    PARTS,
    colour_of,
    cues_of,
    demand_definition,
    label_of,
    parts_of,
)
from archive.domain.codebook import ChangeVerb, ThemeState
from archive.models import User


def edit_theme(
    *,
    slug: str,
    label: str | None = None,
    definition: str | None = None,
    when_to_use: str | None = None,
    when_not: str | None = None,
    example: str | None = None,
    cues: Iterable[str] | None = None,
    colour: int | None = None,
    seen: int | None = None,
    proposal: int | None = None,
    by: User | None,
) -> None:
    """Change what is given and leave what is None; `seen` is the version the form was made from.

    Raises `NotAllowed`, `NotFound`, `Conflict` (merged; changed since `seen`) and `InvalidInput`.
    """
    said = (definition, when_to_use, when_not, example)
    with changing(by, "change a theme", slug=slug) as book:
        theme = book.standing(slug, seen=seen)
        given = {name: text for name, text in zip(PARTS, said, strict=True) if text is not None}
        after: dict[str, Any] = dict(parts_of(given))
        if label is not None:
            after["label"] = label_of(label, theme.name)
        if cues is not None:
            after["cues"] = cues_of(cues)
        if colour is not None:
            after["colour"] = colour_of(colour, book, None)
        if theme.state == ThemeState.ACTIVE:
            demand_definition(after.get("definition", theme.definition), theme.name)
        book.write(ChangeVerb.EDIT, theme.pk, {theme.pk: edit(theme, after)}, proposal=proposal)
