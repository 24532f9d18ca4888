"""What stands for somebody: [Person A] for who is named, [Contributor 3] for who writes.

A label says nothing of whoever it stands for: no initial, no gender, only who came first.
"""

from __future__ import annotations

import re
from string import ascii_uppercase

_PERSON = re.compile(r"\[Person ([A-Z]+)\]")
_CONTRIBUTOR = re.compile(r"\[Contributor (\d{1,6})\]")

UNNAMED = frozenset({"[name]", "[initials]", "[person]"})
"""What stands for a name before it was known whose it is: says no more than a label does."""


def person_label(number: int) -> str:
    """[Person A] for 1 … [Person Z], [Person AA] …"""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = ascii_uppercase[letter] + letters
    return f"[Person {letters}]"


def person_number(label: str) -> int | None:
    """Which person a label stands for; None where it is no such label."""
    found = _PERSON.fullmatch(label)
    if found is None:
        return None
    number = 0
    for letter in found.group(1):
        number = number * 26 + ascii_uppercase.index(letter) + 1
    return number


def contributor_label(number: int) -> str:
    """The label of the writer whom readers know as "Contributor 3"."""
    return f"[Contributor {number}]"


def contributor_number(label: str) -> int | None:
    """Which writer a label stands for; None where it is no such label."""
    found = _CONTRIBUTOR.fullmatch(label)
    return int(found.group(1)) if found else None


def is_label(words: str) -> bool:
    """Whether the words are the label of a person or of a writer."""
    return person_number(words) is not None or contributor_number(words) is not None
