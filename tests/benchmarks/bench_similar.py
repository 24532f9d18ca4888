"""How well accounts are found by words, by meaning and by both; and how fast.

    python -m tests.benchmarks.bench_similar

nDCG@10 over the judged set (tests/judged/README.md), and the times of a text, a query and a
comparison with many, in milliseconds of processor time. Prints the tables of docs/similar.md.
"""

from __future__ import annotations

import math
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()

from archive.search.backends.whoosh import WhooshBackend
from archive.search.vectors import minilm
from archive.search.vectors.store import Entry, VectorStore
from tests.judged.judged import written_queries, written_texts
from tests.judged.likeness import WAYS, of_queries, of_texts, vectors_of

MANY = 10_000


def main() -> None:
    """Print both tables."""
    texts, queries = written_texts(), written_queries()
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshBackend(Path(folder) / "words")
        index.rebuild(texts)
        vectors = vectors_of(Path(folder) / "meaning", texts)
        scores = of_queries(index, vectors, queries)
        likes = of_texts(index, vectors, texts, queries)
        print(f"nDCG@10, {len(texts)} texts, {len(vectors.windows)} windows\n")
        print("| | " + " | ".join(WAYS) + " | both to words |")
        print("| --- |" + " --- |" * (len(WAYS) + 1))
        for kind in sorted(scores["words"], key=lambda kind: (kind == "all", kind)):
            _row(f"{kind} ({_number(queries, kind)})", {way: scores[way][kind] for way in WAYS})
        _row("a text’s like", {way: likes[way]["all"] for way in WAYS})
        print("\n| | ms | |\n| --- | --- | --- |")
        _times(Path(folder) / "many")


def _number(queries: tuple[object, ...], kind: str) -> int:
    return sum(kind in ("all", getattr(each, "kind", "")) for each in queries)


def _row(name: str, scores: dict[str, float]) -> None:
    ratio = scores["both"] / scores["words"] if scores["words"] else math.nan
    print(f"| {name} | " + " | ".join(f"{scores[way]:.3f}" for way in WAYS) + f" | {ratio:.2f}× |")


def _times(folder: Path) -> None:
    long = [text.text for text in written_texts() if len(text.text) > 1_500][:8]
    short = [text.text for text in written_texts() if 300 < len(text.text) < 700][:12]
    queries = [each.ask for each in written_queries()][:20]
    for name, asked in (("a query", queries), ("a short text", short), ("a long text", long)):
        pieces = sum(len(words.split()) for words in asked) // len(asked)
        print(f"| {name} read by the model | {_median(minilm.embed, asked):.0f} | {pieces} words |")
    chance = np.random.default_rng(7)
    made = chance.standard_normal((MANY, 2, minilm.DIMENSIONS)).astype(np.float32)
    made /= np.linalg.norm(made, axis=2, keepdims=True)
    store = VectorStore(folder, minilm.VERSION, audiences=1)
    times = np.array([[0.0, math.inf]])
    began = time.process_time()
    store.put((Entry(f"r{n}", "", times, each) for n, each in enumerate(made)), now=0.0)
    print(f"| writing {MANY} texts of two windows | {_since(began):.0f} | |")
    size = sum(path.stat().st_size for path in folder.iterdir())
    began = time.process_time()
    vectors = store.vectors()
    print(f"| opening them | {_since(began):.0f} | {size / 1e6:.1f} MB |")
    print(f"| comparing with them | {_median(vectors.nearness, list(made[:9])):.1f} | |")
    began = time.process_time()
    store.put((), remove=["r1"], now=0.0)
    print(f"| taking one out, bytes and all | {_since(began):.0f} | |")


def _median(work: Callable[[Any], object], things: Sequence[Any]) -> float:
    taken = []
    for each in things:
        began = time.process_time()
        work(each)
        taken.append(_since(began))
    return median(taken)


def _since(began: float) -> float:
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    main()
