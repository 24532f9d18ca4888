"""Give a theme another name. Its address stays, and so do its codings."""

from __future__ import annotations

from archive.actions.codebook.changing import changing, edit
from archive.actions.codebook.wording import label_of, name_of
from archive.domain.codebook import ChangeVerb
from archive.models import User


def rename_theme(
    *,
    slug: str,
    name: str,
    label: str | None = None,
    seen: int | None = None,
    proposal: int | None = None,
    by: User | None,
) -> None:
    """The name coders see and, where `label` is given, the one readers see ("" is the name).

    Raises `NotAllowed`, `NotFound`, `Conflict` and `InvalidInput` (a sibling has that name).
    """
    with changing(by, "rename a theme", slug=slug) as book:
        theme = book.standing(slug, seen=seen)
        after = {"name": name_of(name)}
        if label is not None:
            after["label"] = label_of(label, after["name"])
        book.write(ChangeVerb.RENAME, theme.pk, {theme.pk: edit(theme, after)}, proposal=proposal)
