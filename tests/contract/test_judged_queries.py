"""How well each engine answers what people ask, held to a floor: tests/judged/README.md.

The grades were decided by reading, before any engine was asked. The floors lie a little under what
was measured (docs/search.md); a change that falls below one has made the ranking worse.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from archive.search.backends.tantivy import TantivyBackend
from archive.search.backends.whoosh import WhooshBackend
from archive.search.port import SearchBackend
from tests.judged.asking import answered, means
from tests.judged.judged import (
    generated_queries,
    generated_texts,
    written_queries,
    written_texts,
)
from tests.judged.ndcg import ndcg

ENGINES: Final[dict[str, Callable[[Path], SearchBackend]]] = {
    "whoosh": WhooshBackend,
    "tantivy": TantivyBackend,
}
FLOORS: Final = {
    "question": 0.55,
    "keywords": 0.67,
    "phrase": 0.93,
    "names": 0.93,
    "misspelt": 0.93,
    "themes": 0.52,
    "strict": 0.90,
    "all": 0.70,
}
"""Mean nDCG@10 over the written texts by kind of query, on either engine."""

FLOOR_OF_GENERATED: Final = 0.77


@pytest.fixture(scope="module", params=sorted(ENGINES))
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[SearchBackend, SearchBackend]:
    """An index of the written texts and one of the generated; nothing writes to them again."""
    folder = tmp_path_factory.mktemp("judged")
    written, generated = (ENGINES[request.param](folder / name) for name in ("a", "b"))
    written.rebuild(written_texts())
    generated.rebuild(generated_texts())
    return written, generated


def test_no_kind_of_query_falls_below_its_floor(made: tuple[SearchBackend, SearchBackend]) -> None:
    measured = means(made[0], written_queries())
    assert set(measured) == set(FLOORS)
    below = {kind: round(got, 3) for kind, got in measured.items() if got < FLOORS[kind]}
    assert not below, f"mean nDCG@10 fell below the floor: {below}"


def test_a_text_about_a_theme_comes_first_for_its_sayings(
    made: tuple[SearchBackend, SearchBackend],
) -> None:
    assert means(made[1], generated_queries())["all"] >= FLOOR_OF_GENERATED


def test_no_question_finds_nothing(made: tuple[SearchBackend, SearchBackend]) -> None:
    for each in written_queries():
        if each.kind == "question":
            assert answered(made[0], each), each.ask


def test_other_names_and_slips_of_the_pen_find_what_was_meant(
    made: tuple[SearchBackend, SearchBackend],
) -> None:
    for each in written_queries():
        if each.kind in ("names", "misspelt"):
            assert set(answered(made[0], each)) & set(each.grades), each.ask


def test_fifty_queries_of_every_kind_were_judged_over_texts_that_are_there() -> None:
    refs = {text.ref for text in written_texts()}
    asked = written_queries()
    assert len({each.ask for each in asked}) == len(asked) == 50
    for each in (*asked, *generated_queries()):
        known = refs if each.kind != "generated" else {text.ref for text in generated_texts()}
        assert set(each.grades) <= known, each.ask
        assert max(each.grades.values()) == 2, each.ask


def test_the_measure_is_one_for_the_best_order_and_less_for_any_other() -> None:
    grades = {"a": 2, "b": 1}
    assert ndcg(("a", "b", "c"), grades) == 1
    assert ndcg((), grades) == 0
    # By hand: (1/log2(2) + 3/log2(3)) / (3/log2(2) + 1/log2(3))
    assert ndcg(("b", "a"), grades) == pytest.approx(0.796708)
    assert ndcg(("c", "d", "a"), {"a": 1}) == pytest.approx(0.5)
    assert ndcg(("c", "d", "a"), {"a": 1}, at=2) == 0
    with pytest.raises(ValueError, match="of worth"):
        ndcg(("a",), {"b": 0})
    with pytest.raises(ValueError, match="once"):
        ndcg(("a", "a"), grades)
