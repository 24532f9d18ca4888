"""Keeping the indexes, and the vectors beside them, equal to the database.

Every write leaves an outbox row in its own transaction. Whoever wrote tries to apply the outbox
after the commit; if another process is writing an index, the rows wait for the next one, and
searches subtract what waits. Rows are settled only once every audience's index has them, so a
crash at any point means doing something twice, never leaving it out.

Documents are read inside `writing()`: an older state read earlier could overwrite a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive import actions, gate
from archive.domain.words import Audience
from archive.gate.disclosed import IndexDocument
from archive.search.indexes import index_of
from archive.search.port import IndexUnusable, SearchBackend, SearchBusy, fingerprint
from archive.search.vectors import keeping

Progress = Callable[[Audience, int], None]
"""Told the audience and how many documents have been read so far."""


@dataclass(frozen=True, slots=True)
class Applied:
    """How many outbox rows were settled, how many are left, and why those are."""

    applied: int
    left: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """How an index differs from the database, by ref: what it lacks, what it has too many, and
    what it has of an older state. `problem` says why it could not be read at all.

    `documents` are those of the database, `indexed` those of the index, whose engine, analyser and
    generation are named so that two reports can be compared.
    """

    audience: Audience
    documents: int
    indexed: int = 0
    engine: str = ""
    analyser: str = ""
    generation: str = ""
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    problem: str = ""

    @property
    def is_equal(self) -> bool:
        """Whether there is no difference."""
        return not (self.missing or self.extra or self.stale or self.problem)


def apply_outbox() -> Applied:
    """Bring every index up to date with what waits in the outbox, and settle it.

    Never raises over a busy or unusable index: the write that called it is already committed, and
    its rows wait.
    """
    waiting = gate.pending()
    if not waiting:
        return Applied(0)
    refs = frozenset(row.ref for row in waiting)
    purged = frozenset(row.ref for row in waiting if row.op == "purge")
    try:
        for audience in Audience:
            _bring_up_to_date(index_of(audience), audience, refs, purged)
        keeping.bring_up_to_date(refs)
    except (SearchBusy, IndexUnusable) as problem:
        return Applied(0, len(waiting), str(problem))
    actions.settle_outbox(ids=tuple(row.id for row in waiting))
    return Applied(len(waiting))


def reindex(
    progress: Progress | None = None,
    *,
    where_needed: bool = False,
    comparing: keeping.Progress | None = None,
) -> dict[Audience, int]:
    """Make every index again from the database; returns the number of documents of each made.
    `comparing` is told how many texts the vectors beside them were brought up to date with.

    Searches see the old indexes until each new one is swapped in. Raises `SearchBusy`. What waited
    in the outbox before is in the new indexes, and settled. `where_needed` leaves out indexes that
    equal the database, so that a run that was cut short can go on where it was.
    """
    waiting = gate.pending()
    made = {
        audience: index_of(audience).rebuild(_documents(audience, None, progress))
        for audience in Audience
        if not (where_needed and _checked(audience).is_equal)
    }
    keeping.refresh(comparing)
    if waiting:
        actions.settle_outbox(ids=tuple(row.id for row in waiting))
    return made


def compact() -> int:
    """Drop the bytes of removed and replaced documents from every index, and vectors whose time is
    over (nightly work); returns how many segments were made again. Raises `SearchBusy` and
    `IndexUnusable`."""
    keeping.drop_what_has_ended()
    return sum(index_of(audience).compact() for audience in Audience)


def check() -> tuple[Checked, ...]:
    """Compare every index with the database, document by document."""
    return tuple(_checked(audience) for audience in Audience)


def _bring_up_to_date(
    index: SearchBackend, audience: Audience, refs: frozenset[str], purged: frozenset[str]
) -> None:
    with index.writing():
        if purged:
            index.purge(purged)
        present: set[str] = set()
        index.add(_noting(present, _documents(audience, refs)))
        index.remove(refs - present)


def _noting(present: set[str], docs: Iterator[IndexDocument]) -> Iterator[IndexDocument]:
    for doc in docs:
        present.add(doc.ref)
        yield doc


def _documents(
    audience: Audience, refs: frozenset[str] | None, progress: Progress | None = None
) -> Iterator[IndexDocument]:
    """What `audience` may find, one by one; read from the database batch by batch as it goes."""
    read = 0
    for batch in gate.documents_for(audience, refs=refs):
        yield from batch
        read += len(batch)
        if progress:
            progress(audience, read)


def _checked(audience: Audience) -> Checked:
    expected = {doc.ref: fingerprint(doc) for doc in _documents(audience, None)}
    index = index_of(audience)
    try:
        generation, found = index.generation(), index.fingerprints()
    except IndexUnusable as problem:
        return Checked(audience, len(expected), problem=str(problem))
    return Checked(
        audience,
        len(expected),
        len(found),
        index.capabilities.engine,
        index.capabilities.analyser,
        generation,
        missing=tuple(sorted(expected.keys() - found.keys())),
        extra=tuple(sorted(found.keys() - expected.keys())),
        stale=tuple(sorted(r for r in expected.keys() & found.keys() if expected[r] != found[r])),
    )
