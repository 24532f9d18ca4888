"""A pen-name leads nowhere: it is not the name in the text, nor the one at an import's source."""

from __future__ import annotations

from collections.abc import Iterable

from archive import vault
from archive.domain.errors import InvalidInput
from archive.gate.own_names import is_like, own_names
from archive.models import Contribution

CODE = "real_name"


def demand_not_in_text(pen_name: str, text: str) -> None:
    """Raises `InvalidInput` for a name that the text gives as its writer's own."""
    if any(is_like(pen_name, name) for name in own_names(text)):
        raise InvalidInput(
            "The text gives this name as your own: a pen-name must be another one to hide you.",
            hint="Choose another one, or none. If the name in the text is made up, take it out.",
            code=CODE,
        )


def demand_not_at_source(pen_name: str, contributor: int) -> None:
    """Raises `InvalidInput` for a name under which an import of hers stands at its source.

    Needs a warrant. Her own texts alone are asked, so that nobody can try other people's names.
    """
    if not pen_name:
        return
    rows = Contribution.objects.filter(contributor=contributor, contributed=False)
    if any(is_like(pen_name, name) for name in _authors(rows)):
        raise InvalidInput(
            "Your text stands under this name where it came from: readers could find it there.",
            hint="Choose another pen-name, or none.",
            code=CODE,
        )


def _authors(rows: Iterable[Contribution]) -> list[str]:
    named = list(rows)
    ring = vault.ring(row.ref for row in named)
    names = [ring.unseal(row.ref, "contribution.author", row.author) for row in named]
    return [name.strip() for name in names if name and name.strip()]
