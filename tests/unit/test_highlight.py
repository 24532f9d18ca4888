"""Hits and snippets: what is marked is what the index found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.query import Fuzzy, Node, Phrase, Prefix, Proximity, Term, Wildcard, parse
from archive.domain.text import Span
from archive.search.analyser import terms
from archive.search.highlight import LONGEST, Snippet, hits, snippets
from tests.contract.search_backend import document, matched


def marked(text: str, query: str) -> list[str]:
    return [text[s.start : s.end] for s in hits(text, parse(query, strict=True))]


def cut(text: str, query: str, limit: int = 3) -> tuple[Snippet, ...]:
    found = snippets(text, parse(query, strict=True), limit)
    for snippet in found:
        assert snippet.text == text[snippet.start : snippet.start + len(snippet.text)]
        assert snippet.text == snippet.text.strip()
    return found


def in_spans(snippet: Snippet) -> list[str]:
    return [snippet.text[s.start : s.end] for s in snippet.spans]


def test_every_form_of_a_word_is_marked() -> None:
    assert marked("Sleep, sleeping and SLEEPS; asleep not.", "sleep") == [
        "Sleep",
        "sleeping",
        "SLEEPS",
    ]


def test_hits_are_spans_of_their_own_kind() -> None:
    assert hits("no pain", parse("pain", strict=True)) == (Span(3, 7, "hit"),)


def test_a_phrase_is_marked_whole_and_only_where_its_words_stand_together() -> None:
    text = "Chronic pain. My pain is chronic. Chronic,\npains!"
    assert marked(text, '"chronic pain"') == ["Chronic pain", "Chronic,\npains"]


def test_a_hyphenated_word_is_marked_as_one() -> None:
    assert marked("post-traumatic, post traumatic, post", "post-traumatic") == [
        "post-traumatic",
        "post traumatic",
    ]


def test_words_as_written_are_marked_by_prefix_wildcard_and_fuzzy() -> None:
    text = "Sleep, sleeping; asleep. Don’t slip. SLEEPS"
    assert marked(text, "sleep*") == ["Sleep", "sleeping", "SLEEPS"]
    assert marked(text, "sl?p") == ["slip"]
    assert marked(text, "sleep~1 -sl?p") == ["Sleep", "SLEEPS"]
    assert marked(text, "don't*") == ["Don’t"]


def test_nearness_is_marked_only_where_the_words_really_stand_together() -> None:
    text = "Pain at night. " + "So it goes on. " * 5 + "At night, and without end, the pain."
    assert marked(text, '"night pain"~1') == ["Pain", "night"]
    assert marked(text, '"night pain"~6') == ["Pain", "night", "night", "pain"]
    assert marked("pain or not. Pain there, pain", '"pain pain"~1') == ["Pain", "pain"]
    assert marked("pain there", '"pain pain"~5') == []


def test_overlapping_phrases_are_merged_into_one_mark() -> None:
    assert marked("a b c", '"a b" OR "b c"') == ["a b c"]


def test_what_the_query_excludes_is_not_marked() -> None:
    assert marked("pain and alcohol", "pain -alcohol") == ["pain"]


def test_a_field_marks_nothing() -> None:
    assert marked("theme chronic pain", "theme:chronic-pain") == []


def test_offsets_count_code_points_after_emoji_and_marks() -> None:
    assert marked("👍🏽 cafe\u0301 👩‍👧 שָׁלוֹם pain", "pain") == ["pain"]
    assert marked("👍🏽 cafe\u0301", "café") == ["cafe\u0301"]


def test_snippets_are_sentences_in_text_order_with_the_richest_chosen() -> None:
    text = "Pain came. Nothing here. Pain at night. Then night fell. Pain, night, sleep at last."
    found = cut(text, "pain OR night OR sleep", limit=2)
    assert [s.text for s in found] == ["Pain at night.", "Pain, night, sleep at last."]
    assert [in_spans(s) for s in found] == [["Pain", "night"], ["Pain", "night", "sleep"]]


def test_a_snippet_knows_where_it_begins() -> None:
    text = "One thing.\n\nThe pain again."
    (snippet,) = cut(text, "pain")
    assert (snippet.text, snippet.start) == ("The pain again.", 12)


def test_a_phrase_across_a_sentence_brings_both_sentences() -> None:
    (snippet,) = cut("It was bad. Night came. End.", '"bad night"')
    assert snippet.text == "It was bad. Night came."
    assert in_spans(snippet) == ["bad. Night"]


def test_a_long_sentence_is_cut_between_words_around_its_first_hit() -> None:
    text = "word " * 300 + "pain " + "other " * 300 + "end."
    (snippet,) = cut(text, "pain")
    assert len(snippet.text) <= LONGEST
    assert in_spans(snippet) == ["pain"]
    assert snippet.text.startswith("word ")
    assert snippet.text.endswith(" other")


def test_without_a_hit_the_text_opens_as_it_begins() -> None:
    assert cut("First. Second.", "theme:x") == (Snippet("First.", 0, ()),)


def test_an_empty_text_or_no_wish_gives_no_snippet() -> None:
    assert cut("", "pain") == ()
    assert cut("pain", "pain", limit=0) == ()


words = st.sampled_from(
    ["pain", "Pains", "night", "don’t", "👍🏽", "a", "\n\n", "\n", ". ", "x" * 90]
)


@given(st.lists(words).map(" ".join), st.lists(st.sampled_from(["pain", "night", "a"]), min_size=1))
def test_every_marked_stretch_reads_as_what_was_asked(text: str, asked: list[str]) -> None:
    phrase = Phrase(" ".join(asked))
    for span in hits(text, phrase):
        assert terms(text[span.start : span.end])[: len(asked)] == asked
    for snippet in snippets(text, phrase):
        assert snippet.text == text[snippet.start : snippet.start + len(snippet.text)]
        for span in snippet.spans:
            start, end = snippet.start + span.start, snippet.start + span.end
            assert any(h.start <= start < end <= h.end for h in hits(text, phrase))


WORDS = "pain pains night sleep sleeping don’t of the".split()
written = st.lists(st.sampled_from([*WORDS, ".", "-"]), max_size=12).map(" ".join)
asked = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
leaves: st.SearchStrategy[Node] = st.one_of(
    asked.map(Phrase),
    st.sampled_from(WORDS).map(Term),
    st.builds(Proximity, asked, st.integers(0, 4)),
    st.sampled_from([Prefix("sle"), Prefix("pain"), Wildcard("pa?n*"), Fuzzy("pain")]),
)


@given(written, leaves)
def test_what_is_found_is_marked_and_what_is_not_is_not(text: str, leaf: Node) -> None:
    assert bool(hits(text, leaf)) == matched(document("a", text), leaf)
