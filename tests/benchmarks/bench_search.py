"""Masked search against Whoosh as it comes: `python -m tests.benchmarks.bench_search [DOCUMENTS]`.

The same invented documents go into our index and into a plain Whoosh index whose visibility window
and theme are ordinary fields, asked with its own queries. Both answer with the exact total, the
first twenty and the theme facet. Times are medians; the machine matters, the ratio less.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from whoosh import fields, query
from whoosh.filedb.filestore import FileStorage
from whoosh.scoring import BM25F
from whoosh.sorting import FieldFacet

from archive.domain.query import parse
from archive.domain.words import Kind, Voice
from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends.whoosh import WhooshBackend
from archive.search.port import Filters

NOW = 1_000.0
TIMES = 15
WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("n", "rd", "ss", "lt")]
QUERIES = ("ban", "ban den OR fin", "ban AND den AND fin", '"ban den"', "theme:t1 ban")


def documents(count: int) -> list[IndexDocument]:
    """Texts of 58 to 393 words, common words far more often than rare ones (Zipf)."""
    chance = random.Random(1)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]
    return [
        IndexDocument(
            ref=f"r{n}",
            discussion=f"d{n % 50}",
            kind=Kind.COMMENT,
            voice=chance.choice(list(Voice)),
            title="",
            text=" ".join(chance.choices(WORDS, weights, k=chance.randint(58, 393))),
            themes=(f"t{chance.randint(1, 20)}",),
            year=chance.randint(2008, 2024),
            visible_from=0.0,
            visible_until=chance.choice([math.inf, math.inf, 500.0]),
        )
        for n in range(count)
    ]


def median_ms(ask: Callable[[], object]) -> float:
    """Milliseconds a call, after one to warm up."""
    ask()
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1_000


def plain_index(docs: list[IndexDocument], folder: Path) -> tuple[object, float]:
    """Whoosh as it comes, and the seconds its build took."""
    schema = fields.Schema(
        ref=fields.ID(stored=True),
        text=fields.TEXT(),
        theme=fields.ID(sortable=True),
        until=fields.NUMERIC(float),
    )
    start = time.perf_counter()
    index = FileStorage(str(folder)).create_index(schema)
    writer = index.writer()
    for doc in docs:
        writer.add_document(
            ref=doc.ref,
            text=analyser.terms(doc.text),
            theme=doc.themes[0],
            until=min(doc.visible_until, 1e12),
        )
    writer.commit()
    return index, time.perf_counter() - start


def as_whoosh(text: str) -> query.Query:
    """The same question in Whoosh's own terms."""

    def one(word: str) -> query.Query:
        return query.Term("text", analyser.terms(word)[0])

    return {
        QUERIES[0]: one("ban"),
        QUERIES[1]: query.Or([query.And([one("ban"), one("den")]), one("fin")]),
        QUERIES[2]: query.And([one("ban"), one("den"), one("fin")]),
        QUERIES[3]: query.Phrase("text", [*analyser.terms("ban den")]),
        QUERIES[4]: query.And([query.Term("theme", "t1"), one("ban")]),
    }[text]


def main(count: int) -> None:
    """Build both, ask both, print the ratios."""
    docs = documents(count)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plain").mkdir()
        ours = WhooshBackend(Path(folder) / "ours")
        start = time.perf_counter()
        ours.rebuild(docs)
        built = time.perf_counter() - start
        plain, plainly = plain_index(docs, Path(folder) / "plain")
        print(f"{count} documents; building: ours {built:.1f} s, plain {plainly:.1f} s")
        window = query.NumericRange("until", NOW, None, startexcl=True)
        print(f"{'query':24} {'hits':>6} {'ours ms':>9} {'plain ms':>9} {'ratio':>6}")
        with plain.searcher(weighting=BM25F(B=0.75, K1=2.0)) as searcher:  # type: ignore[attr-defined]
            for text in QUERIES:
                node, wish = parse(text, strict=True), as_whoosh(text)

                def masked(node=node):
                    return ours.search(
                        node,
                        now=NOW,
                        hidden=frozenset(),
                        filters=Filters(),
                        offset=0,
                        limit=20,
                        sort="relevance",
                    )

                def filtered(wish=wish):
                    found = searcher.search(
                        query.And([wish, query.ConstantScoreQuery(window)]),
                        limit=20,
                        groupedby=FieldFacet("theme"),
                    )
                    return len(found), found.groups()

                total = masked().total
                if total != filtered()[0]:
                    raise SystemExit(f"{text}: {total} hits against {filtered()[0]}")
                mine, theirs = median_ms(masked), median_ms(filtered)
                print(f"{text:24} {total:6} {mine:9.2f} {theirs:9.2f} {theirs / mine:6.1f}")
        purging = docs[: max(1, count // 200)]
        for name, write in (
            ("add one", lambda: ours.add(docs[:1])),
            ("remove one", lambda: ours.remove(["r7"])),
            (f"purge {len(purging)}", lambda: ours.purge([doc.ref for doc in purging])),
        ):
            start = time.perf_counter()
            write()
            print(f"{name}: {(time.perf_counter() - start) * 1_000:.0f} ms")
        both = WhooshBackend(Path(folder) / "both", processes=2)
        start = time.perf_counter()
        both.rebuild(docs)
        print(f"rebuild with two processes: {time.perf_counter() - start:.1f} s")
        start = time.perf_counter()
        WhooshBackend(Path(folder) / "both").refs()
        print(f"opening: {(time.perf_counter() - start) * 1_000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
