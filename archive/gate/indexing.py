"""What an index may know: documents of one audience, and what waits in the outbox."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from archive import vault
from archive.domain import threads, visibility, warrant
from archive.domain.words import Audience, Kind, Voice
from archive.gate.bodies import RenditionBody
from archive.gate.content_labels import labels_of
from archive.gate.disclosed import IndexDocument
from archive.gate.facts import facts_of, to_q
from archive.gate.opening import PLACE, anchored
from archive.gate.places import nodes_of
from archive.gate.rules import audience_rule
from archive.gate.themes import archive_themes
from archive.models import Coding, Contribution, Outbox, Passage

BATCH = 500


@dataclass(frozen=True, slots=True)
class Pending:
    """An outbox row: `ref` must be read again; `purge` when the index's bytes must go too."""

    id: int
    ref: str
    op: str


def pending() -> tuple[Pending, ...]:
    """What waits to be learnt by the indexes, oldest first."""
    with warrant.opened("index", "pending"):
        return tuple(Pending(*row) for row in Outbox.objects.values_list("id", "ref", "op"))


def hidden_refs() -> frozenset[str]:
    """Refs whose entries are out of date: a query subtracts them until the index has learnt."""
    with warrant.opened("index", "pending"):
        return frozenset(Outbox.objects.values_list("ref", flat=True))


def documents_for(
    audience: Audience, refs: frozenset[str] | None = None
) -> Iterator[tuple[IndexDocument, ...]]:
    """Chunks of documents the audience may find now or after an embargo: all, or some refs."""
    rule = visibility.ignoring_time(audience_rule(audience))
    for ids in _chunks(rule, refs):
        with warrant.opened("index", audience.value):
            chunk = _documents(audience, ids)
        yield chunk


def _chunks(rule: visibility.Rule, refs: frozenset[str] | None) -> Iterator[list[int]]:
    with warrant.opened("index", "chunks"):
        rows = Contribution.objects.filter(to_q(rule, timezone.now())).order_by("pk")
        if refs is not None:
            rows = rows.filter(ref__in=refs)
        ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _documents(audience: Audience, ids: list[int]) -> tuple[IndexDocument, ...]:
    rows = list(
        Contribution.objects.filter(pk__in=ids)
        .select_related("discussion", "rendition", "latest")
        .order_by("pk")
    )
    rule = audience_rule(audience)
    ring = vault.ring(row.ref for row in rows)
    labels = labels_of(ids)
    themes, places = _themes_of(ids, audience), _positions({row.discussion_id for row in rows})
    found = []
    for row in rows:
        rendition = row.latest if audience is Audience.STAFF else row.rendition
        sealed = ring.unseal(row.ref, PLACE, rendition.body) if rendition else None
        if sealed is None:
            continue
        body = RenditionBody.loads(sealed)
        since, until = visibility.times(rule, facts_of(row))
        found.append(
            IndexDocument(
                ref=row.ref,
                discussion=row.discussion.slug,
                kind=Kind(row.kind),
                voice=Voice(row.voice),
                title=body.title,
                text=body.text,
                themes=themes[row.pk],
                year=row.written_at.year if row.written_at else None,
                visible_from=since.timestamp() if since else 0.0,
                visible_until=until.timestamp() if until else math.inf,
                position=places.get(row.ref, ""),
                labels=labels[row.pk],
            )
        )
    return tuple(found)


def _themes_of(ids: Iterable[int], audience: Audience) -> dict[int, tuple[str, ...]]:
    """Theme slugs by contribution, ancestors included, so that a parent finds its children's.

    Of passages that lie on the text the audience reads, for certain.
    """
    above: dict[int, tuple[str, ...]] = {}
    themes = archive_themes()
    slugs: dict[int, set[str]] = defaultdict(set)
    passages = Passage.objects.filter(contribution__in=list(ids))
    lying = anchored(passages, latest=audience is Audience.STAFF).order_by()
    for contribution, tag in Coding.objects.filter(
        content_object__in=lying.values("pk")
    ).values_list("content_object__contribution_id", "tag_id"):
        if tag not in above:
            above[tag] = tuple(theme.slug for theme in themes.upwards(tag))
        slugs[contribution].update(above[tag])
    return defaultdict(tuple, {pk: tuple(sorted(found)) for pk, found in slugs.items()})


def _positions(discussions: set[int]) -> dict[str, str]:
    return {
        placed.ref: placed.position
        for some in nodes_of(discussions).values()
        for placed in threads.reading_order(some).placed
    }
