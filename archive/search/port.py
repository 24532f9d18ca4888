"""What every search engine behind the archive promises, whatever it is made of.

An index belongs to one audience. It is given words and facts (`IndexDocument`) and answers with
refs and counts, never with text; what lies outside its visibility window, and every ref the caller
says is hidden, is absent from hits, totals, facets and the statistics that rank. It is a copy:
whatever happens to it, `rebuild` makes it again from the database.

Must not know of viewers, consent or pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, Literal, Protocol

from archive.domain.errors import ArchiveError
from archive.domain.query import Node
from archive.gate.disclosed import IndexDocument
from archive.search import analyser
from archive.search.forms import Shape

Sort = Literal["relevance", "newest", "oldest", "thread"]
SORTS: Final[tuple[Sort, ...]] = ("relevance", "newest", "oldest", "thread")

FACETS: Final = ("theme", "voice", "discussion", "year", "label", "language")


class SearchBusy(ArchiveError):
    """Another process is writing this index. Nothing was changed; the work can wait its turn."""

    code = "search_busy"
    http_status = 503


class IndexUnusable(ArchiveError):
    """The index is missing, damaged or made by another version; the database is not concerned."""

    code = "index_unusable"
    http_status = 503

    def __init__(self, message: str) -> None:
        super().__init__(message, hint="Run `manage.py reindex` to make it again.")


@dataclass(frozen=True, slots=True)
class Filters:
    """Chosen facet values: any of the values of one facet, all of the facets. Empty: no limit."""

    theme: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    discussion: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    language: tuple[str, ...] = ()

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The facets that limit, with their values."""
        every = {
            "theme": self.theme,
            "voice": self.voice,
            "discussion": self.discussion,
            "year": self.year,
            "kind": self.kind,
            "label": self.label,
            "language": self.language,
        }
        return {name: values for name, values in every.items() if values}


@dataclass(frozen=True, slots=True)
class Count:
    """How many contributions have this value of a facet."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: the exact total, the refs of the page asked for, and every facet's counts.

    A facet is counted without its own filter, so that it shows what choosing another of its values
    would give; the most frequent value comes first, then by name.
    """

    total: int
    refs: tuple[str, ...]
    facets: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do. `engine` and `analyser` are kept with a saved query: the sets and
    totals of a query are the same on all engines, its ranking is not."""

    engine: str
    analyser: str
    sorts: frozenset[Sort]
    phrases: bool = True
    facets: tuple[str, ...] = FACETS


class SearchBackend(Protocol):
    """One index of one audience. All methods may raise `IndexUnusable`."""

    @property
    def capabilities(self) -> Capabilities: ...

    def writing(self) -> AbstractContextManager[None]:
        """Be the one writer for a while; raises `SearchBusy` at once if another is.

        Read what is to be written inside it, or an older state could overwrite a newer one.
        The writing methods open it themselves where the caller has not.
        """

    def add(self, docs: Iterable[IndexDocument]) -> int:
        """Put documents in, in place of those with the same refs; returns how many. A lazy `docs`
        is read inside `writing`."""

    def remove(self, refs: Iterable[str]) -> int:
        """Hide documents; their bytes may stay until the next `compact`. Returns how many."""

    def purge(self, refs: Iterable[str]) -> int:
        """Remove documents with every byte of them, removed and replaced versions too; returns how
        many index files' worth of documents (segments) were made again."""

    def compact(self) -> int:
        """Drop the bytes of all removed and replaced documents; returns how many segments were
        made again. May take minutes: for the night."""

    def rebuild(self, docs: Iterable[IndexDocument]) -> int:
        """Make the index aside, swap it in, drop the old one; returns how many documents. Until
        the swap searches see the old index. The only way to make one that does not exist."""

    def search(
        self,
        node: Node,
        *,
        now: float,
        hidden: frozenset[str],
        filters: Filters,
        offset: int,
        limit: int,
        sort: Sort,
    ) -> Found:
        """What `node` matches at `now` (POSIX seconds) without `hidden`; refs `[offset, offset +
        limit)` of the order `sort`. Equal ranks are in thread order."""

    def forms(
        self, shape: Shape, *, now: float, hidden: frozenset[str], limit: int = 100
    ) -> tuple[Count, ...]:
        """The forms that fit `shape` in documents that may be known of, and in how many of those
        each stands: the most frequent first, then by name. What a hidden document alone has is
        not among them."""

    def generation(self) -> str:
        """Changes with every write that a search could notice."""

    def refs(self) -> frozenset[str]:
        """All refs that are in, visible now or not."""

    def fingerprints(self) -> dict[str, str]:
        """`fingerprint` of each document that is in, by ref."""

    def lexicon(self) -> Iterator[str]:
        """Every term and every form the index still knows of titles and texts, those of removed
        and replaced documents included as long as their bytes are there. One may come more than
        once."""

    def traces(self, terms: Sequence[str]) -> frozenset[str]:
        """Refs of documents in whose title or text `terms` stand side by side, removed and
        replaced versions included as long as their bytes are there. For proving that they are
        not: what a search may find is `search`'s to say."""


def fingerprint(doc: IndexDocument) -> str:
    """A digest of all an index knows of a document, to find stale ones without keeping text."""
    facts = (
        analyser.VERSION,
        doc.ref,
        doc.discussion,
        str(doc.kind),
        str(doc.voice),
        place(doc),
        "\n".join(sorted(doc.themes)),
        "\n".join(sorted(doc.labels)),
        str(doc.year),
        str(doc.month),
        doc.language,
        "\n".join(sorted(doc.near)),
        "\n".join(sorted(doc.coders)),
        repr(float(doc.visible_from)),
        repr(float(doc.visible_until)),
        doc.title,
        doc.text,
    )
    return blake2b("\0".join(facts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def place(doc: IndexDocument) -> str:
    """A key that sorts documents as a reader meets them: by discussion, then down its thread."""
    position: str = getattr(doc, "position", "")
    steps = (step.zfill(6) for step in position.split(".") if step)
    return f"{doc.discussion}\t{'.'.join(steps)}\t{doc.ref}"
