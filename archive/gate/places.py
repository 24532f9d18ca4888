"""Where contributions stand in their threads. Needs a warrant.

Under a prompt there is no essay: a root without a row takes its place, so that its answers are
numbered and nested like comments.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, Q, Value, When

from archive.domain import threads
from archive.models import Contribution, Discussion

PROMPT = ""
"""The ref of a prompt in its thread: no contribution has it."""

PROMPT_FORMAT = "prompt"


def nodes_of(discussions: Iterable[int]) -> dict[int, list[threads.Node]]:
    """The nodes of these discussions' threads, tombstones included, by the discussion's key."""
    return {of: nodes for of, (nodes, _) in seen_nodes(discussions, Q()).items()}


def seen_nodes(
    discussions: Iterable[int], seen: Q
) -> dict[int, tuple[list[threads.Node], set[str]]]:
    """The same, each with the refs of those that `seen` holds of: both in one query."""
    wanted = list(discussions)
    prompts = set(
        Discussion.objects.filter(pk__in=wanted, format=PROMPT_FORMAT).values_list("pk", flat=True)
    )
    found: dict[int, tuple[list[threads.Node], set[str]]] = {of: ([], set()) for of in wanted}
    for pk in prompts:
        found[pk][0].append(threads.Node(PROMPT, None, -1))
    rows = list(
        Contribution.objects.filter(discussion_id__in=wanted)
        .order_by()
        .annotate(seen=Case(When(seen, then=Value(1)), default=Value(0)) if seen else Value(1))
        .values_list("pk", "ref", "parent_id", "order", "discussion_id", "seen")
    )
    refs: dict[int | None, str] = {pk: ref for pk, ref, *_ in rows}
    for _, ref, parent, order, of, is_seen in rows:
        nodes, shown = found[of]
        root = PROMPT if of in prompts else None
        nodes.append(threads.Node(ref, refs.get(parent, root), order))
        if is_seen:
            shown.add(ref)
    return found


def placed(discussion: int) -> tuple[threads.Placed, ...]:
    """A discussion's contributions in reading order, without its prompt."""
    reading = threads.reading_order(nodes_of([discussion])[discussion])
    return tuple(place for place in reading.placed if place.ref != PROMPT)
