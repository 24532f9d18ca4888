"""An archive of published texts, made in bulk: the discussions of `discussions.py`, sealed, with
passages, themes and labels, and their indexes. All of it is invented."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from archive import vault
from archive.domain.markup import paragraphs
from archive.domain.offsets import OffsetMap
from archive.domain.text import sentences
from archive.domain.words import Kind, Voice
from archive.gate.bodies import RenditionBody
from archive.gate.disclosed import IndexDocument
from archive.gate.guard import ungated
from archive.models import (
    Anchor,
    Coding,
    ContentLabel,
    Contribution,
    Discussion,
    Passage,
    Rendition,
    Theme,
)
from archive.models.fields import new_ref
from archive.search import indexer
from tests import factories
from tests.benchmarks.discussions import THEMES, Discussions

A_YEAR = timedelta(days=365)


def fill(size: int, *, index: bool = True) -> tuple[IndexDocument, ...]:
    """About `size` contributions (those that nobody may see are left out), and their indexes;
    returns what they were made from."""
    docs = tuple(doc for doc in Discussions(size) if not _is_hidden(doc))
    chance = random.Random(5)
    with ungated("a benchmark fills an archive"):
        themes = {slug: _theme(slug) for slug in THEMES}
        for _, some in groupby(docs, key=lambda doc: doc.discussion):
            with transaction.atomic():
                _make(list(some), themes, chance)
    if index:
        indexer.reindex()
    return docs


def is_filled() -> bool:
    """Whether there is anything already."""
    with ungated("a benchmark looks for its archive"):
        return Contribution.objects.exists()


def _is_hidden(doc: IndexDocument) -> bool:
    return doc.visible_from > 0 or doc.visible_until < float("inf")


def _theme(slug: str) -> Theme:
    known = Theme.objects.filter(slug=slug).first()
    return known or factories.theme(slug, slug.replace("-", " ").title())


def _make(docs: Sequence[IndexDocument], themes: dict[str, Theme], chance: random.Random) -> None:
    """One discussion with all that stands over its texts."""
    discussion = Discussion.objects.create(source_digest=new_ref(), format="page-text")
    rows = _rows(discussion, docs)
    ring = vault.create_keys([row.ref for row in rows])
    Rendition.objects.bulk_create(
        Rendition(
            contribution=row,
            number=1,
            body=ring.seal(row.ref, "rendition.body", _body(doc).dumps()),
        )
        for row, doc in zip(rows, docs, strict=True)
    )
    made = Rendition.objects.filter(contribution=OuterRef("pk")).values("pk")
    mine = Contribution.objects.filter(discussion=discussion)
    mine.update(rendition=Subquery(made), latest=Subquery(made))
    until = timezone.now() + A_YEAR
    mine.update(
        status="approved",
        consent="basis",
        voice_cleared=True,
        signed_off=True,
        was_public=True,
        read_until=until,
        find_until=until,
        research_until=until,
    )
    _lay_over(list(zip(rows, docs, strict=True)), themes, chance)


def _rows(discussion: Discussion, docs: Sequence[IndexDocument]) -> list[Contribution]:
    """Parents before children, each level made at once; a text whose parent is hidden answers the
    essay. Without an essay the first text takes its place."""
    rows = {
        doc.position: Contribution(
            ref=new_ref(),
            discussion=discussion,
            kind=(Kind.COMMENT if number else Kind.ESSAY).value,
            order=number,
            source_digest=str(number),
            voice=(Voice.COMMENTARY if doc.voice is Voice.UNCLEAR else doc.voice).value,
            language=doc.language,
            author_number=number % 40 + 1,
            written_at=_day(doc),
        )
        for number, doc in enumerate(docs)
    }
    essay = rows[docs[0].position]
    essay.save()
    for depth in range(8):
        level = [at for at in rows if at != docs[0].position and at.count(".") == depth]
        for at in level:
            rows[at].parent = rows.get(at.rpartition(".")[0]) or essay
        Contribution.objects.bulk_create(rows[at] for at in level)
    return [rows[doc.position] for doc in docs]


def _day(doc: IndexDocument) -> datetime | None:
    return (
        None if doc.month is None else datetime(doc.month // 12, doc.month % 12 + 1, 1, tzinfo=UTC)
    )


def _body(doc: IndexDocument) -> RenditionBody:
    return RenditionBody(doc.text, doc.title, paragraphs(doc.text), (), (), OffsetMap())


def _lay_over(
    pairs: Sequence[tuple[Contribution, IndexDocument]],
    themes: dict[str, Theme],
    chance: random.Random,
) -> None:
    """A passage of a few sentences for each theme of a text, and the labels."""
    coded = list(_passages(pairs, chance))
    passages = Passage.objects.bulk_create(passage for passage, _ in coded)
    renditions = dict(
        Rendition.objects.filter(contribution__in=[row for row, _ in pairs]).values_list(
            F("contribution"), "pk"
        )
    )
    Anchor.objects.bulk_create(
        Anchor(
            passage=passage,
            rendition_id=renditions[passage.contribution_id],
            start=passage.start,
            end=passage.end,
            method="map",
        )
        for passage in passages
    )
    Coding.objects.bulk_create(
        Coding(tag=themes[slug], content_object=passage)
        for passage, (_, slug) in zip(passages, coded, strict=True)
    )
    ContentLabel.objects.bulk_create(
        ContentLabel(contribution=row, label=label.value)
        for row, doc in pairs
        for label in doc.labels
    )


def _passages(
    pairs: Sequence[tuple[Contribution, IndexDocument]], chance: random.Random
) -> Iterator[tuple[Passage, str]]:
    for row, doc in pairs:
        bounds = sentences(doc.text)
        for slug in doc.themes:
            first = chance.randrange(len(bounds))
            last = min(first + chance.randrange(3), len(bounds) - 1)
            yield (
                Passage(contribution=row, start=bounds[first].start, end=bounds[last].end),
                slug,
            )
