"""tantivy behind the port: the contract, and what our way of keeping its files promises.

Left out only where the wheel is not installed; it is among the developers' packages.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import stat
import threading
from itertools import product
from pathlib import Path

import pytest

tantivy = pytest.importorskip("tantivy", reason="the extra `tantivy` is not installed")

import archive.search.backends.parts as grouping  # noqa: E402
import archive.search.backends.tantivy as adapter  # noqa: E402
from archive.domain.query import Proximity  # noqa: E402
from archive.search import analyser  # noqa: E402
from archive.search.backends.tantivy import TantivyBackend  # noqa: E402
from archive.search.port import IndexUnusable  # noqa: E402
from tests.contract.search_backend import (  # noqa: E402
    BOB,
    PEOPLE,
    QUERIES,
    SearchBackendContract,
    document,
    search,
    thread,
)


class TestTantivyKeepsTheContract(SearchBackendContract):
    def make(self, path: Path) -> TantivyBackend:
        return TantivyBackend(path)


@pytest.fixture
def index(tmp_path: Path) -> TantivyBackend:
    backend = TantivyBackend(tmp_path / "public")
    backend.rebuild(PEOPLE)
    return backend


def folder_of(index: TantivyBackend) -> Path:
    return index.path / (index.path / "CURRENT").read_text()


def every_byte(index: TantivyBackend) -> bytes:
    return b"".join(file.read_bytes() for file in index.path.rglob("*") if file.is_file())


def parts(index: TantivyBackend) -> list[str]:
    return [
        line["name"] for line in json.loads((folder_of(index) / "parts.json").read_text())["parts"]
    ]


# --- what is gone is gone -------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a large archive: nothing is made again by itself."""
    monkeypatch.setattr(adapter, "SMALL", 0)


@pytest.mark.usefixtures("large")
def test_a_purge_leaves_no_byte_no_term_and_no_file(index: TantivyBackend) -> None:
    secret = document("secret-ref", "zyxwvutword by Quillonetta", title="Unsaidtitle")
    index.add([secret, document("fay", "stays")])
    index.add([document("secret-ref", "laterword", title="Othertitle"), document("gus", "too")])
    index.add(thread(seed=2, size=50))
    planted = [analyser.terms(w)[0] for w in ("zyxwvutword", "Quillonetta", "laterword")]
    assert set(index.lexicon()) >= set(planted)
    for term in (*planted, "secret-ref"):
        assert term.encode() in every_byte(index)
    before = {file.name: file.stat().st_ino for file in folder_of(index).iterdir()}
    assert index.purge(["secret-ref"]) == 2
    for word in (*planted, "unsaidtitl", "othertitl", "secret-ref"):
        assert word.encode() not in every_byte(index)
        assert word not in set(index.lexicon())
    assert len(before.keys() & {file.name for file in folder_of(index).iterdir()}) > 10
    assert search(index, "pain OR night").total > 10


@pytest.mark.usefixtures("large")
def test_no_file_lies_in_the_index_that_no_part_has(index: TantivyBackend) -> None:
    """Collecting its garbage, tantivy leaves files behind that no segment refers to."""
    index.add(thread(seed=2, size=50))
    index.remove(["c1", "bob"])
    index.purge(["c2", "alice"])
    index.compact()
    assert [child.name for child in index.path.iterdir() if child.is_dir()] == [
        folder_of(index).name
    ]
    entries = index._current().entries
    owned = {file for entry in entries for file in entry.files(folder_of(index))}
    others = {file.name for file in folder_of(index).iterdir() if file not in owned}
    assert others <= {
        "about.json",
        "parts.json",
        "meta.json",
        ".managed.json",
        ".tantivy-meta.lock",
    }


@pytest.mark.usefixtures("large")
def test_removed_text_stays_until_the_index_is_compacted(index: TantivyBackend) -> None:
    index.remove(["charlie"])
    assert "naltrexon" in set(index.lexicon())
    assert index.traces(["naltrexon"]) == {"charlie"}
    assert index.compact() == 1
    assert "naltrexon" not in set(index.lexicon())
    assert b"naltrexon" not in every_byte(index)
    assert index.compact() == 0


def test_replaced_text_goes_at_once_in_a_small_archive(index: TantivyBackend) -> None:
    index.add([document("charlie", "nothing any more")])
    assert b"naltrexon" not in every_byte(index)


def test_what_is_in_already_is_not_written_again(index: TantivyBackend) -> None:
    before = index.generation()
    assert index.add(PEOPLE) == len(PEOPLE)
    assert index.generation() == before
    index.add([document(BOB.ref, "something else")])
    assert index.generation() != before


@pytest.mark.usefixtures("large")
def test_a_purge_makes_only_the_parts_concerned_again(index: TantivyBackend) -> None:
    index.add([document("emil", "one")])
    index.add([document("fay", "two")])
    before = parts(index)
    assert index.purge(["fay"]) == 1
    assert parts(index) == before[:2]
    assert index.purge(["nobody"]) == 0


def test_parts_stay_small_and_are_joined(
    index: TantivyBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (grouping, adapter):
        monkeypatch.setattr(module, "LARGEST", 50)
    index.rebuild(thread(seed=31, size=120))
    assert [part.size for part in index._current().parts.values()] == [50, 50, 20]
    for n in range(3 * adapter.MANY):
        index.add([document(f"n{n}", "pain")])
        assert len(parts(index)) <= adapter.MANY + 4
    assert max(part.size for part in index._current().parts.values()) <= 50
    assert len(index.refs()) == 150


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_two_processes_rebuild_the_same_index(
    index: TantivyBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an index open already, whose engine has threads of its own."""
    search(index, "pain")
    monkeypatch.setattr(adapter, "LARGEST", 60)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    docs = thread(seed=12, size=250)
    alone = TantivyBackend(tmp_path / "alone", processes=1)
    assert alone.rebuild(docs) == TantivyBackend(index.path, processes=2).rebuild(iter(docs)) == 250
    assert len(parts(index)) == 5
    for query in QUERIES:
        assert search(alone, query) == search(index, query)


def test_a_part_made_again_is_the_same(index: TantivyBackend) -> None:
    docs = [
        *thread(seed=8, size=150),
        document("odd", "दर्द שָׁלוֹם İstanbul K ’tis O’Neill", title="Title"),
    ]
    index.rebuild(docs)
    before = {query: search(index, query) for query in QUERIES}
    words = sorted(index.lexicon())
    index.add([document("extra", "hapax")])
    index.purge(["extra"])
    index.purge(["c7"])
    index.add([docs[7]])
    index._commit(frozenset(), again=parts(index))
    assert {query: search(index, query) for query in QUERIES} == before
    assert sorted(set(index.lexicon())) == sorted(set(words))


# --- crashes --------------------------------------------------------------------------------------


def _killed(path: Path, moment: str) -> None:
    """A child process that is killed while it purges Alice."""

    def die(*args: object, **options: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    match moment:
        case "before a part is written":
            adapter.write_part = die  # type: ignore[attr-defined, assignment]
        case "before the table of contents":
            adapter._write_contents = die
        case "before the swap":
            Path.replace = die  # type: ignore[assignment, method-assign]
        case "before cleaning up":
            swap = Path.replace

            def swap_and_die(self: Path, target: Path) -> None:
                swap(self, target)
                die()

            Path.replace = swap_and_die  # type: ignore[assignment, method-assign]
    TantivyBackend(path).purge(["alice"])


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("largest", [4_000, 2])
@pytest.mark.parametrize(
    "moment",
    [
        "before a part is written",
        "before the table of contents",
        "before the swap",
        "before cleaning up",
    ],
)
def test_a_process_killed_while_it_purges_leaves_a_readable_index(
    index: TantivyBackend, moment: str, largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (grouping, adapter):
        monkeypatch.setattr(module, "LARGEST", largest)
    index.rebuild(PEOPLE)
    assert len(parts(index)) == (1 if largest > 4 else 2)
    child = multiprocessing.get_context("fork").Process(target=_killed, args=(index.path, moment))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    fresh = TantivyBackend(index.path)
    swapped = moment == "before cleaning up"
    assert search(fresh, "night").refs == (() if swapped else ("alice",))
    assert fresh.add([document("emil", "pain")]) == 1  # no lock was left behind
    fresh.purge(["alice"])
    assert "night" not in set(fresh.lexicon())
    assert b"night" not in every_byte(fresh)
    assert fresh.refs() == {"bob", "charlie", "dora", "emil"}
    assert [child.name for child in index.path.iterdir() if child.is_dir()] == [
        folder_of(index).name
    ]


# --- damage and strangers -------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b"garbage" * 100])
@pytest.mark.parametrize("pattern", ["meta.json", "*.term", "*.facts", "*.words", "parts.json"])
def test_a_damaged_index_says_what_to_do(
    index: TantivyBackend, damage: bytes, pattern: str
) -> None:
    for file in folder_of(index).glob(pattern):
        file.unlink()
        file.write_bytes(damage)
    with pytest.raises(IndexUnusable, match="reindex"):
        search(TantivyBackend(index.path), "pain")
    with pytest.raises(IndexUnusable, match="reindex"):
        TantivyBackend(index.path).add([BOB])
    assert TantivyBackend(index.path).rebuild(PEOPLE) == 4
    assert search(index, "pain").total == 3


@pytest.mark.parametrize("pattern", ["meta.json", "*.term", "*.facts", "about.json", "*.idx"])
def test_a_lost_file_is_refused(index: TantivyBackend, pattern: str) -> None:
    for file in folder_of(index).glob(pattern):
        file.unlink()
    with pytest.raises(IndexUnusable, match="reindex"):
        search(TantivyBackend(index.path), "pain")


def test_the_folder_is_private_and_refused_when_it_is_not(index: TantivyBackend) -> None:
    assert stat.S_IMODE(folder_of(index).stat().st_mode) == 0o700
    index.path.chmod(0o777)
    with pytest.raises(IndexUnusable, match="Anybody on this machine"):
        search(index, "pain")


def test_an_index_made_by_another_version_is_refused(
    index: TantivyBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "_ABOUT", {**adapter._ABOUT, "analyser": "english-2"})
    with pytest.raises(IndexUnusable, match="another version"):
        search(index, "pain")


# --- what is known of the wheel -------------------------------------------------------------------


def stretch_is_there(words: list[str], wanted: tuple[str, ...], distance: int) -> bool:
    places = [[at for at, word in enumerate(words) if word == one] for one in wanted]
    return any(
        len(set(chosen)) == len(chosen) and max(chosen) - min(chosen) < len(chosen) + distance
        for chosen in product(*places)
    )


@pytest.mark.parametrize("wanted", ["a b", "b a", "a b c", "a a", "a a b", "d c b a"])
@pytest.mark.parametrize("distance", [0, 1, 2, 5])
def test_nearness_is_exact_for_two_words_and_for_more(
    tmp_path: Path, wanted: str, distance: int
) -> None:
    """Two words are asked of tantivy's slop, which means the same; three are not (0.27)."""
    chance = random.Random(5)
    texts = [[chance.choice("abcdefgh") for _ in range(chance.randint(2, 12))] for _ in range(400)]
    index = TantivyBackend(tmp_path / "near")
    index.rebuild([document(f"n{n}", " ".join(text)) for n, text in enumerate(texts)])
    expected = {
        f"n{n}"
        for n, text in enumerate(texts)
        if stretch_is_there(text, tuple(wanted.split()), distance)
    }
    found = search(index, Proximity(wanted, distance), limit=1_000)
    assert set(found.refs) == expected


def test_tantivy_is_never_asked_to_rank(index: TantivyBackend) -> None:
    """Its BM25 knows of documents that a search may not know of."""
    once = search(index, "pain", hidden=frozenset({"charlie"})).refs
    index.add(thread(seed=1, size=30, prefix="h"))
    hidden = frozenset({"charlie", *(f"h{n}" for n in range(30))})
    assert search(index, "pain", hidden=hidden).refs == once
