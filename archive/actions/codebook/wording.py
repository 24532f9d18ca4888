"""What a theme is made of, tidied and measured before it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from archive.actions.codebook.changing import Book
from archive.domain.codebook import (
    COLOURS,
    LONGEST_CUE,
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_PART,
    MOST_CUES,
)
from archive.domain.errors import InvalidInput
from archive.domain.text import canonical
from archive.models import Theme
from archive.models.fields import new_slug

PARTS = ("definition", "when_to_use", "when_not", "example")
TAKEN = frozenset({"add", "history", "proposals"})
"""Words that address pages of the codebook itself."""


def one_line(text: str, most: int, what: str) -> str:
    """In one line. Raises `InvalidInput` where it is empty or too long."""
    line = " ".join(canonical(text).split())
    if not line:
        raise InvalidInput(f"{what} is missing.")
    if len(line) > most:
        raise InvalidInput(f"{what} has at most {most} characters.")
    return line


def name_of(name: str) -> str:
    """A theme's name as kept."""
    return one_line(name, LONGEST_NAME, "The name")


def label_of(label: str, name: str) -> str:
    """What readers see; the name where nothing else is said."""
    return one_line(label or name, LONGEST_LABEL, "The label for readers")


def parts_of(given: dict[str, str]) -> dict[str, str]:
    """Definition, when to use, when not, example. Raises `InvalidInput` for one too long."""
    parts = {name: canonical(text).strip() for name, text in given.items()}
    for text in parts.values():
        if len(text) > LONGEST_PART:
            raise InvalidInput(f"A part of the entry has at most {LONGEST_PART:,} characters.")
    return parts


def cues_of(cues: Iterable[str]) -> list[str]:
    """Cues without repetition, in their order. Raises `InvalidInput` for too many or too long."""
    kept = list(dict.fromkeys(" ".join(canonical(cue).split()) for cue in cues))
    kept = [cue for cue in kept if cue]
    if len(kept) > MOST_CUES or any(len(cue) > LONGEST_CUE for cue in kept):
        raise InvalidInput(
            f"A theme has at most {MOST_CUES} cues of at most {LONGEST_CUE} characters."
        )
    return kept


def colour_of(colour: int | None, book: Book, parent: Theme | None) -> int:
    """As asked, else the parent's, else the one that fewest top themes have."""
    if colour is not None:
        if colour not in COLOURS:
            raise InvalidInput("There is no such colour.", hint="Colours go from 1 to 8.")
        return colour
    if parent is not None:
        return int(parent.colour)
    used = [t.colour for t in book.themes.values() if t.parent_id is None]
    return min(COLOURS, key=used.count)


def slug_of(name: str, book: Book) -> str:
    """What addresses and queries will say, for good. In a private book it tells nothing."""
    if book.row.owner_id is not None:
        return new_slug()
    plain = slugify(name)[:80] or new_slug()
    taken = TAKEN | set(Theme.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(slug for slug in numbered if slug not in taken)


def demand_definition(definition: Any, name: str) -> None:
    """Nobody can apply what is not defined: a theme in use says what it means."""
    if not definition:
        raise InvalidInput(
            f"“{name}” has no definition yet.", hint="Write one, or leave the theme a draft."
        )
