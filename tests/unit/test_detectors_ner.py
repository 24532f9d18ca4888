"""The two models of the [ner] extra: what they add, and what they must never do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest
from hypothesis import given, settings

from archive.anonymise import engine
from archive.anonymise.detectors import ner_rampart, ner_spacy
from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context, Finding
from archive.anonymise.stretches import encodable, stretches
from archive.domain.words import Band
from tests.unit.texts import raw_texts

CONTEXT = Context()
TEXT = "On Tuesday I met Deborah Hutchinson and her husband Michael in Harrogate, and we had tea."


def surfaces(text: str, found: tuple[Finding, ...] | list[Finding], kind: str) -> list[str]:
    return [text[one.start : one.end] for one in found if one.kind == kind]


def test_both_models_are_here_when_the_tests_run() -> None:
    assert ner_spacy.is_available()
    assert ner_rampart.is_available()


@pytest.mark.parametrize("detector", [ner_spacy, ner_rampart])
def test_each_model_finds_names_in_whole_words(detector: ModuleType) -> None:
    names = surfaces(TEXT, list(detector.find(TEXT, CONTEXT)), "person")
    assert "Michael" in names
    assert "Deborah Hutchinson" in names


def test_a_possessive_is_left_behind_and_a_hyphen_is_not() -> None:
    text = "Then we all went over to Anne-Marie's house."
    assert surfaces(text, list(ner_rampart.find(text, CONTEXT)), "person") == ["Anne-Marie"]


def test_spacy_reads_a_text_without_capitals_a_second_time() -> None:
    text = "yesterday i rang my friend deborah and then michael came round with jessica"
    assert {"deborah", "michael", "jessica"} <= set(
        surfaces(text, list(ner_spacy.find(text, CONTEXT)), "person")
    )


@pytest.mark.parametrize("detector", [ner_spacy, ner_rampart])
@pytest.mark.parametrize("kept", ["Lyrica", "Prozac", "Seroquel", "DRD4"])
def test_a_medicine_or_a_receptor_is_no_person(detector: ModuleType, kept: str) -> None:
    text = f"I have been on {kept} since the winter, and it helps."
    assert not surfaces(text, list(detector.find(text, CONTEXT)), "person")


@pytest.mark.parametrize("detector", [ner_spacy, ner_rampart])
def test_reasons_never_repeat_the_text(detector: ModuleType) -> None:
    for one in detector.find(TEXT, CONTEXT):
        assert not set(one.why.split()) & {"Deborah", "Michael", "Harrogate"}


@settings(max_examples=25, deadline=None)
@given(text=raw_texts)
def test_no_text_breaks_a_model_and_findings_lie_within_it(text: str) -> None:
    for detector in (ner_spacy, ner_rampart):
        for one in detector.find(text, CONTEXT):
            assert 0 <= one.start < one.end <= len(text)
            assert text[one.start : one.end] == text[one.start : one.end].strip()


def test_half_of_a_surrogate_pair_and_a_word_without_end_are_read_all_the_same() -> None:
    for text in ("Kwame \ud800 met Deborah", "K" * 20_000, "", " \n\n ", "\u200b" * 50):
        for detector in (ner_spacy, ner_rampart):
            list(detector.find(text, CONTEXT))


def test_many_threads_may_read_at_once() -> None:
    def read(_: int) -> tuple[Finding, ...]:
        return find_identifiers(TEXT, engine="full")

    with ThreadPoolExecutor(4) as pool:
        results = set(pool.map(read, range(12)))
    assert len(results) == 1


def test_where_both_models_read_a_name_it_is_masked_at_once() -> None:
    found = find_identifiers("I spoke to Deborah Hutchinson about it.", engine="full")
    (name,) = [one for one in found if one.names_a_person]
    assert name.band is Band.CONFIDENT
    assert {"spacy", "rampart"} <= set(name.detector.split(" + "))


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
