"""What the engine does with names, contexts and engines that are not installed."""

from __future__ import annotations

import pytest

from archive.anonymise import engine
from archive.anonymise.finding import Context, Finding
from archive.domain.words import Band


def test_without_the_extra_the_strong_engine_says_so(monkeypatch):
    monkeypatch.setattr(engine, "_strong_detectors_here", lambda: ())
    assert not engine.full_is_available()
    with pytest.raises(RuntimeError, match="strong engine is off"):
        engine.find_identifiers("My sister Una.", engine="full")


def test_a_finding_of_a_whole_text_is_cut_at_the_blank_line(monkeypatch):
    def whole(text, context):
        yield Finding(0, len(text), "person", Band.CHECK, "whole", "all of it", "[name]")

    monkeypatch.setattr(engine, "DOCUMENT_DETECTORS", (whole,))
    assert [(f.start, f.end) for f in engine.find_identifiers("one\n\n two")] == [(0, 3), (6, 9)]


def test_the_higher_score_gives_the_kind_where_bands_are_alike(monkeypatch):
    def first(text, context):
        yield Finding(0, 3, "person", Band.CHECK, "one", "a", "[name]", 0.3)
        yield Finding(0, 3, "person_or_other", Band.CHECK, "two", "b", "[name]", 0.2)

    monkeypatch.setattr(engine, "DOCUMENT_DETECTORS", (first,))
    (finding,) = engine.find_identifiers("one")
    assert (finding.kind, finding.detector, finding.why) == ("person", "one + two", "a; b")


def test_a_context_is_empty_unless_told():
    assert Context() == Context(locale="en-GB", names=(), known={})


def test_a_kind_with_person_in_it_names_a_person():
    kinds = {"person": True, "person_or_other": True, "place": False}
    found = {kind: Finding(0, 1, kind, Band.CHECK, "", "", "").names_a_person for kind in kinds}
    assert found == kinds
