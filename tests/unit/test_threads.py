"""What reading order and the disclosed thread promise."""

from __future__ import annotations

import time
from itertools import pairwise, zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.threads import Node, Shown, disclosed_thread, places, reading_order

THREAD = [
    Node("essay", None, 0),
    Node("second", "essay", 2),
    Node("first", "essay", 1),
    Node("reply", "first", 3),
    Node("another", "first", 4),
    Node("deep", "reply", 5),
]


def shown(nodes: list[Node], *visible: str) -> list[tuple[str | None, int, str]]:
    return [(s.ref, s.depth, s.position) for s in disclosed_thread(nodes, set(visible))]


def test_a_thread_is_read_depth_first_with_positions() -> None:
    reading = reading_order(THREAD)
    assert [(p.ref, p.parent, p.depth, p.position) for p in reading.placed] == [
        ("essay", None, 0, "0"),
        ("first", "essay", 1, "1"),
        ("reply", "first", 2, "1.1"),
        ("deep", "reply", 3, "1.1.1"),
        ("another", "first", 2, "1.2"),
        ("second", "essay", 1, "2"),
    ]
    assert reading.attached == ()


def test_nothing_read_is_nothing() -> None:
    assert reading_order([]).placed == ()
    assert disclosed_thread([], set()) == ()


def test_an_orphan_a_second_root_and_a_loop_are_attached_to_the_root_and_reported() -> None:
    nodes = [
        Node("essay", None, 0),
        Node("orphan", "lost", 1),
        Node("other root", None, 2),
        Node("b", "a", 4),
        Node("a", "b", 3),
        Node("under the loop", "b", 1),
        Node("itself", "itself", 9),
    ]
    reading = reading_order(nodes)
    assert reading.attached == ("orphan", "other root", "a", "itself")
    assert [(p.ref, p.position) for p in reading.placed] == [
        ("essay", "0"),
        ("orphan", "1"),
        ("other root", "2"),
        ("a", "3"),
        ("b", "3.1"),
        ("under the loop", "3.1.1"),
        ("itself", "4"),
    ]


def test_a_thread_without_any_root_takes_its_first_node() -> None:
    reading = reading_order([Node("b", "a", 2), Node("a", "b", 1)])
    assert [(p.ref, p.position) for p in reading.placed] == [("a", "0"), ("b", "1")]
    assert reading.attached == ("a",)


def test_a_ref_that_comes_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        reading_order([Node("a", None, 0), Node("a", None, 1)])


def test_a_hidden_leaf_leaves_no_gap() -> None:
    assert shown(THREAD, "essay", "second", "another") == [
        ("essay", 0, "0"),
        (None, 1, "1"),
        ("another", 2, "1.1"),
        ("second", 1, "2"),
    ]
    assert shown(THREAD, "essay", "second") == [("essay", 0, "0"), ("second", 1, "1")]


def test_a_chain_of_hidden_texts_is_one_hole() -> None:
    assert shown(THREAD, "essay", "deep") == [
        ("essay", 0, "0"),
        (None, 1, "1"),
        ("deep", 2, "1.1"),
    ]


def test_a_hidden_essay_is_a_hole_that_takes_hidden_comments_in() -> None:
    assert shown(THREAD, "deep", "second") == [
        (None, 0, "0"),
        ("deep", 1, "1"),
        ("second", 1, "2"),
    ]


def test_where_nothing_is_visible_nothing_is_shown() -> None:
    assert disclosed_thread(THREAD, set()) == ()


def test_a_hole_says_nothing_but_where_it_stands() -> None:
    hole = disclosed_thread(THREAD, {"essay", "reply"})[1]
    assert hole == Shown(None, 1, "1")
    assert hole.is_hole


def test_a_thread_of_depth_five_thousand_is_read() -> None:
    nodes = [Node("0", None, 0), *(Node(str(n), str(n - 1), 0) for n in range(1, 5_001))]
    started = time.perf_counter()
    reading = reading_order(nodes)
    assert reading.placed[-1].depth == 5_000
    assert shown(nodes, "0", "5000") == [("0", 0, "0"), (None, 1, "1"), ("5000", 2, "1.1")]
    loop = [Node(str(n), str((n + 1) % 5_000), n) for n in range(5_000)]
    assert len(reading_order(loop).placed) == 5_000
    assert time.perf_counter() - started < 5


REFS = [str(n) for n in range(9)]
threads = st.permutations(REFS).flatmap(
    lambda refs: st.lists(
        st.none() | st.sampled_from([*REFS, "lost"]), min_size=len(refs), max_size=len(refs)
    ).map(lambda parents: [Node(r, p, 0) for r, p in zip(refs, parents, strict=True)])
)


@given(threads)
def test_every_node_is_read_once_after_its_parent(nodes: list[Node]) -> None:
    placed = reading_order(nodes).placed
    assert sorted(p.ref for p in placed) == REFS
    depths: dict[str | None, int] = {None: -1}
    for node in placed:
        assert node.depth == depths[node.parent] + 1
        depths[node.ref] = node.depth
    assert placed == reading_order(sorted(nodes, key=lambda n: n.ref, reverse=True)).placed


@given(threads, st.sets(st.sampled_from(REFS)))
def test_a_disclosed_thread_shows_the_visible_in_order_and_no_needless_hole(
    nodes: list[Node], visible: set[str]
) -> None:
    places = disclosed_thread(nodes, visible)
    in_order = [p.ref for p in reading_order(nodes).placed if p.ref in visible]
    assert [s.ref for s in places if s.ref] == in_order
    for place, following in zip_longest(places, places[1:]):
        if place.is_hole:
            assert following is not None
            assert not following.is_hole
            assert following.depth == place.depth + 1
    for place, following in pairwise(places):
        assert following.depth <= place.depth + 1
    positions = [s.position for s in places]
    assert len(set(positions)) == len(positions)
    for place in places[1:]:
        *above, number = place.position.split(".")
        assert place.depth == len(above) + 1
        assert int(number) == 1 or ".".join([*above, str(int(number) - 1)]) in positions


@given(threads, st.sets(st.sampled_from(REFS)))
def test_more_hidden_levels_look_no_different(nodes: list[Node], visible: set[str]) -> None:
    doubled = []
    for node in nodes:
        if node.ref in visible or node.parent is None:
            doubled.append(node)
        else:
            doubled.append(Node(f"{node.ref}+", node.parent, node.order))
            doubled.append(Node(node.ref, f"{node.ref}+", node.order))
    before = reading_order(nodes)
    if not before.attached:
        assert disclosed_thread(doubled, visible) == disclosed_thread(nodes, visible)


@given(threads, st.sets(st.sampled_from(REFS)), st.sets(st.sampled_from([*REFS, "lost"])))
def test_a_few_places_are_those_of_the_whole_thread(
    nodes: list[Node], visible: set[str], wanted: set[str]
) -> None:
    whole = {s.ref: (s.position, s.depth) for s in disclosed_thread(nodes, visible) if s.ref}
    assert places(nodes, visible, wanted) == {r: whole[r] for r in wanted & whole.keys()}


def test_a_few_places_are_found_at_any_depth() -> None:
    nodes = [Node("0", None, 0), *(Node(str(n), str(n - 1), 0) for n in range(1, 5_001))]
    assert places(nodes, {"0", "5000"}, ["5000"]) == {"5000": ("1.1", 2)}
    assert places([], {"0"}, ["0"]) == {}
