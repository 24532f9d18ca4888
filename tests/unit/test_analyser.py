"""The one analyser: what counts as a word, and which words are the same."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analyser import (
    _PUNCTUATION,
    MAX_TERM,
    VERSION,
    Token,
    form,
    forms,
    forms_of,
    terms,
    tokens,
    tokens_of,
)


@pytest.mark.parametrize(
    "text,expected",
    [
        ("", []),
        ("… – !", []),
        ("Running runs RAN", ["run", "run", "ran"]),
        ("chronic pain, at night", ["chronic", "pain", "at", "night"]),
        ("the and of to", ["the", "and", "of", "to"]),  # no stop words
        ("post-traumatic", ["post", "traumat"]),
        ("first_person", ["first", "person"]),
        ("10:30 10mg", ["10", "30", "10mg"]),
        ("don't don’t", ["don't", "don't"]),
        ("patient's patients’", ["patient", "patient"]),
        ("'quoted'", ["quot"]),
        ("Ärzte naïve", ["ärzte", "naïv"]),
        ("İstanbul", ["i̇stanbul"]),
        ("शरीर में दर्द", ["शरीर", "में", "दर्द"]),  # vowel signs do not cut a word
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("👍🏽pain👩‍👧", ["pain"]),
    ],
)
def test_words_become_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == [unicodedata.normalize("NFC", term) for term in expected]


def test_a_token_says_where_it_stands_in_code_points() -> None:
    text = "👍🏽 Cafe\u0301s — nights"
    found = tokens(text)
    assert [text[t.start : t.end] for t in found] == ["Cafe\u0301s", "nights"]
    assert found[1] == Token("night", 12, 18)


def test_a_letter_and_its_mark_are_one_word_however_they_are_encoded() -> None:
    assert terms("cafe\u0301") == terms("caf\u00e9") == ["café"]
    assert terms("x\u0302o") == ["x\u0302o"]  # no composed form exists


def test_a_word_without_end_is_cut_the_same_in_index_and_query() -> None:
    assert terms("q" * 10_000) == ["q" * MAX_TERM]


def test_the_version_names_the_stemmer() -> None:
    assert VERSION.startswith("english-1/snowball-3")


def test_threads_do_not_disturb_each_others_stems() -> None:
    words = [f"{stem}{n}ing nightly sleeping" for n in range(400) for stem in ("a", "b")]
    alone = [terms(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(terms, words * 3)) == alone * 3


@given(st.text())
def test_tokens_come_in_order_and_never_overlap(text: str) -> None:
    found = tokens(text)
    assert terms(text) == [t.text for t in found]
    for before, after in pairwise(found):
        assert before.end <= after.start
    for token in found:
        assert token.text
        assert token.start < token.end
        assert not any(c.isspace() for c in text[token.start : token.end])


@given(st.text())
def test_every_letter_and_digit_is_in_a_token(text: str) -> None:
    covered = {at for t in tokens(text) for at in range(t.start, t.end)}
    assert {at for at, c in enumerate(text) if c.isalnum()} <= covered


ENGLISH = (
    "dying lying tying skis skies idly gently ugly early only singly cries ties sayings being "
    "aging using ageing eyeing yes young yoyo Don't it's o'clock 10mg naïve école sleeping pain’s"
)


@given(st.text() | st.lists(st.sampled_from(ENGLISH.split())).map(" ".join), st.data())
def test_tokens_of_some_letters_are_all_that_begin_so(text: str, data: st.DataObject) -> None:
    every = dict(enumerate(tokens(text)))
    letters = data.draw(st.sets(st.sampled_from([*{t.text[0] for t in every.values()}, "p", "d"])))
    some = dict(tokens_of(text, letters))
    assert some.items() <= every.items()
    assert {at for at, token in every.items() if token.text[0] in letters} <= some.keys()
    shapes = {(form(text[t.start : t.end]), t.start, t.end) for t in every.values()}
    found = set(forms_of(text, letters))
    assert found <= shapes
    assert {each for each in shapes if each[0][0] in letters} <= found


@given(st.text(alphabet=st.sampled_from("aB9_ '’\"“”‘–—…-.\n\u0301é\u00a0İ")))
def test_the_quick_way_to_cut_words_is_the_way_of_the_pattern(text: str) -> None:
    assert forms(text) == [form(text[t.start : t.end]) for t in tokens(text)]
    assert terms(text) == [t.text for t in tokens(text)]


def test_every_sign_that_is_put_aside_beforehand_stands_in_no_word() -> None:
    for sign in (chr(code) for code in range(0x10000) if _PUNCTUATION.match(chr(code))):
        assert forms(f"a{sign}b") == ["a", "b"] == [t.text for t in tokens(f"a{sign}b")]
