"""Vectors on the disk: put, replaced, taken out with every byte, and never believed if damaged."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from archive.search.port import SearchBusy
from archive.search.vectors.store import LARGEST, Entry, VectorStore

MODEL = "model/1"
ALWAYS = np.array([[0.0, math.inf], [0.0, math.inf]])


def store_in(path: Path, made_by: str = MODEL) -> VectorStore:
    return VectorStore(path / "vectors", made_by, audiences=2)


def entry(ref: str, *vectors: tuple[float, ...], until: float = math.inf) -> Entry:
    found = np.array(vectors or [(1, 0, 0)], np.float32)
    return Entry(ref, f"digest of {ref}", np.array([[0, until], [0, until]]), found)


def unlike_any(seed: int) -> np.ndarray:
    """A vector whose bytes stand nowhere by chance."""
    return np.random.default_rng(seed).standard_normal((1, 64)).astype(np.float32)


def bytes_in(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.rglob("*") if file.is_file())


def test_what_is_put_is_there_in_any_process(tmp_path: Path) -> None:
    store_in(tmp_path).put([entry("a", (1, 0, 0), (0, 1, 0)), entry("b", (0, 0, 1))], now=1)
    found = store_in(tmp_path).vectors()
    assert set(found.refs) == {"a", "b"}
    assert found.of("a").tolist() == [[1, 0, 0], [0, 1, 0]]
    assert found.of("b").tolist() == [[0, 0, 1]]
    assert found.of("nobody").tolist() == []
    assert found.digest_of("a") == "digest of a"
    assert found.digest_of("nobody") == ""


def test_nearness_is_that_of_the_nearest_window_averaged_over_what_is_asked(
    tmp_path: Path,
) -> None:
    store = store_in(tmp_path)
    store.put([entry("a", (1, 0), (0, 1)), entry("b", (0.6, 0.8))], now=1)
    found = store.vectors()
    near = dict(zip(found.refs, found.nearness(np.array([[1, 0], [0, 1]], "f4")), strict=True))
    assert near["a"] == pytest.approx(1)
    assert near["b"] == pytest.approx((0.6 + 0.8) / 2, abs=1e-3)
    assert store_in(tmp_path / "none").vectors().nearness(np.ones((1, 2), "f4")).tolist() == []
    assert found.nearness(np.zeros((0, 2), "f4")).tolist() == [0, 0]


def test_what_is_taken_out_or_replaced_leaves_no_byte(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    first, second, kept = unlike_any(1), unlike_any(2), unlike_any(3)
    store.put(
        [
            Entry("gone", "1", ALWAYS, first),
            Entry("changed", "2", ALWAYS, second),
            Entry("kept", "3", ALWAYS, kept),
        ],
        now=1,
    )
    for vector in (first, second, kept):
        assert vector.astype("f2").tobytes() in bytes_in(tmp_path)
    store.put([Entry("changed", "4", ALWAYS, unlike_any(4))], remove=["gone"], now=1)
    left = bytes_in(tmp_path)
    for vector in (first, second):
        assert vector.astype("f2").tobytes() not in left
    assert kept.astype("f2").tobytes() in left
    assert set(store.vectors().refs) == {"changed", "kept"}
    store.clear()
    assert kept.astype("f2").tobytes() not in bytes_in(tmp_path)
    assert store.vectors().refs == ()


def test_a_file_that_a_crash_left_goes_with_the_next_write(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put([entry("a")], now=1)
    orphan = store.path / "0123456789ab.npz"
    orphan.write_bytes(b"of a writer that died before it pointed to it")
    assert store.vectors().refs == ("a",)
    store.put([entry("b")], now=1)
    assert not orphan.exists()


def test_what_nobody_may_be_shown_any_more_goes_with_the_next_write(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    over = Entry("over", "", np.array([[0, 10.0], [0, 20.0]]), unlike_any(1))
    store.put([over, Entry("lasting", "", ALWAYS, unlike_any(2))], now=5)
    store.put([], now=15)
    assert set(store.vectors().refs) == {"over", "lasting"}, "one audience may still be shown it"
    store.put([], now=20)
    assert store.vectors().refs == ("lasting",)
    assert over.vectors.astype("f2").tobytes() not in bytes_in(tmp_path)


def test_a_damaged_part_is_as_if_it_were_not_there_and_is_deleted(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put([entry("a"), entry("b")], now=1)
    [part] = store.path.glob("*.npz")
    part.write_bytes(part.read_bytes()[:200])
    again = store_in(tmp_path)
    assert again.vectors().refs == ()
    again.put([entry("c")], now=1)
    assert again.vectors().refs == ("c",)
    assert not part.exists()


@pytest.mark.parametrize("words", ["", "{", "[]", '{"about": 1}'])
def test_a_damaged_list_of_parts_lists_none(tmp_path: Path, words: str) -> None:
    store = store_in(tmp_path)
    store.put([entry("a")], now=1)
    (store.path / "CURRENT").write_text(words)
    assert store_in(tmp_path).vectors().refs == ()
    store.put([entry("b")], now=1)
    assert store.vectors().refs == ("b",)
    assert len(list(store.path.glob("*.npz"))) == 1


def test_vectors_of_another_model_are_not_compared_and_go(tmp_path: Path) -> None:
    store_in(tmp_path).put([entry("a")], now=1)
    other = store_in(tmp_path, "model/2")
    assert other.vectors().refs == ()
    other.put([entry("b")], now=1)
    assert other.vectors().refs == ("b",)
    assert len(list(other.path.glob("*.npz"))) == 1


def test_a_second_writer_is_told_at_once(tmp_path: Path) -> None:
    first, second = store_in(tmp_path), store_in(tmp_path)
    with first.writing(), pytest.raises(SearchBusy):
        second.put([entry("a")], now=1)
    second.put([entry("a")], now=1)
    assert first.vectors().refs == ("a",)


def test_many_texts_lie_in_parts_and_a_write_leaves_full_ones_alone(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put((entry(f"r{n}") for n in range(2 * LARGEST)), now=1)
    before = {path.name for path in store.path.glob("*.npz")}
    assert len(before) == 2
    store.put([entry("new")], now=1)
    assert before < {path.name for path in store.path.glob("*.npz")}
    store.put([entry("newer")], remove=["r1"], now=1)
    after = {path.name for path in store.path.glob("*.npz")}
    assert len(before & after) == 1
    assert len(store.vectors().refs) == 2 * LARGEST + 1


def test_nothing_in_it_is_a_pickle(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.put([entry("a")], now=1)
    [part] = store.path.glob("*.npz")
    with part.open("wb") as file:
        np.savez(file, refs=np.array([object()], object))
    assert store_in(tmp_path).vectors().refs == ()
