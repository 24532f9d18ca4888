"""The query language: one line of text becomes a small tree that every search engine answers alike.

    chronic pain            both words, in any order (AND is the default)
    "chronic pain"          the words in this order, side by side
    pain OR ache            either; also ||
    pain AND sleep          both; also &&
    NOT alcohol             without; also -alcohol and !alcohol
    (pain OR ache) sleep    parentheses group
    theme:chronic-pain      a field: theme, voice, discussion, year, kind or label

NOT binds tightest, then AND (written or implied), then OR. Operators are upper case, so "or" is a
word. Strict parsing is for researchers: whatever is not understood is refused with its place.
Lenient parsing is for a reader's box: it never refuses, and several words mean "most of these",
because somebody who types a question would find nothing if every word had to be there.

Knows nothing of indexes or stemming. Positions are code points, 0-based.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from archive.domain.content_labels import Label
from archive.domain.errors import QueryError
from archive.domain.query.nodes import (
    And,
    DateRange,
    Fact,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Proximity,
    Term,
    Wildcard,
    Within,
    Words,
    near_token,
    positive_leaves,
    with_themes,
)
from archive.domain.words import Kind, Voice

__all__ = [
    "FIELDS",
    "MAX_CLAUSES",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "And",
    "DateRange",
    "Fact",
    "Field",
    "Fuzzy",
    "Near",
    "Node",
    "Not",
    "Nothing",
    "Or",
    "Phrase",
    "Prefix",
    "Proximity",
    "Term",
    "Wildcard",
    "Within",
    "Words",
    "near_token",
    "parse",
    "positive_leaves",
    "with_themes",
]

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 50
MAX_CLAUSES: Final = 100

FIELDS: Final = ("theme", "voice", "discussion", "year", "kind", "label")


def parse(text: str, *, strict: bool) -> Node:
    """The tree of `text`.

    Strict: raises `QueryError` whose `position` is the code point where reading stopped and whose
    message says what was expected there. Lenient: never raises; a text without a word gives
    `Nothing`, and what lies beyond the limits is left out.
    """
    if not strict:
        return _parse_leniently(text)
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"The query has {len(text):,} characters; at most {MAX_LENGTH:,} are allowed.",
            position=MAX_LENGTH,
            hint="Shorten it, or ask in several queries.",
        )
    return _Parser(text, tuple(_tokens(text, _refuse))).parse()


# --- Tokens ------------------------------------------------------------------------------------

_TokenKind = Literal["word", "phrase", "field", "and", "or", "not", "(", ")", "end"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _TokenKind
    start: int
    text: str = ""
    value: str = ""


_Complaint = Callable[[str, int, str], None]

_QUOTES: Final = '"“”„‟'
_OPERATORS: Final[dict[str, _TokenKind]] = {"AND": "and", "OR": "or", "NOT": "not"}
_SPACE = re.compile(r"\s+")
_RUN = re.compile(rf"(?:(?!&&|\|\|)[^\s(){_QUOTES}])+")
_FIELD = re.compile(r"([^\W\d_]\w*):")
_LETTER = re.compile(r"[^\W_]")
_RESERVED = re.compile(r"[*?~^\[\]{}\\]")
_YEAR = re.compile(r"[0-9]{4}")


def _refuse(message: str, position: int, hint: str) -> None:
    raise QueryError(message, position=position, hint=hint)


def _tokens(text: str, complain: _Complaint) -> Iterator[_Token]:
    """Tokens in order, ended by one "end". `complain` raises (strict) or returns (lenient)."""
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
        elif text[at] in "()":
            yield _Token("(" if text[at] == "(" else ")", at)
            at += 1
        elif text.startswith(("&&", "||"), at):
            yield _Token("and" if text[at] == "&" else "or", at, text[at : at + 2])
            at += 2
        elif text[at] in "-!" and at + 1 < len(text) and not text[at + 1].isspace():
            yield _Token("not", at, text[at])
            at += 1
        elif text[at] in _QUOTES:
            token, at = _phrase(text, at, complain)
            if token:
                yield token
        else:
            token, at = _word_or_field(text, at, complain)
            if token:
                yield token
    yield _Token("end", len(text))


def _phrase(text: str, at: int, complain: _Complaint) -> tuple[_Token | None, int]:
    """The phrase that opens at `at`, and where to go on. Straight and curly quotes both close."""
    close = next((i for i in range(at + 1, len(text)) if text[i] in _QUOTES), None)
    if close is None:
        complain("The quotation mark is never closed.", at, 'Expected another " after the phrase.')
        return None, at + 1
    inside = text[at + 1 : close]
    if not _LETTER.search(inside):
        complain("There is no word between the quotation marks.", at, "Expected a word or number.")
        return None, close + 1
    return _Token("phrase", at, inside), close + 1


def _word_or_field(text: str, at: int, complain: _Complaint) -> tuple[_Token | None, int]:
    run = _RUN.match(text, at)
    if run is None:
        raise AssertionError("the caller has ruled out spaces, brackets, quotes and operators")
    word = run.group()
    if word in _OPERATORS:
        return _Token(_OPERATORS[word], at, word), run.end()
    if named := _FIELD.match(word):
        return _field(text, at, named, run, complain)
    if reserved := _RESERVED.search(word):
        complain(
            f"“{reserved.group()}” has no meaning in this query language.",
            at + reserved.start(),
            "Expected plain words; wildcards and fuzzy matching are not supported.",
        )
    if not _LETTER.search(word):
        complain(f"“{word[:40]}” contains no word.", at, "Expected a word or number.")
        return None, run.end()
    return _Token("word", at, word), run.end()


def _field(
    text: str, at: int, named: re.Match[str], run: re.Match[str], complain: _Complaint
) -> tuple[_Token | None, int]:
    """A field and its value; leniently, what is no field is read as words."""
    name, start, end = named.group(1), at + named.end(), run.end()
    value = text[start:end]
    if not value and start < len(text) and text[start] in _QUOTES:
        quoted, end = _phrase(text, start, complain)
        value = quoted.text.strip() if quoted else ""
    problem = _problem_of_field(name, value)
    if problem is None:
        return _Token("field", at, name, value), end
    message, hint, in_value = problem
    complain(message, start if in_value else at, hint)
    return (_Token("word", at, name) if name else None), start


def _problem_of_field(name: str, value: str) -> tuple[str, str, bool] | None:
    """(message, hint, whether the value is at fault), or None where the field is good."""
    allowed: tuple[str, ...] = ()
    if name not in FIELDS:
        hint = f"Expected one of {_listed(FIELDS)}; put “…” around words that contain a colon."
        return f"“{name[:40]}” is not a field.", hint, False
    if not value:
        return f"“{name}:” has no value.", "Expected a value directly after the colon.", True
    if name == "year" and not _YEAR.fullmatch(value):
        return f"“{value[:40]}” is not a year.", "Expected four digits, as in year:2019.", True
    if name == "voice":
        allowed = tuple(Voice)
    if name == "kind":
        allowed = tuple(Kind)
    if name == "label":
        allowed = tuple(Label)
    if allowed and value not in allowed:
        return f"“{value[:40]}” is not a {name}.", f"Expected one of {_listed(allowed)}.", True
    return None


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(str(v) for v in values)


# --- Strict: a Pratt parser ----------------------------------------------------------------------

_BINDING: Final[dict[_TokenKind, int]] = {"or": 1, "and": 2}
_STARTS: Final[frozenset[_TokenKind]] = frozenset({"word", "phrase", "field", "not", "("})
_WANTED: Final = "Expected a word, a phrase in quotation marks, a field or “(”."


class _Parser:
    """Top-down operator precedence (Pratt, 1973); depth is counted, so recursion is bounded."""

    def __init__(self, text: str, tokens: tuple[_Token, ...]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.clauses = 0

    def parse(self) -> Node:
        if self.peek.kind == "end":
            raise QueryError("The query is empty.", position=0, hint=_WANTED)
        node = self.expression(0)
        if self.at < len(self.tokens) - 1:
            raise self.error("This “)” closes nothing.", "Expected an operator or the end.")
        return node

    @property
    def peek(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def error(self, message: str, hint: str, token: _Token | None = None) -> QueryError:
        return QueryError(message, position=(token or self.peek).start, hint=hint)

    def expression(self, floor: int) -> Node:
        """What follows, as long as its operators bind tighter than `floor`."""
        left = self.operand()
        while True:
            kind = self.peek.kind
            operator: _TokenKind = "and" if kind in _STARTS else kind  # words side by side: AND
            power = _BINDING.get(operator, 0)
            if power <= floor:
                return left
            if kind == operator:
                self.take()
            right = self.expression(power)
            left = _joined(And if operator == "and" else Or, left, right)

    def operand(self) -> Node:
        token = self.take()
        match token.kind:
            case "word":
                return self.leaf(Term(token.text), token)
            case "phrase":
                return self.leaf(Phrase(token.text), token)
            case "field":
                return self.leaf(Field(token.text, token.value), token)
            case "not":
                return Not(self.nested(token, self.operand))
            case "(":
                inside = self.nested(token, lambda: self.expression(0))
                if self.peek.kind != ")":
                    raise self.error("The “(” is never closed.", "Expected “)”.", token)
                self.take()
                return inside
            case ")":
                raise self.error("Nothing stands before this “)”.", _WANTED, token)
            case "end":
                raise self.error("The query stops too early.", _WANTED, token)
            case "and" | "or":
                message = f"Nothing stands before this “{token.text}” for it to join."
                raise self.error(message, _WANTED, token)

    def leaf(self, node: Node, token: _Token) -> Node:
        self.clauses += 1
        if self.clauses > MAX_CLAUSES:
            message = f"The query has more than {MAX_CLAUSES} words, phrases and fields."
            raise self.error(message, "Shorten it, or ask in several queries.", token)
        return node

    def nested(self, token: _Token, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"Brackets and NOTs are nested more than {MAX_DEPTH} deep here."
            raise self.error(message, "Leave out the brackets that change nothing.", token)
        node = read()
        self.depth -= 1
        return node


def _joined(kind: type[And] | type[Or], left: Node, right: Node) -> Node:
    """`left` and `right` under one `kind`, flat: a chain of ANDs is one And."""
    if isinstance(left, kind):
        return replace(left, children=(*left.children, right))
    return kind((left, right))


# --- Lenient -------------------------------------------------------------------------------------

# Words that carry a sentence but no subject. They are left out of a reader's question when other
# words remain; the index keeps them all, so that phrases stay exact.
_QUIET_WORDS: Final = """
    a about am an and any are as at be been but by can could did do does for from get had has
    have he her him his how i if in into is it its me my of on or our she should so some that the
    their them there they this to was we were what when where which who why will with would you
    your"""
_QUIET: Final = frozenset(_QUIET_WORDS.split())
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def _parse_leniently(text: str) -> Node:
    text = text[:MAX_LENGTH]
    tokens = tuple(_tokens(text, lambda message, position, hint: None))
    if any(t.kind in ("and", "or") for t in tokens):
        try:
            return parse(text, strict=True)
        except QueryError:
            pass  # the operators make no sense together: read the words alone
    return _wished(tokens)


def _wished(tokens: tuple[_Token, ...]) -> Node:
    """Fields must hold, excluded words must not occur, and most of the rest should."""
    wanted: list[Node] = []
    must: list[Node] = []
    without: list[Node] = []
    negative = False
    for token in tokens:
        if len(wanted) + len(must) + len(without) >= MAX_CLAUSES:
            break
        match token.kind:
            case "not":
                negative = not negative
                continue
            case "word":
                (without if negative else wanted).append(Term(token.text))
            case "phrase":
                (without if negative else wanted).append(Phrase(token.text))
            case "field":
                (without if negative else must).append(Field(token.text, token.value))
            case _:
                pass
        negative = False
    parts = (*must, *_most_of(wanted), *(Not(node) for node in dict.fromkeys(without)))
    if not parts:
        return Nothing()
    return parts[0] if len(parts) == 1 else And(parts)


def _most_of(wanted: list[Node]) -> tuple[Node, ...]:
    """At most one node: one of two words is enough, of more than two at least half."""
    told = [node for node in dict.fromkeys(wanted) if not _is_quiet(node)]
    chosen = tuple(told or dict.fromkeys(wanted))
    if len(chosen) < 2:
        return chosen
    return (Or(chosen, minimum=(len(chosen) + 1) // 2),)


def _is_quiet(node: Node) -> bool:
    return isinstance(node, Term) and _EDGES.sub("", node.text).lower() in _QUIET
