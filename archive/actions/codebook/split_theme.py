"""Split a theme: a new one takes those of its codings that somebody chose."""

from __future__ import annotations

from collections.abc import Collection

from archive.actions.codebook.add_theme import new_fields
from archive.actions.codebook.changing import NEW, changing
from archive.actions.codebook.moving import BATCH, Moved
from archive.actions.codebook.wording import demand_definition, label_of, parts_of
from archive.domain.codebook import ChangeVerb, ThemeState
from archive.domain.errors import InvalidInput
from archive.models import Coding, User


def split_theme(
    *,
    slug: str,
    name: str,
    definition: str,
    passages: Collection[int],
    label: str = "",
    parent: str | None = None,
    seen: int | None = None,
    by: User | None,
) -> str:
    """Every coder's coding of the chosen passages goes to a new theme; its slug.

    The new theme is in use, and stands beside the old one unless `parent` says otherwise. Codings
    keep coder, date, memo and version. Raises `NotAllowed`, `NotFound`, `Conflict` and
    `InvalidInput` (nothing chosen, a passage that does not carry the theme).
    """
    with changing(by, "split a theme", slug=slug) as book:
        theme = book.standing(slug, seen=seen)
        ids = _codings(theme.pk, passages)
        beside = book.themes[theme.parent_id].slug if theme.parent_id else ""
        fields = new_fields(book, name=name, parent=beside if parent is None else parent)
        fields |= parts_of({"definition": definition})
        demand_definition(fields["definition"], fields["name"])
        fields["label"] = label_of(label, fields["name"])
        fields["state"] = ThemeState.ACTIVE.value
        book.write(
            ChangeVerb.SPLIT,
            None,
            {NEW: (None, fields)},
            moved=Moved(ids, of=theme.pk, to=NEW),
        )
        return str(fields["slug"])


def _codings(theme: int, passages: Collection[int]) -> tuple[int, ...]:
    chosen = sorted(set(passages))
    if not chosen:
        raise InvalidInput("No passage was chosen.", hint="Tick those that go to the new theme.")
    found: dict[int, list[int]] = {}
    for start in range(0, len(chosen), BATCH):
        rows = Coding.objects.filter(tag_id=theme, content_object__in=chosen[start : start + BATCH])
        for pk, passage in rows.order_by("pk").values_list("pk", "content_object_id"):
            found.setdefault(passage, []).append(pk)
    if len(found) < len(chosen):
        raise InvalidInput(
            "A passage that was chosen does not carry the theme any more.", hint="Reload the page."
        )
    return tuple(pk for ids in found.values() for pk in ids)
