"""What a part of an index is made of: facts and words, packed, taken apart and joined."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import analyser
from archive.search.backends.contents import (
    Contents,
    PackedWords,
    in_order,
    in_pieces,
    occurrences,
)
from archive.search.backends.facts import Facts
from tests.benchmarks.discussions import Discussions

DOCS = list(Discussions(40, seed=3))


def read_again(contents: Contents) -> Contents:
    facts = Facts.unpacked(contents.facts.packed())
    return PackedWords(facts, contents.packed_words()).contents


def told(contents: Contents) -> list[tuple[object, ...]]:
    """All that is known of each document."""
    facts, bounds = contents.facts, contents.bounds.tolist()
    words = [(contents.forms[n], contents.terms[n]) for n in contents.order.tolist()]
    return [
        (
            facts.refs[n],
            facts.places[n],
            facts.prints[n],
            facts.since[n],
            facts.until[n],
            facts.months[n],
            facts.years[n],
            {
                name: {coded.values[c] for c in coded.codes[coded.starts[n] : coded.starts[n + 1]]}
                for name, coded in facts.coded.items()
            },
            words[bounds[2 * n] : bounds[2 * n + 1]],
            words[bounds[2 * n + 1] : bounds[2 * n + 2]],
        )
        for n in range(contents.size)
    ]


def test_words_are_those_of_the_analyser_in_their_order() -> None:
    for doc, (*_, title, text) in zip(DOCS, told(Contents.of(DOCS)), strict=True):
        for given_words, found in ((doc.title, title), (doc.text, text)):
            forms, terms = analyser.forms(given_words), analyser.terms(given_words)
            assert found == list(zip(forms, terms, strict=True))


def test_nothing_is_lost_in_the_files() -> None:
    contents = Contents.of(DOCS)
    assert told(read_again(contents)) == told(contents)
    assert told(read_again(read_again(contents))) == told(contents)
    assert told(read_again(Contents.of([]))) == []


@given(st.lists(st.booleans(), min_size=len(DOCS), max_size=len(DOCS)))
def test_taking_some_is_as_if_the_others_had_never_been(kept: list[bool]) -> None:
    some = Contents.of(DOCS).taken(np.array(kept))
    fresh = Contents.of([doc for doc, stays in zip(DOCS, kept, strict=True) if stays])
    assert told(some) == told(fresh)
    assert sorted(some.forms) == sorted(fresh.forms)
    for name, coded in some.facts.coded.items():
        assert sorted(coded.values) == sorted(fresh.facts.coded[name].values)


def test_parts_joined_are_as_one_and_pieces_as_large_as_they_may_be() -> None:
    parts = [read_again(Contents.of(DOCS[first : first + 15])) for first in (0, 15, 30)]
    assert told(Contents.joined(parts)) == told(Contents.of(DOCS))
    pieces = list(in_pieces([*parts, Contents.of([])], 16))
    assert [piece.size for piece in pieces] == [16, 16, 8]
    assert [one for piece in pieces for one in told(piece)] == told(Contents.of(DOCS))
    assert list(in_pieces([Contents.of([])], 16)) == []


@pytest.mark.parametrize("cut", [0, 3, 30, 400, -1])
def test_what_is_cut_short_is_refused(cut: int) -> None:
    contents = Contents.of(DOCS)
    damaged = (KeyError, TypeError, ValueError, struct.error, zlib.error)
    with pytest.raises(damaged):
        Facts.unpacked(contents.facts.packed()[:cut])
    with pytest.raises(damaged):
        PackedWords(contents.facts, contents.packed_words()[:cut])
    with pytest.raises(damaged):
        PackedWords(Contents.of(DOCS[1:]).facts, contents.packed_words())


def test_many_different_things_are_put_in_order_too() -> None:
    numbers = np.random.default_rng(1).integers(0, 300_000, 5_000)
    assert in_order(numbers, 300_000).tolist() == np.argsort(numbers, kind="stable").tolist()


def test_occurrences_are_sorted_by_thing_then_document() -> None:
    things, docs, places = np.array([2, 0, 2, 2, 0]), np.array([0, 0, 0, 1, 1]), np.arange(5)
    found = occurrences(things, docs, places, 3)
    assert found.things.tolist() == [0, 0, 2, 2]
    assert found.docs.tolist() == [0, 1, 0, 1]
    assert found.times.tolist() == [1, 1, 2, 1]
    assert [found.places[at] for at in found.starts] == [1, 4, 0, 3]
