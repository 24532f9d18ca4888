"""Two orders made one, and the words by which texts are alike."""

from __future__ import annotations

import pytest

from archive.domain.query import Nothing, Or, Term
from archive.domain.text import Span
from archive.search.fusion import K, fused
from archive.search.telling import any_of, both_say, telling, weighed


def test_what_both_orders_put_high_comes_first() -> None:
    assert fused(["a", "b", "c"], ["c", "b", "d"]) == ["c", "b", "a", "d"]
    assert 2 / (K + 2) < 1 / (K + 3) + 1 / (K + 1), "as Cormack and others have it"


def test_an_order_alone_stays_as_it_is_and_none_give_nothing() -> None:
    assert fused(["b", "a"], []) == ["b", "a"]
    assert fused([], []) == fused() == []


def test_the_number_of_a_score_does_not_count_only_its_place() -> None:
    assert fused(["a", "b"], ["b", "a"]) == ["a", "b"]


def test_words_that_hold_a_text_together_and_numbers_do_not_tell() -> None:
    words = telling("I was at the clinic for nineteen days in 2019, and tapering was slow.")
    assert {said.form for said in words.values()} == {"clinic", "days", "tapering", "slow"}


def test_words_are_compared_by_their_stems_and_shown_as_first_written() -> None:
    words = telling("Tapering and tapered. Heron.")
    assert [(said.form, said.times) for said in words.values()] == [("tapering", 2), ("heron", 1)]
    shown = {stem: said.form for stem, said in words.items()}
    assert both_say(shown, "She tapers; a HERON stood.", (), 9) == ("tapering", "heron")
    assert both_say(shown, "She tapers; a HERON stood.", (), 1) == ("tapering",)


def test_what_stands_in_place_of_hidden_words_is_nobodys_word() -> None:
    text = "I told [my employer] of the pain."
    mask = (Span(7, 20, "mask"),)
    assert {said.form for said in telling(text, mask).values()} == {"told", "pain"}
    assert both_say({"employ": "employer"}, text, mask, 9) == ()


def test_rare_words_come_first_and_those_of_half_the_texts_not_at_all() -> None:
    words = telling("heron pain pain kettle")
    having = {"heron": 1, "pain": 60, "kettle": 20}
    assert list(weighed(words, having.__getitem__, 100).values()) == ["heron", "kettle"]
    having["pain"] = 50
    assert list(weighed(words, having.__getitem__, 100).values()) == ["heron", "kettle", "pain"]


@pytest.mark.parametrize(
    "forms, node",
    [([], Nothing()), (["a"], Term("a")), (["a", "b"], Or((Term("a"), Term("b"))))],
)
def test_any_of_some_words(forms: list[str], node: object) -> None:
    assert any_of(forms) == node
