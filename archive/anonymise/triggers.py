"""Cheap questions to a text, asked before the patterns that take long.

The words of the last text are remembered, since every detector asks for the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = re.compile(r"\w+")
has_digit = re.compile(r"\d").search


@lru_cache(maxsize=2)
def words_of(text: str) -> frozenset[str]:
    """Every run of letters, digits and `_` in the text, casefolded."""
    return frozenset(_WORDS.findall(text.casefold()))
