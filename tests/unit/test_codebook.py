"""The rules of a codebook: a tree of themes, merges that end somewhere, what may be undone."""

from __future__ import annotations

import pytest

from archive.domain.codebook import Entry, Past, below, check_book, in_force, in_the_way, resolved
from archive.domain.errors import InvalidInput
from archive.domain.query import parse, with_themes

PAIN, SLEEP, NIGHTS = 1, 2, 3


class TestMerging:
    def test_a_theme_that_was_never_merged_is_read_as_itself(self) -> None:
        assert resolved({PAIN: None}, PAIN) == PAIN

    def test_a_chain_of_merges_is_read_as_its_end(self) -> None:
        assert resolved({NIGHTS: SLEEP, SLEEP: PAIN, PAIN: None}, NIGHTS) == PAIN

    def test_a_circle_ends_rather_than_running_for_ever(self) -> None:
        assert resolved({PAIN: SLEEP, SLEEP: PAIN}, PAIN) == SLEEP

    def test_a_query_for_a_merged_theme_asks_for_the_other_one(self) -> None:
        tree = parse("pain AND NOT (theme:nights OR theme:sleep)", strict=True)
        wanted = parse("pain AND NOT (theme:sleep OR theme:sleep)", strict=True)
        assert with_themes(tree, {"nights": "sleep"}) == wanted


class TestTheBook:
    def test_siblings_have_names_of_their_own_whatever_their_case(self) -> None:
        with pytest.raises(InvalidInput, match="already"):
            check_book([Entry(1, "Sleep"), Entry(2, "sleep")])

    def test_cousins_may_share_a_name(self) -> None:
        book = [
            Entry(1, "Pain"),
            Entry(2, "Sleep"),
            Entry(3, "At night", 1),
            Entry(4, "At night", 2),
        ]
        check_book(book)

    def test_the_name_of_a_merged_theme_is_free(self) -> None:
        check_book([Entry(1, "Sleep"), Entry(2, "Sleep", merged_into=1)])

    @pytest.mark.parametrize(
        "book, said",
        [
            ([Entry(1, "Pain", 2), Entry(2, "Sleep", 1)], "stand under itself"),
            ([Entry(1, "Pain", None, 2), Entry(2, "Sleep", None, 1)], "merged into itself"),
            ([Entry(1, "Pain", 9)], "not there"),
            ([Entry(1, "Pain"), Entry(2, "Ache", None, 1), Entry(3, "Dull", 2)], "was merged"),
        ],
    )
    def test_what_is_no_tree_is_refused(self, book: list[Entry], said: str) -> None:
        with pytest.raises(InvalidInput, match=said):
            check_book(book)

    def test_everything_under_a_theme_is_found_however_deep(self) -> None:
        assert below({1: None, 2: 1, 3: 2, 4: None}, [1]) == {1, 2, 3}


def past(number: int, *touched: int, made: int = 0, drew_on: int = 0, undoes: int = 0) -> Past:
    news = frozenset({made} if made else ())
    return Past(number, frozenset(touched) | news, news, drew_on or None, undoes or None)


class TestUndoing:
    def test_nothing_is_in_the_way_of_the_last_change(self) -> None:
        assert in_the_way([past(1, PAIN), past(2, PAIN)], 2) is None

    def test_a_later_change_of_the_same_theme_is_in_the_way(self) -> None:
        found = in_the_way([past(1, PAIN), past(2, SLEEP), past(3, PAIN)], 1)
        assert found is not None
        assert found.id == 3

    def test_a_change_of_another_theme_is_not(self) -> None:
        assert in_the_way([past(1, PAIN), past(2, SLEEP)], 1) is None

    def test_a_change_that_was_undone_is_not_in_the_way_and_nor_is_its_undoing(self) -> None:
        changes = [past(1, PAIN), past(2, PAIN), past(3, PAIN, undoes=2)]
        assert in_the_way(changes, 1) is None
        assert in_force(changes) == {1, 3}

    def test_an_undoing_that_was_undone_leaves_the_change_standing(self) -> None:
        changes = [past(1, PAIN), past(2, PAIN, undoes=1), past(3, PAIN, undoes=2)]
        assert in_force(changes) == {1, 3}

    def test_the_undoing_of_an_earlier_change_is_in_the_way_of_doing_a_later_one_again(
        self,
    ) -> None:
        changes = [
            past(1, PAIN), past(2, PAIN), past(3, PAIN, undoes=2), past(4, PAIN, undoes=1),
        ]  # fmt: skip
        found = in_the_way(changes, 3)
        assert found is not None
        assert found.id == 4

    def test_a_split_of_what_a_split_made_is_in_the_way_of_it(self) -> None:
        changes = [past(1, made=SLEEP, drew_on=PAIN), past(2, made=NIGHTS, drew_on=SLEEP)]
        found = in_the_way(changes, 1)
        assert found is not None
        assert found.id == 2

    def test_two_splits_of_one_theme_can_be_undone_in_any_order(self) -> None:
        changes = [past(1, made=SLEEP, drew_on=PAIN), past(2, made=NIGHTS, drew_on=PAIN)]
        assert in_the_way(changes, 1) is None
