"""Did you mean: only words that this viewer may know of."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.words import Role
from archive.search import did_you_mean as module
from archive.search.backends.whoosh import WhooshBackend
from archive.search.did_you_mean import Suggestion, did_you_mean, distance
from tests.contract.search_backend import document


@dataclass
class Viewer:
    role: Role = Role.READER
    is_staff: bool = False


@dataclass
class Gate:
    hidden: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()

    def hidden_refs(self) -> frozenset[str]:
        return self.hidden

    def read_as(self, viewer: Viewer) -> Gate:
        return self

    def blind_refs(self) -> frozenset[str]:
        return self.blind


DOCS = (
    document("a", "Pregabalin at night; pregabalin by day. My sister slept."),
    document("b", "Pregabalins and fibre. The sisters slept."),
    document("c", "My sister’s fiber."),
)


@pytest.fixture
def index(tmp_path: Path) -> WhooshBackend:
    index = WhooshBackend(tmp_path / "index")
    index.rebuild(DOCS)
    return index


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch, index: WhooshBackend) -> Gate:
    gate = Gate()
    monkeypatch.setattr(module, "gate", gate)
    monkeypatch.setattr(module, "index_of", lambda audience: index)
    return gate


def suggested(query: str, *, strict: bool = False) -> str | None:
    viewer: Any = Viewer()
    found = did_you_mean(viewer, query, strict=strict)
    return found.query if found else None


def test_an_unknown_word_is_put_right(gate: Gate) -> None:
    viewer: Any = Viewer()
    assert did_you_mean(viewer, "pregablain", strict=False) == Suggestion(
        "pregabalin", (("pregablain", "pregabalin"),)
    )
    assert suggested("my sisster slept?") == "my sister slept?"


def test_the_nearest_word_comes_first_and_of_those_the_most_frequent(gate: Gate) -> None:
    assert suggested("pregabalinss") == "pregabalins"
    assert suggested("sistor") == "sister", "sister is in two texts, sisters in one"


def test_known_words_are_left_alone(gate: Gate) -> None:
    for query in ("pregabalin", "sister slept", "sleeping", "night OR day", "", "?!"):
        assert suggested(query) is None


def test_short_words_and_first_letters_are_taken_as_they_are(gate: Gate) -> None:
    for query in ("dya", "nigt2", "tregabalin", "xyzzyx"):
        assert suggested(query) is None


def test_only_words_are_exchanged_not_fields_or_operators(gate: Gate) -> None:
    query = 'theme:sisster AND "my sisster" -slpet AND slpet'
    assert suggested(query, strict=True) == 'theme:sisster AND "my sister" -slpet AND slept'


def test_what_is_hidden_is_neither_known_nor_suggested(gate: Gate) -> None:
    assert suggested("fibrre") == "fibre"
    assert suggested("fibre") is None
    for gate.hidden, gate.blind in ((frozenset("b"), frozenset()), (frozenset(), frozenset("b"))):
        assert suggested("fibrre") == "fiber"
        assert suggested("fibre") == "fiber", "a word of a hidden text alone is unknown"


def test_a_document_that_may_not_be_seen_changes_no_suggestion(
    gate: Gate, index: WhooshBackend
) -> None:
    queries = ["pregablain", "fibrre", "sisstr", "slpet", "nigth", "pregabalinss"]
    before = [suggested(query) for query in queries]
    secret = document("s", "Fibrre sisstr slpet nigth fibrer pregabalinss " + "sisters fiber " * 9)
    index.add([replace(secret, visible_from=math.inf)])
    assert [suggested(query) for query in queries] == before


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_how_many_typing_mistakes_lie_between(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    "one,other,far", [("pain", "pian", 1), ("pain", "pin", 1), ("pain", "paint", 1), ("a", "", 1)]
)
def test_neighbours_that_changed_places_are_one_mistake(one: str, other: str, far: int) -> None:
    assert distance(one, other) == far
