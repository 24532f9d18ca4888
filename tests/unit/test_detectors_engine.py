"""What holds for all detectors together: no half findings, nothing twice, no text too long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.anonymise import engine
from archive.anonymise.engine import (
    DETECTORS,
    VERSION,
    find_identifiers,
    is_rules_alone,
    version_of,
)
from archive.anonymise.finding import Context, Finding
from archive.domain.words import Band
from tests.unit.marked import marked

PIECES = [
    "ada@post.example",
    "https://ada.example/a_(b)",
    "www.ada.example",
    "@ada",
    "@Ada Example",
    "020 7946 0958",
    "+1 212 736 5000",
    "I am 43",
    "43-year-old",
    "14 March 2019",
    "14/03/2019",
    "50mg",
    "5-HT2A",
    "😀",
    "e\u0301",
    "हिन्दी",
    " ",
    "\n",
    "\n\n",
    ".",
    ", ",
    "(",
    ")",
    "at",
    "dot",
    "שלום",
]
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.text(alphabet="a1@.:/+-()’ \n😀é", max_size=60),
)

ADVERSARIES = {
    "letters": "a",
    "at signs": "@",
    "half addresses": "a@",
    "dotted letters": "a.",
    "half hosts": "a.a@",
    "spelled dots": "a dot ",
    "spelled at signs": "a at ",
    "spelled halves": "a at b dot ",
    "brackets": "a [at] ",
    "digits": "1",
    "single digits": "1 ",
    "digits and dashes": "1-",
    "open brackets": "(1",
    "plus signs": "+1",
    "fractions": "1/1/",
    "schemes": "http://",
    "www": "www.",
    "closing brackets": "http://x))))",
    "spaces": " ",
    "lines": "\n",
    "beginnings of ages": "I am ",
    "more beginnings": "aged only about ",
    "years": "43 years ",
    "number words": "twenty-",
    "months": "14 march ",
    "weekdays": "monday the ",
    "emoji": "😀",
    "combining marks": "e\u0301",
    "quotation marks": "'",
    "calls": "call me on ",
    "names": "@Ada Bo Cy ",
}


@settings(deadline=None)  # the first number loads its numbering plan
@given(texts)
def test_findings_lie_in_order_within_the_text_and_never_overlap(text):
    end = 0
    for finding in find_identifiers(text):
        assert end <= finding.start < finding.end <= len(text)
        end = finding.end


@settings(deadline=None)  # the first number loads its numbering plan
@given(texts)
def test_no_finding_crosses_from_one_block_into_the_next(text):
    assert not any("\n\n" in text[f.start : f.end] for f in find_identifiers(text))


@settings(deadline=None)  # the first number loads its numbering plan
@given(texts)
def test_the_same_text_gives_the_same_findings(text):
    assert find_identifiers(text) == find_identifiers(text)


@settings(deadline=None)  # the first number loads its numbering plan
@given(texts)
def test_every_detector_s_finding_lies_whole_in_one_of_the_engine_s(text):
    whole = [(f.start, f.end, f.band) for f in find_identifiers(text)]
    for block in [text] if "\n\n" not in text else []:
        for find in DETECTORS:
            for part in find(block, Context()):
                cover = [
                    band for start, end, band in whole if start <= part.start < part.end <= end
                ]
                assert len(cover) == 1
                assert part.band is Band.CHECK or cover == [Band.CONFIDENT]


@settings(deadline=None)  # the first number loads its numbering plan
@given(texts)
def test_no_reason_and_no_suggestion_of_a_sure_finding_repeats_the_text(text):
    for finding in find_identifiers(text):
        surface = text[finding.start : finding.end]
        if finding.band is Band.CONFIDENT:
            assert surface not in finding.why
            assert finding.suggestion.startswith("[")


@pytest.mark.parametrize("before", ["", "😀", "e\u0301 ", "שלום ", "\n"])
@pytest.mark.parametrize(
    "identifier",
    ["ada@post.example", "https://ada.example", "@ada", "07700 900123", "14 March 2019"],
)
def test_offsets_are_code_points_whatever_stands_before(before, identifier):
    (finding,) = find_identifiers(before + identifier)
    assert (finding.start, finding.end) == (len(before), len(before + identifier))


def test_overlapping_suspicions_become_one_finding_with_all_reasons():
    text = "mail @ada@post.example or https://ada.example/?on=2019-03-14&to=ada@post.example now"
    first, second = find_identifiers(text)
    assert marked(text, [first, second]) == (
        "mail «@ada@post.example» or «https://ada.example/?on=2019-03-14&to=ada@post.example» now"
    )
    assert (first.band, second.band) == (Band.CONFIDENT, Band.CONFIDENT)
    assert {"email", "handle"} <= set(first.detector.split(" + "))
    assert second.kind == "url"
    assert {"a web address", "an exact date"} <= set(second.why.split("; "))


def test_findings_that_only_touch_stay_two():
    text = "14/03/2019😀@ada@"
    assert len(find_identifiers(text)) == 2


def test_a_dissertation_on_receptors_has_nothing_to_hide():
    text = (
        "At 50mg of naltrexone the D2 and 5-HT2A receptors (see DRD4) did little.\n"
        "1. I slept 8 hours. 2. I ate. In 2019, after 60 years of research, IQ scores of 130\n"
        "were 100% worthless, e.g. for the 1/3 who stopped... and I may 5 times have lied."
    )
    assert find_identifiers(text) == ()


@pytest.mark.parametrize("unit", ADVERSARIES.values(), ids=ADVERSARIES.keys())
def test_no_text_takes_more_than_linear_time(unit):
    """100,000 characters made to make patterns backtrack: a quadratic one would need minutes."""
    text = (unit * 100_000)[:100_000]
    began = time.process_time()
    find_identifiers(text)
    assert time.process_time() - began < 20


def test_a_finding_without_text_is_refused():
    with pytest.raises(ValueError, match="span of text"):
        Finding(3, 3, "email", Band.CHECK, "email", "", "")


def test_of_two_kinds_the_likelier_counts_but_a_likely_name_comes_first():
    place = Finding(0, 5, "place", Band.CHECK, "place", "a town", "[town]", 0.6)
    for score, kind in ((0.02, "place"), (0.2, "person")):
        name = Finding(0, 5, "person", Band.CHECK, "names", "a surname", "[name]", score)
        assert engine._merged([place, name]).kind == kind


def test_each_strength_carries_a_version():
    assert VERSION == version_of("rules") == "rules 3"
    assert version_of("full") == "full 3"
    assert is_rules_alone(version_of("rules"))
    assert not is_rules_alone(version_of("full"))


@settings(deadline=None)  # the first number loads its numbering plan
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_once_masked_a_second_look_finds_nothing_sure(text):
    for finding in reversed(find_identifiers(text)):
        if finding.band is Band.CONFIDENT:
            text = text[: finding.start] + finding.suggestion + text[finding.end :]
    assert [f for f in find_identifiers(text) if f.band is Band.CONFIDENT] == []
