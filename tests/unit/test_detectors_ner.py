"""The two models of the [ner] extra: what they add, and what they must never do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings

from archive.anonymise import engine, names_read
from archive.anonymise.detectors import ner_rampart, ner_spacy
from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context, Finding
from archive.anonymise.stretches import encodable, stretches
from archive.anonymise.tokens import Tokens, tokens
from archive.anonymise.weighing import Weights, weighing_by
from archive.domain.words import Band
from tests.unit.texts import raw_texts

CONTEXT = Context()
TEXT = "On Tuesday I met Deborah Hutchinson and her husband Michael in Harrogate, and we had tea."


def surfaces(text: str, found: tuple[Finding, ...] | list[Finding], kind: str) -> list[str]:
    return [text[one.start : one.end] for one in found if one.kind == kind]


def named(text: str) -> list[str]:
    return surfaces(text, list(names_read.find(text, CONTEXT)), "person")


def chance(text: str, word: str) -> float:
    """What Rampart says of a word."""
    words = tokens(text)
    index = words.words.index(word)
    return ner_rampart.chances(words, ner_rampart.read(text, words, [index]))[index]


def test_both_models_are_here_when_the_tests_run() -> None:
    assert ner_spacy.is_available()
    assert ner_rampart.is_available()
    assert names_read.is_available()


def test_names_are_found_in_whole_words() -> None:
    assert named(TEXT) == ["Deborah Hutchinson", "Michael"]


def test_each_model_reads_names() -> None:
    persons = [TEXT[one.start : one.end] for one in ner_spacy.read(TEXT) if one.label == "PERSON"]
    assert persons == ["Deborah Hutchinson", "Michael"]
    assert chance(TEXT, "Michael") > 0.5
    assert chance(TEXT, "husband") < 0.1


def test_rampart_is_asked_only_about_what_the_others_leave_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[list[int]] = []
    read = ner_rampart.read

    def noted(text: str, words: Tokens, at: list[int]) -> list[ner_rampart.Piece]:
        asked.append(at)
        return read(text, words, at)

    monkeypatch.setattr(ner_rampart, "read", noted)
    named("Nothing has a name in all of these plain words, and so nobody need be asked.")
    assert asked == [[]]


def test_a_possessive_is_left_behind_and_a_hyphen_is_not() -> None:
    assert named("Then we all went over to Anne-Marie's house.") == ["Anne-Marie"]


def test_particles_and_initials_go_along_with_a_name() -> None:
    assert named("I wrote to Pieter van der Berg and to W.H.S. Koerner about it.") == [
        "Pieter van der Berg",
        "W.H.S. Koerner",
    ]


def test_spacy_reads_a_text_without_capitals_a_second_time() -> None:
    text = "yesterday i rang my friend deborah and then michael came round with jessica"
    assert named(text) == ["deborah", "michael", "jessica"]


@pytest.mark.parametrize("kept", ["Lyrica", "Lirica", "Prozac", "Seroquel", "DRD4", "Big 5"])
def test_a_medicine_or_a_receptor_is_flagged_by_nobody(kept: str) -> None:
    text = f"I have been on {kept} since the winter, and it helps. I don't know about {kept}."
    found = find_identifiers(text, engine="full")
    assert not [one for one in found if kept in text[one.start : one.end]]


def test_no_model_takes_a_function_word_for_a_place() -> None:
    text = "i dont know. Don't ask. Well, I don't."
    assert not surfaces(text, find_identifiers(text, engine="full"), "place")


def test_reasons_never_repeat_the_text() -> None:
    for detector in (names_read, ner_spacy):
        for one in detector.find(TEXT, CONTEXT):
            assert not set(one.why.split()) & {"Deborah", "Michael", "Harrogate"}


@settings(max_examples=25, deadline=None)
@given(text=raw_texts)
def test_no_text_breaks_a_model_and_findings_lie_within_it(text: str) -> None:
    for detector in (names_read, ner_spacy):
        for one in detector.find(text, CONTEXT):
            assert 0 <= one.start < one.end <= len(text)
            assert text[one.start : one.end] == text[one.start : one.end].strip()


def test_half_of_a_surrogate_pair_and_a_word_without_end_are_read_all_the_same() -> None:
    for text in ("Kwame \ud800 met Deborah", "K" * 20_000, "", " \n\n ", "\u200b" * 50):
        for detector in (names_read, ner_spacy):
            list(detector.find(text, CONTEXT))


def test_many_threads_may_read_at_once() -> None:
    texts = [f"{TEXT} Number {at} saw {name}." for at, name in enumerate(["Una", "Tom", "Zoe"] * 4)]

    def read(text: str) -> tuple[Finding, ...]:
        return find_identifiers(text, engine="full")

    one_by_one = [read(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, texts)) == one_by_one


def test_where_several_readers_are_sure_of_a_name_it_is_masked_at_once() -> None:
    found = find_identifiers("I spoke to Deborah Hutchinson about it.", engine="full")
    (name,) = [one for one in found if one.names_a_person]
    assert name.band is Band.CONFIDENT
    assert {"names", "spacy"} <= set(name.detector.split(" + "))


def test_a_measure_may_use_weights_of_its_own() -> None:
    with weighing_by(Weights({}, {}, {"": -50.0}, {"": -50.0})):
        assert named(TEXT) == []
    assert named(TEXT) == ["Deborah Hutchinson", "Michael"]


def test_without_the_extra_the_strong_engine_is_refused_and_rules_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ner_rampart, "is_available", lambda: False)
    assert not engine.full_is_available()
    with pytest.raises(RuntimeError, match=r"\[ner\]"):
        find_identifiers(TEXT, engine="full")
    assert find_identifiers(TEXT)


def test_stretches_hold_all_words_and_none_is_too_long() -> None:
    text = "One two. Three four five? Six!\nSeven " + "x" * 90 + " eight. Nine."
    spans = list(stretches(text, at_least=10, at_most=40))
    assert all(0 < end - start <= 40 for start, end in spans)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


def test_stretches_of_no_length_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        list(stretches("x", at_least=0, at_most=4))


def test_what_no_engine_takes_is_replaced_letter_for_letter() -> None:
    assert encodable("a\udfffb") == "a\ufffdb"
