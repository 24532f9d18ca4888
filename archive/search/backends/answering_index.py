"""The reading half of the port, the same for every engine whose generations are `Searchable`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from archive.domain.query import Node
from archive.search.backends.answering import Searchable, answer
from archive.search.backends.folder import IndexFolder
from archive.search.forms import Shape
from archive.search.port import Count, Filters, Found, Sort


class AnsweringIndex(IndexFolder, ABC):
    """An index folder that answers from its newest generation."""

    @abstractmethod
    def _current(self) -> Searchable:
        """The newest generation, opened when there is one. Raises `IndexUnusable`."""

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
        """See the port."""
        return answer(
            self._current(),
            node,
            now=now,
            hidden=hidden,
            filters=filters,
            offset=offset,
            limit=limit,
            sort=sort,
        )

    def forms(
        self, shape: Shape, *, now: float, hidden: frozenset[str], limit: int = 100
    ) -> tuple[Count, ...]:
        """See the port."""
        return self._current().forms(shape, now=now, hidden=hidden, limit=limit)

    def generation(self) -> str:
        """See the port."""
        return self._current().generation

    def refs(self) -> frozenset[str]:
        """See the port."""
        return frozenset(self._current().number)

    def fingerprints(self) -> dict[str, str]:
        """See the port."""
        return self._current().fingerprints()

    def lexicon(self) -> Iterator[str]:
        """See the port."""
        return self._current().lexicon()

    def traces(self, terms: Sequence[str]) -> frozenset[str]:
        """See the port."""
        return self._current().traces(terms)
