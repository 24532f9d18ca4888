"""The labels of NEON, their words, and the cues that suggest them."""

from __future__ import annotations

import pytest

from archive.domain.content_labels import MEANINGS, WORDS, Label, in_words, known, suggested
from archive.domain.errors import QueryError
from archive.domain.query import Field, Not, parse


def test_there_are_neons_fourteen_each_with_words_and_a_meaning() -> None:
    assert len(Label) == 14
    assert set(WORDS) == set(MEANINGS) == set(Label)
    assert len(set(WORDS.values())) == 14


def test_labels_are_short_and_warn_of_nothing() -> None:
    for words in WORDS.values():
        assert len(words) <= 36
        assert "warning" not in words
        assert "trigger" not in words


def test_known_keeps_neons_order_and_leaves_out_what_is_no_label() -> None:
    assert known(["death", "sadness", "sex", "death"]) == (Label.SEX, Label.DEATH)
    assert in_words(known(["death", "violence"])) == "violence; death and bereavement"


@pytest.mark.parametrize(
    "text, labels",
    [
        ("She died at four.", [Label.DEATH]),
        ("I wanted to KILL myself.", [Label.MENTAL_HEALTH]),
        ("He raped her, and went to prison.", [Label.CRIME, Label.ABUSE]),
        ("The needle frightened me more than the heroin.", [Label.RISK, Label.OBJECTS]),
        ("It cost a shilling, and I grinned.", []),
        ("My class at school was in Scunthorpe; the jailer of my days.", []),
    ],
)
def test_cues_suggest_whole_words_in_any_case(text: str, labels: list[Label]) -> None:
    assert [one.label for one in suggested(text)] == labels


def test_a_suggestion_says_because_of_which_words_and_not_of_all() -> None:
    (one,) = suggested("Died, died again, a funeral, her widow, and grief.")
    assert one.because == ("died", "funeral", "widow")


def test_a_query_asks_for_a_label_by_its_key() -> None:
    assert parse("label:death", strict=True) == Field("label", "death")
    assert parse("-label:mental-health", strict=True) == Not(Field("label", "mental-health"))
    with pytest.raises(QueryError, match="is not a label"):
        parse("label:sadness", strict=True)
