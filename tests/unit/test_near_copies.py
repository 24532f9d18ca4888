"""Sketches of texts: equal, nearly, and not alike."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.near_copies import FIRST, KEPT, NEAR, Sketch, alike, pairs, shared, sketch

SECRET = b"of this test"
TEXT = (
    "I kept the kettle by the bed that winter, because the stairs had grown longer than they "
    "were. When my sister came she asked why, and I said that it was for the company."
)


def sketched(text: str) -> Sketch:
    found = sketch(text, SECRET)
    assert found is not None
    return found


def invented(chance: random.Random, length: int) -> list[str]:
    return [f"w{chance.randrange(4000)}" for _ in range(length)]


def exactly(one: list[str], two: list[str]) -> float:
    """The share counted in full."""
    runs = [{tuple(t[n : n + 4]) for n in range(len(t) - 3)} for t in (one, two)]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


def test_capitals_punctuation_and_line_breaks_do_not_count() -> None:
    other = TEXT.upper().replace(",", " –").replace(". ", ".\n\n")
    assert shared(sketched(TEXT), sketched(other)) == 1.0


def test_one_changed_word_leaves_texts_alike_but_not_the_same() -> None:
    share = shared(sketched(TEXT), sketched(TEXT.replace("kettle", "radio")))
    assert NEAR < share < 1.0


def test_a_short_text_has_no_sketch() -> None:
    assert sketch("Thank you so much for writing this.", SECRET) is None


def test_a_sketch_holds_no_words_and_needs_its_secret() -> None:
    other = sketch(TEXT, b"of another process")
    assert other is not None
    assert shared(sketched(TEXT), other) == 0.0
    assert b"kettle" not in sketched(TEXT).lowest.tobytes()


@given(st.randoms(use_true_random=False), st.integers(8, 110), st.integers(0, 12))
@settings(max_examples=100, deadline=None)
def test_of_short_texts_the_share_is_exact(chance: random.Random, length: int, edits: int) -> None:
    one = invented(chance, min(length, KEPT // 2))
    two = list(one)
    for _ in range(edits):
        two[chance.randrange(len(two))] = f"v{chance.randrange(4000)}"
    found = shared(sketched(" ".join(one)), sketched(" ".join(two)))
    assert found == exactly(one, two)


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_of_long_texts_the_share_is_within_a_sixth(chance: random.Random) -> None:
    one = invented(chance, 1500)
    two = list(one)
    for _ in range(chance.randrange(150)):
        two[chance.randrange(len(two))] = f"v{chance.randrange(4000)}"
    found = shared(sketched(" ".join(one)), sketched(" ".join(two)))
    assert abs(found - exactly(one, two)) < 1 / 6


def test_copies_are_found_among_many_and_pairs_are_told_once() -> None:
    chance = random.Random(5)
    texts = [invented(chance, 60) for _ in range(200)]
    copies = {n: [*texts[n][:55], *invented(chance, 5)] for n in range(0, 200, 10)}
    sketches = {n: sketched(" ".join(text)) for n, text in enumerate(texts)}
    sketches |= {1000 + n: sketched(" ".join(text)) for n, text in copies.items()}
    found = {(one, two) for one, two, _ in pairs(sketches)}
    assert found == {(n, 1000 + n) for n in copies}
    assert [
        n for n, _ in alike(sketches[1050], {k: v for k, v in sketches.items() if k < 200})
    ] == [50]


def test_only_a_few_digests_find_a_text() -> None:
    assert len(sketched(TEXT).first) == FIRST
