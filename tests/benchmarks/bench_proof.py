"""How fast `prove_erasure` reads: `python -m tests.benchmarks.bench_proof [MEGABYTES]`.

A folder of invented files is searched for a thousand strings: half of it noise, as sealed text is,
half of it words. So are values as a database gives them, and, for comparison, a few words with one
alternation in `re`.
"""

from __future__ import annotations

import random
import re
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from archive.management.proving.files import read_files
from archive.management.proving.looking import Strings
from archive.management.proving.report import Report
from archive.management.proving.strings import Sought, raw_forms

MEGABYTE = 1_000_000
CHANCE = random.Random(1)
WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "rd", "ss", "lt")]


def words(size: int) -> str:
    """About so many characters of invented words."""
    return " ".join(CHANCE.choices(WORDS, k=size // 4))


def fill(home: Path, size: int) -> None:
    """Files of `size` bytes in all: a database, a log, a zip."""
    database = sqlite3.connect(home / "archive.sqlite3")
    database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB)")
    rows = ((CHANCE.randbytes(2_000),) for _ in range(size // 2 // 2_000))
    database.executemany("INSERT INTO t (body) VALUES (?)", rows)
    database.commit()
    database.close()
    text = words(MEGABYTE)
    (home / "web.log").write_text(text * (size // 4 // len(text)))
    with zipfile.ZipFile(home / "export.zip", "w", zipfile.ZIP_STORED) as packed:
        for number in range(size // 4 // len(text)):
            packed.writestr(f"{number}.txt", text)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(megabytes: int) -> None:
    """Measure, and print."""
    sought = [Sought(n, f"{words(60)} {n}") for n in range(1, 1_001)]
    made = seconds(lambda: Strings(sought))
    strings, report = Strings(sought), Report()
    print(f"1,000 strings of 60 characters made ready: {made:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home, megabytes * MEGABYTE)
        took = seconds(lambda: read_files(home, strings, report, lambda *_: None))
        print(f"{megabytes} MB of files: {took:.1f} s, {megabytes / took:.0f} MB/s")
    texts = [words(200) for _ in range(100_000)]
    took = seconds(lambda: [*strings.in_texts(texts)])
    print(f"100,000 values of 200 characters: {took:.1f} s")
    sample = words(megabytes * MEGABYTE // 1_000).encode()
    pattern = re.compile(b"|".join(re.escape(f) for s in sought for f in raw_forms(s.text)), re.I)
    took = seconds(lambda: [*pattern.finditer(sample)])
    print(f"one alternation in re: {len(sample) / MEGABYTE / took:.2f} MB/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
