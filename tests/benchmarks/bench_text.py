"""How long the text model takes to cut, render and redact.

Run as `python -m tests.benchmarks.bench_text`. All text is invented and seeded, so that
two runs differ in times only. Times are processor time of one core; those of cutting, rendering
and redacting are the best of several runs.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

from archive.domain.markup import join_blocks, paragraphs, render
from archive.domain.redaction import Edit, apply
from archive.domain.text import Layer, Span, cut
from tests.benchmarks.generated import invented_text


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


def redacting(characters: int) -> None:
    """Print the time of making 500 redactions."""
    rng = random.Random(4)
    text = invented_text(characters, rng)
    places = sorted(rng.sample(range(0, len(text) - 20, 20), 500))
    edits = [Edit(place, place + 10, "[name]") for place in places]
    print(
        f"applying 500 redactions to {len(text):,} characters"
        f"{best_of(5, lambda: apply(text, edits)):>9.2f} ms"
    )


def main() -> None:
    """Print all tables."""
    cutting_and_rendering()
    print()
    a_long_thread()
    print()
    redacting(20_000)


if __name__ == "__main__":
    main()
