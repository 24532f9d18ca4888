"""Keeping the vectors equal to what a model may be fed with, as the indexer keeps the indexes.

Taking away never waits for the model: where the extra is not installed, or switched off, vectors
only go. A text whose words did not change is not read by the model again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings
from django.utils import timezone

from archive import gate
from archive.domain.words import Audience
from archive.gate.machine_texts import COMPARING, MachineText
from archive.search.port import IndexUnusable
from archive.search.vectors import minilm
from archive.search.vectors.bert import Floats, Unreadable
from archive.search.vectors.store import Entry, Times, VectorStore

Progress = Callable[[int], None]
"""Told how many texts have been looked at so far."""

FOLDER: Final = "vectors"


@dataclass(frozen=True, slots=True)
class CheckedVectors:
    """How the stored vectors differ from what a model may be fed with now, by ref."""

    texts: int
    stored: int
    model: str
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether there is no difference."""
        return not (self.missing or self.extra or self.stale)


def is_on() -> bool:
    """Whether accounts are compared here: the extra is installed, and nobody switched it off."""
    return bool(settings.ARCHIVE_SIMILAR) and minilm.is_installed()


def store() -> VectorStore:
    """The vectors of this archive; the same object as long as the home is the same."""
    path = Path(settings.ARCHIVE_HOME) / "index" / FOLDER
    if path not in _stores:
        _stores.clear()
        _stores[path] = VectorStore(path, minilm.VERSION, len(COMPARING))
    return _stores[path]


_stores: dict[Path, VectorStore] = {}


def bring_up_to_date(refs: frozenset[str]) -> None:
    """Read these texts again, and take out those that no model may be fed with any more.

    Raises `SearchBusy` where another process is writing.
    """
    kept = store()
    if not is_on():
        kept.clear()
        return
    if not kept.exists and not any(gate.machine_texts(refs)):
        return
    with kept.writing():
        _read_again(kept, refs)


def refresh(progress: Progress | None = None) -> int:
    """Make what is missing or stale and take out what is too many; returns how many texts have
    vectors. What was made is kept batch by batch, so a run that was cut short goes on where it was.
    """
    kept = store()
    if not is_on():
        bring_up_to_date(frozenset())
        return 0
    read = 0
    present: set[str] = set()
    for chunk in gate.machine_texts():
        refs = frozenset(text.ref for text in chunk)
        with kept.writing():
            present |= _read_again(kept, refs)
        read += len(chunk)
        if progress:
            progress(read)
    if kept.exists:
        with kept.writing():
            kept.put((), remove=frozenset(kept.vectors().refs) - present, now=_now())
        return len(kept.vectors().refs)
    return 0


def check() -> CheckedVectors:
    """Compare what is stored with what may be, text by text."""
    expected = {
        text.ref: (_digest(text), _times(text))
        for chunk in (gate.machine_texts() if is_on() else ())
        for text in chunk
    }
    found = store().vectors()
    here = {
        ref: (digest, times)
        for ref, digest, times in zip(found.refs, found.digests, found.times, strict=True)
    }
    return CheckedVectors(
        len(expected),
        len(here),
        minilm.VERSION,
        missing=tuple(sorted(expected.keys() - here.keys())),
        extra=tuple(sorted(here.keys() - expected.keys())),
        stale=tuple(
            ref
            for ref in sorted(expected.keys() & here.keys())
            if expected[ref][0] != here[ref][0]
            or not np.array_equal(expected[ref][1], here[ref][1])
        ),
    )


def drop_what_has_ended() -> None:
    """Delete vectors of texts whose permission has run out since they were written (nightly)."""
    kept = store()
    ends = kept.vectors().times[:, :, 1]
    if len(ends) and (ends.max(axis=1) <= _now()).any():
        kept.put((), now=_now())


def _read_again(kept: VectorStore, refs: frozenset[str]) -> set[str]:
    """Store these texts as they stand now, and take out those of them that may not be there;
    returns which may. Taking out comes first, whatever becomes of the model.

    Raises `IndexUnusable` where the model cannot be read.
    """
    texts = [text for chunk in gate.machine_texts(refs) for text in chunk]
    known = kept.vectors()
    same = [text for text in texts if known.digest_of(text.ref) == _digest(text)]
    kept.put((_entry(text, known.of(text.ref)) for text in same), remove=refs, now=_now())
    if changed := [text for text in texts if known.digest_of(text.ref) != _digest(text)]:
        try:
            entries = [_entry(text, minilm.embed(text.text)) for text in changed]
        except (OSError, Unreadable, KeyError) as problem:
            raise IndexUnusable(f"The model {minilm.NAME} cannot be read.") from problem
        kept.put(entries, now=_now())
    return {text.ref for text in texts}


def _entry(text: MachineText, vectors: Floats) -> Entry:
    return Entry(text.ref, _digest(text), _times(text), vectors)


def _digest(text: MachineText) -> str:
    words = f"{text.ref}\0{text.text}".encode("utf-8", "surrogatepass")
    return blake2b(words, digest_size=8, key=minilm.VERSION.encode()).hexdigest()


def _times(text: MachineText) -> Times:
    return np.array([text.seen[audience] for audience in COMPARING], np.float64)


def audience_row(audience: Audience) -> int:
    """Which row of an entry's times is this audience's."""
    return COMPARING.index(audience)


def _now() -> float:
    return timezone.now().timestamp()
