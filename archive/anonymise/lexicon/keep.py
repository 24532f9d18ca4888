"""What is no identifier although it has a capital: medicines, receptors, diagnoses, tests, months,
peoples, firms everybody knows. People are never in it: a public figure is kept by decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent

_CODE = re.compile(
    r"(?=[A-Z0-9-]*\d)(?:\d{1,2}-)?[A-Z]{1,7}-?\d{0,3}[A-Z]{0,2}\d{0,3}[A-Z]?(?:-[A-Z0-9]{1,3})?"
)
"""How genes, receptors, enzymes, tests and scales are coded: DRD4, 5-HT2A, CYP2D6, PHQ-9, GAD7."""

_LONGEST_CODE = 11
_SHORTEST_MISSPELLED = 6


@cache
def kept_phrases() -> frozenset[str]:
    """Every word and phrase of the files `keep_*.txt`, casefolded."""
    return frozenset(
        line
        for path in sorted(_HERE.glob("keep_*.txt"))
        for line in path.read_text("utf-8").casefold().splitlines()
        if line and not line.startswith("#")
    )


@cache
def _medicines() -> frozenset[str]:
    """Medicines of one word that is long enough to be known when misspelled."""
    lines = (_HERE / "keep_drugs.txt").read_text("utf-8").casefold().splitlines()
    return frozenset(line for line in lines if _is_long(line))


@cache
def _one_letter_less() -> frozenset[tuple[int, str]]:
    """Every medicine with a letter taken out, and where; the first letter stays."""
    return frozenset(less for name in _medicines() for less in _less(name))


def _less(word: str) -> Iterator[tuple[int, str]]:
    return ((at, word[:at] + word[at + 1 :]) for at in range(1, len(word)))


def _is_long(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELLED and word.isalpha()


def is_misspelled_medicine(word: str) -> bool:
    """Whether one letter, wrong, missing or too many, makes a word of a medicine's name ("lirica").
    For words in lower case that are in no other list.
    """
    if not _is_long(word):
        return False
    known = _one_letter_less()
    is_too_short = any((at, word) in known for at in range(1, len(word) + 1))
    return is_too_short or any(less in known or less[1] in _medicines() for less in _less(word))


def is_kept(phrase: str) -> bool:
    """Whether a word or phrase is known to tell nobody apart; also its plural or possessive."""
    folded = phrase.strip('.,;:!?()[]"“”‘').casefold().replace("’", "'")
    known = kept_phrases()
    if folded in known or folded.removesuffix("'s").removesuffix("'") in known:
        return True
    if len(folded) > 3 and folded.endswith("s") and folded[:-1] in known:
        return True
    if len(folded) > 5 and folded.endswith("e") and folded[:-1] in known:
        return True  # the list has "clozapin" for clozapine
    return len(phrase) <= _LONGEST_CODE and _CODE.fullmatch(phrase) is not None
