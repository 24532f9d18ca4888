"""A return code forgives how it is typed, finds what is wrong in it, and gives nothing away."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import InvalidInput
from archive.domain.return_code import (
    ALPHABET,
    GROUPS,
    ReturnCode,
    check_groups,
    contains_code,
    groups_to_ask,
    read,
)

CODE = ReturnCode("0123456789"[:9], "ABCDEFGHJKMNPQRSTVWXYZ0123")
OTHER = ReturnCode("ZYXWVTSRQ", "PNMKJHGFEDCBA9876543210ZYX")

codes = st.text(ALPHABET, min_size=35, max_size=35).map(lambda s: ReturnCode(s[:9], s[9:]))
parting = st.sampled_from(
    ["", " ", "-", " - ", ".", "\n", "\r\n  ", "\u00a0", "–", "/", ": ", "\u200b"]
)
PROSE = (
    "I was told it would pass. It did not pass, and in the third winter I stopped telling people "
    "how I slept; they were tired of it & so was I. On 12/03 I wrote 25 mg beside each line, "
    "then 12.5, then nothing. A nurse, Marit, said: ‘Begin at the end.’\n\nSo here it is. "
)


def refusal(text: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        read(text)
    return refused.value


# --- Shape ---------------------------------------------------------------------------------------


def test_a_code_is_shown_as_seven_groups_of_six_joined_by_hyphens() -> None:
    assert [len(group) for group in CODE.groups] == [6] * 7
    assert CODE.shown == "-".join(CODE.groups)
    assert "".join(group[:5] for group in CODE.groups) == CODE.locator + CODE.verifier


def test_new_codes_differ_and_use_the_whole_alphabet() -> None:
    made = [ReturnCode.new() for _ in range(200)]
    assert len({code.locator for code in made}) == 200
    assert set("".join(code.verifier for code in made)) == set(ALPHABET)


def test_printing_a_code_by_accident_does_not_show_what_proves() -> None:
    assert CODE.verifier not in repr(CODE)
    assert CODE.verifier not in f"{CODE} {CODE!r} {[CODE]}"


@pytest.mark.parametrize(
    "locator, verifier",
    [("", ""), ("0" * 8, "0" * 27), ("0" * 9, "u" * 26), ("0" * 9, "a" * 26), ("O" * 9, "0" * 26)],
)
def test_a_code_of_other_symbols_or_lengths_cannot_be_made(locator: str, verifier: str) -> None:
    with pytest.raises(InvalidInput):
        ReturnCode(locator, verifier)


# --- Reading -------------------------------------------------------------------------------------


@given(codes)
def test_what_is_shown_reads_back(code: ReturnCode) -> None:
    assert read(code.shown) == code


@given(codes, st.lists(parting, min_size=43, max_size=43), st.randoms(use_true_random=False))
def test_spaces_case_and_letters_that_look_like_digits_are_forgiven(code, parts, random) -> None:
    looks = {"0": "0Oo", "1": "1IiLl"}
    symbols = [
        random.choice(looks.get(symbol, symbol + symbol.lower()))
        for symbol in code.shown.replace("-", "")
    ]
    mixed = parts[0] + "".join(s + part for s, part in zip(symbols, parts[1:], strict=True))
    assert read(mixed) == code


def test_the_35_symbols_without_checks_are_not_enough() -> None:
    assert str(refusal(CODE.locator + CODE.verifier)).startswith("7 symbols are missing")


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "42 symbols are missing"),
        (CODE.shown[:-1], "1 symbol is missing"),
        (CODE.shown[:-8], "7 symbols are missing"),
        (CODE.shown + "0", "1 symbol is too many"),
        (CODE.shown * 2, "42 symbols are too many"),
    ],
)
def test_how_many_symbols_are_missing_or_too_many_is_said(text: str, said: str) -> None:
    assert refusal(text).message.startswith(said)


def test_where_a_symbol_is_missing_is_said_as_far_as_it_can_be() -> None:
    assert "Look from group 4 on" in refusal(CODE.shown[:23] + CODE.shown[24:]).hint


def test_a_refusal_never_repeats_what_was_typed() -> None:
    for text in ("hunter two is my password", "é" * 42, CODE.shown[:-1] + "u", "q" * 42):
        error = refusal(text)
        said = f"{error.message} {error.hint}"
        assert text not in said
        assert not any(group in said for group in CODE.groups)


# --- Checks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, GROUPS + 1))
def test_every_single_wrong_symbol_is_found_and_its_group_named(number: int) -> None:
    groups = list(CODE.groups)
    for place, symbol in itertools.product(range(6), ALPHABET + "U?"):
        group = CODE.groups[number - 1]
        if symbol == group[place] or symbol == "?":
            continue
        groups[number - 1] = group[:place] + symbol + group[place + 1 :]
        assert refusal("-".join(groups)).message.startswith(f"Group {number} of")


def test_every_pair_of_symbols_that_changed_places_is_found_in_every_group() -> None:
    """All pairs of places, neighbours or not, and all pairs of different symbols."""
    for (one, other), (a, b) in itertools.product(
        itertools.combinations(range(5), 2), itertools.combinations(ALPHABET, 2)
    ):
        data = ["7"] * 5
        data[one], data[other] = a, b
        swapped = list(data)
        swapped[one], swapped[other] = b, a
        assert check_of("".join(data)) != check_of("".join(swapped))


def check_of(data: str) -> str:
    """The check of `data` as the first group."""
    return ReturnCode(data + "0000", "0" * 26).groups[0][5]


@given(codes, st.integers(1, 7), st.integers(0, 4))
def test_a_symbol_that_changed_places_with_the_check_is_found(code, number, place) -> None:
    groups = list(code.groups)
    group = list(groups[number - 1])
    if group[place] == group[5]:
        return
    group[place], group[5] = group[5], group[place]
    groups[number - 1] = "".join(group)
    assert refusal("-".join(groups)).message.startswith(f"Group {number} of")


@given(codes, st.permutations(range(7)))
def test_a_group_in_another_ones_place_is_found(code: ReturnCode, order: list[int]) -> None:
    misplaced = [place + 1 for place, group in enumerate(order) if place != group]
    shuffled = "-".join(code.groups[group] for group in order)
    if not misplaced:
        assert read(shuffled) == code
        return
    said = refusal(shuffled).message
    assert [int(digit) for digit in said if digit.isdigit()] == misplaced


@given(codes, st.data())
def test_a_wrong_symbol_in_each_of_several_groups_names_them_all(code, data) -> None:
    wrong = sorted(data.draw(st.sets(st.integers(1, 7), min_size=2)))
    groups = list(code.groups)
    for number in wrong:
        first = groups[number - 1][0]
        groups[number - 1] = ALPHABET[(ALPHABET.index(first) + 1) % 32] + groups[number - 1][1:]
    said = refusal("-".join(groups)).message
    assert [int(digit) for digit in said if digit.isdigit()] == wrong


# --- Typing two groups back ----------------------------------------------------------------------


@given(codes)
def test_two_groups_are_asked_for_and_a_reload_asks_for_the_same(code: ReturnCode) -> None:
    first, second = groups_to_ask(code)
    assert 3 <= first < second <= 7
    assert groups_to_ask(read(code.shown)) == (first, second)


def test_every_pair_of_groups_is_asked_for_now_and_then() -> None:
    asked = {groups_to_ask(ReturnCode.new()) for _ in range(400)}
    assert asked == set(itertools.combinations(range(3, 8), 2))


def test_groups_typed_back_are_forgiven_their_form() -> None:
    check_groups(CODE, {3: f" {CODE.groups[2].lower()}.", 6: "-".join(CODE.groups[5])})


def test_a_group_that_is_not_as_shown_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"^Group 6 is not as shown"):
        check_groups(CODE, {3: CODE.groups[2], 6: OTHER.groups[5]})
    with pytest.raises(InvalidInput, match=r"^Groups 3 and 6 are not as shown"):
        check_groups(CODE, {6: "", 3: "ø"})


@pytest.mark.parametrize("typed", [{}, {3: CODE.groups[2]}, {0: "", 3: ""}, {3: "", 8: ""}])
def test_fewer_than_two_groups_are_never_enough(typed: dict[int, str]) -> None:
    with pytest.raises(InvalidInput, match="Two groups"):
        check_groups(CODE, typed)


# --- Codes inside other text ---------------------------------------------------------------------


@given(codes, st.lists(parting, min_size=43, max_size=43), st.integers(0, len(PROSE)))
def test_a_code_is_found_in_a_text_however_it_is_parted(code, parts, place) -> None:
    symbols = code.shown.replace("-", "").lower()
    written = "".join(part + symbol for part, symbol in zip(parts, symbols, strict=False))
    assert contains_code(PROSE[:place] + written + PROSE[place:])


def test_a_code_written_as_a_list_is_found() -> None:
    for form in ("{}. {}\n", "({}) {}\n", "{}) {}; ", "Group {}: {}\n", "**{}**\n\n> {}\n"):
        listed = "".join(form.format(n, group) for n, group in enumerate(CODE.groups, start=1))
        assert contains_code(PROSE + listed + PROSE)


def test_a_code_between_letters_of_other_scripts_is_found() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in CODE.shown)  # as East Asian keyboards write it
    assert contains_code(f"Ключ{CODE.shown}ключ")
    assert contains_code(wide)


@given(codes, st.integers(1, 7), st.integers(0, 5))
def test_a_code_with_one_wrong_symbol_is_no_code(code, number, place) -> None:
    groups = list(code.groups)
    group = groups[number - 1]
    other = ALPHABET[(ALPHABET.index(group[place]) + 7) % 32]
    groups[number - 1] = group[:place] + other + group[place + 1 :]
    assert not contains_code(f"My code: {'-'.join(groups)}")


def test_six_of_seven_groups_are_no_code() -> None:
    assert not contains_code("-".join(CODE.groups[:6]))
    assert not contains_code("-".join(CODE.groups[1:]))


@given(st.lists(st.sampled_from(PROSE.split()), max_size=400).map(" ".join))
def test_ordinary_prose_is_no_code(text: str) -> None:
    assert not contains_code(text)


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_looked_through(text: str) -> None:
    assert not contains_code(text)


@pytest.mark.parametrize(
    "long",
    [
        (PROSE * 400)[:60_000],
        "0" * 60_000,
        "1 " * 30_000,
        (CODE.shown[:-1] * 2000)[:60_000],
        "group " * 10_000,
        "group" + " " * 60_000,
        "\u0301" * 60_000,
        "u" * 60_000,
    ],
    ids=["prose", "zeroes", "numbers", "nearly", "groups", "spaces", "marks", "u"],
)
def test_sixty_thousand_characters_are_looked_through_in_no_time(long: str) -> None:
    began = time.process_time()
    assert not contains_code(long)
    assert time.process_time() - began < 0.5  # 0.02 is usual
