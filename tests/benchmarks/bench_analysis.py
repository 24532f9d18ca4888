"""How long the pages of analysis take: `python -m tests.benchmarks.bench_analysis`.

Invented texts about health (`discussions`), as long as real ones, in threads of 250, each open to
study with three coded passages under eighteen themes, in homes of their own on SQLite. Times are
medians of five whole requests by a researcher, in processor time, so of one core.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Final

SIZES: Final = (2_000, 10_000)
TIMES: Final = 5
TARGET: Final = 2.0
"""Seconds a page may take on one core at the larger size."""

PASSAGES: Final = 3
PAGES: Final = {
    "together, by passage": "",
    "together, by sentence": "?unit=sentence",
    "together, by contribution": "?unit=contribution",
    "together, by discussion": "?unit=discussion",
    "by voice": "by/?over=voice",
    "by year": "by/?over=year",
    "by discussion": "by/?over=discussion",
    "words that set a theme apart": "words/?theme=told-sleep",
    "spread over discussions": "spread/",
    "spread over contributions": "spread/?over=contribution",
    "passages of a theme": "passages/?theme=told-sleep",
    "passages of two themes": "passages/?theme=told-chronic-pain&with=told-sleep&unit=passage",
    "all codings as CSV": "codings.csv",
}


def fill(size: int) -> None:
    """Contributions with sealed texts, passages on them, and a coding on each passage."""
    from django.utils import timezone

    from archive import vault
    from archive.domain.markup import paragraphs
    from archive.domain.text import sentences
    from archive.domain.words import (
        AnchorMethod,
        Consent,
        Kind,
        Role,
        Status,
        Voice,
    )
    from archive.gate.bodies import OriginalBody
    from archive.gate.drafting import draft
    from archive.gate.guard import ungated
    from archive.models import Anchor, Coding, Contribution, Discussion, Passage, Rendition
    from tests import factories
    from tests.benchmarks.discussions import THEMES, Discussions

    chance, until = random.Random(7), timezone.now() + timedelta(days=900)
    coders = [factories.account(f"coder{n}", Role.MODERATOR) for n in range(5)]
    with ungated("a benchmark fills an archive"):
        themes = [factories.theme(f"told-{slug}", f"Told: {slug}") for slug in THEMES]
        threads: dict[str, Discussion] = {}
        rows, texts = [], []
        for number, doc in enumerate(Discussions(size)):
            if doc.discussion not in threads:
                threads[doc.discussion] = Discussion.objects.create(
                    source_digest=doc.discussion, format="page-text"
                )
            rows.append(
                Contribution(
                    discussion=threads[doc.discussion],
                    kind=Kind.COMMENT.value,
                    order=number,
                    source_digest=str(number),
                    language="en",
                    characters=len(doc.text),
                    written_at=datetime(chance.randint(2012, 2024), 5, 2, tzinfo=UTC),
                    voice=chance.choice((Voice.FIRST_PERSON, Voice.FIRST_PERSON, Voice.MIXED)),
                    consent=Consent.BASIS.value,
                    signed_off=True,
                    voice_cleared=True,
                    was_public=True,
                    read_until=until,
                    find_until=until,
                    research_until=until,
                    quote_until=until,
                )
            )
            texts.append(doc.text)
        Contribution.objects.bulk_create(rows, batch_size=500)
        ring = vault.create_keys([row.ref for row in rows])
        bodies = [draft(OriginalBody(text, "", paragraphs(text)), (), ()) for text in texts]
        renditions = Rendition.objects.bulk_create(
            [
                Rendition(
                    contribution=row,
                    number=1,
                    body=ring.seal(row.ref, "rendition.body", body.dumps()),
                )
                for row, body in zip(rows, bodies, strict=True)
            ],
            batch_size=500,
        )
        for row, rendition in zip(rows, renditions, strict=True):
            row.rendition = row.latest = rendition
            row.status = Status.APPROVED.value
        columns = ["rendition", "latest", "status"]
        Contribution.objects.bulk_update(rows, columns, batch_size=500)
        places = []
        for row, text in zip(rows, texts, strict=True):
            bounds = sentences(text)
            for _ in range(PASSAGES):
                first = chance.randrange(len(bounds))
                last = min(len(bounds) - 1, first + chance.randrange(4))
                places.append((row, bounds[first].start, bounds[last].end))
        passages = Passage.objects.bulk_create(
            [
                Passage(contribution=row, start=a, end=b, voice=Voice.FIRST_PERSON.value)
                for row, a, b in places
            ],
            batch_size=500,
        )
        Anchor.objects.bulk_create(
            [
                Anchor(
                    passage=passage,
                    rendition=row.rendition,
                    start=start,
                    end=end,
                    method=AnchorMethod.MADE.value,
                )
                for passage, (row, start, end) in zip(passages, places, strict=True)
            ],
            batch_size=500,
        )
        Coding.objects.bulk_create(
            [
                Coding(
                    tag=chance.choice(themes), content_object=passage, coder=chance.choice(coders)
                )
                for passage in passages
            ],
            batch_size=500,
        )


def measured() -> dict[str, float]:
    """Seconds by page."""
    from django.test import Client

    from archive.domain.words import Role
    from tests import factories

    client = Client(SERVER_NAME="localhost")
    client.force_login(factories.account("rosa", Role.RESEARCHER))
    times = {}
    for name, address in PAGES.items():
        taken = []
        for _ in range(TIMES):
            start = time.process_time()
            page = client.get(f"/desk/themes/{address}")
            taken.append(time.process_time() - start)
            assert page.status_code == 200, (name, page.status_code)
        times[name] = statistics.median(taken)
    return times


def one_size(size: int) -> None:
    """Fill an archive, time its pages, print the table."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["ARCHIVE_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        for name in ("DATABASE_URL", "KEYS_DATABASE_URL"):
            os.environ.pop(name, None)
        import django
        from django.core.management import call_command
        from django.db import transaction

        django.setup()
        call_command("prepare", verbosity=0)
        with transaction.atomic():
            fill(size)
        times = measured()
    print(f"{size:,} texts, {size * PASSAGES:,} passages")
    for name, taken in times.items():
        print(f"  {name:32}{taken:8.2f} s")
    slowest = max(times.values())
    if size == max(SIZES):
        print(f"Target: {TARGET} s for any of them; {'met' if slowest <= TARGET else 'missed'}.")


def main() -> None:
    """Each size in a process of its own, since Django is set up once in one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, help="one size alone")
    size = parser.parse_args().size
    if size:
        one_size(size)
        return
    for each in SIZES:
        command = [sys.executable, "-m", "tests.benchmarks.bench_analysis", "--size", str(each)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
