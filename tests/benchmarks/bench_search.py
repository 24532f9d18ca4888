"""Search, side by side: `python -m tests.benchmarks.bench_search --size 10000`.

The same invented discussions (`discussions.py`) go into five engines (`search_engines.py`), each in
a process of its own. Every kind of question is asked forty times in other words, once each, of an
engine that has just been opened; the whole is done three times and the best of each question
counts, because the machine may be shared. Milliseconds are of this machine; ratios carry further.

`--json FILE` and `--svg FILE` write the results down, `--engines` leaves some out.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()

from archive.gate.disclosed import IndexDocument
from archive.search.highlight import snippets
from tests.benchmarks.discussions import THEMES, Discussions, vocabulary
from tests.benchmarks.search_chart import chart
from tests.benchmarks.search_engines import ENGINES, Engine, Question, question

KINDS: Final = (
    "term",
    "AND of 3",
    "OR of 3",
    "phrase",
    "prefix of 4",
    "fuzzy 1",
    "term, theme, date",
    "+ theme facets",
    "+ 20 highlights",
)
ASKED: Final = 40
ROUNDS: Final = 3
QUIET: Final = 60  # ranks that nobody searches for: "the", "and"
OURS: Final = ("whoosh", "tantivy")


def questions(docs: Sequence[IndexDocument]) -> list[Question]:
    """`ASKED` of each kind, with words of a text drawn by chance, so that frequent words come more
    often, as in life; the rarest in one text, the most frequent in a fifth of all."""
    chance = random.Random(8)
    quiet = set(vocabulary()[:QUIET])

    def of_one_text(number: int) -> tuple[str, ...]:
        words = [w for w in _words(chance.choice(docs)) if w not in quiet and len(w) > 3]
        return tuple(chance.sample(words, number))

    def neighbours() -> tuple[str, ...]:
        words = _words(chance.choice(docs))
        at = chance.randrange(len(words) - 1)
        pair = words[at], words[at + 1]
        return pair if not quiet >= set(pair) else neighbours()

    asked = []
    for kind in KINDS:
        for _ in range(ASKED):
            (word,) = of_one_text(1)
            match kind:
                case "AND of 3":
                    made = question(kind, of_one_text(3))
                case "OR of 3":
                    made = question(kind, (word, *of_one_text(1), *of_one_text(1)))
                case "phrase":
                    made = question(kind, neighbours())
                case "prefix of 4":
                    made = question(kind, (word[:4],))
                case "fuzzy 1":
                    at = chance.randrange(1, len(word))
                    made = question(kind, (word[:at] + chance.choice("aelnt") + word[at + 1 :],))
                case "term, theme, date":
                    theme, since = chance.choice(list(THEMES)), chance.randint(2008, 2020) * 12
                    made = question(kind, (word,), theme=theme, since=since)
                case _:
                    made = question(kind, (word,))
            asked.append(made)
    return asked


def _words(doc: IndexDocument) -> list[str]:
    return "".join(c if c.isalpha() else " " for c in doc.text.lower()).split()


def measured(
    made: type[Engine], path: Path, docs: Sequence[IndexDocument], asked: Sequence[Question]
) -> dict[str, Any]:
    """All that is told of one engine; it is built in one process and asked in another."""
    engine = made(path)
    path.mkdir(parents=True, mode=0o700)
    return {
        **_apart(lambda: _building(engine, docs)),
        **_apart(lambda: _asking(engine, docs, asked)),
        **_apart(lambda: _writing(engine, docs)),
    }


def _building(engine: Engine, docs: Sequence[IndexDocument]) -> dict[str, Any]:
    seconds = _seconds(lambda: engine.build(docs))
    size = sum(file.stat().st_size for file in engine.path.rglob("*") if file.is_file())
    text = sum(len(doc.title.encode()) + len(doc.text.encode()) for doc in docs)
    return {"texts a second": len(docs) / seconds, "bytes a byte of text": size / text}


def _asking(
    engine: Engine, docs: Sequence[IndexDocument], asked: Sequence[Question]
) -> dict[str, Any]:
    texts = {doc.ref: doc.text for doc in docs}
    before = _resident()
    best: list[float | None] = []
    totals: list[int | None] = []
    for _ in range(ROUNDS):
        opening = _seconds(engine.open)
        engine.ask(question("term", ("unheard",)))
        times, totals = [], []
        for one in asked:
            start = time.perf_counter()
            answer = engine.ask(one)
            if answer and one.kind == "+ 20 highlights":
                for ref in answer[1]:
                    snippets(texts[ref], one.node)
            taken = time.perf_counter() - start
            times.append(taken * 1_000 if answer else None)
            totals.append(answer[0] if answer else None)
        best = [_least(pair) for pair in zip(best, times, strict=True)] if best else list(times)
    kinds = {}
    for kind in KINDS:
        mine = sorted(
            taken for taken, one in zip(best, asked, strict=True) if one.kind == kind and taken
        )
        if mine:
            kinds[kind] = {"p50": mine[len(mine) // 2], "p95": mine[int(len(mine) * 0.95)]}
    return {
        "kinds": kinds,
        "totals": totals,
        "opening ms": opening * 1_000,
        "megabytes": (_resident() - before) / 1e6,
    }


def _writing(engine: Engine, docs: Sequence[IndexDocument]) -> dict[str, Any]:
    engine.open()
    some = docs[len(docs) // 2 : len(docs) // 2 + 100]
    told: dict[str, Any] = {
        "update 100 ms": _seconds(lambda: engine.update(some)) * 1_000,
        "update 1 ms": _seconds(lambda: engine.update(some[:1])) * 1_000,
        "delete 1 ms": _seconds(lambda: engine.delete(docs[7].ref)) * 1_000,
    }
    purged: list[bool] = []
    seconds = _seconds(lambda: purged.append(engine.purge(docs[11].ref)))
    return told | ({"purge 1 ms": seconds * 1_000} if purged[0] else {})


def _least(pair: tuple[float | None, float | None]) -> float | None:
    one, other = pair
    return None if one is None or other is None else min(one, other)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _resident() -> int:
    """Bytes of this process in memory; 0 where /proc does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _apart(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `act` gives in a process of its own."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_told, args=(there, act))
    child.start()
    there.close()
    try:
        told: dict[str, Any] = here.recv()
    except EOFError:
        raise SystemExit("an engine failed; what it said stands above") from None
    child.join()
    return told


def _told(there: Connection, act: Callable[[], dict[str, Any]]) -> None:
    there.send(act())


def as_table(results: dict[str, dict[str, Any]]) -> str:
    """Markdown: a line a kind, a column an engine; then what writing costs."""
    names = list(results)
    lines = [f"| ms, p50 / p95 | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    for kind in KINDS:
        cells = [_cell(results[name]["kinds"].get(kind), results, kind) for name in names]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    for what in (
        "texts a second",
        "bytes a byte of text",
        "opening ms",
        "megabytes",
        "update 100 ms",
        "update 1 ms",
        "delete 1 ms",
        "purge 1 ms",
    ):
        cells = [f"{results[n][what]:,.3g}" if what in results[n] else "–" for n in names]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(times: dict[str, float] | None, results: dict[str, dict[str, Any]], kind: str) -> str:
    """p50 / p95 and, in brackets, how many times faster than Whoosh as it comes."""
    if times is None:
        return "–"
    plain = results.get("Whoosh as it comes", {"kinds": {}})["kinds"].get(kind)
    ratio = f" ({plain['p50'] / times['p50']:.2g}×)" if plain else ""
    return f"{times['p50']:.2g} / {times['p95']:.2g}{ratio}"


def disagreements(results: dict[str, dict[str, Any]]) -> dict[str, int]:
    """In how many questions each engine's total is not that of the first."""
    totals = {name: result.pop("totals") for name, result in results.items()}
    first = next(iter(totals.values()))
    return {
        name: sum(a != b for a, b in zip(first, own, strict=True) if b is not None)
        for name, own in totals.items()
    }


def main(arguments: Sequence[str]) -> None:
    """Build, ask, print; refuse results of ours that differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--engines", nargs="*", default=[made.name for made in ENGINES])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args(arguments)
    docs = list(Discussions(options.size))
    asked = questions(docs)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for made in ENGINES:
            if made.name in options.engines:
                path = Path(folder) / made.name
                print(f"… {made.name}", file=sys.stderr)
                results[made.name] = measured(made, path, docs, asked)
                shutil.rmtree(path)
                if options.json:  # what was measured before something failed
                    options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    differing = disagreements(results)
    print(f"{options.size:,} contributions, {ASKED} questions a kind\n")
    print(as_table(results))
    print("\nTotals that differ from the first engine's:", differing)
    if any(differing.get(name) for name in OURS):
        raise SystemExit("our two engines disagree")
    told = {"size": options.size, "engines": results, "differing": differing}
    if options.json:
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    if options.svg:
        options.svg.write_text(chart(results, KINDS, options.size), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
