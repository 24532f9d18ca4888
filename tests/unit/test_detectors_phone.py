"""Telephone numbers. All numbers are of the ranges kept free for drama, or invented."""

from __future__ import annotations

import pytest

from archive.anonymise.detectors import phone
from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import marked, unmarked

SURE = [
    "Ring «020 7946 0958» after six.",
    "my mobile is «07911 123456»",
    "«+44 7700 900123» or «+44 (0)20 7946 0958»",
    "(«020 7946 0123»)",
    "«+1 212 555 0123» in New York",
    "«(212) 736-5000»",
    "«212.736.5000»",
    "«+49 30 901820»",
    "Fax: «212-736-5000 ext. 12»",
    "😀«02079460958»😀",
]

TO_CHECK = [
    "his number was «(555) 010-0199»",
    "«555-010-0199»",
    "call me on «555 0199»",
    "phone: «1234567»",
    "Desk: «3660170548»",
    "they are not answering at «71-33-52-22»",
    "«781 1704» office",
    "«0680 298 70 63»",
    "(«(37) 788-063»)",
    "«0999 999 9999»",
    "(«07700 900123»)",
]

NOT_FOUND = [
    "I took 50mg, then 100 mg, then 150-200 mg a day.",
    "D2, D3, DRD4, 5-HT2A, NR2B and H1",
    "from 2009 to 2019, in 1999, 2001 and 2003",
    "an IQ of 130, once 115, with 1,000,000 readers",
    "1. sleep\n2. eat\n3. walk\n4. 10 20 30 40",
    "born 14/03/1979, died 2019-03-14",
    "120/80 at 07:30, 135/85 at 19:45",
    "PMID 30000001, pages 1203-1217",
    "3.14159265358979",
    "60 years of 365 days",
    "100 200 300 mg, 25-50-100-150, in 2009 2010 2011",
    "on 14-03-2019, 14 03 2019 and 2019.03.14",
]


@pytest.mark.parametrize("sentence", SURE)
def test_a_number_of_a_plan_is_found_surely(sentence):
    text = unmarked(sentence)
    findings = find_identifiers(text)
    assert marked(text, findings) == sentence
    assert {(f.kind, f.band, f.suggestion) for f in findings} == {
        ("phone", Band.CONFIDENT, "[phone number]")
    }


@pytest.mark.parametrize("sentence", TO_CHECK)
def test_a_number_only_written_like_one_is_to_be_checked(sentence):
    text = unmarked(sentence)
    findings = find_identifiers(text)
    assert marked(text, findings) == sentence
    assert {f.band for f in findings} == {Band.CHECK}


@pytest.mark.parametrize("text", NOT_FOUND)
def test_doses_years_scores_and_lists_are_no_numbers(text):
    assert list(phone.find(text, Context())) == []


def test_a_number_at_the_end_of_many_others_is_still_found():
    text = "1 22 333 " * 800 + "call 020 7946 0958"
    assert marked(text, find_identifiers(text)).endswith("call «020 7946 0958»")


def test_the_reason_names_the_country_and_never_the_number():
    (finding,) = find_identifiers("Ring 020 7946 0958 after six.")
    assert "(+44)" in finding.why
    assert "7946" not in finding.why


@pytest.mark.parametrize(
    "spoken",
    [
        "oh seven seven double oh, nine hundred, 123",
        "0 double seven hundred nine hundred one two three",
        "zero two zero triple nine 0 958",
    ],
)
def test_a_number_told_in_words_is_found_whole(spoken):
    text = f"My mobile is {spoken}. Ring me."
    assert f"«{spoken}»" in marked(text, find_identifiers(text))


@pytest.mark.parametrize(
    "text", ["One two three four, and five of us went.", "I scored 3 4 4 5 two 1 on it."]
)
def test_counting_is_no_number(text):
    assert not [f for f in find_identifiers(text) if f.kind == "phone"]


def test_a_number_right_behind_a_year_is_found_surely():
    text = "On 14 March 2019 020 7946 0958 rang."
    (number,) = [f for f in find_identifiers(text) if f.kind == "phone"]
    assert number.band is Band.CONFIDENT
