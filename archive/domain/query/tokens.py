"""A query as tokens: words with their shapes, phrases, fields, operators, brackets. Linear in time.

Brackets inside quotation marks are text, so that `"[Person A] said"` finds what a page shows.
Quotation marks of every shape are the same. Strict: what is not understood raises `QueryError` at
its place. Lenient: it is read as plain words, and what has no word is left out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from archive.domain.errors import QueryError
from archive.domain.query.fields import RANGE, Problem, field_of, known_values, without_days
from archive.domain.query.leniency import Done, Lenience
from archive.domain.query.nodes import (
    FUZZY_LETTERS,
    WILDCARD_LETTERS,
    DateRange,
    Fact,
    Fuzzy,
    Phrase,
    Prefix,
    Proximity,
    Term,
    Wildcard,
    Words,
)

TokenKind = Literal["leaf", "near", "and", "or", "not", "(", ")", "end"]

MAX_APART: Final = 100
"""Other words that `"…"~n` lets stand in between, at most."""


@dataclass(frozen=True, slots=True)
class Token:
    """What begins at `start` (code points). `text` is as typed; a leaf has the node it means."""

    kind: TokenKind
    start: int
    text: str = ""
    leaf: Words | Fact | None = None


def tokens_of(text: str, *, strict: bool, fields: tuple[str, ...]) -> tuple[Token, ...]:
    """Tokens in order, ended by one "end"."""
    return tuple(_Scanner(text, strict, fields).scan())


def tokens_with_notes(
    text: str, *, fields: tuple[str, ...]
) -> tuple[tuple[Token, ...], tuple[Lenience, ...]]:
    """The same, leniently, and what was done with all that was not understood."""
    scanner = _Scanner(text, strict=False, fields=fields)
    return tuple(scanner.scan()), tuple(dict.fromkeys(scanner.notes))


_QUOTES: Final = '"“”„‟«»＂'
_OPERATORS: Final[dict[str, TokenKind]] = {"AND": "and", "OR": "or", "NOT": "not"}
_NEAR: Final = ("NEAR", "NEAR/passage", "NEAR/sentence", "NEAR/contribution")
_SPACE = re.compile(r"\s+")
_RUN = re.compile(rf"(?:(?!&&|\|\|)[^\s(){_QUOTES}])+")
_FIELD = re.compile(r"([^\W\d_]\w*):")
_LETTER = re.compile(r"[^\W_]")
_RESERVED = re.compile(r"[\^\[\]{}\\]")
_APART = re.compile(r"~([0-9]{1,3})")
_ANY = re.compile(r"[*?]")


class _Scanner:
    def __init__(self, text: str, strict: bool, fields: tuple[str, ...]) -> None:
        self.text = text
        self.strict = strict
        self.fields = fields
        self.at = 0
        self.found: list[Token] = []
        self.notes: list[Lenience] = []

    def scan(self) -> list[Token]:
        text = self.text
        while self.at < len(text):
            if space := _SPACE.match(text, self.at):
                self.at = space.end()
            elif text[self.at] in "()":
                self.add("(" if text[self.at] == "(" else ")", 1)
            elif text.startswith(("&&", "||"), self.at):
                self.add("and" if text[self.at] == "&" else "or", 2)
            elif text[self.at] in "-!" and not text[self.at + 1 : self.at + 2].isspace():
                self.minus()
            elif text[self.at] in _QUOTES:
                self.quoted()
            else:
                self.word()
        self.found.append(Token("end", len(text)))
        return self.found

    def add(self, kind: TokenKind, length: int, leaf: Words | Fact | None = None) -> None:
        """A token of `length` code points from here, and go on after it."""
        end = self.at + length
        self.found.append(Token(kind, self.at, self.text[self.at : end], leaf))
        self.at = end

    def complain(
        self, message: str, position: int, hint: str, typed: str = "", done: Done = "words"
    ) -> None:
        """Refuse, if we are strict; else note what was `done` with what was `typed`, if any."""
        if self.strict:
            raise QueryError(message, position=position, hint=hint)
        if typed:
            self.notes.append(Lenience(typed, done))

    def minus(self) -> None:
        if self.at + 1 < len(self.text):
            self.add("not", 1)
        else:
            self.complain(f"“{self.text[self.at]}” contains no word.", self.at, _A_WORD)
            self.at += 1

    # --- quotation marks ---

    def quoted(self) -> None:
        """A phrase, or words near each other. Without an end it is no phrase."""
        start = self.at
        inside, end = self.inside(start)
        if inside is None:
            self.at = end
            return
        leaf: Words = Phrase(inside)
        if self.text.startswith("~", end):
            run = _RUN.match(self.text, end)
            said = run.group() if run else ""
            apart = _APART.fullmatch(said)
            if apart and int(apart[1]) <= MAX_APART:
                leaf = Proximity(inside, int(apart[1]))
            else:
                hint = f"Expected a number of words from 0 to {MAX_APART}, as in “…”~5."
                message = f"“{said[:40]}” does not say how near."
                self.complain(message, end, hint, said, "left_out")
            end += len(said)
        self.add("leaf", end - start, leaf)

    def inside(self, at: int) -> tuple[str | None, int]:
        """What the mark at `at` encloses, if there is a word in it, and where to go on."""
        close = next((i for i in range(at + 1, len(self.text)) if self.text[i] in _QUOTES), None)
        if close is None:
            hint = 'Expected another " after the phrase.'
            message = "The quotation mark is never closed."
            self.complain(message, at, hint, self.text[at], "left_out")
            return None, at + 1
        inside = self.text[at + 1 : close]
        if not _LETTER.search(inside):
            self.complain("There is no word between the quotation marks.", at, _A_WORD)
            return None, close + 1
        return inside, close + 1

    # --- words ---

    def word(self) -> None:
        run = _RUN.match(self.text, self.at)
        if run is None:
            raise AssertionError("spaces, brackets, quotes and operators are ruled out")
        word = run.group()
        if word in _OPERATORS:
            self.add(_OPERATORS[word], len(word))
        elif word in _NEAR:
            self.add("near", len(word))
        elif named := _FIELD.match(word):
            self.field(named.group(1), named.end(), run.end())
        else:
            if word.startswith("NEAR/"):
                hint = "Expected NEAR, NEAR/sentence or NEAR/contribution between two themes."
                message = f"“{word[:40]}” is not a nearness of themes."
                self.complain(message, self.at + 5, hint, word)
            leaf = self.shaped(word)
            if leaf is None:
                self.complain(f"“{word[:40]}” contains no word.", self.at, _A_WORD)
                self.at = run.end()
            else:
                self.add("leaf", len(word), leaf)

    def shaped(self, word: str) -> Words | None:
        """The node of a word; leniently, a question mark at its end is one."""
        bare = word if self.strict else word.rstrip("?")
        shape: Words | None = None
        if "~" in bare:
            shape = self.fuzzy(bare)
        elif _ANY.search(bare):
            shape = self.pattern(bare)
        elif reserved := _RESERVED.search(bare):
            self.complain(
                f"“{reserved.group()}” has no meaning in this query language.",
                self.at + reserved.start(),
                "Expected plain words; put “…” around words that stand in brackets.",
                word,
            )
        return shape or (Term(word) if _LETTER.search(word) else None)

    def pattern(self, word: str) -> Words | None:
        """`sleep*` or `wom?n`."""
        first = _ANY.search(word)
        if first is None:
            raise AssertionError("the caller saw one")
        head = sum(bool(_LETTER.match(letter)) for letter in word[: first.start()])
        if head < WILDCARD_LETTERS:
            hint = f"Expected at least {WILDCARD_LETTERS} letters before “*” or “?”."
            message = f"“{word[:40]}” would stand for too many words."
            self.complain(message, self.at + first.start(), hint, word)
            return None
        if not self.is_one_word(_ANY.sub("", word)):
            return None
        stem = word.rstrip("*")
        return Wildcard(word) if _ANY.search(stem) else Prefix(stem)

    def fuzzy(self, word: str) -> Words | None:
        """`fibre~1`."""
        stem, _, far = word.partition("~")
        place = self.at + len(stem)
        if far != "1":
            hint = "Expected ~1 after the word: one letter may differ. Nearness needs “…”~5."
            message = f"“~{far[:40]}” does not say how far off a word may be."
            self.complain(message, place, hint, word)
            return None
        if not self.is_one_word(stem):
            return None
        if len(_LETTER.findall(stem)) < FUZZY_LETTERS:
            hint = f"Expected a word of at least {FUZZY_LETTERS} letters before ~1."
            message = f"“{stem}” is too short to be off by a letter."
            self.complain(message, self.at, hint, word)
            return None
        return Fuzzy(stem)

    def is_one_word(self, word: str) -> bool:
        """Whether a shape can apply: it does to one word alone, hyphens cut a word in two."""
        odd = next((at for at, each in enumerate(word) if not _is_of_a_word(each)), None)
        if odd is None and _LETTER.match(word):
            return True
        message = f"“{word[:40]}” is more than one word."
        hint = "Expected letters and digits alone beside *, ? and ~1."
        self.complain(message, self.at, hint, word)
        return False

    # --- fields ---

    def field(self, name: str, colon: int, end: int) -> None:
        """A field and its value; leniently, what is no field is read as words."""
        start = self.at + colon
        value = self.text[start:end]
        if name == "date" and (between := RANGE.match(self.text, start)):
            value, end = between.group(), between.end()
        elif not value and self.text[start : start + 1] in tuple(_QUOTES):
            inside, end = self.inside(start)
            value = (inside or "").strip()
        match field_of(name, value, self.fields):
            case Problem(message, hint, in_value):
                self.complain(message, start if in_value else self.at, hint)
                self.unknown(name, value, colon, end)
            case fact:
                self.add("leaf", end - self.at, fact)

    def unknown(self, name: str, value: str, colon: int, end: int) -> None:
        """Leniently, a day is read as its month, and what is no field as words."""
        months = without_days(value) if name == "date" else value
        fact = field_of(name, months, self.fields) if months != value else None
        if isinstance(fact, DateRange):
            self.notes.append(Lenience(f"date:{value}", "widened", f"date:{months}"))
            self.add("leaf", end - self.at, fact)
            return
        known = known_values(name)
        self.notes.append(Lenience(f"{name}:{value}", "words", "", name, value, known))
        self.add("leaf", colon, Term(name))


_A_WORD: Final = "Expected a word or number."


def _is_of_a_word(letter: str) -> bool:
    return letter.isalnum() or letter in "'’" or unicodedata.category(letter).startswith("M")
