"""The past of a codebook: what each change did, what stands, and what is in the way of undoing."""

from __future__ import annotations

from archive.domain import codebook as domain
from archive.domain.codebook import ChangeVerb, Past
from archive.gate.codebook_disclosed import DisclosedChange, Words
from archive.gate.themes import Themes
from archive.models import Codebook, CodebookChange


def past_of(row: CodebookChange) -> Past:
    """A change as the rules of undoing see it."""
    themes = row.payload["themes"]
    codings = row.payload.get("codings")
    return Past(
        id=row.pk,
        touched=frozenset(int(pk) for pk in themes),
        made=frozenset(int(pk) for pk, sides in themes.items() if sides["before"] is None),
        drew_on=codings["from"] if codings else None,
        undoes=row.undoes_id,
    )


def history_of(
    row: Codebook, themes: Themes, *, only: int | None = None
) -> tuple[DisclosedChange, ...]:
    """What happened to a codebook, or to one theme of it, the newest first."""
    rows = list(
        CodebookChange.objects.filter(codebook=row).select_related("by").order_by("version")
    )
    past = [past_of(each) for each in rows]
    standing = domain.in_force(past)
    versions = {each.pk: each.version for each in rows}
    names = _names(rows) | {pk: t.name for pk, t in themes.rows.items()}
    shown = []
    for each, seen in zip(rows, past, strict=True):
        if only is not None and only not in seen.touched | _came_into(each):
            continue
        theme = themes.rows.get(each.theme_id or 0)
        later = domain.in_the_way(past, each.pk) if each.pk in standing else None
        shown.append(
            DisclosedChange(
                id=each.pk,
                version=each.version,
                verb=ChangeVerb(each.verb),
                theme=names.get(each.theme_id or 0, ""),
                slug=theme.slug if theme else "",
                words=_words(each, names),
                codings=len(each.payload.get("codings", {}).get("ids", ())),
                by=each.by.username if each.by else "",
                at=each.at,
                undoes=versions.get(each.undoes_id or 0, 0),
                is_undone=each.pk not in standing,
                in_the_way=versions[later.id] if later is not None else 0,
                proposal=each.payload.get("proposal", 0),
            )
        )
    return tuple(reversed(shown))


def _came_into(row: CodebookChange) -> frozenset[int]:
    """Themes that a change leaves as they were but adds to or draws on: by a merge, by a split."""
    sides = [side for pair in row.payload["themes"].values() for side in pair.values() if side]
    into = {side["merged_into_id"] for side in sides if side.get("merged_into_id")}
    drew_on = (row.payload.get("codings") or {}).get("from")
    return frozenset(into | ({drew_on} if drew_on else set()))


def saying(value: object) -> str:
    """A field's value in words; "" for nothing."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _names(rows: list[CodebookChange]) -> dict[int, str]:
    """Names of themes that were taken away again, from the changes that made them."""
    return {
        int(pk): side["name"]
        for row in rows
        for pk, sides in row.payload["themes"].items()
        for side in sides.values()
        if side and "name" in side
    }


def _words(row: CodebookChange, names: dict[int, str]) -> Words:
    """What changed of the theme it was about: the field, before, after."""
    sides = row.payload["themes"].get(str(row.theme_id), {})
    before, after = sides.get("before"), sides.get("after")
    if before is None or after is None:
        return ()
    lines = []
    for field in after:
        if field == "position":
            continue
        pair = (before.get(field), after[field])
        if field in ("parent_id", "merged_into_id"):
            pair = (names.get(pair[0] or 0, ""), names.get(pair[1] or 0, ""))
        lines.append((field.removesuffix("_id"), saying(pair[0]), saying(pair[1])))
    return tuple(lines)
