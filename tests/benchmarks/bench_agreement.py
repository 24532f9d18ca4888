"""How long the agreement of three coders on thirty themes takes.

Run as `python -m tests.benchmarks.bench_agreement [--quick]`. All codings are invented and
seeded: each coder finds about five themes in a text, mostly where the others find them. Times are
processor time of one core, a single run.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from archive.domain.agreement import (
    CodedText,
    Coding,
    Unit,
    agreement,
    agreement_by_month,
    disagreements,
)
from archive.domain.text import Span

CODERS = ("Ada", "Ben", "Cleo")
THEMES = tuple(f"theme {number:02}" for number in range(30))
CHARACTERS = 3_000
SENTENCE = 75
"""Characters of a sentence and the space after it."""

T = TypeVar("T")


def invented(texts: int, rng: random.Random) -> tuple[list[CodedText], list[Coding]]:
    """Texts that nearly all coders have finished, and their codings."""
    sentences = tuple(
        Span(start, start + SENTENCE - 1, "sentence") for start in range(0, CHARACTERS, SENTENCE)
    )
    given: list[CodedText] = []
    codings: list[Coding] = []
    for number in range(texts):
        ref, day = f"c{number:05}", date(2026, 1, 1) + timedelta(days=number * 365 // texts)
        finished = {coder: day for coder in CODERS if rng.random() < 0.95}
        given.append(CodedText(ref, CHARACTERS, sentences, finished))
        for theme in rng.sample(THEMES, 6):
            start = rng.randrange(CHARACTERS - 400)
            for coder in finished:
                if rng.random() < 0.8:
                    first = max(0, start + rng.randint(-40, 40))
                    codings.append(Coding(coder, theme, ref, first, first + rng.randint(50, 350)))
    return given, codings


def timed(name: str, work: Callable[[], T]) -> T:
    started = time.thread_time()
    done = work()
    print(f"{name:<48}{1000 * (time.thread_time() - started):>10,.0f} ms")
    return done


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the texts")
    texts, codings = invented(200 if parser.parse_args().quick else 2_000, random.Random(1))
    print(
        f"{len(texts):,} texts of {CHARACTERS:,} characters, {len(CODERS)} coders, "
        f"{len(THEMES)} themes, {len(codings):,} codings"
    )
    for unit in Unit:
        measure = partial(
            agreement, texts, codings, coders=CODERS, themes=THEMES, unit=unit, samples=0
        )
        timed(f"all numbers, unit {unit}", measure)
    measured = timed(
        "all numbers with intervals from 1,000 samples",
        partial(agreement, texts, codings, coders=CODERS, themes=THEMES, unit=Unit.SENTENCE),
    )
    timed(
        "by month, without intervals",
        partial(
            agreement_by_month,
            texts,
            codings,
            coders=CODERS,
            themes=THEMES,
            unit=Unit.SENTENCE,
            samples=0,
        ),
    )
    found = timed(
        "the list of disagreements",
        partial(disagreements, texts, codings, coders=CODERS, themes=THEMES),
    )
    alpha = measured.overall.alpha
    assert alpha.value is not None
    assert alpha.interval is not None
    print(
        f"{len(found):,} disagreements; alpha over all themes {alpha.value:.3f}, "
        f"95 % interval {alpha.interval.low:.3f} to {alpha.interval.high:.3f}"
    )


if __name__ == "__main__":
    main()
