"""A thread of any length, to depth 10, in a discussion that readers see. All of it is invented."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from archive.actions.import_discussion import import_discussion
from archive.domain.markup import paragraphs
from archive.domain.parsed import ParsedContribution, ParsedDiscussion, ParsedFile
from archive.domain.words import Kind, Role
from archive.gate.guard import ungated
from archive.models import Anchor, Coding, Contribution, Passage, Theme
from tests import factories
from tests.benchmarks.generated import invented_text

DEPTH = 10


def long_thread(comments: int, *, characters: int = 300) -> str:
    """Make it and return its slug. Each comment answers the one before; every tenth begins anew."""
    chance = random.Random(comments)
    items = [_item("0", None, Kind.ESSAY, chance, characters * 10)]
    for number in range(1, comments + 1):
        parent = "0" if number % DEPTH == 1 else str(number - 1)
        items.append(_item(str(number), parent, Kind.COMMENT, chance, characters))
    thread = ParsedDiscussion("0", f"A thread of {comments}", tuple(items))
    report = import_discussion(
        parsed=ParsedFile("page-text", f"{comments}.example", (thread,)),
        by=factories.account("stella", Role.STEWARD),
    )
    slug = report.discussions[0].slug
    _show(slug)
    return slug


def _item(
    number: str, parent: str | None, kind: Kind, chance: random.Random, characters: int
) -> ParsedContribution:
    text = invented_text(characters, chance)
    title = "An invented essay" if parent is None else ""
    author = f"Person {chance.randint(1, 40)}"
    return ParsedContribution(number, parent, kind, text, paragraphs(text), title, author)


def _show(slug: str) -> None:
    """As if every text were reviewed, with a basis for a year; two passages with a theme in each
    fifth one."""
    until = timezone.now() + timedelta(days=365)
    with ungated("a benchmark skips the review"):
        rows = Contribution.objects.filter(discussion__slug=slug)
        rows.update(
            status="approved",
            consent="basis",
            voice="first_person",
            voice_cleared=True,
            signed_off=True,
            was_public=True,
            rendition=F("latest"),
            read_until=until,
            find_until=until,
        )
        _mark_passages(rows.select_related("rendition").order_by("order")[::5])


def _mark_passages(rows: Iterable[Contribution]) -> None:
    theme = Theme.objects.filter(slug="invented").first() or factories.theme("invented")
    for row in rows:
        assert row.rendition_id is not None
        passages = Passage.objects.bulk_create(
            Passage(contribution=row, start=start, end=start + 80) for start in (0, 40)
        )
        Anchor.objects.bulk_create(
            Anchor(passage=p, rendition=row.rendition, start=p.start, end=p.end, method="map")
            for p in passages
        )
        Coding.objects.bulk_create(Coding(tag=theme, content_object=p) for p in passages)
