"""What moderators of this archive decided before: a surface that was replaced once is found again,
whatever its capitals. (What they decided to keep is left to the engine.)
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.anonymise.finding import Context, Finding
from archive.anonymise.surfaces import occurrences
from archive.domain.words import Band


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every occurrence of a surface that was replaced before, with the same suggestion."""
    replaced = {surface: one for surface, one in context.known.items() if not one.keep}
    for start, end, surface in occurrences(text, replaced):
        decision = replaced[surface]
        why = "replaced before in this archive"
        yield Finding(start, end, decision.kind, Band.CONFIDENT, "known", why, decision.suggestion)
