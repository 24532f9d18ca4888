"""Undo a change of a codebook; undoing an undoing does it again."""

from __future__ import annotations

from archive.actions.codebook.changing import Sides, changing
from archive.actions.codebook.moving import Moved
from archive.domain import codebook as domain
from archive.domain import warrant
from archive.domain.codebook import ChangeVerb
from archive.domain.errors import Conflict, NotFound
from archive.gate import audit
from archive.gate.codebook_past import past_of
from archive.models import CodebookChange, User


def undo_change(*, change: int, by: User | None) -> None:
    """Put the themes, and the codings of a split, back to what they were before `change`.

    Raises `NotAllowed`, `NotFound`, and `Conflict` where it is undone already, or where a later
    change touched the same theme: the message says which.
    """
    with changing(by, "undo a change", codebook=_codebook(change, by)) as book:
        rows = {row.pk: row for row in CodebookChange.objects.filter(codebook=book.row)}
        row = rows[change]
        past = [past_of(each) for each in rows.values()]
        if change not in domain.in_force(past):
            raise Conflict("That is undone already.", hint="Reload the page.")
        if (later := domain.in_the_way(past, change)) is not None:
            there = rows[later.id]
            raise Conflict(
                f"Version {there.version} ({there.verb}) changed the same theme later.",
                hint=f"Undo version {there.version} first.",
            )
        kept = row.payload.get("codings")
        book.write(
            ChangeVerb.UNDO,
            row.theme_id,
            _turned(row),
            moved=Moved.loads(kept).back() if kept else None,
            undoes=row,
        )


def _codebook(change: int, by: User | None) -> int:
    with warrant.opened(audit.actor_name(by), "codebook"):
        found = CodebookChange.objects.filter(pk=change).values_list("codebook_id", flat=True)
        number = found.first()
    if number is None:
        raise NotFound("There is no such change.", hint="Reload the page.")
    return int(number)


def _turned(row: CodebookChange) -> dict[int, Sides]:
    return {
        int(pk): (sides["after"], sides["before"]) for pk, sides in row.payload["themes"].items()
    }
