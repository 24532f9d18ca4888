"""Search, side by side: `python -m tests.benchmarks.bench_search --size 10000`.

The same invented discussions (`discussions.py`) go into five engines (`search_engines.py`), each in
a process of its own. Every kind of question is asked forty times in other words, once each, of an
engine that has just been opened; the whole is done three times and the best of each question
counts, because the machine may be shared. Milliseconds are of this machine; ratios carry further.
Whoosh as it comes is asked the first ten of each kind, once.

`--json FILE` and `--svg FILE` write the results down, `--engines` leaves some out. `--folder DIR`
keeps indexes and results there: run again, it goes on after the last step that was done. Progress
goes to standard error, with the load of the machine.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
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
from tests.benchmarks.search_table import KINDS, as_table, disagreements

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
    made: type[Engine], folder: Path, docs: Sequence[IndexDocument], asked: Sequence[Question]
) -> dict[str, Any]:
    """All that is told of one engine; it is built in one process and asked in another. What a
    former run told of it in this folder is not done again."""
    kept = folder / f"{made.name}.json"
    told: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    path = folder / made.name
    engine = made(path)
    steps: dict[str, Callable[[], dict[str, Any]]] = {
        "building": lambda: _building(engine, docs),
        "asking": lambda: _asking(engine, docs, asked),
        "writing": lambda: _writing(engine, docs),
    }
    for name, step in steps.items():
        if name in told:
            continue
        _say(f"{made.name}: {name}")
        if name == "building":
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True, mode=0o700)
        told[name] = _apart(step) | {f"load while {name}": os.getloadavg()[0]}
        kept.write_text(json.dumps(told), encoding="utf-8")
    shutil.rmtree(path, ignore_errors=True)
    return {what: value for step in told.values() for what, value in step.items()}


def _say(what: str) -> None:
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    print(time.strftime("%H:%M:%S"), f"load {load}", what, file=sys.stderr, flush=True)


def _building(engine: Engine, docs: Sequence[IndexDocument]) -> dict[str, Any]:
    start = _processor()
    seconds = _seconds(lambda: engine.build(docs))
    spent = _processor() - start
    size = sum(file.stat().st_size for file in engine.path.rglob("*") if file.is_file())
    text = sum(len(doc.title.encode()) + len(doc.text.encode()) for doc in docs)
    return {
        "texts a second": len(docs) / seconds,
        "texts a second of one core": len(docs) / spent,
        "bytes a byte of text": size / text,
    }


def _processor() -> float:
    """Seconds of processor time of this process and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


Taken = tuple[float, float]
"""Milliseconds of the clock, and of the processor."""


def _asking(
    engine: Engine, docs: Sequence[IndexDocument], asked: Sequence[Question]
) -> dict[str, Any]:
    texts = {doc.ref: doc.text for doc in docs}
    before = _resident()
    best: list[Taken | None] = []
    totals: list[int | None] = []
    for number in range(min(ROUNDS, engine.rounds)):
        opening = _seconds(engine.open)
        first = _seconds(lambda: engine.ask(question("term", ("unheard",))))
        times, totals = [], []
        _say(f"{engine.name}: round {number + 1}")
        for at, one in enumerate(asked):
            taken, total = _asked(engine, one, texts) if at % ASKED < engine.most else (None, None)
            times.append(taken)
            totals.append(total)
        best = [_least(pair) for pair in zip(best, times, strict=True)] if best else list(times)
    kinds = {}
    for kind in KINDS:
        mine = [each for each, one in zip(best, asked, strict=True) if one.kind == kind and each]
        if mine:
            clock, processor = (sorted(column) for column in zip(*mine, strict=True))
            half, most = len(mine) // 2, int(len(mine) * 0.95)
            kinds[kind] = {
                "p50": clock[half],
                "p95": clock[most],
                "processor p50": processor[half],
                "processor p95": processor[most],
            }
    return {
        "kinds": kinds,
        "totals": totals,
        "opening ms": opening * 1_000,
        "first question ms": first * 1_000,
        "megabytes": (_resident() - before) / 1e6,
    }


def _asked(engine: Engine, one: Question, texts: dict[str, str]) -> tuple[Taken | None, int | None]:
    """How long one question took, and its total."""
    clock, processor = time.perf_counter(), time.process_time()
    answer = engine.ask(one)
    if answer is None:
        return None, None
    if one.kind == "+ 20 highlights":
        for ref in answer[1]:
            snippets(texts[ref], one.node)
    spent = time.process_time() - processor
    return ((time.perf_counter() - clock) * 1_000, spent * 1_000), answer[0]


def _writing(engine: Engine, docs: Sequence[IndexDocument]) -> dict[str, Any]:
    engine.open()
    some = [
        replace(doc, text=f"{doc.text} Changed.")
        for doc in docs[len(docs) // 2 : len(docs) // 2 + 100]
    ]
    again = [replace(some[0], text=f"{some[0].text} Again.")]
    told: dict[str, Any] = {
        "update 100 ms": _seconds(lambda: engine.update(some)) * 1_000,
        "update 1 ms": _seconds(lambda: engine.update(again)) * 1_000,
        "delete 1 ms": _seconds(lambda: engine.delete(docs[7].ref)) * 1_000,
    }
    purged: list[bool] = []
    seconds = _seconds(lambda: purged.append(engine.purge(docs[11].ref)))
    return told | ({"purge 1 ms": seconds * 1_000} if purged[0] else {})


def _least(pair: tuple[Taken | None, Taken | None]) -> Taken | None:
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


def main(arguments: Sequence[str]) -> None:
    """Build, ask, print; refuse results of ours that differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--engines", nargs="*", default=[made.name for made in ENGINES])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args(arguments)
    _say(f"inventing {options.size:,} contributions")
    docs = list(Discussions(options.size))
    asked = questions(docs)
    results = {}
    with tempfile.TemporaryDirectory() as passing:
        folder = options.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        known = {made.name: made for made in ENGINES}
        for name in options.engines:
            results[name] = measured(known[name], folder, docs, asked)
            if options.json:  # what was measured before something failed
                options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    differing = disagreements(results)
    print(f"{options.size:,} contributions, {ASKED} questions a kind\n")
    print(as_table(results))
    print("\nTotals that differ from the first engine's:", differing)
    told = {
        "size": options.size,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "engines": results,
        "differing": differing,
    }
    if options.json:
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    if options.svg:
        options.svg.write_text(chart(results, KINDS, options.size), encoding="utf-8")
    if any(differing.get(name) for name in OURS):
        raise SystemExit("our two engines disagree")


if __name__ == "__main__":
    main(sys.argv[1:])
