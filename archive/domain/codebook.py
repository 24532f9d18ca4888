"""The rules of a codebook: a tree of themes, merges that move nothing, and what may be undone.

Pure: no tables, no accounts. Themes and changes are told by their numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.errors import InvalidInput

RULES = (
    "No diagnosis the writer did not claim: a theme says what a passage is about.",
    "Never correct the writer’s words: not her names for things, not her spelling, not her doubt.",
)
"""What stands above every codebook. docs/codebook.md says why."""

COLOURS = range(1, 9)
"""Each is a hue with a line of its own, so that nothing hangs on seeing either."""

LONGEST_NAME, LONGEST_LABEL, LONGEST_PART, MOST_CUES, LONGEST_CUE = 100, 120, 4_000, 60, 80
"""Code points; cues by number."""


class ThemeState(StrEnum):
    """Only an active theme may be applied. A retired one stays on what it was applied to."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class ChangeVerb(StrEnum):
    """What can happen to a codebook."""

    ADD = "add"
    EDIT = "edit"
    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    RETIRE = "retire"
    REVIVE = "revive"
    UNDO = "undo"


PROPOSABLE = (
    ChangeVerb.ADD,
    ChangeVerb.EDIT,
    ChangeVerb.RENAME,
    ChangeVerb.MOVE,
    ChangeVerb.MERGE,
    ChangeVerb.RETIRE,
    ChangeVerb.REVIVE,
)
"""What may be proposed. A split is a choice of passages and is made on the spot."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A theme as far as the tree is concerned."""

    id: int
    name: str
    parent: int | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A change as far as undoing is concerned.

    `touched` are the themes whose own fields it changed, `made` those of them that it added, and
    `drew_on` the theme from which it took codings.
    """

    id: int
    touched: frozenset[int]
    made: frozenset[int] = frozenset()
    drew_on: int | None = None
    undoes: int | None = None


def resolved(merged: Mapping[int, int | None], theme: int) -> int:
    """What a theme is read as: the end of its chain of merges, itself if it was never merged.

    `merged` maps a theme to the one it was merged into. A circle, which `check_book` refuses, ends
    where it is met again.
    """
    seen = {theme}
    while (onward := merged.get(theme)) is not None and onward not in seen:
        theme = onward
        seen.add(theme)
    return theme


def check_book(entries: Iterable[Entry]) -> None:
    """Refuse a book that is no tree, merges in a circle or calls two siblings the same.

    Names are compared without regard to case, because other tools do. Merged themes have no name
    to clash. Raises `InvalidInput`.
    """
    book = {entry.id: entry for entry in entries}
    parents = {entry.id: entry.parent for entry in book.values()}
    merges = {entry.id: entry.merged_into for entry in book.values()}
    names: dict[tuple[int | None, str], Entry] = {}
    for entry in book.values():
        for other in (entry.parent, entry.merged_into):
            if other is not None and other not in book:
                raise InvalidInput(
                    f"“{entry.name}” would stand under, or be read as, a theme that is not there.",
                    hint="Move it first.",
                )
        _check_chain(entry, parents, "stand under itself")
        _check_chain(entry, merges, "be merged into itself")
        if entry.merged_into is not None:
            continue
        if entry.parent is not None and merges[entry.parent] is not None:
            raise InvalidInput(
                f"“{entry.name}” would stand under a theme that was merged into another.",
                hint="Choose the theme it was merged into.",
            )
        key = (entry.parent, entry.name.casefold())
        if key in names:
            raise InvalidInput(
                f"There is a theme called “{entry.name}” in that place already.",
                hint="Siblings have names of their own: choose another, or merge the two.",
            )
        names[key] = entry


def in_the_way(changes: Sequence[Past], of: int) -> Past | None:
    """The last change that must be undone before `of` can be; None where nothing is.

    `changes` in the order they were made. A change that was undone, and the undoing of it, are
    not in the way of anything before them.
    """
    standing = in_force(changes)
    place = next(index for index, change in enumerate(changes) if change.id == of)
    undone = changes[place]
    where = {change.id: index for index, change in enumerate(changes)}
    for later in reversed(changes[place + 1 :]):
        if later.id not in standing:
            continue
        if later.undoes is not None and where[later.undoes] > place:
            continue
        if undone.touched & later.touched or later.drew_on in undone.made:
            return later
    return None


def in_force(changes: Sequence[Past]) -> frozenset[int]:
    """Which changes stand: those that no standing change undoes. In the order they were made."""
    standing = {change.id for change in changes}
    for change in reversed(changes):
        if change.undoes is not None and change.id in standing:
            standing.discard(change.undoes)
    return frozenset(standing)


def below(parents: Mapping[int, int | None], themes: Collection[int]) -> frozenset[int]:
    """Those themes and all that stand under them."""
    return coming_by(parents.items(), themes)


def coming_by(arrows: Iterable[tuple[int, int | None]], themes: Collection[int]) -> frozenset[int]:
    """Those themes and all from which a way along the arrows leads to one of them."""
    to: dict[int, set[int]] = {}
    for start, end in arrows:
        if end is not None:
            to.setdefault(end, set()).add(start)
    found, waiting = set(themes), list(themes)
    while waiting:
        new = to.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return frozenset(found)


def _check_chain(entry: Entry, onward: Mapping[int, int | None], what: str) -> None:
    at, seen = onward[entry.id], {entry.id}
    while at is not None:
        if at in seen:
            raise InvalidInput(f"“{entry.name}” would {what}.", hint="Choose another theme.")
        seen.add(at)
        at = onward.get(at)
