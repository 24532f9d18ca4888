"""What an index may know: documents of one audience, and what waits in the outbox."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from archive import vault
from archive.domain import threads, visibility, warrant
from archive.domain.nearness import Laid, near_tokens
from archive.domain.query import month_of
from archive.domain.text import sentences
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
    coded, places = _coded(ids, audience), _positions({row.discussion_id for row in rows})
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
                themes=coded[row.pk].themes,
                year=row.written_at.year if row.written_at else None,
                visible_from=since.timestamp() if since else 0.0,
                visible_until=until.timestamp() if until else math.inf,
                position=places.get(row.ref, ""),
                labels=labels[row.pk],
                month=month_of(row.written_at.year, row.written_at.month)
                if row.written_at
                else None,
                language=row.language,
                near=coded[row.pk].near(body.text),
                coders=tuple(sorted(coded[row.pk].coders)),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Coded:
    """What coders laid over one text, as its audience reads it."""

    laid: list[Laid] = field(default_factory=list)
    coders: set[str] = field(default_factory=set)

    @property
    def themes(self) -> tuple[str, ...]:
        """Slugs, ancestors included, so that a parent finds its children's."""
        return tuple(sorted({slug for each in self.laid for slug in each.themes}))

    def near(self, text: str) -> tuple[str, ...]:
        """Themes that stand together on `text`."""
        if len({each.themes for each in self.laid}) < 2:
            return ()
        return near_tokens(self.laid, sentences(text))


def _coded(ids: Iterable[int], audience: Audience) -> dict[int, _Coded]:
    """By contribution: themes of the archive's codebook on passages that lie, for certain, on the
    text the audience reads; for staff, who applied them (what a blind round settled is nobody's).

    What is coded in an open round is not there yet, and a coder of one does not find its texts.
    """
    staff = audience is Audience.STAFF
    themes = archive_themes()
    lying = anchored(Passage.objects.filter(contribution__in=list(ids)), latest=staff).order_by()
    places = {
        pk: (contribution, start or 0, end or 0)
        for pk, contribution, start, end in lying.values_list(
            "pk", "contribution_id", "anchors__start", "anchors__end"
        )
    }
    above: dict[int, tuple[str, ...]] = {}
    found: dict[int, _Coded] = defaultdict(_Coded)
    rows = Coding.objects.filter(content_object__in=list(places)).order_by()
    columns = ("content_object_id", "tag_id", "round_id", "coder__username")
    for passage, tag, settled, coder in rows.values_list(*columns):
        if tag not in above:
            above[tag] = tuple(theme.slug for theme in themes.upwards(tag))
        if above[tag]:
            contribution, start, end = places[passage]
            found[contribution].laid.append(Laid(start, end, above[tag]))
            if staff and coder and not settled:
                found[contribution].coders.add(coder)
    return found


def _positions(discussions: set[int]) -> dict[str, str]:
    return {
        placed.ref: placed.position
        for some in nodes_of(discussions).values()
        for placed in threads.reading_order(some).placed
    }
