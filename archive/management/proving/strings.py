"""The strings that must be gone, and every spelling in which a store could still hold them.

They are secrets: read from standard input or a file, named by their line, repeated nowhere.
"""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from archive.domain.errors import InvalidInput

SHORTEST: Final = 6
"""Characters. A shorter string stands in everybody's texts, and by chance in any random bytes."""

LONGEST: Final = 2_000
"""Characters. Of a long text some of its sentences prove as much."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A string and the number it goes by: its line from 1, or below 0 for one planted here."""

    number: int
    text: str = field(repr=False)


def read_strings(lines: Iterable[bytes]) -> tuple[Sought, ...]:
    """One string a line, blank lines skipped. Raises `InvalidInput`, which names lines only."""
    found = [
        Sought(number, text)
        for number, line in enumerate(lines, start=1)
        if (text := _text_of(line, number))
    ]
    if not found:
        raise InvalidInput(
            "There is no string to look for.",
            hint="Give them on standard input or with --from FILE, one a line.",
        )
    return tuple(found)


def folded(text: str) -> str:
    """As texts are compared: NFC, case folded, each run of white space one space."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(plain.split())


def text_forms(text: str) -> frozenset[bytes]:
    """What to look for in decoded texts: the string folded, and exactly as given (UTF-8)."""
    return frozenset({folded(text).encode(), text.encode()})


def raw_forms(text: str) -> tuple[bytes, ...]:
    """What to look for in bytes whose ASCII letters were made small.

    UTF-8 and UTF-16-LE, composed and decomposed, in capitals and without; in UTF-8 also as JSON
    and HTML escape it.
    """
    spellings = {
        unicodedata.normalize(form, cased)
        for cased in (text, text.casefold(), text.lower(), text.upper())
        for form in ("NFC", "NFD")
    } | {text}
    escaped = {
        written
        for spelling in spellings
        for written in (
            json.dumps(spelling)[1:-1],
            json.dumps(spelling, ensure_ascii=False)[1:-1],
            html.escape(spelling),
        )
    }
    forms = {spelling.encode() for spelling in spellings | escaped}
    forms |= {spelling.encode("utf-16-le") for spelling in spellings}
    return tuple(sorted({form.lower() for form in forms}))


def _text_of(line: bytes, number: int) -> str:
    try:
        text = line.removeprefix(b"\xef\xbb\xbf" if number == 1 else b"").decode().strip()
    except UnicodeDecodeError:
        raise InvalidInput(f"Line {number} is not UTF-8.") from None  # the error repeats the line
    if not text:
        return ""
    if any(unicodedata.category(letter) == "Cc" and letter != "\t" for letter in text):
        raise InvalidInput(f"Line {number} has a control character in it.")
    if len(folded(text)) < SHORTEST:
        raise InvalidInput(
            f"The string on line {number} is shorter than {SHORTEST} characters.",
            hint="Give more of the text: so short a string is in other people's texts too.",
        )
    if len(text) > LONGEST:
        raise InvalidInput(
            f"The string on line {number} is longer than {LONGEST} characters.",
            hint="Give some of its sentences, each on a line of its own.",
        )
    return text
