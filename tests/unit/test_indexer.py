"""The outbox reaches every index, and is settled only then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from archive.domain.query import Not, Nothing
from archive.domain.words import Audience
from archive.gate.disclosed import IndexDocument
from archive.search import indexer
from archive.search.backends.whoosh import WhooshBackend
from archive.search.indexer import Applied, apply_outbox, check, compact, reindex
from tests.contract.search_backend import ALICE, BOB, CHARLIE, search


@dataclass(frozen=True)
class Row:
    id: int
    ref: str
    op: str


@dataclass
class Archive:
    """Stands in for the gate and the actions: what each audience may find, and the outbox."""

    documents: dict[Audience, dict[str, IndexDocument]]
    outbox: list[Row] = field(default_factory=list)
    batch: int = 2

    def pending(self) -> tuple[Row, ...]:
        return tuple(self.outbox)

    def documents_for(
        self, audience: Audience, refs: frozenset[str] | None = None
    ) -> Iterator[tuple[IndexDocument, ...]]:
        rows = [d for r, d in self.documents[audience].items() if refs is None or r in refs]
        for n in range(0, len(rows), self.batch):
            yield tuple(rows[n : n + self.batch])

    def settle_outbox(self, *, ids: tuple[int, ...]) -> None:
        self.outbox = [row for row in self.outbox if row.id not in ids]

    def write(self, op: str, doc: IndexDocument, *audiences: Audience) -> None:
        """A change that leaves its row: `doc` is now for `audiences` and for nobody else."""
        for audience, known in self.documents.items():
            known.pop(doc.ref, None)
            if audience in audiences:
                known[doc.ref] = doc
        self.outbox.append(Row(len(self.outbox) + 1, doc.ref, op))


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Archive:
    made = Archive({audience: {} for audience in Audience})
    monkeypatch.setattr(indexer, "gate", made)
    monkeypatch.setattr(indexer, "actions", made)
    return made


@pytest.fixture
def indexes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[Audience, WhooshBackend]:
    made = {audience: WhooshBackend(tmp_path / audience) for audience in Audience}
    for backend in made.values():
        backend.rebuild([])
    monkeypatch.setattr(indexer, "index_of", made.__getitem__)
    return made


Indexes = dict[Audience, WhooshBackend]


def test_an_empty_outbox_writes_nothing(archive: Archive, indexes: Indexes) -> None:
    before = [index.generation() for index in indexes.values()]
    assert apply_outbox() == Applied(0)
    assert [index.generation() for index in indexes.values()] == before


def test_an_update_reaches_each_audience_that_may_find_it(
    archive: Archive, indexes: Indexes
) -> None:
    for doc in (ALICE, BOB, CHARLIE):
        archive.write("update", doc, Audience.STAFF)
    archive.write("update", ALICE, Audience.STAFF, Audience.PUBLIC)
    assert apply_outbox() == Applied(4)
    assert archive.outbox == []
    assert indexes[Audience.STAFF].refs() == {"alice", "bob", "charlie"}
    assert indexes[Audience.PUBLIC].refs() == {"alice"}
    assert indexes[Audience.RESEARCH].refs() == frozenset()
    assert all(found.is_equal for found in check())


def test_what_an_audience_may_no_longer_find_leaves_its_index(
    archive: Archive, indexes: Indexes
) -> None:
    archive.write("update", ALICE, Audience.STAFF, Audience.PUBLIC)
    apply_outbox()
    archive.write("update", ALICE, Audience.STAFF)
    assert apply_outbox() == Applied(1)
    assert indexes[Audience.PUBLIC].refs() == frozenset()
    assert indexes[Audience.STAFF].refs() == {"alice"}


def test_a_purge_leaves_no_byte_in_any_index(archive: Archive, indexes: Indexes) -> None:
    archive.write("update", CHARLIE, Audience.STAFF, Audience.PUBLIC)
    archive.write("update", BOB, Audience.STAFF, Audience.PUBLIC)
    apply_outbox()
    archive.write("purge", CHARLIE)
    assert apply_outbox() == Applied(1)
    for index in indexes.values():
        stored = b"".join(f.read_bytes() for f in index.path.rglob("*") if f.is_file())
        assert b"naltrexon" not in stored
        assert b"charlie" not in stored


def test_one_busy_index_leaves_the_whole_outbox_for_the_next(
    archive: Archive, indexes: Indexes, tmp_path: Path
) -> None:
    archive.write("update", ALICE, *Audience)
    with WhooshBackend(tmp_path / Audience.STAFF).writing():
        left = apply_outbox()
    assert (left.applied, left.left) == (0, 1)
    assert "being written" in left.problem
    assert len(archive.outbox) == 1
    assert apply_outbox() == Applied(1)
    assert {index.refs() for index in indexes.values()} == {frozenset({"alice"})}


def test_a_missing_index_never_breaks_the_write_that_came_before(
    archive: Archive, indexes: Indexes
) -> None:
    archive.write("update", ALICE, *Audience)
    (indexes[Audience.PUBLIC].path / "CURRENT").unlink()
    left = apply_outbox()
    assert left.left == 1
    assert "manage.py reindex" in left.problem
    assert [found.problem != "" for found in check()] == [True, False, False]
    assert reindex() == dict.fromkeys(Audience, 1)
    assert archive.outbox == []
    assert all(found.is_equal for found in check())


def test_a_crash_before_settling_means_doing_it_twice(
    archive: Archive, indexes: Indexes, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("update", ALICE, *Audience)
    with monkeypatch.context() as patch:
        patch.setattr(archive, "settle_outbox", None)
        with pytest.raises(TypeError):
            apply_outbox()
    assert apply_outbox() == Applied(1)
    assert search(indexes[Audience.PUBLIC], Not(Nothing())).refs == ("alice",)


def test_a_check_names_what_is_missing_extra_and_stale(archive: Archive, indexes: Indexes) -> None:
    for doc in (ALICE, BOB):
        archive.write("update", doc, *Audience)
    apply_outbox()
    archive.documents[Audience.PUBLIC]["charlie"] = CHARLIE
    archive.documents[Audience.PUBLIC]["bob"] = replace(BOB, visible_until=5.0)
    del archive.documents[Audience.PUBLIC]["alice"]
    public, research, staff = check()
    assert public.audience == Audience.PUBLIC
    assert (public.missing, public.extra, public.stale) == (("charlie",), ("alice",), ("bob",))
    assert not public.is_equal
    assert research.is_equal
    assert staff.is_equal


def test_a_reindex_tells_how_far_it_is(archive: Archive, indexes: Indexes) -> None:
    for doc in (ALICE, BOB, CHARLIE):
        archive.write("update", doc, Audience.STAFF)
    told: list[tuple[Audience, int]] = []
    reindex(lambda audience, read: told.append((audience, read)))
    assert told == [(Audience.STAFF, 2), (Audience.STAFF, 3)]


def test_compacting_goes_through_every_index(archive: Archive, indexes: Indexes) -> None:
    assert compact() == 0


def test_a_reindex_where_needed_leaves_out_what_is_equal(archive: Archive) -> None:
    archive.write("update", ALICE, *Audience)
    reindex()
    before = {one.audience: one.generation for one in check()}
    assert reindex(where_needed=True) == {}
    archive.documents[Audience.STAFF][BOB.ref] = BOB
    assert reindex(where_needed=True) == {Audience.STAFF: 2}
    after = {one.audience: one for one in check()}
    assert after[Audience.PUBLIC].generation == before[Audience.PUBLIC]
    assert after[Audience.STAFF].generation != before[Audience.STAFF]
    assert (after[Audience.STAFF].documents, after[Audience.STAFF].indexed) == (2, 2)
    assert "whoosh" in after[Audience.STAFF].engine
