"""Add a theme to a codebook."""

from __future__ import annotations

from collections.abc import Iterable

from archive.actions.codebook.changing import NEW, Book, Fields, changing
from archive.actions.codebook.wording import (
    colour_of,
    cues_of,
    demand_definition,
    label_of,
    name_of,
    parts_of,
    slug_of,
)
from archive.domain.codebook import ChangeVerb, ThemeState
from archive.models import User


def add_theme(
    *,
    name: str,
    label: str = "",
    definition: str = "",
    when_to_use: str = "",
    when_not: str = "",
    example: str = "",
    cues: Iterable[str] = (),
    colour: int | None = None,
    parent: str = "",
    draft: bool = True,
    codebook: int | None = None,
    proposal: int | None = None,
    by: User | None,
) -> str:
    """Add a theme under `parent` (a slug, or "" for the top), as a draft or at once in use.

    Returns its slug, which stays when it is renamed. Raises `NotAllowed`, `NotFound`, `Conflict`
    and `InvalidInput` (a sibling's name, no definition for a theme in use, too long).
    """
    with changing(by, "add a theme", codebook=codebook) as book:
        parts = parts_of(
            {
                "definition": definition,
                "when_to_use": when_to_use,
                "when_not": when_not,
                "example": example,
            }
        )
        fields = new_fields(book, name=name, parent=parent) | parts
        fields["label"] = label_of(label, fields["name"])
        fields["cues"] = cues_of(cues)
        if colour is not None:
            fields["colour"] = colour_of(colour, book, None)
        if not draft:
            demand_definition(parts["definition"], fields["name"])
            fields["state"] = ThemeState.ACTIVE.value
        book.write(ChangeVerb.ADD, None, {NEW: (None, fields)}, proposal=proposal)
        return str(fields["slug"])


def new_fields(book: Book, *, name: str, parent: str) -> Fields:
    """A draft with a name in a place, and nothing said of it yet."""
    above = book.standing(parent) if parent else None
    name = name_of(name)
    return {
        "slug": slug_of(name, book),
        "name": name,
        "label": name,
        "colour": colour_of(None, book, above),
        "parent_id": above.pk if above else None,
        "position": book.end_of_list(),
        "definition": "",
        "when_to_use": "",
        "when_not": "",
        "example": "",
        "cues": [],
        "state": ThemeState.DRAFT.value,
        "merged_into_id": None,
    }
