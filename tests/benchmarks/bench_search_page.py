"""How long a whole page of search takes: `python -m tests.benchmarks.bench_search_page`.

An archive of invented discussions (`discussions.py`; `--size`, 10,000 texts unless said), published
and sealed in a home of its own on SQLite, is asked through Django's test client: by a reader, by a
researcher and by staff. Each kind is asked twenty times in other words after two to warm up. Times
are processor time of a request, so of one core, from middleware to the last byte; what the parts
took of it is printed beside. Building the archive takes most of the run.

`--profile KIND` prints where the time of one kind goes.
"""

from __future__ import annotations

import argparse
import cProfile
import functools
import os
import pstats
import random
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

TIMES = 20
WARM = 2
TARGET = 60
"""Milliseconds (p50) of a page of results on one core."""

PARTS = ("engine", "gate", "snippets", "template")


@dataclass
class Clock:
    """Processor time by part; a part within another counts for the inner one alone."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _open: list[tuple[str, float]] = field(default_factory=list)

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, counted."""

        @functools.wraps(function)
        def inner(*args: Any, **kwargs: Any) -> Any:
            self._stop()
            self._open.append((part, time.process_time()))
            try:
                return function(*args, **kwargs)
            finally:
                self._stop()
                self._open.pop()
                if self._open:
                    self._open[-1] = (self._open[-1][0], time.process_time())

        return inner

    def _stop(self) -> None:
        if self._open:
            part, since = self._open[-1]
            self.spent[part] += time.process_time() - since
            self._open[-1] = (part, time.process_time())


@contextmanager
def counted(clock: Clock) -> Iterator[None]:
    """While open, the clock runs in every part of a page."""
    import django.template.backends.django as templates

    import archive.gate as gate
    import archive.search.find as find
    import archive.search.highlight as highlight
    import archive.web.research.search as desk
    from archive.search.backends.tantivy import TantivyBackend
    from archive.search.backends.whoosh import WhooshBackend

    places: list[tuple[str, Any, str]] = [
        ("engine", WhooshBackend, "search"),
        ("engine", WhooshBackend, "forms"),
        ("engine", TantivyBackend, "search"),
        ("engine", TantivyBackend, "forms"),
        ("gate", gate.GateReader, "_read"),
        ("gate", gate, "hidden_refs"),
        ("snippets", find, "snippets"),
        ("snippets", highlight, "_found"),
        ("snippets", desk, "in_passages"),
        ("template", templates.Template, "render"),
    ]
    kept = [(where, name, getattr(where, name)) for _, where, name in places]
    for part, where, name in places:
        setattr(where, name, clock.timed(part, getattr(where, name)))
    try:
        yield
    finally:
        for where, name, function in kept:
            setattr(where, name, function)


@dataclass(frozen=True)
class Kind:
    """A kind of page: who asks, where, and what is sent each time."""

    name: str
    who: str
    path: str
    sent: tuple[dict[str, Any], ...]

    def ask(self, client: Any, sent: dict[str, Any]) -> None:
        """One request."""
        answer = client.post(self.path, sent) if sent else client.get(self.path)
        assert answer.status_code == 200, (self.name, answer.status_code)


def kinds(texts: Sequence[str]) -> list[Kind]:
    """What readers, researchers and staff ask. Words are drawn from the texts, so that frequent
    ones come more often."""
    from tests.benchmarks.discussions import vocabulary

    chance = random.Random(3)
    quiet = set(vocabulary()[:60])

    def words(number: int) -> list[str]:
        found = re.findall(r"[a-z]{4,}", chance.choice(texts).lower())
        return chance.sample([w for w in found if w not in quiet], number)

    def phrase() -> str:
        found = re.findall(r"[a-z]+", chance.choice(texts).lower())
        at = chance.randrange(len(found) - 1)
        return f'"{found[at]} {found[at + 1]}"'

    def misspelt() -> str:
        (word,) = words(1)
        return f"{word[:2]}{word[3]}{word[2]}{word[4:]}x"

    asked: dict[str, Callable[[], str]] = {
        "a word": lambda: words(1)[0],
        "two words": lambda: " ".join(words(2)),
        "a question": lambda: f"how do i {' '.join(words(4))} when i was",
        "a phrase": phrase,
        "misspelt": misspelt,
    }
    strict: dict[str, Callable[[], str]] = {
        "a word": lambda: words(1)[0],
        "AND of two": lambda: " ".join(words(2)),
        "a phrase": phrase,
        "a prefix": lambda: f"{words(1)[0][:4]}*",
        "themes near": lambda: "theme:sleep NEAR theme:chronic-pain",
        "a word, theme, year": lambda: f"{words(1)[0]} theme:sleep date:[2012 TO 2018]",
    }
    made = []

    def add(name: str, who: str, path: str, query: Callable[[], str], **more: Any) -> None:
        sent = tuple({"q": query(), **more} for _ in range(TIMES + WARM))
        made.append(Kind(name, who, path, sent))

    for name, query in asked.items():
        add(f"search, {name}", "reader", "/search/", query)
    add("search, narrowed", "reader", "/search/", asked["two words"], theme=["sleep", "work"])
    made.append(Kind("theme page", "reader", "/themes/sleep/", ({},) * (TIMES + WARM)))
    for name, query in strict.items():
        add(f"desk, {name}", "researcher", "/desk/", query)
    add("desk, staff, a word", "lead", "/desk/", strict["a word"])
    add("in context, a phrase", "researcher", "/desk/kwic/", phrase)
    add("in context, a word", "researcher", "/desk/kwic/", strict["a word"], order="right")
    return made


def measured(
    texts: Sequence[str], only: str = ""
) -> dict[str, tuple[list[float], dict[str, float]]]:
    """Milliseconds of each request, and of each part on average, by kind of page."""
    from django.test import Client

    from archive.domain.words import Role
    from tests import factories

    clients = {"reader": Client(), "researcher": Client(), "lead": Client()}
    clients["researcher"].force_login(factories.account("rhea", Role.RESEARCHER))
    clients["lead"].force_login(factories.account("lena", Role.LEAD))
    found = {}
    for kind in kinds(texts):
        if only and only not in kind.name:
            continue
        client = clients[kind.who]
        for sent in kind.sent[:WARM]:
            kind.ask(client, sent)
        clock = Clock()
        profile = cProfile.Profile() if only else None
        taken = []
        with counted(clock):
            for sent in kind.sent[WARM:]:
                start = time.process_time()
                if profile:
                    profile.enable()
                kind.ask(client, sent)
                if profile:
                    profile.disable()
                taken.append((time.process_time() - start) * 1_000)
        found[kind.name] = (taken, {p: clock.spent[p] * 1_000 / TIMES for p in PARTS})
        if profile:
            pstats.Stats(profile, stream=sys.stdout).sort_stats("cumulative").print_stats(
                r"archive/|template", 70
            )
    return found


def print_table(found: dict[str, tuple[list[float], dict[str, float]]]) -> None:
    """Milliseconds."""
    print(f"{'page':28}{'p50':>8}{'p95':>8}" + "".join(f"{part:>10}" for part in PARTS))
    for name, (taken, parts) in found.items():
        p95 = sorted(taken)[round(0.95 * (len(taken) - 1))]
        print(
            f"{name:28}{statistics.median(taken):8.0f}{p95:8.0f}"
            + "".join(f"{parts[part]:10.1f}" for part in PARTS)
        )
    pages = {
        n: statistics.median(t) for n, (t, _) in found.items() if n[:6] in ("search", "desk, ")
    }
    slowest = max(pages.values(), default=0)
    verdict = "met" if slowest <= TARGET else "missed"
    print(f"Target: {TARGET} ms p50 for a page of results; {verdict} ({slowest:.0f} at most).")


def main() -> None:
    """Fill, ask, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=int, default=10_000)
    asked.add_argument("--profile", default="", metavar="KIND")
    asked.add_argument("--home", default="", help="keep the archive here, and use it again")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["ARCHIVE_HOME"] = options.home or home
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        for name in ("DATABASE_URL", "KEYS_DATABASE_URL"):
            os.environ.pop(name, None)
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.ALLOWED_HOSTS = ["testserver"]
        call_command("prepare", verbosity=0)
        from tests.benchmarks.discussions import Discussions
        from tests.benchmarks.filled_archive import fill, is_filled

        start = time.process_time()
        if not is_filled():
            fill(options.size)
        texts = [doc.text for doc in Discussions(min(options.size, 2_000))]
        print(f"{options.size} contributions, {time.process_time() - start:.0f} s to make")
        print_table(measured(texts, options.profile))


if __name__ == "__main__":
    main()
