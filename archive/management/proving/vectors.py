"""Compares the vectors that are stored with those that may be: a vector holds no word to look for,
but can be turned back into something like its text.
"""

from __future__ import annotations

from archive.management.proving.report import Report
from archive.search.vectors import keeping

STORE = "vectors of accounts"


def read_vectors(report: Report) -> None:
    """A vector of a text that no model may be fed with, or of words that it has no more, fails."""
    found = keeping.check()
    if not found.stored:
        return
    report.count(STORE, texts=found.stored)
    report.wrong += [
        f"contribution {ref} has a vector, and no model may be fed with it" for ref in found.extra
    ]
    report.wrong += [
        f"contribution {ref} has a vector of another wording or time" for ref in found.stale
    ]
