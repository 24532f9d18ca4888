"""Whoosh behind the port: the contract, and a regression test for each trap of its version.

The traps are numbered as in `archive/search/backends/whoosh.py`.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, open_dir
from whoosh.qparser import QueryParser
from whoosh.query import And, FuzzyTerm, Not, Or, Phrase, Prefix, Query, Term, Wildcard
from whoosh.scoring import BM25F
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

import archive.search.backends.whoosh as adapter
from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.backends import parts as grouping
from archive.search.backends import whoosh_writing as writing
from archive.search.backends.whoosh import WhooshBackend
from archive.search.backends.whoosh_blocks import BlockWriter, packed, packed_many, unpacked
from archive.search.backends.whoosh_segments import Segment
from archive.search.port import IndexUnusable, SearchBusy
from tests.contract.search_backend import (
    ALICE,
    BOB,
    PEOPLE,
    QUERIES,
    SearchBackendContract,
    document,
    search,
    thread,
)

# Python 3.12 warns of forking where there are threads. A fresh interpreter would take seconds, and
# these children touch nothing that another thread may hold.
forks = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


class TestWhooshKeepsTheContract(SearchBackendContract):
    def make(self, path: Path) -> WhooshBackend:
        return WhooshBackend(path)


@pytest.fixture
def index(tmp_path: Path) -> WhooshBackend:
    backend = WhooshBackend(tmp_path / "public")
    backend.rebuild(PEOPLE)
    return backend


def folder_of(index: WhooshBackend) -> Path:
    return index.path / (index.path / "CURRENT").read_text()


def every_byte(index: WhooshBackend) -> bytes:
    return b"".join(file.read_bytes() for file in index.path.rglob("*") if file.is_file())


def lexicon(index: WhooshBackend) -> set[str]:
    with open_dir(str(folder_of(index))).reader() as reader:
        return {term.decode() for _, term in reader.all_terms()}


# --- the nine traps -------------------------------------------------------------------------------


def test_trap_1_a_deletion_is_seen_without_refresh(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Searcher, "refresh", None)
    reader = WhooshBackend(index.path)
    assert search(reader, "chronic").total == 2
    index.remove(["bob"])
    assert search(reader, "chronic").refs == ("alice",)


def test_traps_2_and_3_whooshs_own_search_is_never_asked(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`filter=` with nothing to find, and `optimize=False`, give wrong totals there."""
    monkeypatch.setattr(Searcher, "search", None)
    monkeypatch.setattr(Searcher, "search_with_collector", None)
    assert search(index, "pain OR theme:medication").total == 3
    assert search(index, "theme:nothing pain").total == 0


def test_trap_4_every_word_keeps_its_place(index: WhooshBackend) -> None:
    index.add([document("emil", "pain of the night; pain, night")])
    assert search(index, '"pain of the night"').refs == ("emil",)
    index.add([document("emil", "pain of the night")])
    assert search(index, '"pain night"').total == 0
    assert {"of", "the"} <= lexicon(index)


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b"garbage" * 100])
@pytest.mark.parametrize("pattern", ["_MAIN_*.toc", "*.trm", "*.facts", "about.json"])
def test_trap_5_a_damaged_index_says_what_to_do(
    index: WhooshBackend, damage: bytes, pattern: str
) -> None:
    """Whoosh syncs nothing: after a power cut any file may be short."""
    for file in folder_of(index).glob(pattern):
        file.write_bytes(damage)
    with pytest.raises(IndexUnusable, match="reindex"):
        search(WhooshBackend(index.path), "pain")
    with pytest.raises(IndexUnusable, match="reindex"):
        WhooshBackend(index.path).add([BOB])
    assert WhooshBackend(index.path).rebuild(PEOPLE) == 4
    assert search(index, "pain").total == 3


def test_trap_5_damaged_postings_are_refused_too(index: WhooshBackend) -> None:
    for file in folder_of(index).glob("*.pst"):
        file.write_bytes(b"x" * file.stat().st_size)
    with pytest.raises(IndexUnusable, match="reindex"):
        search(WhooshBackend(index.path), "pain")


@pytest.mark.parametrize("pattern", ["_MAIN_*.toc", "*.trm", "*.facts", "about.json", ""])
def test_trap_5_a_lost_file_is_refused(index: WhooshBackend, pattern: str) -> None:
    for file in folder_of(index).glob(pattern) if pattern else [index.path / "CURRENT"]:
        file.unlink()
    with pytest.raises(IndexUnusable, match="reindex"):
        search(WhooshBackend(index.path), "pain")


def test_trap_6_the_folder_is_private_and_refused_when_it_is_not(index: WhooshBackend) -> None:
    assert stat.S_IMODE(index.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder_of(index).stat().st_mode) == 0o700
    index.path.chmod(0o777)
    with pytest.raises(IndexUnusable, match="Anybody on this machine"):
        search(index, "pain")
    index.rebuild(PEOPLE)
    assert search(index, "pain").total == 3


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", "..", "", "aaaaaaaaaaaa"])
def test_trap_6_no_index_is_opened_from_elsewhere(
    index: WhooshBackend, tmp_path: Path, name: str
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (index.path / "aaaaaaaaaaaa").symlink_to(tmp_path / "elsewhere")
    (index.path / "CURRENT").write_text(name)
    with pytest.raises(IndexUnusable):
        search(index, "pain")


def test_trap_7_whooshs_lock_error_is_one_the_caller_knows(index: WhooshBackend) -> None:
    lock = open_dir(str(folder_of(index))).lock("WRITELOCK")
    assert lock.acquire()
    with pytest.raises(SearchBusy):
        index.add([document("emil", "New pain.")])
    with pytest.raises(SearchBusy):
        index.remove(["bob"])
    lock.release()
    assert index.remove(["bob"]) == 1


def test_trap_7_many_documents_take_few_commits(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = []
    commit = SegmentWriter.commit

    def counted(*args: Any, **options: Any) -> None:
        commits.append(1)
        commit(*args, **options)

    monkeypatch.setattr(SegmentWriter, "commit", counted)
    index.add(thread(seed=1, size=2 * adapter.BATCH + 1))
    assert len(commits) == 3


def test_trap_8_a_purge_leaves_no_byte_and_no_term(index: WhooshBackend) -> None:
    index.add([document("secret-ref", "zyxwvutword by Quillonetta", title="Unsaidtitle")])
    other = index.add(thread(seed=2, size=5))
    planted = [analyser.terms(w)[0] for w in ("zyxwvutword", "Quillonetta", "Unsaidtitle")]
    assert other == 5
    assert lexicon(index) >= set(planted)
    assert b"secret-ref" in every_byte(index)
    index.purge(["secret-ref"])
    left = every_byte(index)
    assert not lexicon(index) & set(planted)
    for word in (*planted, "zyxwvutword", "Quillonetta", "secret-ref"):
        assert word.encode() not in left
    assert search(index, "pain OR night").total > 3


def test_what_is_in_already_is_not_written_again(index: WhooshBackend) -> None:
    before = index.generation()
    assert index.add(PEOPLE) == len(PEOPLE)
    assert index.generation() == before
    index.add([replace(ALICE, themes=("new-theme",))])
    assert index.generation() != before
    index.purge([BOB.ref])
    index.add([BOB])
    assert BOB.ref in index.refs()


def test_trap_8_a_purge_reaches_removed_and_replaced_versions(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SMALL", 0)  # as in a large archive: nothing goes by itself
    index.add([document("emil", "firstversionword")])
    index.add([document("emil", "secondversionword")])
    index.remove(["emil"])
    assert b"firstversionword" in every_byte(index)
    index.purge(["emil"])
    left = every_byte(index)
    assert b"firstversionword" not in left
    assert b"secondversionword" not in left
    assert index.refs() == {"alice", "bob", "charlie", "dora"}


def test_trap_8_a_purge_makes_only_the_segments_concerned_again(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SMALL", 0)
    index.add([document("emil", "one")])
    index.add([document("fay", "two")])
    before = {file.name for file in folder_of(index).glob("*.trm")}
    assert index.purge(["fay"]) == 1
    after = {file.name for file in folder_of(index).glob("*.trm")}
    assert len(before & after) == 2
    assert after < before


def test_trap_8_what_a_killed_purge_left_behind_goes_with_the_next(index: WhooshBackend) -> None:
    """Killed after the commit and before Whoosh's cleaning up, the old segment lies there still."""
    folder = folder_of(index)
    stale = {file: file.read_bytes() for file in folder.glob("MAIN_*.trm")}
    index.purge(["charlie"])
    for file, data in stale.items():
        file.write_bytes(data)
    (folder / "MAIN.tmp").mkdir(exist_ok=True)
    (folder / "MAIN.tmp" / "run").write_bytes(b"naltrexon")
    assert b"naltrexon" in every_byte(index)
    assert index.purge(["charlie"]) == 0
    assert b"naltrexon" not in every_byte(index)


def test_trap_8_replaced_text_goes_at_once_in_a_small_archive(index: WhooshBackend) -> None:
    index.add([document("bob", "nothing any more")])
    assert "chronic" in lexicon(index)  # Alice's
    index.add([document("alice", "nothing either")])
    assert "chronic" not in lexicon(index)
    assert b"chronic" not in every_byte(index).replace(b"chronic-pain", b"")


def test_trap_8_compacting_drops_every_deleted_byte(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SMALL", 0)
    index.remove(["charlie"])
    assert b"naltrexon" in every_byte(index)
    assert index.compact() == 1
    assert b"naltrexon" not in every_byte(index)
    assert index.compact() == 0


def test_trap_8_segments_stay_small_so_that_a_purge_is_quick(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (grouping, adapter):
        monkeypatch.setattr(module, "LARGEST", 50)
    monkeypatch.setattr(adapter, "BATCH", 20)
    index.rebuild(thread(seed=31, size=120))
    assert sizes(index) == [20, 50, 50]
    index.add(thread(seed=32, size=90, prefix="more"))
    assert max(sizes(index)) == 50
    before = search(index, "pain OR night")
    monkeypatch.setattr(writing, "SMALL", 0)
    index.remove(["c1", "c60", "c110"])
    assert index.compact() > 0
    assert max(sizes(index)) <= 50
    assert sum(sizes(index)) == 207
    assert index.purge(["c2"]) == 1
    assert sum(sizes(index)) == 206
    assert search(index, "pain OR night").total >= before.total - 4


def sizes(index: WhooshBackend) -> list[int]:
    """Documents in each segment, deleted ones included, smallest first."""
    return sorted(part.size for part in index._current().segments.values())


def test_trap_9_segments_are_loose_files(index: WhooshBackend) -> None:
    index.add([document("emil", "pain")])
    names = {file.name for file in folder_of(index).iterdir()}
    assert not [name for name in names if name.endswith(".seg")]
    assert [name for name in names if name.endswith(".trm")]


@forks
def test_trap_9_two_processes_rebuild_the_same_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "LARGEST", 60)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    docs = thread(seed=12, size=250)
    alone = WhooshBackend(tmp_path / "alone")
    together = WhooshBackend(tmp_path / "together", processes=2)
    assert alone.rebuild(docs) == together.rebuild(iter(docs)) == 250
    for query in QUERIES:
        assert search(alone, query) == search(together, query)


# --- Whoosh's own search, as an oracle for the private members we read ----------------------------


@pytest.mark.parametrize("query", ["pain", "pain OR dose", "pain AND night AND alone", "doctor"])
def test_ranks_and_scores_equal_whooshs_own_bm25f(tmp_path: Path, query: str) -> None:
    # up to ten words: longer fields Whoosh rounds to one byte, and our lengths are exact
    docs = [replace(doc, text=" ".join(doc.text.split()[:10])) for doc in thread(seed=21, size=400)]
    storage = FileStorage(str(tmp_path / "plain")).create()  # RamStorage shares one /tmp/MAIN.tmp
    plain = storage.create_index(Schema(ref=ID(stored=True), title=TEXT(), text=TEXT()))
    writer = plain.writer()
    for doc in docs:
        writer.add_document(
            ref=doc.ref, title=analyser.terms(doc.title), text=analyser.terms(doc.text)
        )
    writer.commit()
    words = [w for w in query.split() if w.islower()]
    fielded = [f"(title:{analyser.terms(w)[0]} OR text:{analyser.terms(w)[0]})" for w in words]
    joint = " AND " if "AND" in query else " OR "
    wish = QueryParser("text", None).parse(joint.join(fielded))
    with plain.searcher(weighting=BM25F(B=0.75, K1=2.0)) as searcher:
        theirs = {hit["ref"]: hit.score for hit in searcher.search(wish, limit=None, scored=True)}
    index = WhooshBackend(tmp_path / "public")
    index.rebuild(docs)
    ours = search(index, query, limit=1_000).refs
    assert set(ours) == set(theirs)
    assert [theirs[ref] for ref in ours] == pytest.approx(sorted(theirs.values(), reverse=True))


def ordinary(path: Path, docs: list[IndexDocument]) -> FileIndex:
    """The same words in an index as Whoosh makes it by itself."""
    path.mkdir()
    schema = Schema(ref=ID(stored=True), title=TEXT(), text=TEXT(), form=TEXT(phrase=False))
    index = FileStorage(str(path)).create_index(schema)
    writer = index.writer()
    for doc in docs:
        writer.add_document(
            ref=doc.ref,
            title=analyser.terms(doc.title),
            text=analyser.terms(doc.text),
            form=analyser.forms(doc.title) + analyser.forms(doc.text),
        )
    writer.commit()
    assert isinstance(index, FileIndex)
    return index


def test_posting_lists_equal_those_of_an_ordinary_index(tmp_path: Path) -> None:
    """Over several of Whoosh's blocks of 128, and a word that stands once."""
    docs = [*thread(seed=22, size=700), document("only", "hapax")]
    index = WhooshBackend(tmp_path / "public")
    index.rebuild(docs)
    (part,) = index._current().segments.values()
    with ordinary(tmp_path / "plain", docs).reader() as reader:
        assert set(index.lexicon()) == {
            t.decode() for field, t in reader.all_terms() if field != "ref"
        }
        for field, term in (("text", "pain"), ("title", "night"), ("text", "hapax")):
            matcher = reader.postings(field, term)
            theirs = []
            while matcher.is_active():
                theirs.append((matcher.id(), matcher.weight(), matcher.value_as("positions")))
                matcher.next()
            ours = part.postings(field, term)
            ends = ours.times.cumsum()
            places = [at.tolist() for at in np.split(ours.places, ends[:-1])]
            assert list(zip(ours.docs.tolist(), ours.times.tolist(), places, strict=True)) == theirs
    assert len(part.postings("text", "pain").docs) > 256


@pytest.mark.parametrize(
    "query,wish",
    [
        ('"chronic pain"', Phrase("text", ["chronic", "pain"])),
        ('"the pain of"', Phrase("text", ["the", "pain", "of"])),
        ('"pain pain"', Phrase("text", ["pain", "pain"])),
        ("slee*", Prefix("form", "slee")),
        ("do?e OR pa*ns", Or([Wildcard("form", "do?e"), Wildcard("form", "pa*ns")])),
        ("slep~1", FuzzyTerm("form", "slep", maxdist=1, prefixlength=1)),
        ("pain -night", And([Term("text", "pain"), Not(Term("text", "night"))])),
    ],
)
def test_what_is_found_equals_what_whooshs_own_search_finds(
    tmp_path: Path, query: str, wish: Query
) -> None:
    docs = [replace(doc, title="") for doc in thread(seed=23, size=500)]
    index = WhooshBackend(tmp_path / "public")
    index.rebuild(docs[:300])
    index.add(docs[300:])
    with ordinary(tmp_path / "plain", docs).searcher() as searcher:
        theirs = {hit["ref"] for hit in searcher.search(wish, limit=None)}
    assert 0 < len(theirs) < 500
    assert set(search(index, query, limit=1_000).refs) == theirs


@given(
    st.dictionaries(
        st.integers(0, 90_000),
        st.lists(st.integers(0, 70_000), min_size=1, max_size=4, unique=True).map(sorted),
        min_size=1,
        max_size=80,
    )
)
def test_a_posting_list_survives_its_record(lists: dict[int, list[int]]) -> None:
    docs = sorted(lists)
    times = [len(lists[doc]) for doc in docs]
    places = [at for doc in docs for at in lists[doc]]
    arrays = (np.array(numbers, np.int64) for numbers in (docs, times, places))
    for record in (packed(docs, times, places), packed_many(*arrays)):
        found = unpacked(record)
        assert found.docs.tolist() == docs
        assert found.times.tolist() == times
        assert found.places.tolist() == places


# --- many segments, many threads, crashes ---------------------------------------------------------


def test_small_segments_are_joined_before_they_are_many(index: WhooshBackend) -> None:
    for n in range(3 * writing.MANY):
        index.add([document(f"n{n}", "pain")])
    assert len(list(folder_of(index).glob("*.trm"))) <= writing.MANY + 1
    assert search(index, "pain").total == 3 + 3 * writing.MANY


def test_what_was_read_of_a_segment_is_kept_for_the_next_generation(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    search(index, "pain")
    opened: list[int] = []
    opening = Segment.__init__

    def counted(self: Segment, *args: Any) -> None:
        opened.append(1)
        opening(self, *args)

    monkeypatch.setattr(Segment, "__init__", counted)
    index.add([document("emil", "pain")])
    assert search(index, "pain").total == 4
    assert len(opened) == 1


def test_threads_search_while_another_writes(index: WhooshBackend) -> None:
    stop = threading.Event()

    def keep_writing() -> None:
        n = 0
        while not stop.is_set():
            index.add([document(f"w{n % 7}", "pain " * (n % 5))])
            n += 1

    def keep_searching(seed: int) -> int:
        chance = random.Random(seed)
        for _ in range(60):
            found = search(index, chance.choice(["pain", '"chronic pain"', "pain OR night"]))
            assert found.total == len(found.refs)
        return search(index, '"chronic pain"').total

    with ThreadPoolExecutor(5) as pool:
        writing = pool.submit(keep_writing)
        try:
            assert list(pool.map(keep_searching, range(4))) == [1, 1, 1, 1]
        finally:
            stop.set()
        writing.result()


def _killed(path: Path, moment: str) -> None:
    """A child process that is killed while it commits Emil and removes Alice."""

    def die(*args: object, **options: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if moment == "during flush":
        BlockWriter._flush_segment = die  # type: ignore[method-assign]
    elif moment == "before the table of contents":
        TOC.write = die
    elif moment == "before the rename":
        FileStorage.rename_file = die
    elif moment == "before cleaning up":
        import whoosh.index

        whoosh.index.clean_files = die
    index = WhooshBackend(path)
    if moment == "during a rebuild":
        SegmentWriter.commit = die
        index.rebuild([document("emil", "pain")])
    index.purge(["alice"])


@forks
@pytest.mark.parametrize(
    "moment",
    [
        "during flush",
        "before the table of contents",
        "before the rename",
        "before cleaning up",
        "during a rebuild",
    ],
)
@pytest.mark.parametrize("largest", [4_000, 2])
def test_a_process_killed_while_it_writes_leaves_a_readable_index(
    index: WhooshBackend, moment: str, largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (grouping, adapter):
        monkeypatch.setattr(module, "LARGEST", largest)
    index.rebuild(PEOPLE)
    assert sizes(index) == ([4] if largest > 4 else [2, 2])
    assert search(index, "pain").total == 3
    child = multiprocessing.get_context("fork").Process(target=_killed, args=(index.path, moment))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    fresh = WhooshBackend(index.path)
    committed = moment == "before cleaning up"
    assert search(fresh, "night").refs == (() if committed else ("alice",))
    assert fresh.add([document("emil", "pain")]) == 1  # no lock was left behind
    assert search(fresh, "emil OR pain").total == (3 if committed else 4)
    fresh.purge(["alice"])
    assert "night" not in lexicon(fresh)
    assert b"night" not in every_byte(fresh)
    assert sorted(child.name for child in index.path.iterdir() if child.is_dir()) == [
        folder_of(index).name
    ]


def test_an_index_made_by_another_version_is_refused(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "_ABOUT", {**adapter._ABOUT, "analyser": "english-2"})
    with pytest.raises(IndexUnusable, match="another version"):
        search(index, "pain")


def test_no_text_is_stored(index: WhooshBackend) -> None:
    assert ALICE.text.encode() not in every_byte(index)
    kinds = {file.name.partition(".")[2] for file in folder_of(index).glob("MAIN_*.*")}
    assert kinds == {"trm", "pst", "frm", "facts", "words", "_stored.col"}
    for file in folder_of(index).glob("*._stored.col"):
        assert file.stat().st_size < 20


def test_counts_stay_whole_numbers_of_documents(index: WhooshBackend) -> None:
    snapshot = index._current()
    assert snapshot.size == 4
    assert snapshot.coded["theme"].counts(np.arange(4)) == {
        "chronic-pain": 2,
        "sleep": 1,
        "medication": 1,
    }
