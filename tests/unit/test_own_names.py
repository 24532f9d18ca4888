"""What a text gives as its writer's own name, and when a pen-name is too like it."""

from __future__ import annotations

import pytest

from archive.gate.own_names import is_like, own_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("My name is Deborah and I could not sleep.", ("Deborah",)),
        ("My sister's name is Deborah. I could not sleep.", ()),
        ("I could not sleep for a year.\n\nLove, Deborah", ("Deborah",)),
        ("Deborah drove me home.", ()),
    ],
)
def test_only_what_is_said_to_be_hers_is_hers(text: str, names: tuple[str, ...]) -> None:
    assert own_names(text) == names


@pytest.mark.parametrize(
    ("pen_name", "name", "alike"),
    [
        ("deborah", "Deborah", True),
        ("Deborah H", "Deborah", True),
        ("Deborah", "Deborah Hutchinson", True),
        ("Debo", "Deborah", False),
        ("", "Deborah", False),
    ],
)
def test_a_pen_name_is_compared_word_by_word(pen_name: str, name: str, alike: bool) -> None:
    assert is_like(pen_name, name) is alike
