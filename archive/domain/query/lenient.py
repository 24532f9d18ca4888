"""A reader's box: whatever is typed means something, and nothing is refused.

Who writes operators is taken at their word where they make sense. Of anything else, fields must
hold, excluded words must not occur, and one or two of the other words must.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from archive.domain.errors import QueryError
from archive.domain.query.nodes import (
    And,
    DateRange,
    Fact,
    Field,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Proximity,
    Term,
    Words,
)
from archive.domain.query.parser import MAX_TERMS, check_limits, parsed, words_in
from archive.domain.query.tokens import Token

# Words that carry a sentence but no subject. They are left out of a reader's question when other
# words remain; the index keeps them all, so that phrases stay exact.
_QUIET_WORDS: Final = """
    a about after am an and any anybody anyone are as at be been but by can can't cannot could did
    didn't do does doesn't don't else for from get had has have he her him his how i i'm i've if in
    into is it its me my no not of on or our she should so some somebody someone that the their
    them there they this to too up was we were what what's when where which who why will with
    would you your"""
_QUIET: Final = frozenset(_QUIET_WORDS.split())
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_WORD = re.compile(r"[^\W_]+")


def parsed_leniently(tokens: Sequence[Token]) -> Node:
    """What the tokens most likely ask for; `Nothing` without a word."""
    if any(token.kind in ("and", "or", "near") for token in tokens):
        try:
            check_limits(tokens)
            return parsed(tokens, mixing=True)
        except QueryError:
            pass  # the operators make no sense together: read the words alone
    return _wished(tokens)


def _wished(tokens: Sequence[Token]) -> Node:
    wanted: list[Node] = []
    must: list[Node] = []
    without: list[Node] = []
    negative = False
    room = MAX_TERMS
    for token in tokens:
        if token.kind == "not":
            negative = not negative
            continue
        leaf = Term(token.text) if token.kind == "near" else token.leaf
        if leaf is not None:
            room -= max(1, words_in(token))
            if room < 0:
                leaf = _cut(leaf, room + words_in(token))
            if leaf is None:
                break
            if negative:
                without.append(leaf)
            else:
                (must if isinstance(leaf, Field | DateRange | Near) else wanted).append(leaf)
        negative = False
    parts = (*must, *_most_of(wanted), *(Not(node) for node in dict.fromkeys(without)))
    if not parts:
        return Nothing()
    return parts[0] if len(parts) == 1 else And(parts)


def _cut(leaf: Words | Fact, words: int) -> Words | None:
    """The first `words` words of a phrase that is too long; of anything else, nothing."""
    if words < 1 or not isinstance(leaf, Term | Phrase | Proximity):
        return None
    ends = [found.end() for found in _WORD.finditer(leaf.text)]
    return Phrase(leaf.text[: ends[words - 1]])


def _most_of(wanted: list[Node]) -> tuple[Node, ...]:
    """At most one node: one of up to three words is enough, of more than three any two.

    More would rank no better, and lose what is said in other words: docs/search.md has the numbers.
    """
    told = [node for node in dict.fromkeys(wanted) if not _is_quiet(node)]
    chosen = tuple(told or dict.fromkeys(wanted))
    if len(chosen) < 2:
        return chosen
    return (Or(chosen, minimum=1 if len(chosen) < 4 else 2),)


def _is_quiet(node: Node) -> bool:
    return isinstance(node, Term) and _plain(node.text) in _QUIET


def _plain(word: str) -> str:
    return _EDGES.sub("", word).lower().replace("’", "'")
