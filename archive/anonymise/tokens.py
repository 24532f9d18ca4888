"""A text as its words, found once for all detectors that ask.

A word is letters, with apostrophes and hyphens between them ("O'Neill", "Anne-Marie"); what touches
a digit, `_` or an at sign is none ("DRD4"). Offsets are code points, 0-based, end-exclusive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"(?<![\w@#])[^\W\d_]++(?:['’‘-][^\W\d_]++)*+(?![\d_@])")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words in reading order: where each starts, as written, and in lower case."""

    text: str
    starts: list[int]
    words: list[str]
    lowered: list[str]
    is_cased: bool
    """Whether its author uses capitals as English does, so that their absence tells something."""

    def __len__(self) -> int:
        return len(self.words)

    def end(self, index: int) -> int:
        """Where a word ends."""
        return self.starts[index] + len(self.words[index])

    def gap_before(self, index: int) -> str:
        """What stands between a word and the one before it, or the start of the text."""
        return self.text[self.end(index - 1) if index else 0 : self.starts[index]]

    def gap_after(self, index: int) -> str:
        """What stands between a word and the next, or the end of the text."""
        after = self.starts[index + 1] if index + 1 < len(self.words) else len(self.text)
        return self.text[self.end(index) : after]


@lru_cache(maxsize=4)
def tokens(text: str) -> Tokens:
    """The words of a text. The last texts are remembered, since many detectors ask."""
    starts: list[int] = []
    words: list[str] = []
    for match in _WORD.finditer(text):
        starts.append(match.start())
        words.append(match.group())
    return Tokens(text, starts, words, [_plain(word) for word in words], _is_cased(words))


def lowered_words(name: str) -> list[str]:
    """The words of something short, as `Tokens.lowered` has them."""
    return [_plain(word) for word in _WORD.findall(name)]


def _plain(word: str) -> str:
    """A word in lower case, with straight apostrophes and without "'s" at its end."""
    lowered = word.lower()
    if "’" in lowered or "‘" in lowered:
        lowered = lowered.replace("’", "'").replace("‘", "'")
    return lowered[:-2] if lowered.endswith("'s") and len(lowered) > 3 else lowered


def _is_cased(words: list[str]) -> bool:
    """One capital in fifty words is the least that sentences' beginnings alone would give."""
    capitals = sum(word[0].isupper() for word in words)
    return capitals * 50 >= len(words) and capitals * 2 <= len(words) + 20
