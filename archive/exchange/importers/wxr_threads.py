"""The comments of one post → its thread in reading order, whatever their order in the file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Node:
    """A comment by its number. `parent` is 0 for the post itself, -1 for what is no number."""

    id: int
    parent: int
    written_at: datetime | None

    @property
    def order(self) -> tuple[datetime, int]:
        """Oldest first, undated last, else by number, which WordPress gives in order."""
        return self.written_at or _LATEST, self.id


def attach(
    nodes: Iterable[Node], left_out: frozenset[int]
) -> tuple[dict[int, int], dict[int, str]]:
    """The parent of each node, 0 for the post, and a reason for each that had to change.

    A parent that is missing or was left out makes way for the post. In a loop the oldest comment
    is attached to the post, since it cannot be a reply to a later one; the others keep theirs.
    """
    by_id = {node.id: node for node in nodes}
    parents, reasons = {}, {}
    for node in by_id.values():
        parents[node.id] = node.parent
        if node.parent and node.parent not in by_id:
            parents[node.id] = 0
            reasons[node.id] = "parent_left_out" if node.parent in left_out else "parent_missing"
    for loop in _loops(parents):
        oldest = min((by_id[id] for id in loop), key=lambda node: node.order)
        parents[oldest.id] = 0
        reasons[oldest.id] = "parent_loop"
    return parents, reasons


def reading_order(nodes: Iterable[Node], parents: Mapping[int, int]) -> list[int]:
    """Ids depth first, siblings oldest first. Every node is reached: `parents` has no loop."""
    replies: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        replies[parents[node.id]].append(node)
    order: list[int] = []
    waiting = [0]
    while waiting:
        at = waiting.pop()
        if at:
            order.append(at)
        children = sorted(replies[at], key=lambda node: node.order, reverse=True)
        waiting.extend(node.id for node in children)
    return order


def _loops(parents: Mapping[int, int]) -> list[list[int]]:
    """The loops among `parents`, each once. Walks every path once."""
    loops = []
    seen: set[int] = {0}
    for start in parents:
        path: dict[int, None] = {}
        at = start
        while at not in seen:
            seen.add(at)
            path[at] = None
            at = parents[at]
        if at in path:
            steps = list(path)
            loops.append(steps[steps.index(at) :])
    return loops
