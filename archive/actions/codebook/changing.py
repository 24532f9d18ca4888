"""What every change of a codebook does: who may, the locked book, the row that can undo it.

One transaction writes the themes, moves codings where a split does, adds one to the version, keeps
before and after in a `CodebookChange`, leaves an audit link and tells the indexes whose themes
read otherwise now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from archive.actions import outbox
from archive.actions.codebook.moving import Moved, move_codings
from archive.actions.standing import demand_role
from archive.domain import codebook as domain
from archive.domain import warrant
from archive.domain.codebook import ChangeVerb, Entry, ThemeState
from archive.domain.errors import Conflict, InvalidInput, NotFound
from archive.domain.words import Role
from archive.gate import audit
from archive.models import Codebook, CodebookChange, Contribution, RoundTheme, Theme, User

FIELDS = (
    "slug", "name", "label", "colour", "parent_id", "position", "definition", "when_to_use",
    "when_not", "example", "cues", "state", "merged_into_id",
)  # fmt: skip
"""The columns of a theme that a change may write; a new one is undone by all of them."""

NEW = 0
"""Stands for the number of a theme that is not there yet."""

Fields = dict[str, Any]
Sides = tuple[Fields | None, Fields | None]
"""A theme's fields before and after; None where it was not, or is not, there."""


@dataclass
class Book:
    """A codebook, locked, with its themes by number."""

    row: Codebook
    by: User | None
    themes: dict[int, Theme] = field(default_factory=dict)

    def theme(self, slug: str) -> Theme:
        """The theme of that slug. Raises `NotFound`."""
        found = next((t for t in self.themes.values() if t.slug == slug), None)
        if found is None:
            raise NotFound("The codebook has no such theme.", hint="Reload the page.")
        return found

    def standing(self, slug: str, *, seen: int | None = None) -> Theme:
        """A theme that was not merged, and not changed since version `seen` where that is given.

        Raises `NotFound` and `Conflict`.
        """
        theme = self.theme(slug)
        if theme.merged_into_id is not None:
            into = self.themes[theme.merged_into_id].name
            raise Conflict(
                f"“{theme.name}” was merged into “{into}”.", hint="Undo the merge, or change that."
            )
        if seen is not None and theme.since > seen:
            raise Conflict(
                f"Somebody changed “{theme.name}” while you were writing (version {theme.since}).",
                hint="Nothing was written over. Reload the page, look, and make your change again.",
            )
        return theme

    def end_of_list(self) -> int:
        """A position after every other."""
        return max((t.position for t in self.themes.values()), default=-1) + 1

    def write(
        self,
        verb: ChangeVerb,
        theme: int | None,
        sides: Mapping[int, Sides],
        *,
        moved: Moved | None = None,
        undoes: CodebookChange | None = None,
        proposal: int | None = None,
    ) -> CodebookChange:
        """Write one change. `sides` by theme; `NEW` is one to be added, which is then `theme`.

        Raises `InvalidInput` and `Conflict` where the book would be none.
        """
        domain.check_book(self._entries_after(sides))
        version = self.row.version + 1
        written = {self._put(pk, after, version): (b, after) for pk, (b, after) in sides.items()}
        made = next((pk for pk in written if pk not in sides), None)
        if moved is not None:
            moved = replace(moved, to=moved.to or made or NEW)
            refs = move_codings(moved)
        else:
            refs = self._refs_that_read_otherwise(written)
        for pk, (before, after) in written.items():
            if after is None and before is not None:
                self._take_away(pk)
        payload: dict[str, Any] = {
            "themes": {str(pk): {"before": b, "after": a} for pk, (b, a) in written.items()}
        }
        if moved is not None:
            payload["codings"] = moved.dumps()
        if proposal is not None:
            payload["proposal"] = proposal
        change = CodebookChange.objects.create(
            codebook=self.row,
            version=version,
            verb=verb.value,
            theme_id=theme or made,
            payload=payload,
            by=self.by,
            undoes=undoes,
        )
        self.row.version = version
        self.row.save(update_fields=["version"])
        audit.record(
            f"codebook_{verb.value}",
            by=self.by,
            codebook=self.row.pk,
            version=version,
            themes=sorted(written),
            texts=len(refs),
        )
        if refs and self.row.owner_id is None:
            outbox.note_changed(refs)
        return change

    def _entries_after(self, sides: Mapping[int, Sides]) -> list[Entry]:
        rows = {pk: _fields(theme) for pk, theme in self.themes.items()}
        for pk, (_, after) in sides.items():
            if after is None:
                rows.pop(pk, None)
            else:
                rows[pk] = rows.get(pk, {}) | after
        return [
            Entry(pk, row["name"], row["parent_id"], row["merged_into_id"])
            for pk, row in rows.items()
        ]

    def _put(self, pk: int, after: Fields | None, version: int) -> int:
        """Write the new side of a theme; its number. What is to go is taken away later."""
        if after is None:
            return pk
        if pk not in self.themes:
            row = Theme(pk=pk or None, codebook=self.row, since=version, **after)
            row.save(force_insert=True)  # type: ignore[no-untyped-call]
            self.themes[row.pk] = row
            return int(row.pk)
        row = self.themes[pk]
        if after.get("state") == ThemeState.DRAFT.value and row.codings.exists():
            raise Conflict(
                f"“{row.name}” is on passages already, so it is no draft any more.",
                hint="Retire it instead.",
            )
        for name, value in after.items():
            setattr(row, name, value)
        row.since = version
        row.save(update_fields=[*after, "since"])  # type: ignore[no-untyped-call]
        return pk

    def _take_away(self, pk: int) -> None:
        row = self.themes.pop(pk)
        if left := row.codings.count():
            raise Conflict(
                f"“{row.name}” has been put on {left} passage{'' if left == 1 else 's'} since.",
                hint="Merge it into another theme, or retire it: then nothing is lost.",
            )
        if RoundTheme.objects.filter(theme=row).exists():
            raise Conflict(f"A round of coding looks for “{row.name}”.", hint="Retire it instead.")
        if row.examples.exists():
            raise Conflict(f"“{row.name}” has examples.", hint="Take them away first.")
        row.delete()

    def _refs_that_read_otherwise(self, written: Mapping[int, Sides]) -> list[str]:
        """Texts whose themes, or the themes above those, are others now."""
        turned = {
            pk
            for pk, (before, after) in written.items()
            if before is not None and {"parent_id", "merged_into_id"} & set(after or before)
        }
        if not turned:
            return []
        # An arrow leads from a theme to its parent and to what it was merged into: whoever comes
        # by a theme whose arrow was turned is read otherwise.
        arrows = [(t.pk, t.parent_id) for t in self.themes.values()]
        arrows += [(t.pk, t.merged_into_id) for t in self.themes.values()]
        reading = domain.coming_by(arrows, turned)
        rows = Contribution.objects.filter(passages__codings__tag_id__in=reading)
        return list(rows.order_by("ref").values_list("ref", flat=True).distinct())


@contextmanager
def changing(
    by: User | None, doing: str, *, slug: str = "", codebook: int | None = None
) -> Iterator[Book]:
    """A codebook locked for a change: that of theme `slug`, else number `codebook`, else the
    archive's own.

    The archive's is changed by stewards, a private one by its owner. Raises `NotFound` for another
    person's, as for none, and `NotAllowed`.
    """
    with warrant.opened(audit.actor_name(by), "codebook"), transaction.atomic():
        row = locked(slug=slug, codebook=codebook, by=by)
        if row.owner_id is None:
            demand_role(by, {Role.STEWARD}, doing)
        yield Book(row, by, {t.pk: t for t in Theme.objects.filter(codebook=row)})


def locked(*, slug: str = "", codebook: int | None = None, by: User | None) -> Codebook:
    """The codebook's row, locked. `NotFound` where it is not there or somebody else's."""
    rows = Codebook.objects.select_for_update(of=("self",))
    if slug:
        row = rows.filter(themes__slug=slug).first()
    elif codebook is not None:
        row = rows.filter(pk=codebook).first()
    else:
        row = rows.filter(owner__isnull=True).order_by("pk").first()
    if row is None or (by is not None and row.owner_id not in (None, by.pk)):
        raise NotFound("There is no such codebook or theme.", hint="Reload the page.")
    return row


def edit(theme: Theme, after: Fields) -> Sides:
    """The two sides of those fields that differ. Raises `InvalidInput` where none does."""
    differing = {name: value for name, value in after.items() if getattr(theme, name) != value}
    if not differing:
        raise InvalidInput("Nothing would change.")
    return {name: getattr(theme, name) for name in differing}, differing


def _fields(theme: Theme) -> Fields:
    return {name: getattr(theme, name) for name in FIELDS}
