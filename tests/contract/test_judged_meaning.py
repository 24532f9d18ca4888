"""How much the model helps to find what was judged to answer: tests/judged/README.md.

Held to floors a little under what was measured (docs/similar.md). The grades were decided by
reading, before any of this was asked.
"""

from __future__ import annotations

from typing import Final

import pytest

from archive.search.backends.whoosh import WhooshBackend
from archive.search.port import SearchBackend
from archive.search.vectors.store import Vectors
from tests.judged.judged import written_queries, written_texts
from tests.judged.likeness import alike, of_queries, of_texts, vectors_of

FLOORS: Final = {"question": 0.62, "keywords": 0.85, "all": 0.77}
"""Mean nDCG@10 of words and meaning together."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchBackend, Vectors]:
    """The written texts indexed and read by the model; nothing writes to them again."""
    folder = tmp_path_factory.mktemp("meaning")
    index = WhooshBackend(folder / "words")
    index.rebuild(written_texts())
    return index, vectors_of(folder / "vectors", written_texts())


def test_both_orders_together_find_more_than_words_alone(
    made: tuple[SearchBackend, Vectors],
) -> None:
    measured = of_queries(*made, written_queries())
    both, words = measured["both"], measured["words"]
    below = {kind: round(both[kind], 3) for kind, floor in FLOORS.items() if both[kind] < floor}
    assert not below, f"mean nDCG@10 fell below the floor: {below}"
    assert both["all"] > 1.05 * words["all"]
    assert all(both[kind] > words[kind] - 0.03 for kind in words), "no kind suffers by it"


def test_the_like_of_a_text_is_found_better_by_both(made: tuple[SearchBackend, Vectors]) -> None:
    measured = of_texts(*made, written_texts(), written_queries())
    assert measured["both"]["all"] > 1.1 * measured["words"]["all"]
    assert measured["both"]["all"] > 0.38


def test_texts_are_alike_as_far_as_one_query_is_answered_by_both() -> None:
    grades = alike(written_queries())
    assert grades["effexor-zaps"]["medication/zips"] == 2
    assert grades["medication/zips"]["effexor-zaps"] == 2
    assert "effexor-zaps" not in grades["effexor-zaps"]
