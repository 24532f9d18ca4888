"""The query language: what it means, and where it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import QueryError
from archive.domain.query import (
    MAX_CLAUSES,
    MAX_DEPTH,
    MAX_LENGTH,
    And,
    Field,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    parse,
    positive_leaves,
)

pain, sleep, night = Term("pain"), Term("sleep"), Term("night")


@pytest.mark.parametrize(
    "text,tree",
    [
        ("pain", pain),
        ("  pain\n", pain),
        ("(pain)", pain),
        ("((pain))", pain),
        ("pain sleep", And((pain, sleep))),
        ("pain AND sleep", And((pain, sleep))),
        ("pain && sleep", And((pain, sleep))),
        ("pain&&sleep", And((pain, sleep))),
        ("pain OR sleep", Or((pain, sleep))),
        ("pain || sleep", Or((pain, sleep))),
        ("pain OR sleep OR night", Or((pain, sleep, night))),
        ("pain sleep night", And((pain, sleep, night))),
        # AND, written or implied, binds tighter than OR
        ("pain OR sleep night", Or((pain, And((sleep, night))))),
        ("pain AND sleep OR night", Or((And((pain, sleep)), night))),
        ("(pain OR sleep) night", And((Or((pain, sleep)), night))),
        ("night(pain OR sleep)", And((night, Or((pain, sleep))))),
        # NOT binds tightest
        ("NOT pain", Not(pain)),
        ("-pain", Not(pain)),
        ("!pain", Not(pain)),
        ("NOT NOT pain", Not(Not(pain))),
        ("pain NOT sleep", And((pain, Not(sleep)))),
        ("pain AND NOT sleep", And((pain, Not(sleep)))),
        ("NOT pain OR sleep", Or((Not(pain), sleep))),
        ("pain -(sleep OR night)", And((pain, Not(Or((sleep, night)))))),
        ('-"bad night"', Not(Phrase("bad night"))),
        # operators are upper case, and only whole words
        ("pain or sleep", And((pain, Term("or"), sleep))),
        ("ANDROID", Term("ANDROID")),
        # punctuation inside and around words belongs to them
        ("post-traumatic", Term("post-traumatic")),
        ("don't", Term("don't")),
        ("10:30", Term("10:30")),
        ("wow!", Term("wow!")),
        # phrases, straight and curly
        ('"chronic pain"', Phrase("chronic pain")),
        ("“chronic pain”", Phrase("chronic pain")),
        ('"chronic (pain) OR theme:x"', Phrase("chronic (pain) OR theme:x")),
        ('pain"bad night"', And((pain, Phrase("bad night")))),
        # fields
        ("theme:chronic-pain", Field("theme", "chronic-pain")),
        ('theme:"chronic-pain"', Field("theme", "chronic-pain")),
        ("voice:first_person", Field("voice", "first_person")),
        ("kind:essay", Field("kind", "essay")),
        ("year:2019 pain", And((Field("year", "2019"), pain))),
        ("-discussion:d7k2", Not(Field("discussion", "d7k2"))),
    ],
)
def test_a_researchers_query_means_one_tree(text: str, tree: Node) -> None:
    assert parse(text, strict=True) == tree


@pytest.mark.parametrize(
    "text,position,said",
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("pain AND", 8, "stops too early"),
        ("pain AND (night", 9, "never closed"),
        ("AND pain", 0, "before this “AND”"),
        ("pain OR OR sleep", 8, "before this “OR”"),
        ("pain )", 5, "closes nothing"),
        ("()", 1, "before this “)”"),
        ("pain NOT", 8, "stops too early"),
        ('pain "bad night', 5, "never closed"),
        ('pain ""', 5, "no word"),
        ('"..."', 0, "no word"),
        ("pain - sleep", 5, "contains no word"),
        ("pain …", 5, "contains no word"),
        ("ratio:3", 0, "not a field"),
        ("pain http://example.org", 5, "not a field"),
        ("theme:", 6, "no value"),
        ("theme: pain", 6, "no value"),
        ("voice:loud", 6, "not a voice"),
        ("kind:poem", 5, "not a kind"),
        ("pain year:19", 10, "not a year"),
        ("year:２０１９", 5, "not a year"),
        ("sleep*", 5, "no meaning"),
        ("pain~2", 4, "no meaning"),
        ("[a TO b]", 0, "no meaning"),
    ],
)
def test_a_refused_query_points_at_the_place(text: str, position: int, said: str) -> None:
    with pytest.raises(QueryError) as refusal:
        parse(text, strict=True)
    assert refusal.value.position == position
    assert said in refusal.value.message
    assert refusal.value.hint.startswith("Expected")


def test_positions_count_code_points_after_emoji_and_combining_marks() -> None:
    with pytest.raises(QueryError) as refusal:
        parse('"👩‍👧 x" cafe\u0301 (', strict=True)
    assert refusal.value.position == len('"👩‍👧 x" cafe\u0301 (')


def test_the_limits_are_reached_but_not_passed() -> None:
    assert parse("x" * MAX_LENGTH, strict=True) == Term("x" * MAX_LENGTH)
    assert parse("(" * MAX_DEPTH + "pain" + ")" * MAX_DEPTH, strict=True) == pain
    assert parse(" ".join(["pain"] * MAX_CLAUSES), strict=True) == And((pain,) * MAX_CLAUSES)


@pytest.mark.parametrize(
    "text,position,said",
    [
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH, "at most 2,000"),
        ("(" * (MAX_DEPTH + 1) + "x" + ")" * (MAX_DEPTH + 1), MAX_DEPTH, "more than 50 deep"),
        ("-" * (MAX_DEPTH + 1) + "x", MAX_DEPTH, "more than 50 deep"),
        ("NOT " * (MAX_DEPTH + 1) + "x", 4 * MAX_DEPTH, "more than 50 deep"),
        (" ".join(["x"] * (MAX_CLAUSES + 1)), 2 * MAX_CLAUSES, "more than 100"),
    ],
)
def test_beyond_a_limit_the_query_is_refused(text: str, position: int, said: str) -> None:
    with pytest.raises(QueryError) as refusal:
        parse(text, strict=True)
    assert refusal.value.position == position
    assert said in refusal.value.message


@pytest.mark.parametrize("text", ["(" * 1_999, "-" * 1_999, "NOT " * 499, "(a OR " * 300])
def test_deep_nesting_never_exhausts_the_stack(text: str) -> None:
    with pytest.raises(QueryError):
        parse(text, strict=True)
    parse(text, strict=False)


@pytest.mark.parametrize(
    "text,tree",
    [
        ("", Nothing()),
        ("?!…", Nothing()),
        ('""', Nothing()),
        ("pain", pain),
        ("pain?", Term("pain?")),
        ("pain sleep", Or((pain, sleep), minimum=1)),
        ("pain sleep night", Or((pain, sleep, night), minimum=2)),
        ("pain pain sleep", Or((pain, sleep), minimum=1)),
        # a question: words that carry no subject do not count
        ("How do I sleep with pain at night", Or((sleep, pain, night), minimum=2)),
        ("what is it?", Or((Term("what"), Term("is"), Term("it?")), minimum=2)),
        # what must not occur, and facts, are taken at their word
        ("pain -sleep", And((pain, Not(sleep)))),
        ("-sleep", Not(sleep)),
        ("theme:x pain sleep", And((Field("theme", "x"), Or((pain, sleep))))),
        ('"bad night" pain', Or((Phrase("bad night"), pain))),
        # who writes operators is taken at their word, if they make sense
        ("pain AND sleep", And((pain, sleep))),
        ("pain AND (night", Or((pain, night))),
        ("OR pain", pain),
        # a bracket alone is only punctuation
        ("sleep (pain)", Or((sleep, pain))),
        # what is no field is words
        ("note: pain", Or((Term("note"), pain))),
        ("voice:loud", Or((Term("voice"), Term("loud")))),
        ('theme:""', Term("theme")),
        # a lone quotation mark is not the start of anything
        ('pain "night', Or((pain, night))),
    ],
)
def test_a_readers_words_are_taken_as_they_come(text: str, tree: Node) -> None:
    assert parse(text, strict=False) == tree


def test_a_readers_endless_text_is_cut_at_the_limits() -> None:
    tree = parse(" ".join(f"w{n}" for n in range(5_000)), strict=False)
    assert isinstance(tree, Or)
    assert len(tree.children) == MAX_CLAUSES


def test_what_stands_under_not_is_never_highlighted() -> None:
    tree = parse('pain (sleep OR "bad night") -alcohol theme:x pain', strict=True)
    assert positive_leaves(tree) == (pain, sleep, Phrase("bad night"))


PIECES = (
    """pain night ( ) " “ AND OR NOT - ! && || theme: voice:mixed year:2019 year: : * é 👍🏽 _"""
)
syntax = st.lists(st.sampled_from([*PIECES.split(), " ", "  ", "\n", "\u0301"])).map("".join)


@given(st.one_of(syntax, st.text()))
def test_any_text_gives_a_tree_or_a_place(text: str) -> None:
    try:
        parse(text, strict=True)
    except QueryError as refusal:
        assert 0 <= refusal.position <= len(text)
        assert refusal.message
        assert refusal.hint


@given(st.one_of(syntax, st.text(), st.text().map(lambda t: t * 50)))
def test_a_readers_box_never_refuses(text: str) -> None:
    tree = parse(text, strict=False)
    assert len(positive_leaves(tree)) <= MAX_CLAUSES


def written(node: Node) -> str:
    """The query that means `node`."""
    match node:
        case Term(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Field(name, value):
            return f"{name}:{value}"
        case Not(child):
            return f"NOT ({written(child)})"
        case And(children):
            return " AND ".join(f"({written(c)})" for c in children)
        case Or(children):
            return " OR ".join(f"({written(c)})" for c in children)
    raise AssertionError(node)


leaves: st.SearchStrategy[Node] = st.sampled_from(
    [pain, sleep, Phrase("bad night"), Field("year", "2019"), Term("don't")]
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(Not),
        st.tuples(leaves, inner).map(lambda pair: And((Not(pair[0]), pair[1], night))),
        st.tuples(leaves, inner).map(lambda pair: Or((Not(pair[0]), pair[1], night))),
    ),
    max_leaves=8,
)


@given(trees)
def test_a_tree_written_out_means_the_same_tree(tree: Node) -> None:
    assert parse(written(tree), strict=True) == tree
