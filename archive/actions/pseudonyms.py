"""One label a person, all through a discussion: [Person A], [Person B] …"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from string import ascii_uppercase

from archive.actions.reviewing import Review, others_in_discussion
from archive.domain.words import Treatment
from archive.gate.reviewing import replacement_of
from archive.models import Redaction


def label_for(review: Review, surface: str) -> str:
    """The label `surface` already has in this discussion, else the next that was never used.

    Case does not tell surface forms apart. A label whose redaction was retracted counts as used,
    since an earlier rendition may show it.
    """
    known: dict[str, str] = {}
    used: set[str] = set()
    for redaction, original, replacement in _replacements(review):
        used.add(replacement)
        if redaction.treatment == Treatment.PSEUDONYM and redaction.retracted_at is None:
            known[_form(original[redaction.start : redaction.end])] = replacement
    return known.get(_form(surface)) or next(label for label in _labels() if label not in used)


def _replacements(review: Review) -> Iterator[tuple[Redaction, str, str]]:
    """Every redaction of the discussion with the field it lies over and what it says."""
    for each in (review, *others_in_discussion(review)):
        for redaction in each.contribution.redactions.order_by("id"):
            words = replacement_of(redaction, each.ref, each.ring)
            yield redaction, each.field(redaction.field), words


def _form(surface: str) -> str:
    return " ".join(surface.casefold().split())


def _labels() -> Iterator[str]:
    """[Person A] … [Person Z], [Person AA] …"""
    for number in count(1):
        letters, left = "", number
        while left:
            left, letter = divmod(left - 1, 26)
            letters = ascii_uppercase[letter] + letters
        yield f"[Person {letters}]"
