"""How long coding takes: `python -m tests.benchmarks.bench_workbench [--no-browser]`.

A text of 10,000 characters with 300 passages, invented, in a home of its own on SQLite. On the
server: opening the review page and the coding page, and storing one press on a place of its own,
with a theme that lies on the text elsewhere and with one that is new to it, which the search index
has to learn; medians of five in processor time, so of one core. In a browser: from the key of a
theme to its mark in the margin, and until the archive has stored it; medians of nine by the clock.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

TIMES = 5
PRESSES = 9
CHARACTERS = 10_000
PASSAGES = 300
PAGE, MARK = 150, 100
"""Milliseconds: opening a page on the server; storing a press there, and seeing it in a browser."""
THEMES, USED = 20, 12
"""Themes there are, and how many of them lie on the text."""

MEASURE = """
() => {
  window.seen = [];
  const first = { key: 0 };
  const note = ({ key }) => { if (key === "1") first.key = performance.now(); };
  addEventListener("keydown", note, true);
  new MutationObserver(() => {
    const waits = document.querySelector(".bar.waiting");
    const now = performance.now();
    if (waits && first.key) {
      const key = first.key;
      first.key = 0;
      requestAnimationFrame(() => requestAnimationFrame(() => {
        window.seen.push([now - key, performance.now() - key, 0]);
      }));
      window.pressed = key;
    } else if (!waits && window.pressed) {
      const key = window.pressed;
      window.pressed = 0;
      setTimeout(() => { window.seen.at(-1)[2] = now - key; }, 100);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
"""


def median_ms(work: Callable[[], object]) -> float:
    """Milliseconds of processor time a call, after one to warm up."""
    work()
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken) * 1_000


def coded_text() -> str:
    """Make the text and its passages; its ref. `coder` and `other` have coded it."""
    from archive import actions
    from archive.domain.text import sentences
    from archive.domain.words import Role
    from tests import factories
    from tests.benchmarks.generated import invented_text

    chance = random.Random(9)
    text = invented_text(CHARACTERS, chance)[:CHARACTERS]
    ref = factories.make_discussion([text, "A comment."]).refs[0]
    slugs = [factories.theme(f"theme-{n}", f"Theme {n}").slug for n in range(THEMES)]
    people = [factories.account(name, Role.MODERATOR, "a pass phrase for made-up people")
              for name in ("coder", "other")]  # fmt: skip
    ends = sentences(text)
    spans: set[tuple[int, int]] = set()
    while len(spans) < PASSAGES:
        first = chance.randrange(len(ends))
        last = min(first + chance.randrange(4), len(ends) - 1)
        cut = chance.randrange(0, 12)
        if ends[last].end - cut > ends[first].start:
            spans.add((ends[first].start, ends[last].end - cut))
    for start, end in sorted(spans):
        actions.tag_passage(
            ref=ref,
            start=start,
            end=end,
            themes=[chance.choice(slugs[:USED])],
            voice=None,
            by=chance.choice(people),
        )
    return ref


def on_server(ref: str) -> dict[str, float]:
    """Milliseconds for the pages and for presses."""
    from django.test import Client

    from archive.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="coder"))
    code = f"/workbench/code/{ref}/"

    places, new = count(40), count(USED)

    def press(theme: str) -> None:
        start = next(places)
        sent = {"do": "mark", "where": "selection", "start": start, "end": start + 50}
        sent["themes"] = theme
        answer = client.post(code, sent, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.content.decode()[:400]

    def opened(address: str) -> None:
        assert client.get(address).status_code == 200

    return {
        "review page": median_ms(lambda: opened(f"/workbench/review/{ref}/")),
        "coding page": median_ms(lambda: opened(code)),
        "storing a press": median_ms(lambda: press("theme-3")),
        "with a theme new to the text": median_ms(lambda: press(f"theme-{next(new)}")),
    }


def in_browser(home: Path, ref: str) -> list[tuple[float, float, float]]:
    """For each press: milliseconds to the mark in the page, to its paint, and until stored."""
    from tests.browser.served import Archive, chromium
    from tests.browser.visitor import visiting

    with (
        Archive(home).served() as served,
        chromium() as browser,
        visiting(browser, served.address) as coder,
    ):
        coder.sign_in("coder")
        coder.open(f"/workbench/code/{ref}/")
        page = coder.page
        page.wait_for_selector(".bar")
        page.evaluate(MEASURE)
        page.keyboard.press("j")
        for number in range(1, PRESSES + 1):
            page.keyboard.press("]")
            page.keyboard.press("1")
            while not page.evaluate(f"window.seen.length === {number} && window.seen.at(-1)[2]"):
                page.wait_for_timeout(50)
        return [(one[0], one[1], one[2]) for one in page.evaluate("window.seen")]


def main() -> None:
    """Make the text, time it, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--no-browser", action="store_true", help="time the server only")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["ARCHIVE_HOME"] = str(home)
        os.environ["ARCHIVE_ENGINE"] = "rules"
        os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
        for name in ("DATABASE_URL", "KEYS_DATABASE_URL"):
            os.environ.pop(name, None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("prepare", verbosity=0)
        ref = coded_text()
        print(f"{CHARACTERS:,} characters, {PASSAGES} passages", flush=True)
        for part, taken in on_server(ref).items():
            goal = PAGE if part.endswith("page") else MARK
            print(f"{part:28}{taken:8.0f} ms  (goal {goal})")
        if not options.parse_args().no_browser:
            shown, painted, stored = zip(*in_browser(home, ref), strict=True)
            print(f"{'key to mark':28}{statistics.median(shown):8.0f} ms  (goal {MARK})")
            print(f"{'key to mark, painted':28}{statistics.median(painted):8.0f} ms  (goal {MARK})")
            print(f"{'key to stored':28}{statistics.median(stored):8.0f} ms")


if __name__ == "__main__":
    main()
