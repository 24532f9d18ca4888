"""Exact ages of people, and the many numbers that are none."""

from __future__ import annotations

import re

import pytest

from archive.anonymise.detectors import age
from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import marked, unmarked

FOUND = [
    ("I am «43».", "40s"),
    ("I’m «43» and tired.", "40s"),
    ("I was only «17» when it began.", "teens"),
    ("When I was «nineteen», it stopped.", "teens"),
    ("I just turned «thirty-one»!", "30s"),
    ("She is «58» now", "50s"),
    ("My sister was «9», I think.", "under 10"),
    ("a serious episode at age «15/16»", "teens"),
    ("somewhere between the ages of «3 and 11»", "under 10 and 10–12"),
    ("aged «43»", "40s"),
    ("aged «19–21»", "teens and 20s"),
    ("Age: «27»", "20s"),
    ("at the age of about «sixty»", "60s"),
    ("At «15» I started to hear it.", "teens"),
    ("my «43-year-old» sister", "40-something"),
    ("I'm «43 years old».", "40-something"),
    ("two «16 year olds»", "teenage"),
    ("a «seven-year-old» boy", "under-10"),
    ("«12 years of age»", "pre-teen"),
    ("she is «97 years old»", "over-90"),
    ("he is «91».", "90 or over"),
    ("I («34F») and my husband («M 36»)", None),
    ("a «25yo» and a «31 y/o»", None),
    ("on my «21st birthday»", "birthday"),
    ("my «18-month-old» son", "infant"),
    ("aged «43 years old»", "40-something"),
    ("😀 I am «43» 😀", "40s"),
]

NOT_FOUND = [
    "I took 50mg, then 75 mg; at 100 mg I stopped.",
    "60 years of research, 20 years ago, for 3 years",
    "I was 43 minutes late, she was 20 weeks pregnant, he is 6 feet tall",
    "I am 100% sure; I was 90 percent there; I'm 6'2\"",
    "It was 30 degrees. The score was 12. My IQ is 130.",
    "1. sleep\n2. eat\n3. walk",
    "DRD4, D2, 5-HT2A, NR2B",
    "in 2019, in the 90s, since 1999",
    "the ages I spent there, the 30 Years' War",
    "I'm one of them. She was one. of. I am two people.",
    "page 43, chapter 7, 1,043 of 2,000",
    "I was 2 hours away",
    "she was 1.5",
]


@pytest.mark.parametrize("sentence, suggestion", FOUND)
def test_an_age_is_found_to_be_checked_and_made_vaguer(sentence, suggestion):
    text = unmarked(sentence)
    findings = find_identifiers(text)
    assert marked(text, findings) == sentence
    assert {(f.kind, f.band) for f in findings} == {("age", Band.CHECK)}
    if suggestion:
        assert {f.suggestion for f in findings} == {suggestion}


@pytest.mark.parametrize("text", NOT_FOUND)
def test_doses_spans_of_time_and_scores_are_no_ages(text):
    assert list(age.find(text, Context())) == []


def test_a_sex_behind_an_age_stays():
    assert [f.suggestion for f in age.find("I (34F) and he [M36]", Context())] == ["30sF", "M30s"]


@pytest.mark.parametrize("years", range(1, 120))
def test_no_suggestion_tells_the_age(years):
    for text in (f"I am {years}.", f"a {years}-year-old", f"aged {years}", f"({years:02}F)"):
        for finding in age.find(text, Context()):
            decade = years // 10 * 10
            vague = re.sub(
                rf"{decade}(s|-something)|under.10|10–12|over-90|90 or over", "", finding.suggestion
            )
            assert str(years) not in vague
