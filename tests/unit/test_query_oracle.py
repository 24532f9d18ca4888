"""Where our language is Lucene's, another hand's parser reads it the same.

Not shared: NEAR, months, two words side by side (Lucene leaves their meaning to a setting), and OR
among them, which we refuse.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from luqum import tree as lucene
from luqum.parser import parser

from archive.domain.query import And, Field, Fuzzy, Node, Not, Or, Phrase, Proximity, Term, parse

LEAVES = ("pain", "night", '"bad night"', '"bad night"~5', "fibre~1", "theme:sleep")


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from([" AND ", " OR "])
    chains = st.tuples(inner, operators, inner, operators, inner).map("".join)
    return st.one_of(
        chains,
        st.tuples(inner, operators, inner).map("".join),
        inner.map(lambda text: f"({text})"),
        st.sampled_from(LEAVES).map(lambda leaf: f"NOT {leaf}"),
        inner.map(lambda text: f"NOT ({text})"),
        inner.map(lambda text: f"-({text})"),
    )


queries = st.recursive(st.sampled_from(LEAVES), joined, max_leaves=8)


def as_ours(node: lucene.Item) -> Node:
    """Lucene's tree as one of ours, chains flat as ours are."""
    match node:
        case lucene.Group() | lucene.FieldGroup():
            return as_ours(node.expr)
        case lucene.Not() | lucene.Prohibit():
            return Not(as_ours(node.a))
        case lucene.AndOperation() | lucene.OrOperation():
            kind = And if isinstance(node, lucene.AndOperation) else Or
            first, *rest = (as_ours(child) for child in node.children)
            begun = first.children if isinstance(first, kind) else (first,)
            return kind((*begun, *rest))
        case lucene.Proximity():
            return Proximity(node.term.value.strip('"'), int(node.degree))
        case lucene.Fuzzy():
            return Fuzzy(node.term.value)
        case lucene.SearchField():
            return Field(node.name, node.expr.value)
        case lucene.Phrase():
            return Phrase(node.value.strip('"'))
    return Term(node.value)


@given(queries)
def test_operators_bind_as_another_parser_binds_them(text: str) -> None:
    assert parse(text, strict=True) == as_ours(parser.parse(text))
