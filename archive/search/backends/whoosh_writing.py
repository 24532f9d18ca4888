"""How commits, merges and cleaning up are done in a Whoosh index.

Text that was removed or replaced stays in its segment until the segment is made again, so segments
are kept small: making one of the largest again takes a second or two, however large the archive.
Queries pay for it with some microseconds a segment.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from archive.search.backends.folder import reading
from archive.search.backends.whoosh_blocks import BlockWriter
from archive.search.backends.whoosh_segments import SCHEMA, Snapshot

SMALL: Final = 200  # smaller segments with deleted documents are made again at once
MANY: Final = 10  # so many small segments are joined


@contextmanager
def committing(writer: Any) -> Iterator[Callable[[Any], None]]:
    """Give the writer's commit, or cancel what was begun if anything is raised before it."""

    def commit(policy: Any) -> None:
        if policy:
            writer.commit(mergetype=policy)
        else:
            writer.commit(merge=False)

    try:
        yield commit
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def making_again(snapshot: Snapshot, chosen: frozenset[str]) -> Callable[[Any, list[Any]], Any]:
    """A merge policy: the living documents of some segments go into the new one, the rest stay.

    Besides the chosen ones these are small segments with deleted documents, so that replaced text
    goes at once in a small archive, and all small segments when there are many.
    """

    def policy(writer: BlockWriter, segments: list[Any]) -> list[Any]:
        many = sum(part.doc_count_all() < SMALL for part in segments) > MANY
        kept = []
        for part in segments:
            is_small = part.doc_count_all() < SMALL
            if part.segment_id() in chosen or (is_small and (many or part.has_deletions())):
                alive = np.ones(part.doc_count_all(), np.bool_)
                alive[list(part.deleted_docs())] = False
                writer.put(snapshot.segments[part.segment_id()].contents.taken(alive))
            else:
                kept.append(part)
        return kept

    return policy


def sweep(path: Path, folder: Path) -> None:
    """Delete what a crash left in the index at `path`, whose folder in use is `folder`: files of no
    segment, folders of no rebuild.

    Called by the one writer. Bytes of purged documents must not outlive a purge that was killed
    after its commit and before its cleaning up.
    """
    for other in path.iterdir():
        if other.is_dir() and not other.is_symlink() and other != folder:
            shutil.rmtree(other, ignore_errors=True)
    with reading("table of contents"):
        contents = FileIndex(FileStorage(str(folder)), schema=SCHEMA)._read_toc()
    known = tuple(f"{part.segment_id()}." for part in contents.segments)
    kept = {"about.json", "MAIN_WRITELOCK", f"_MAIN_{contents.generation}.toc"}
    for file in folder.iterdir():
        if file.is_dir():
            shutil.rmtree(file, ignore_errors=True)
        elif file.name not in kept and not file.name.startswith(known):
            file.unlink(missing_ok=True)
