"""All mentions of a name that was found once: in the whole text, by the given name or the surname
alone, and without capitals where that leaves no doubt. Also the names of the thread's authors.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.anonymise.evidence import is_data, is_function_word, is_rather_a_word
from archive.anonymise.finding import Context, Finding
from archive.anonymise.lexicon import cues
from archive.anonymise.surfaces import occurrences
from archive.anonymise.tokens import lowered_words, tokens
from archive.domain.words import Band


def find(text: str, context: Context) -> Iterator[Finding]:
    """Every mention of one of `context.names`, whole or in part; `text` is a whole document."""
    if not context.names:
        return
    for start, end, surface in occurrences(text, context.names):
        if _is_telling(surface) or text[start].isupper():
            yield _finding(start, end, "a name that occurs elsewhere in the thread", 0.9)
    parts = {part for name in context.names for part in _parts(name)}
    if not parts:
        return
    words = tokens(text)
    for index, lowered in enumerate(words.lowered):
        lone = lowered if lowered in parts else lowered.removesuffix("s")
        if lone in parts and (words.words[index][0].isupper() or _is_telling(lone)):
            start, end = words.starts[index], words.end(index)
            if words.words[index][-2:] in {"'s", "’s"}:
                end -= 2
            yield _finding(start, end, "part of a name that occurs elsewhere in the thread", 0.6)


def _parts(name: str) -> Iterator[str]:
    """The words of a name that could stand for the person alone, in lower case."""
    for part in lowered_words(name):
        if len(part) > 2 and not (
            part in cues.TITLES
            or part in cues.PARTICLES
            or part in cues.MONTHS_AND_DAYS
            or part in cues.AFTER_NAMES_OF_THINGS
            or is_data(part)
            or is_function_word(part)
        ):
            yield part


def _is_telling(name: str) -> bool:
    """Whether a name is hardly a word too; others ("Rose") are looked for with their capital."""
    return not is_rather_a_word(name.lower())


def _finding(start: int, end: int, why: str, score: float) -> Finding:
    return Finding(start, end, "person", Band.CHECK, "propagation", why, "[name]", score)
