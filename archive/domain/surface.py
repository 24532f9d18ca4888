"""Surface forms: when two stretches of text say the same name, and where a form stands.

One decision goes for one form, so this is where "the same words" is defined. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_POSSESSIVE = re.compile(r"(?<=\w)['’]s$")


def form_of(surface: str) -> str:
    """The form of a surface: in lower case, spaces collapsed, a trailing 's dropped."""
    return _POSSESSIVE.sub("", " ".join(surface.casefold().split()))


def without_possessive(surface: str) -> str:
    """The surface as it is written, a trailing 's dropped."""
    return _POSSESSIVE.sub("", surface)


def places_of(text: str, surface: str) -> Iterator[tuple[int, int]]:
    """Start and end of every place where the words stand whole, in any case and any spacing.

    No place crosses the blank line between two blocks. Takes time linear in the text.
    """
    pattern = _pattern(surface)
    if pattern is not None:
        for found in pattern.finditer(text):
            yield found.start(), found.end()


def stands_in(text: str, surface: str) -> bool:
    """Whether the words stand whole anywhere in the text."""
    return next(places_of(text, surface), None) is not None


def _pattern(surface: str) -> re.Pattern[str] | None:
    words = surface.split()
    if not words:
        return None
    inner = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*(?!\n))".join(map(_as_written, words))
    return re.compile(rf"(?<!\w){inner}(?!\w)", re.IGNORECASE)


def _as_written(word: str) -> str:
    """Straight and curly apostrophes are one: O'Brien is O’Brien."""
    return re.sub(r"['’]", "['’]", re.escape(word))
