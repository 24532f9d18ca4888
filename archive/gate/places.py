"""Where contributions stand in their threads. Needs a warrant.

Under a prompt there is no essay: a root without a row takes its place, so that its answers are
numbered and nested like comments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from archive.domain import threads
from archive.models import Contribution, Discussion

PROMPT = ""
"""The ref of a prompt in its thread: no contribution has it."""

PROMPT_FORMAT = "prompt"


def nodes_of(discussions: Iterable[int]) -> dict[int, list[threads.Node]]:
    """The nodes of these discussions' threads, tombstones included, by the discussion's key."""
    wanted = list(discussions)
    nodes: dict[int, list[threads.Node]] = defaultdict(list)
    prompts = set(
        Discussion.objects.filter(pk__in=wanted, format=PROMPT_FORMAT).values_list("pk", flat=True)
    )
    for pk in prompts:
        nodes[pk].append(threads.Node(PROMPT, None, -1))
    for ref, parent, order, of in Contribution.objects.filter(discussion_id__in=wanted).values_list(
        "ref", "parent__ref", "order", "discussion_id"
    ):
        above: str | None = parent
        root = PROMPT if of in prompts else None
        nodes[of].append(threads.Node(ref, above if above is not None else root, order))
    return nodes


def placed(discussion: int) -> tuple[threads.Placed, ...]:
    """A discussion's contributions in reading order, without its prompt."""
    reading = threads.reading_order(nodes_of([discussion])[discussion])
    return tuple(place for place in reading.placed if place.ref != PROMPT)
