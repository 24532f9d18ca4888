"""The query language: one line of text becomes a small tree that every search engine answers alike.

    chronic pain                    both words, in any order (AND is the default)
    "chronic pain"                  the words in this order, side by side
    "pain night"~5                  both, in any order, at most five other words among them
    sleep*  wom?n                   words as written: * is any letters, ? is one
    fibre~1                         words one letter away
    pain OR ache                    either; also ||
    pain AND sleep                  both; also &&
    NOT alcohol                     without; also -alcohol and !alcohol
    (pain OR ache) sleep            parentheses group
    theme:chronic-pain              a field: see `fields`
    date:[2019 TO 2021-03]          a range; * is open
    theme:a NEAR/sentence theme:b   themes that stand together

NEAR binds tightest, then NOT, then AND (written or implied), then OR; but words side by side may
not be mixed with OR: what that means is anybody's guess. Operators are upper case, so "or" is a
word. Strict parsing is for researchers: whatever is not understood is refused with its place.
Lenient parsing is for a reader's box: it never refuses, and several words mean "most of these",
because somebody who types a question would find nothing if every word had to be there.

Knows nothing of indexes or stemming. Positions are code points, 0-based.
"""

from __future__ import annotations

from archive.domain.errors import QueryError
from archive.domain.query.fields import FIELDS, STAFF_FIELDS, month_of
from archive.domain.query.leniency import Lenience
from archive.domain.query.lenient import most_of, parsed_leniently
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
from archive.domain.query.parser import MAX_DEPTH, MAX_TERMS, check_limits, parsed
from archive.domain.query.tokens import MAX_APART, tokens_of, tokens_with_notes

__all__ = [
    "FIELDS",
    "MAX_APART",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_TERMS",
    "STAFF_FIELDS",
    "And",
    "DateRange",
    "Fact",
    "Field",
    "Fuzzy",
    "Lenience",
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
    "month_of",
    "most_of",
    "near_token",
    "parse",
    "positive_leaves",
    "read_leniently",
    "with_themes",
]

MAX_LENGTH = 2_000


def parse(text: str, *, strict: bool, staff: bool = False) -> Node:
    """The tree of `text`; `staff` may ask for coders as well.

    Strict: raises `QueryError` whose `position` is the code point where reading stopped and whose
    message says what was expected there. Length, number of words and depth are checked before
    anything is built. Lenient: never raises; a text without a word gives `Nothing`, and what lies
    beyond the limits is left out.
    """
    if not strict:
        return read_leniently(text, staff=staff)[0]
    fields = STAFF_FIELDS if staff else FIELDS
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"The query has {len(text):,} characters; at most {MAX_LENGTH:,} are allowed.",
            position=MAX_LENGTH,
            hint="Expected a shorter query, or several.",
        )
    tokens = tokens_of(text, strict=True, fields=fields)
    check_limits(tokens)
    return parsed(tokens)


def read_leniently(text: str, *, staff: bool = False) -> tuple[Node, tuple[Lenience, ...]]:
    """The tree of a lenient reading, and what was done with all that was not understood."""
    fields = STAFF_FIELDS if staff else FIELDS
    tokens, unread = tokens_with_notes(text[:MAX_LENGTH], fields=fields)
    node, notes = parsed_leniently(tokens)
    return node, (*unread, *notes)
