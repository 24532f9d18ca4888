"""A consent notice: its form, its fingerprint, and the language it is in.

A notice is plain text, so that a steward can write it in a box and one hash fixes every word:

    # Title

    Introduction, one paragraph or more.

    ## read: May readers here read it?

    People who open this page may read the text once names have been taken out.

and so on, exactly one section a scope, in any order. This module knows no versions and no tables.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from archive.domain.errors import InvalidInput
from archive.domain.text import canonical
from archive.domain.words import Scope

FIRST_ASKED: Final = (Scope.HOLD, Scope.READ, Scope.FIND)
"""The scopes asked plainly; the others are folded and off (DESIGN 5)."""

MAX_CHARACTERS: Final = 12_000
MAX_LINES: Final = 150
MAX_SENTENCE: Final = 400
"""Limits in code points and in lines with words: a notice nobody can read is no notice."""

MAX_TAG: Final = 12
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SECTION = re.compile(r"## *([^:\s]+) *:(.*)")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked: the question, and what a yes means in a sentence or two."""

    question: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice taken apart. `asks` has every scope, in the order of `Scope`."""

    title: str
    introduction: tuple[str, ...]
    asks: Mapping[Scope, Ask]


def normal(text: str) -> str:
    """The one form in which a notice is kept and hashed: `canonical`, ending with one line feed.

    Browsers send CR LF; without this the same words would have two hashes.
    """
    lines = (line.rstrip() for line in canonical(text).split("\n"))
    return canonical("\n".join(lines)) + "\n"


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal: what `sha256sum` says of the file."""
    return hashlib.sha256(text.encode()).hexdigest()


def language_tag(tag: str) -> str:
    """The tag in its usual case: `pt-BR`, `zh-Hant` (RFC 5646, section 2.1.1).

    Raises `InvalidInput` for anything but a short tag of at most 12 characters.
    """
    if not _TAG.fullmatch(tag) or len(tag) > MAX_TAG:
        raise InvalidInput(
            "This is not a language tag the archive can use.",
            hint="Write a short one, such as en, de or pt-BR: small letters first, "
            f"then parts joined by hyphens, {MAX_TAG} characters at most.",
        )
    first, *others = tag.split("-")
    return "-".join([first, *map(_usual_case, others)])


def _usual_case(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 else part.lower()


def parse(text: str) -> NoticeText:
    """Take a notice apart. Raises `InvalidInput` naming the line (from 1) and what to do.

    Lines are counted as they stand in `text`, so that a steward finds them in what she typed.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidInput(
            f"The notice is longer than {MAX_CHARACTERS} characters.",
            hint="Shorten it: people read it before they can say yes.",
        )
    lines = [line.strip("\ufeff \t") for line in text.splitlines()]
    if not any(lines):
        raise InvalidInput("The notice is empty.", hint="Begin with a line “# ” and its title.")
    if sum(1 for line in lines if line) > MAX_LINES:
        raise InvalidInput(
            f"The notice has more than {MAX_LINES} lines.",
            hint="Write each paragraph on one line, or shorten it.",
        )
    (title_at, heading, opening), *sections = _parts(lines)
    title = heading.removeprefix("# ").strip() if heading.startswith("# ") else ""
    if not title:
        raise _wrong(title_at, "the notice does not begin with a title.", "Begin with “# ” and it.")
    if not opening:
        raise _wrong(title_at, "nothing stands below the title.", "Write what people should know.")
    asks = _asks(sections, end=len(lines))
    return NoticeText(title, opening, asks)


def _asks(
    sections: list[tuple[int, str, tuple[str, ...]]], *, end: int
) -> MappingProxyType[Scope, Ask]:
    asks: dict[Scope, Ask] = {}
    placed: dict[Scope, int] = {}
    for number, heading, paragraphs in sections:
        scope, question = _heading(number, heading)
        if scope in asks:
            raise _wrong(
                number,
                f"“{scope}” is asked twice, first in line {placed[scope]}.",
                "Keep one of the two sections.",
            )
        if len(paragraphs) != 1 or len(paragraphs[0]) > MAX_SENTENCE:
            raise _wrong(
                number,
                f"below “{scope}” there should be one short paragraph.",
                "Write one plain sentence, or two, that say what a yes means: "
                f"{MAX_SENTENCE} characters at most.",
            )
        asks[scope], placed[scope] = Ask(question, paragraphs[0]), number
    if missing := [scope for scope in Scope if scope not in asks]:
        raise _wrong(
            end,
            f"the notice ends without a section for {', '.join(missing)}.",
            f"Add one that begins “## {missing[0]}: ” and a question.",
        )
    return MappingProxyType({scope: asks[scope] for scope in Scope})


def _heading(number: int, line: str) -> tuple[Scope, str]:
    match = _SECTION.fullmatch(line)
    if match is None:
        raise _wrong(
            number,
            "this heading is not one a notice has.",
            "Write “## ”, the name of what is asked, a colon and the question.",
        )
    name, question = match[1], match[2].strip()
    if name not in set(Scope):
        raise _wrong(
            number,
            f"“{name}” is nothing the archive asks.",
            f"What it asks is: {', '.join(Scope)}.",
        )
    if not question:
        raise _wrong(number, f"“{name}” has no question.", "Write it after the colon.")
    return Scope(name), question


def _parts(lines: list[str]) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The title and each section: the heading's line from 1, the heading, the paragraphs below."""
    top = next(at for at, line in enumerate(lines) if line)
    starts = [at for at, line in enumerate(lines) if at == top or line.startswith("#")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        blocks = re.split(r"\n\n+", "\n".join(lines[start + 1 : end]))
        paragraphs = (" ".join(block.split()) for block in blocks)
        yield start + 1, lines[start], tuple(filter(None, paragraphs))


def _wrong(line: int, what: str, hint: str) -> InvalidInput:
    return InvalidInput(f"Line {line}: {what}", hint=hint)
