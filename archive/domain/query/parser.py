"""Tokens to a tree, strictly: top-down operator precedence (Pratt, 1973)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from archive.domain.errors import QueryError
from archive.domain.query.nodes import (
    And,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Proximity,
    Term,
    Within,
)
from archive.domain.query.tokens import Token, TokenKind

MAX_DEPTH: Final = 32
MAX_TERMS: Final = 64
"""Words, fields and dates of a query; each word of a phrase is one."""

_WORD = re.compile(r"[^\W_]+")


def parsed(tokens: Sequence[Token], *, mixing: bool = False) -> Node:
    """The tree. `mixing` lets words side by side stand beside OR, and binds them tighter.

    Tokens must be within the limits: they bound the recursion. Raises `QueryError`.
    """
    return _Parser(tokens, mixing).parse()


def check_limits(tokens: Sequence[Token]) -> None:
    """Refuse what has too many words or is nested too deep, in one pass, before it is parsed."""
    terms = 0
    nots = 0
    around: list[int] = []  # by open bracket: what it and the NOTs before it add to the depth
    depth = 0
    for token in tokens:
        match token.kind:
            case "leaf":
                terms += words_in(token)
                depth, nots = depth - nots, 0
            case "not":
                depth, nots = depth + 1, nots + 1
            case "(":
                around.append(nots + 1)
                depth, nots = depth + 1, 0
            case ")":
                depth -= (around.pop() if around else 0) + nots
                nots = 0
            case _:
                pass
        if terms > MAX_TERMS:
            message = f"The query has more than {MAX_TERMS} words, phrases' words and fields."
            hint = "Expected a shorter query, or several."
            raise QueryError(message, position=token.start, hint=hint)
        if depth > MAX_DEPTH:
            message = f"Brackets and NOTs are nested more than {MAX_DEPTH} deep here."
            hint = "Expected fewer: leave out the brackets that change nothing."
            raise QueryError(message, position=token.start, hint=hint)


def words_in(token: Token) -> int:
    """What a token counts towards `MAX_TERMS`."""
    match token.leaf:
        case None:
            return 0
        case Term(text) | Phrase(text) | Proximity(text):
            return max(1, len(_WORD.findall(text)))
        case _:
            return 1


_BINDING: Final[dict[TokenKind, int]] = {"or": 1, "and": 2}
_STARTS: Final[frozenset[TokenKind]] = frozenset({"leaf", "not", "("})
_WANTED: Final = "Expected a word, a phrase in quotation marks, a field or “(”."
_THEMES: Final = "Expected a theme on both sides, as in theme:sleep NEAR theme:work."


class _Parser:
    def __init__(self, tokens: Sequence[Token], mixing: bool) -> None:
        self.tokens = tokens
        self.mixing = mixing
        self.at = 0
        self.joined_by: list[set[str]] = [set()]  # by open bracket: "or", "space"

    def parse(self) -> Node:
        if self.peek.kind == "end":
            raise QueryError("The query is empty.", position=0, hint=_WANTED)
        node = self.expression(0)
        if self.at < len(self.tokens) - 1:
            raise self.error("This “)” closes nothing.", "Expected an operator or the end.")
        return node

    @property
    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def error(self, message: str, hint: str, token: Token | None = None) -> QueryError:
        return QueryError(message, position=(token or self.peek).start, hint=hint)

    def expression(self, floor: int) -> Node:
        """What follows, as long as its operators bind tighter than `floor`."""
        left = self.operand()
        while True:
            kind = self.peek.kind
            if kind == "near":
                raise self.error("NEAR joins two themes, without brackets around them.", _THEMES)
            operator: TokenKind = "and" if kind in _STARTS else kind  # words side by side: AND
            power = _BINDING.get(operator, 0)
            if power <= floor:
                return left
            self.note("space" if kind in _STARTS else operator)
            if kind == operator:
                self.take()
            right = self.expression(power)
            left = _joined(And if operator == "and" else Or, left, right)

    def note(self, joint: str) -> None:
        """Words side by side and OR are not mixed within the same brackets."""
        joints = self.joined_by[-1]
        joints.add(joint)
        if not self.mixing and {"space", "or"} <= joints:
            message = "Words side by side are mixed with OR here, which can mean two things."
            hint = "Expected brackets around what belongs together: (pain OR ache) sleep."
            raise self.error(message, hint)

    def operand(self) -> Node:
        token = self.take()
        match token.kind:
            case "leaf":
                if self.peek.kind == "near":
                    return self.near(token)
                return _node(token)
            case "not":
                return Not(self.operand())
            case "(":
                return self.brackets(token)
            case ")":
                raise self.error("Nothing stands before this “)”.", _WANTED, token)
            case "end":
                raise self.error("The query stops too early.", _WANTED, token)
            case "and" | "or" | "near":
                message = f"Nothing stands before this “{token.text}” for it to join."
                raise self.error(message, _WANTED, token)

    def brackets(self, opened: Token) -> Node:
        self.joined_by.append(set())
        inside = self.expression(0)
        if self.peek.kind != ")":
            raise self.error("The “(” is never closed.", "Expected “)”.", opened)
        self.take()
        self.joined_by.pop()
        return inside

    def near(self, left: Token) -> Node:
        """Two themes and what stands between them. Three in a row could mean several things."""
        operator, right = self.take(), self.take()
        first, second = self.theme(left), self.theme(right)
        if self.peek.kind == "near":
            hint = "Expected AND between pairs: theme:a NEAR theme:b AND theme:b NEAR theme:c."
            raise self.error("NEAR joins two themes, not three.", hint)
        within: dict[str, Within] = {"": "passage", "passage": "passage", "sentence": "sentence"}
        distance = operator.text.partition("/")[2]
        if distance in within:
            return Near(first.value, second.value, within[distance])
        return And((first, second))

    def theme(self, token: Token) -> Field:
        match token.leaf:
            case Field("theme"):
                return token.leaf
            case _:
                raise self.error("NEAR joins themes, and this is none.", _THEMES, token)


def _node(token: Token) -> Node:
    if token.leaf is None:
        raise AssertionError("a leaf has its node")
    return token.leaf


def _joined(kind: type[And] | type[Or], left: Node, right: Node) -> Node:
    """`left` and `right` under one `kind`, flat: a chain of ANDs is one And."""
    if isinstance(left, kind):
        return replace(left, children=(*left.children, right))
    return kind((left, right))
