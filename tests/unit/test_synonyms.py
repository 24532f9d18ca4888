"""Words that mean the same by the codebook."""

from __future__ import annotations

import pytest

from archive.domain.query import And, Or, Phrase, Term, parse
from archive.gate.disclosed import DisclosedTheme
from archive.search.synonyms import Meant, is_name, meant, names_in, widened


def theme(name: str, *cues: str) -> DisclosedTheme:
    return DisclosedTheme(name.lower(), name, f"About {name}", 1, cues=cues)


NAMES = names_in(
    [
        theme("Pregabalin", "Lyrica", "capsules", "came off"),
        theme("Post-traumatic stress", "PTSD"),
        theme("Sleep", "awake", "at night"),
        theme("Work", "Boss"),
        theme("Bullying", "Boss", "Mobbing"),
    ]
)


def wide(query: str) -> object:
    return widened(parse(query, strict=True), NAMES)


def test_a_cue_with_a_capital_is_another_name_of_its_theme() -> None:
    assert wide("Lyrica") == parse("Lyrica OR Pregabalin", strict=True)
    assert wide("pregabalin") == parse("pregabalin OR Lyrica", strict=True)


def test_cues_in_small_letters_only_suggest() -> None:
    assert wide("capsules OR awake OR sleep") == parse("capsules OR awake OR sleep", strict=True)


def test_names_of_several_words_are_phrases() -> None:
    assert wide("PTSD") == parse('PTSD OR "Post-traumatic stress"', strict=True)
    assert wide('"post traumatic stress"') == parse('"post traumatic stress" OR PTSD', strict=True)


def test_a_name_of_two_themes_stands_for_neither() -> None:
    assert wide("boss") == parse("boss", strict=True)
    assert wide("mobbing") == parse("mobbing OR Bullying", strict=True)


def test_the_rest_of_the_query_stays() -> None:
    assert wide("theme:x (sle* OR lyrica) -PTSD") == parse(
        'theme:x (sle* OR (lyrica OR Pregabalin)) -(PTSD OR "Post-traumatic stress")', strict=True
    )


def test_what_was_meant_is_told_once_a_word_in_the_order_typed() -> None:
    node = parse("PTSD -Lyrica lyrica sleep", strict=True)
    assert meant(node, NAMES) == (
        Meant("PTSD", ("Post-traumatic stress",)),
        Meant("lyrica", ("Pregabalin",)),
    )


@pytest.mark.parametrize("cue", ["Lyrica", "SZ", "St John’s", "DRD4", "5-HT2A"])
def test_names_begin_with_capitals(cue: str) -> None:
    assert is_name(cue)


@pytest.mark.parametrize("cue", ["I", "I told", "my Lyrica", "pill", ""])
def test_other_cues_are_no_names(cue: str) -> None:
    assert not is_name(cue)


BIPOLAR = names_in(
    [
        theme("Bipolar disorder", "Manic Depression"),
        theme("Disorder", "Mess"),
        theme("Post", "Mail"),
    ]
)


def names_of(query: str, *, strict: bool = True) -> list[str]:
    return [word.typed for word in meant(parse(query, strict=strict), BIPOLAR)]


def test_words_side_by_side_that_are_a_name_are_taken_together() -> None:
    assert widened(parse("my bipolar disorder", strict=True), BIPOLAR) == And(
        (Term("my"), Or((And((Term("bipolar"), Term("disorder"))), Phrase("Manic Depression"))))
    )
    assert names_of("my bipolar disorder") == ["bipolar disorder"], "the longest name alone"
    assert names_of("disorder bipolar") == ["disorder"], "in their order alone"
    assert names_of("bipolar OR disorder") == ["disorder"], "OR asks for either"
    assert names_of("NOT (bipolar disorder)") == ["bipolar disorder"]


def test_a_name_of_several_words_counts_as_many_in_a_loose_query() -> None:
    assert names_of("my bipolar disorder", strict=False) == ["bipolar disorder"]
    two = widened(parse("bipolar disorder", strict=False), BIPOLAR)
    assert two == Or(
        (
            Or((Term("bipolar"), Or((Term("disorder"), Term("Mess"))))),
            Phrase("Manic Depression"),
        )
    )
    wide = widened(parse("kitchen window door stairs bipolar disorder", strict=False), BIPOLAR)
    assert isinstance(wide, Or)
    words, renamed = wide.children
    assert isinstance(words, Or)
    rest = tuple(map(Term, ("kitchen", "window", "door", "stairs")))
    name = Phrase("Manic Depression")
    left = words.minimum - 2
    assert renamed == (And((name, Or(rest, left))) if left > 0 else name)
