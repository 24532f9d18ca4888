"""One name, however it is dressed: its form, and the places where it stands."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.domain.surface import folded, form_of, places_of, stands_in, without_possessive

DRESSES = {
    "Zbigma": (
        "zbigma", "_Zbigma_", "ZBIGMA", "Zbig\u00adma", "Zbig\u200bma", "Zbig\ufe0fma",
        "Ｚｂｉｇｍａ", "Zbígmá", "Zbi\u0301gma",
    ),
    "Zbigma Vrol": (
        "Zbigma-Vrol", "Zbigma\u2011Vrol", "zbigma\n vrol", "Zbigma\u00a0Vrol", "Vrol, Zbigma",
        "VROL,ZBIGMA", "Zbigma–Vrol",
    ),
    "Anna-Vroma": ("Anna\u2011Vroma", "Anna‐Vroma", "anna vroma", "Anna Vro\u0301ma"),
    "O'Zwerri": ("O’Zwerri", "O‘Zwerri", "OʼZwerri", "O´Zwerri", "o＇zwerri"),
    "Weißma": ("WEISSMA", "weissma", "WEIẞMA"),
    "Éla Ødma": ("Ela Odma", "É́la Ødma", "e\u0301la ødma"),
    "Jose": ("José", "Jose\u0301"),
    "Griffin": ("Gri\ufb03n", "GRIFFIN"),
}  # fmt: skip

APART = {
    "Zbigma": ("Zbigmadrome", "unZbigma", "Zbigma2", "Zbig ma", "Zbigmą̈x"),
    "Zbigma Vrol": ("Zbigma\n\nVrol", "Zbigma, Vrol", "Vrol Zbigma", "ZbigmaVrol", "Zbigma—Vrol"),
    "blue heron": ("heron, blue",),
    "राम": ("रामा", "रामु"),
    "か": ("が",),
}


@pytest.mark.parametrize("name, dress", [(n, d) for n, several in DRESSES.items() for d in several])
def test_a_name_is_found_in_every_dress(name: str, dress: str) -> None:
    """And the place is the whole of it, no more."""
    bare = dress.strip("_")
    text = f"So I met ({dress}) there, ﬁrst of all."
    assert [text[start:end] for start, end in places_of(text, name)] == [bare]


@pytest.mark.parametrize("name, other", [(n, o) for n, several in APART.items() for o in several])
def test_other_words_are_not_the_name(name: str, other: str) -> None:
    """Parts of longer words, and words that other letters make."""
    assert not stands_in(f"So I met {other} there.", name)


@pytest.mark.parametrize(
    "dress", ["Zbigma's", "ZBIGMA'S", "Zbigma'S", "Zbigma’s", "Zbigmaʼs", "Zbigma‘s", "Zbígma's"]
)
def test_a_possessive_has_the_form_of_its_name(dress: str) -> None:
    """Whichever apostrophe it has."""
    assert form_of(dress) == form_of("Zbigma") == "zbigma"
    assert without_possessive(dress)[-2:].casefold() == "ma"
    assert stands_in(f"That is {dress} house.", "Zbigma")
    assert stands_in("I met Zbigma.", without_possessive(dress))


def test_an_accent_belongs_to_the_letter_before_it() -> None:
    """What a place covers leaves no stray mark behind, and takes nothing of what follows."""
    text = "Rene\u0301, Rene\u00ad and Rene\u0301\u200bs"
    assert [text[a:b] for a, b in places_of(text, "René")] == ["Rene\u0301", "Rene\u00ad"]


def test_no_words_stand_nowhere() -> None:
    """Nor does what folds away."""
    for nothing in ("", "  ", "\u00ad", "-"):
        assert not stands_in("- So \u00ad it is -", nothing)


@given(st.text(max_size=60))
def test_folding_again_changes_nothing(text: str) -> None:
    """So that forms can be compared with words."""
    assert folded(folded(text)) == folded(text)


ODD = st.sampled_from("aZß ﬁé\u0301\u00ad\u200b’'-‑_\nİŉ½…Ａ🌧́नि")
WORDS = st.text(st.sampled_from("aZßﬁéÉłＡ"), min_size=1, max_size=6)


@given(before=st.text(ODD, max_size=20), name=WORDS, after=st.text(ODD, max_size=20))
def test_a_place_lies_on_the_text_and_says_the_name(before: str, name: str, after: str) -> None:
    """Every place is in bounds, has the form that was asked for, and none overlaps another."""
    text = f"{before}{name}{after}"
    reached = 0
    for start, end in places_of(text, name):
        assert reached <= start < end <= len(text)
        assert form_of(text[start:end]) == form_of(name)
        reached = end


@given(before=st.text(max_size=20), name=WORDS, after=st.text(max_size=20))
def test_a_name_between_spaces_is_always_found(before: str, name: str, after: str) -> None:
    """Whatever stands around it, its own place is among those that are found."""
    text = f"{before} {name} {after}"
    assume(not unicodedata.category(f"{after}x"[0]).startswith("M"))
    place = len(before) + 1, len(before) + 1 + len(name)
    assert place in set(places_of(text, name))


@pytest.mark.parametrize("filler", ["Zbigma ", "Zbigma" + " " * 50, "é", "Zbigma-", "Zbigma \n \n"])
def test_places_are_found_in_linear_time(filler: str) -> None:
    """Eight times the text takes about eight times as long."""

    def seconds(size: int) -> float:
        text = filler * (size // len(filler))
        start = time.perf_counter()
        assert not list(places_of(text, "Zbigma Vrol"))
        return time.perf_counter() - start

    def quickest(size: int) -> float:
        return min(seconds(size) for _ in range(3))

    assert quickest(400_000) < 30 * max(quickest(50_000), 0.01)
