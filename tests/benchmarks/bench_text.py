"""How long the text model takes, and how often passages are found again.

Run as `python -m tests.benchmarks.bench_text [--quick]`. All text is invented and seeded, so that
two runs differ in times only. Times are processor time of one core; those of cutting, rendering
and redacting are the best of several runs.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from archive.domain.anchors import Placement, reanchor
from archive.domain.markup import join_blocks, paragraphs, render
from archive.domain.redaction import Edit, apply
from archive.domain.text import Layer, Span, cut
from archive.domain.words import AnchorState
from tests.benchmarks.generated import edited, invented_quote, invented_text, without_paragraph_of

TOLERANCE = 3
"""Characters by which either end of a find may be off the truth and still count as recovered."""


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Milliseconds of the fastest of `runs`."""
    times = []
    for _ in range(runs):
        started = time.thread_time()
        work()
        times.append(time.thread_time() - started)
    return 1000 * min(times)


def overlapping(characters: int, count: int) -> Layer:
    """`count` passages, each over the next two."""
    step = characters // (count + 3)
    return tuple(
        Span(i * step, i * step + 3 * step - 1, "passage", f"{i} {i % 8 + 1}") for i in range(count)
    )


def nested(characters: int, count: int) -> Layer:
    """`count` passages, each within the one before."""
    step = characters // (2 * count + 1)
    return tuple(
        Span(i * step, characters - i * step, "passage", f"{i} {i % 8 + 1}") for i in range(count)
    )


def cutting_and_rendering() -> None:
    """Print the times for 20,000 characters with 500 spans against half of both."""
    print(
        f"{'spans':<26}{'characters':>11}{'covered':>10}{'HTML':>12}{'cut ms':>9}{'render ms':>11}"
    )
    for name, make in (("overlapping", overlapping), ("nested", nested)):
        rows = []
        for characters, count in ((5_000, 125), (10_000, 250), (20_000, 500)):
            text = invented_text(characters, random.Random(1))[:characters].strip()
            layer = make(len(text), count)
            blocks = paragraphs(text)
            covered = sum(len(segment.spans) for segment in cut(text, layer))
            html = sum(len(block.html) for block in render(text, blocks, layer))
            cutting = best_of(7, partial(cut, text, layer))
            rendering = best_of(7, partial(render, text, blocks, layer))
            rows.append((covered, html, cutting, rendering))
            print(
                f"{f'{count} {name}':<26}{len(text):>11,}{covered:>10,}{html:>12,}"
                f"{cutting:>9.2f}{rendering:>11.2f}"
            )
        ratios = [after / before for before, after in zip(rows[-2], rows[-1], strict=True)]
        print(
            f"{'  ratio to half the input':<26}{2.0:>11.1f}{ratios[0]:>10.1f}{ratios[1]:>12.1f}"
            f"{ratios[2]:>9.1f}{ratios[3]:>11.1f}"
        )


def a_long_thread() -> None:
    """Print the time to render 1,000 comments, plain and with formatting and a passage each."""
    rng = random.Random(2)
    comments = [invented_text(300, rng)[:300].strip() for _ in range(1_000)]
    plain = [(text, paragraphs(text)) for text in comments]
    formatted = [
        join_blocks([("paragraph", text.replace("\n\n", "\n"), [Span(5, 40, "emphasis")], False)])
        for text in comments
    ]
    layer = (Span(20, 150, "passage", "7 2 5"), Span(100, 160, "passage", "8 3"))
    hits = (Span(30, 35, "hit"), Span(120, 126, "hit"))

    def plainly() -> None:
        for text, blocks in plain:
            render(text, blocks)

    def in_layers() -> None:
        for text, formatting in formatted:
            render(text, formatting, layer, hits)

    print(f"1,000 comments of 300 characters, plain       {best_of(5, plainly):>8.1f} ms")
    print(f"the same with emphasis, 2 passages, 2 hits    {best_of(5, in_layers):>8.1f} ms")


@dataclass
class Tally:
    """What re-anchoring gave: times in milliseconds, and placements by kind."""

    times: list[float] = field(default_factory=list)
    right: int = 0
    off: int = 0
    orphaned: int = 0
    anchored: int = 0

    def add(self, span: Span, old: str, new: str, truth: tuple[int, int] | None) -> None:
        started = time.thread_time()
        placement = reanchor(span, old, new, None)
        self.times.append(1000 * (time.thread_time() - started))
        self.count(placement, truth)

    def count(self, placement: Placement, truth: tuple[int, int] | None) -> None:
        if placement.span is None:
            self.orphaned += 1
            return
        self.anchored += placement.state is AnchorState.ANCHORED
        start, end = truth or (-10_000, -10_000)
        far = max(abs(placement.span.start - start), abs(placement.span.end - end))
        if far <= TOLERANCE:
            self.right += 1
        else:
            self.off += 1

    def print_row(self, name: str) -> None:
        placed, total = self.right + self.off, len(self.times)
        p95 = statistics.quantiles(self.times, n=20)[-1]
        print(
            f"{name:<44}{total:>6}{100 * self.right / total:>9.2f} %{self.off:>7}"
            f"{placed - self.anchored:>8}{self.orphaned:>9}"
            f"{statistics.median(self.times):>9.2f}{p95:>8.2f}"
        )


def by_search(characters: int, texts: int, quotes: int) -> None:
    """Print recovery after edits, and false placements after the paragraph was deleted."""
    rng = random.Random(3)
    rates = (0.02, 0.10, 0.15)
    after_edits = {rate: Tally() for rate in rates}
    deleted, deleted_and_edited = Tally(), Tally()
    for _ in range(texts):
        text = invented_text(characters, rng)
        editions = {rate: edited(text, rate, rng) for rate in rates}
        for _ in range(quotes):
            span = invented_quote(text, rng)
            for rate, (new, offsets) in editions.items():
                truth = offsets[span.start], offsets[span.end]
                after_edits[rate].add(span, text, new, truth)
            rest = without_paragraph_of(text, span)
            deleted.add(span, text, rest, None)
            deleted_and_edited.add(span, text, edited(rest, 0.10, rng)[0], None)
    for rate, tally in after_edits.items():
        tally.print_row(f"{characters:,} characters, {100 * rate:.0f} % edited")
    deleted.print_row(f"{characters:,} characters, paragraph deleted")
    deleted_and_edited.print_row(f"{characters:,} characters, deleted and 10 % edited")


def by_map(characters: int) -> None:
    """Print the time of a look-up in a map of 500 redactions."""
    rng = random.Random(4)
    text = invented_text(characters, rng)
    places = sorted(rng.sample(range(0, len(text) - 20, 20), 500))
    redacted = apply(text, [Edit(place, place + rng.randint(2, 15), "[name]") for place in places])
    spans = [invented_quote(text, rng) for _ in range(2_000)]
    tally = Tally()
    for span in spans:
        started = time.thread_time()
        placement = reanchor(span, text, redacted.text, redacted.map)
        tally.times.append(1000 * (time.thread_time() - started))
        carried = redacted.map.forward(span)
        tally.count(placement, (carried.start, carried.end) if carried else None)
    tally.print_row("by map, 500 redactions")
    edits = [Edit(place, place + 10, "[name]") for place in places]
    print(
        f"applying 500 redactions to {len(text):,} characters"
        f"{best_of(5, lambda: apply(text, edits)):>9.2f} ms"
    )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the quotes")
    quotes = 20 if parser.parse_args().quick else 200
    cutting_and_rendering()
    print()
    a_long_thread()
    print()
    print(
        f"{'re-anchoring':<44}{'quotes':>6}{'recovered':>11}{'false':>7}{'review':>8}"
        f"{'orphaned':>9}{'median':>9}{'p95 ms':>8}"
    )
    for characters in (1_000, 20_000, 55_000):
        by_search(characters, 10 if characters < 5_000 else 5, quotes)
    by_map(20_000)


if __name__ == "__main__":
    main()
