"""Which texts a page offers to answer, where it shows them away from their discussion."""

from __future__ import annotations

from collections.abc import Iterable

from archive.gate import Viewer, telling


def answerable(viewer: Viewer, discussions: Iterable[str]) -> frozenset[str]:
    """Those of these discussions, by slug, whose texts the page offers to answer.

    None to staff: on such pages they also see what readers do not, and nobody answers that.
    """
    return frozenset() if viewer.is_staff else telling.takes_texts(discussions)
