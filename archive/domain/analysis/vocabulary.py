"""Words as they are written, in lower case, inside and outside of some stretches of a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from archive.domain.text import Span

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MASK: Final = re.compile(r"\[[^\]\n]{1,80}\]")


def words_in_and_out(text: str, stretches: Iterable[Span]) -> tuple[Counter[str], Counter[str]]:
    """Counts of the words that lie wholly in one of `stretches`, and of all others.

    No stemming, curly apostrophes as straight ones. What stands in square brackets was put there
    in place of something hidden, and is nobody's word.
    """
    covered = [(span.start, span.end) for span in stretches]
    hidden = [match.span() for match in _MASK.finditer(text)]
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for match in _WORD.finditer(text):
        start, end = match.span()
        if any(a <= start and end <= b for a, b in hidden):
            continue
        chosen = inside if any(a <= start and end <= b for a, b in covered) else outside
        chosen[match.group().lower().replace("’", "'")] += 1
    return inside, outside
