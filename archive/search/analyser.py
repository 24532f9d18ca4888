"""The one analyser: text to index terms, the same for every engine, for queries and highlights.

A *form* is a word as written: NFC, lower case, plain apostrophes; prefixes, wildcards and fuzzy
matching ask for forms. A *term* is its stem, and what every other query asks for.

NFC, lower case, Snowball English; a word is a run of letters and digits, with inner apostrophes
(straight or curly, the same to search). No stop words: dropping them would renumber the words, and
a phrase would match across the gap. Combining marks that have no composed letter stay inside their
word instead of cutting it in two.

Must not know of any engine or of what is stored.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Final

import snowballstemmer

VERSION: Final = "english-1/snowball-" + version("snowballstemmer").partition(".")[0]
"""Kept with an index: one made by another version must be made again."""

MAX_TERM: Final = 255
"""Longer words are cut here (code points), in the index and in queries alike."""


@dataclass(frozen=True, slots=True)
class Token:
    """An index term and where it stands: `[start, end)` in code points of the text as given."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The terms of `text` in order; the position of a term in the list is its index position."""
    return [Token(_term(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def tokens_of(text: str, letters: Iterable[str]) -> list[tuple[int, Token]]:
    """Every token that begins with one of `letters` (lower case), and perhaps some others, each
    with its index position: many times as fast as `tokens` where few are asked for.

    A stem begins with the letter of its word, so that no other word need be stemmed.
    """
    return [
        (at, Token(_term(word), start, start + len(word)))
        for at, start, word in _beginning(text, letters)
    ]


def forms_of(text: str, letters: Iterable[str]) -> list[tuple[str, int, int]]:
    """The same of forms, each with where it stands: `[start, end)` in code points."""
    return [(form(word), start, start + len(word)) for _, start, word in _beginning(text, letters)]


def _beginning(text: str, letters: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Words that begin so, and all beyond ASCII: those may be composed to begin so."""
    first = {case for letter in letters for case in (letter, letter.upper())}
    for at, found in enumerate(_WORD.finditer(text)):
        word = found.group()
        if word[0] in first or not word.isascii():
            yield at, found.start(), word


def terms(text: str) -> list[str]:
    """The terms alone."""
    return [term_of(form) for form in forms(text)]


def forms(text: str) -> list[str]:
    """The words of `text` as written; the form at an index belongs to the term at that index.

    Text that is ASCII but for its punctuation is cut by `str.split`, several times as fast as by
    the pattern, which says what a word is; a test holds one to the other.
    """
    plain = text if text.isascii() else _PUNCTUATION.sub(" ", text.replace("’", "'"))
    if not plain.isascii():
        return [form(word) for word in _WORD.findall(text)]
    plain = plain.translate(_LETTERS)
    found = (_LONE.sub(" ", plain) if "'" in plain else plain).split()
    if found and max(map(len, found)) > MAX_TERM:
        return [word[:MAX_TERM] for word in found]
    return found


@lru_cache(maxsize=100_000)
def term_of(form: str) -> str:
    """The term of a form: its stem."""
    return _stem()(form) or form


def form(word: str) -> str:
    """One word as its form: what an index keeps of it besides its term."""
    return written(word)[:MAX_TERM]


def written(text: str) -> str:
    """Any text, a pattern for words too, in the letters that forms are written in."""
    return unicodedata.normalize("NFC", text).lower().replace("’", "'")


def _marks() -> Iterator[str]:
    """Combining marks of the basic plane, without variation selectors."""
    for code in range(0x300, 0xFE00):
        if unicodedata.category(chr(code)) in ("Mn", "Mc"):
            yield chr(code)


_MARK = "[" + "".join(_marks()) + "]"
_RUN = rf"[^\W_]+(?:{_MARK}[^\W_]*)*"
_WORD = re.compile(rf"{_RUN}(?:['’]{_RUN})*")

_LETTERS = "".join(c.lower() if c.isalnum() or c == "'" else " " for c in map(chr, range(128)))
_PUNCTUATION = re.compile(
    "[\u00a0\u00ab\u00b7\u00bb\u2009\u2010-\u2018\u201a-\u2022\u2026\u2028-\u202f]"
)
_LONE = re.compile("'(?![a-z0-9])|'(?<![a-z0-9]')")

_local = threading.local()


def _term(word: str) -> str:
    """Composed, lower case, one kind of apostrophe, stemmed."""
    return term_of(form(word))


def _stem() -> Callable[[str], str]:
    """The stemmer of this thread: a Snowball stemmer keeps the word it works on."""
    if not hasattr(_local, "stem"):
        _local.stem = snowballstemmer.EnglishStemmer().stemWord
    stem: Callable[[str], str] = _local.stem
    return stem
