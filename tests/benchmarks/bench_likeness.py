"""How long the page of a text's likeness takes: `python -m tests.benchmarks.bench_likeness`.

Archives of 200 and 2,000 approved texts of about 1,200 characters, invented, each with an age, a
place, a job, a date and an illness in it; in a home of their own on SQLite. `first` is a look of a
process that has read none of them (`looks` says in how many it had read all: one look reads for
2.5 seconds at most), `again` the median of five after that. Seconds of wall time for the request.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time

SIZES = (200, 2_000)
TARGET = 1.0
"""Seconds a page may take when the texts have been read."""
TIMES = 5


def invented(chance: random.Random) -> str:
    """A text with circumstances that some share and some do not."""
    from tests.benchmarks.generated import invented_text

    age = chance.randint(18, 80)
    town = chance.choice(["Texas", "Kent", "Scotland", "Ohio", "Wales", "Canada"])
    job = chance.choice(["nurse", "teacher", "cook", "driver", "student nurse", "plumber"])
    illness = chance.choice(["PTSD", "bipolar disorder", "epilepsy", "depression"])
    opening = (
        f"I am {age} and a {job}. I live in {town}."
        f" In March {chance.randint(1995, 2024)} I was told that I have {illness}."
    )
    return f"{opening}\n\n{invented_text(1_100, chance)}"


def measured(size: int) -> dict[str, float]:
    """Seconds by part, for an archive of that many approved texts."""
    from django.test import Client

    from archive.domain.words import Role
    from archive.gate import likeness as panel
    from tests import factories

    chance = random.Random(size)
    made = factories.make_discussion([invented(chance) for _ in range(size + 1)])
    for ref in made.refs[1:]:
        factories.published(ref)
    client = Client(SERVER_NAME="localhost")
    client.force_login(factories.account("alice", Role.MODERATOR))
    panel._known.clear()
    looks = 0
    longest = 0.0
    while True:
        looks += 1
        taken, page = _timed(client, made.refs[0])
        longest = max(longest, taken)
        if "Still reading" not in page:
            break
    again = statistics.median(_timed(client, made.refs[0])[0] for _ in range(TIMES))
    return {"first": longest, "looks": looks, "again": again}


def _timed(client: object, ref: str) -> tuple[float, str]:
    start = time.perf_counter()
    answer = client.get(f"/workbench/review/{ref}/likeness/")  # type: ignore[attr-defined]
    taken = time.perf_counter() - start
    assert answer.status_code == 200, answer.status_code
    return taken, answer.content.decode()


def main() -> None:
    """Make both archives, time both, print the table."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["ARCHIVE_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        for name in ("DATABASE_URL", "KEYS_DATABASE_URL"):
            os.environ.pop(name, None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("prepare", verbosity=0)
        found = {}
        for size, more in zip(SIZES, (SIZES[0], SIZES[1] - SIZES[0]), strict=True):
            found[size] = measured(more)
    print(f"{'approved':>8}{'first, longest look':>22}{'looks':>8}{'again':>10}")
    for size, parts in found.items():
        print(f"{size:8}{parts['first']:20.2f} s{parts['looks']:8.0f}{parts['again']:8.2f} s")
    slowest = max(parts["again"] for parts in found.values())
    print(f"Target: {TARGET:.0f} s once read; {'met' if slowest < TARGET else 'missed'}.")


if __name__ == "__main__":
    main()
