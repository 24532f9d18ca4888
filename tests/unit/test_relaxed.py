"""What a query asks for besides its words, which holds for what is close in meaning as well."""

from __future__ import annotations

import pytest

from archive.domain.query import And, Field, Node, Not, Or, Term, parse
from archive.search.similar import EVERYTHING, relaxed

PAIN = Field("theme", "pain")


@pytest.mark.parametrize(
    "query, left",
    [
        ("sleep", EVERYTHING),
        ('sle* "at night" heron~1', EVERYTHING),
        ("sleep OR theme:pain", EVERYTHING),
        ("sleep theme:pain", PAIN),
        ("sleep -heron", Not(Term("heron"))),
        ("sleep theme:pain -heron", And((PAIN, Not(Term("heron"))))),
        ("sleep (theme:pain OR kind:essay)", Or((PAIN, Field("kind", "essay")))),
        ("theme:pain", PAIN),
    ],
)
def test_words_are_taken_out_and_facts_stay(query: str, left: Node) -> None:
    assert relaxed(parse(query, strict=True)) == left


def test_of_a_choice_the_words_count_as_met() -> None:
    three = (Term("a"), PAIN, Field("kind", "essay"))
    assert relaxed(Or(three, 2)) == Or(three[1:], 1)
    assert relaxed(Or(three, 1)) == EVERYTHING
