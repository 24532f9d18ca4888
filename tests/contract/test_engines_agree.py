"""Every engine gives the same set, the same total and the same facets: those of the plain meaning.

Ranking is each engine's own. The texts are dense, so that most queries find some and not all.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tantivy", reason="the extra `tantivy` is not installed")

from archive.domain.content_labels import Label
from archive.domain.query import (
    And,
    DateRange,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Proximity,
    Term,
    Wildcard,
)
from archive.domain.words import Kind, Voice
from archive.search.backends.tantivy import TantivyBackend
from archive.search.backends.whoosh import WhooshBackend
from archive.search.port import SORTS, Filters, SearchBackend, Sort
from tests.benchmarks.discussions import Discussions
from tests.contract.search_backend import VOCABULARY, matched, search, thread

DENSE = [
    replace(doc, visible_from=(0.0, 500.0)[n % 5 == 0], visible_until=(inf, 1_500.0, 600.0)[n % 3])
    for n, doc in enumerate(thread(seed=41, size=130))
]
LIFELIKE = list(Discussions(20, seed=4))
DOCS = DENSE + LIFELIKE


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchBackend, ...]:
    """Both hold the same documents, which came in several writes, some of them twice."""
    folder: Path = tmp_path_factory.mktemp("engines")
    made = (WhooshBackend(folder / "whoosh"), TantivyBackend(folder / "tantivy"))
    for engine in made:
        engine.rebuild([replace(doc, text="an older version pain") for doc in DOCS[:60]])
        engine.add(DOCS[:100])
        engine.add([*DOCS[100:], replace(DOCS[3], ref="gone-again")])
        engine.remove(["gone-again"])
    return made


words = st.sampled_from(
    [*VOCABULARY.split(), "pain", "pain", "doctor", "unheard", "won’t", "SLEEP"]
)
several = st.lists(words, min_size=1, max_size=4).map(" ".join)
themes = st.sampled_from(["x", "y", "z", "sleep", "doctors", "money"])
months = st.none() | st.integers(2017 * 12, 2022 * 12)
stems = words.filter(lambda word: len(word) >= 3).flatmap(
    lambda word: st.integers(2, len(word)).map(lambda end: word[:end])
)
patterns = st.builds(
    lambda start, middle, end: start + middle + end,
    stems,
    st.sampled_from(["*", "?", "*?", "?*n", "**"]),
    st.sampled_from(["", "s", "n", "ing"]),
)
misspelt = words.filter(lambda word: len(word) >= 4).flatmap(
    lambda word: st.builds(
        lambda at, letter, cut: word[:at] + letter + word[at + cut :],
        st.integers(1, len(word)),
        st.sampled_from(["", "x", "p", "n"]),
        st.integers(0, 1),
    )
)
fields = st.one_of(
    st.builds(Field, st.just("theme"), themes),
    st.builds(Field, st.just("voice"), st.sampled_from([str(voice) for voice in Voice])),
    st.builds(Field, st.just("kind"), st.sampled_from([str(kind) for kind in Kind])),
    st.builds(Field, st.just("label"), st.sampled_from([str(label) for label in Label])),
    st.builds(Field, st.just("year"), st.sampled_from(["2018", "2019", "2021"])),
    st.builds(Field, st.just("discussion"), st.sampled_from(["d0", "d1", "d2", "d9"])),
    st.builds(Field, st.just("language"), st.sampled_from(["en", "de"])),
    st.builds(Field, st.just("coder"), st.sampled_from(["carol", "dave", "erin"])),
)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Term, words),
    st.builds(Phrase, several),
    st.builds(Prefix, stems),
    st.builds(Wildcard, patterns),
    st.builds(Fuzzy, misspelt),
    st.builds(Proximity, several, st.integers(0, 8)),
    st.builds(DateRange, months, months),
    st.builds(Near, themes, themes, st.sampled_from(["passage", "sentence"])),
    fields,
    st.just(Nothing()),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda some: And(tuple(some))),
        st.builds(
            lambda some, minimum: Or(tuple(some), minimum),
            st.lists(inner, min_size=2, max_size=4),
            st.integers(1, 3),
        ),
    ),
    max_leaves=6,
)
chosen = st.builds(
    Filters,
    theme=st.lists(themes, max_size=2).map(tuple),
    voice=st.sampled_from([(), (), (str(Voice.MIXED), str(Voice.FIRST_PERSON))]),
    discussion=st.sampled_from([(), (), ("d1",), ("d1", "d3")]),
    language=st.sampled_from([(), (), ("en",)]),
)


@settings(max_examples=500)
@given(
    node=nodes,
    filters=chosen,
    hidden=st.frozensets(st.sampled_from([doc.ref for doc in DOCS]), max_size=6),
    now=st.sampled_from([0.0, 499.9, 500.0, 1_000.0, 1_500.0, 2_000.0]),
    sort=st.sampled_from(SORTS),
)
def test_engines_find_the_same(
    engines: tuple[SearchBackend, ...],
    node: Node,
    filters: Filters,
    hidden: frozenset[str],
    now: float,
    sort: Sort,
) -> None:
    expected = {
        doc.ref
        for doc in DOCS
        if doc.visible_from <= now < doc.visible_until
        and doc.ref not in hidden
        and matched(doc, node)
        and all(
            any(matched(doc, Field(name, value)) for value in values)
            for name, values in filters.chosen().items()
        )
    }
    found = [
        search(engine, node, now=now, hidden=hidden, filters=filters, limit=1_000, sort=sort)
        for engine in engines
    ]
    for one in found:
        assert len(one.refs) == one.total == len(expected)
        assert set(one.refs) == expected
        assert one.facets == found[0].facets
    if sort != "relevance":
        assert found[0].refs == found[1].refs
