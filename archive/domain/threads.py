"""The order in which a thread is read, whole or with what a viewer may not see taken out.

Pure functions over nodes without text. Both walk with a stack of their own, so depth is bounded
by memory only, and take time in proportion to the nodes once siblings are sorted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple


class Node(NamedTuple):
    """A contribution in its tree. `order` sorts siblings: any values comparable to one another."""

    ref: str
    parent: str | None
    order: Any


@dataclass(frozen=True, slots=True)
class Placed:
    """A node in reading order: depth 0 and position "0" for the essay, then "1", "1.1" …"""

    ref: str
    parent: str | None
    depth: int
    position: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A thread in reading order, and the refs that had to be attached to the root."""

    placed: tuple[Placed, ...]
    attached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A place in the thread as one viewer sees it; `ref` is None for a neutral placeholder."""

    ref: str | None
    depth: int
    position: str

    @property
    def is_hole(self) -> bool:
        """Whether a hidden text with a visible reply stands here."""
        return self.ref is None


_BY_ORDER = itemgetter(2, 0)


def reading_order(nodes: Iterable[Node]) -> Reading:
    """Depth-first order, siblings by `order`, then by ref.

    The root is the first node without a parent. A further one, a node whose parent is missing and
    the first node of a loop are attached to the root and reported; where every node has a parent,
    the first of all becomes the root and is reported. Raises `ValueError` when a ref comes twice.
    """
    root, parents, attached = _rooted(nodes)
    return Reading(tuple(_walk(root, parents)), attached) if parents else Reading(())


def _rooted(nodes: Iterable[Node]) -> tuple[str, dict[str, str | None], tuple[str, ...]]:
    """The root, each node's parent in order of siblings, and what had to be attached."""
    by_order = sorted(nodes, key=_BY_ORDER)
    parents = {ref: parent for ref, parent, _ in by_order}
    if len(parents) != len(by_order):
        raise ValueError("a ref stands twice in one thread")
    if not by_order:
        return "", {}, ()
    root = next((node.ref for node in by_order if node.parent is None), by_order[0].ref)
    attached = [root] if parents[root] is not None else []
    parents[root] = None
    for ref, parent, _ in by_order:
        if ref != root and (parent is None or parent not in parents):
            parents[ref] = root
            attached.append(ref)
    for ref in _first_of_loops(parents):
        parents[ref] = root
        attached.append(ref)
    return root, parents, tuple(attached)


def _first_of_loops(parents: dict[str, str | None]) -> list[str]:
    """Of each loop the member that comes first in `parents`, which is in order of siblings."""
    rank = {ref: number for number, ref in enumerate(parents)}
    settled: set[str] = set()
    firsts = []
    for start in parents:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in path:
            path[at] = None
            at = parents[at]
        if at is not None and at in path:
            members = list(path)
            firsts.append(min(members[members.index(at) :], key=rank.__getitem__))
        settled.update(path)
    return firsts


def _replies(parents: dict[str, str | None]) -> dict[str, list[str]]:
    """What answers each node, in order."""
    children: dict[str, list[str]] = {}
    for ref, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(ref)
    return children


def _walk(root: str, parents: dict[str, str | None]) -> list[Placed]:
    children = _replies(parents)
    placed = []
    waiting = [Placed(root, None, 0, "0")]
    while waiting:
        here = waiting.pop()
        placed.append(here)
        replies = children.get(here.ref, [])
        waiting += (
            Placed(ref, here.ref, here.depth + 1, _position(here.depth, here.position, number))
            for number, ref in reversed(list(enumerate(replies, start=1)))
        )
    return placed


def _position(depth: int, position: str, number: int) -> str:
    """The position of the `number`th reply to what stands at `depth` and `position`."""
    return f"{position}.{number}" if depth else str(number)


def disclosed_thread(nodes: Iterable[Node], visible: Collection[str]) -> tuple[Shown, ...]:
    """The visible nodes in reading order, with a hole where a hidden one has a visible descendant.

    Hidden nodes one under the other make one hole, the rest vanishes; depths and positions count
    what is shown, so neither tells how much is hidden. A hidden essay is a hole at depth 0. Empty
    when nothing is visible. `visible` should be a set.
    """
    placed = reading_order(nodes).placed
    needed: set[str] = set()
    for node in reversed(placed):
        if (node.ref in visible or node.ref in needed) and node.parent is not None:
            needed.add(node.parent)

    shown: list[Shown] = []
    replies: list[int] = []
    stands_at: dict[str, int] = {}
    for node in placed:
        seen = node.ref in visible
        if not seen and node.ref not in needed:
            continue
        if node.parent is None:
            shown.append(Shown(node.ref if seen else None, 0, "0"))
        else:
            above = stands_at[node.parent]
            if not seen and shown[above].is_hole:
                stands_at[node.ref] = above
                continue
            replies[above] += 1
            depth, position = shown[above].depth, shown[above].position
            position = _position(depth, position, replies[above])
            shown.append(Shown(node.ref if seen else None, depth + 1, position))
        stands_at[node.ref] = len(shown) - 1
        replies.append(0)
    return tuple(shown)


def places(
    nodes: Iterable[Node], visible: Collection[str], wanted: Iterable[str]
) -> dict[str, tuple[str, int]]:
    """`(position, depth)` of those `wanted` that are visible, as `disclosed_thread` has them.

    For a few nodes of many: only their siblings and those above them are counted.
    """
    root, parents, _ = _rooted(nodes)
    thread = _Counted(parents, set(visible))
    return {ref: thread.place(ref, root) for ref in wanted if ref in visible and ref in parents}


class _Counted:
    """A thread in which visible nodes and holes are counted where somebody asks for them."""

    def __init__(self, parents: dict[str, str | None], visible: set[str]) -> None:
        self.parents = parents
        self.visible = visible
        self.children = _replies(parents)
        self.needed: set[str] = set()
        self.numbers: dict[str, dict[str, int]] = {}
        for ref in visible:
            above = parents.get(ref)
            while above is not None and above not in self.needed:
                self.needed.add(above)
                above = parents[above]

    def place(self, ref: str, root: str) -> tuple[str, int]:
        """Where a visible node stands."""
        path = []
        while ref != root:
            above = self.stands_under(ref)
            path.append(self.numbered(above)[ref])
            ref = above
        position = "0"
        for depth, number in enumerate(reversed(path)):
            position = _position(depth, position, number)
        return position, len(path)

    def stands_under(self, ref: str) -> str:
        """The visible node above, or the hole that all hidden ones up to the next visible make."""
        above = self.parents[ref] or ""
        if above not in self.visible:
            while (higher := self.parents[above]) is not None and higher not in self.visible:
                above = higher
        return above

    def numbered(self, above: str) -> dict[str, int]:
        """What stands under a node or hole, each with its number from 1."""
        if above not in self.numbers:
            found: dict[str, int] = {}
            waiting = self.children.get(above, [])[::-1]
            while waiting:
                ref = waiting.pop()
                if ref in self.visible or (ref in self.needed and above in self.visible):
                    found[ref] = len(found) + 1
                elif ref in self.needed:
                    waiting += reversed(self.children[ref])
            self.numbers[above] = found
        return self.numbers[above]
