"""How long a reader's page of a long discussion takes: `python -m tests.benchmarks.bench_reading`.

A thread of 1,000 comments to depth 10 against one of 100, both invented, in a home of their own on
SQLite. Times are medians of five in processor time, so of one core; `render` is the template with
what it lays out, `gate` is asking the rule, unsealing and disclosing, `whole` is a request.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable

TIMES = 5
TARGET = 300
"""Milliseconds a page of 1,000 comments may take on one core."""

SIZES = (100, 1_000)


def median_ms(work: Callable[[], object]) -> float:
    """Milliseconds of processor time a call, after one to warm up."""
    work()
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken) * 1_000


def measured(comments: int) -> dict[str, float]:
    """Milliseconds by part, for a thread of that length."""
    from django.template.loader import render_to_string
    from django.test import Client

    from archive.gate import READER, read_as
    from tests.benchmarks.long_thread import long_thread

    slug = long_thread(comments)
    client, reader = Client(SERVER_NAME="localhost"), read_as(READER)
    page = client.get(f"/d/{slug}/")
    assert page.status_code == 200, page.status_code
    context = {"discussion": reader.discussion(slug)}
    return {
        "gate": median_ms(lambda: reader.discussion(slug)),
        "render": median_ms(
            lambda: render_to_string("archive/reading/discussion.html", context, page.wsgi_request)
        ),
        "whole": median_ms(lambda: client.get(f"/d/{slug}/")),
    }


def main() -> None:
    """Make both threads, time both, print the table."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["ARCHIVE_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        for name in ("DATABASE_URL", "KEYS_DATABASE_URL"):
            os.environ.pop(name, None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("prepare", verbosity=0)
        few, many = (measured(size) for size in SIZES)
    print(f"{'part':8}" + "".join(f"{f'{size} comments':>16}" for size in SIZES) + f"{'ratio':>8}")
    for part in many:
        print(f"{part:8}{few[part]:13.0f} ms{many[part]:13.0f} ms{many[part] / few[part]:8.1f}")
    print(f"Target: {TARGET} ms for the whole; {'met' if many['whole'] < TARGET else 'missed'}.")


if __name__ == "__main__":
    main()
