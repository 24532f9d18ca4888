"""Exact dates, and what only looks like one."""

from __future__ import annotations

import pytest

from archive.anonymise.detectors import date
from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import marked, unmarked

FOUND = [
    ("on «14 March 2019»", "spring 2019"),
    ("on «the 14th of March, 2019»".replace("«the ", "the «"), "spring 2019"),
    ("on «March 14, 2019», at noon", "spring 2019"),
    ("«Thursday 14 March 2019».", "spring 2019"),
    ("«Sept. 3rd, 2001»", "autumn 2001"),
    ("since «14-Mar-2019»", "spring 2019"),
    ("from «5–7 July 2018» on", "summer 2018"),
    ("on «2 January»", "winter"),
    ("«December 25th»", "winter"),
    ("«may 14th» it was", "spring"),
    ("on «May 14» it was", "spring"),
    ("in «March 2019»", "spring 2019"),
    ("in «may of 2019»", "spring 2019"),
    ("in «oct '09»", "autumn 2009"),
    ("«2019-03-14»", "spring 2019"),
    ("«2019/03/14» and", "spring 2019"),
    ("at «2019-03-14T10:30:00Z»", "spring 2019"),
    ("«14/03/2019»", "spring 2019"),
    ("«03/14/2019»", "spring 2019"),
    ("«14.03.2019»,", "spring 2019"),
    ("«14/3/85»", "spring 1985"),
    ("«05/12/2019»", "2019"),
    ("😀«14 March 2019»😀", "spring 2019"),
]

NOT_FOUND = [
    "in 2019, from 1999 to 2004, since the 1990s",
    "in March, in the spring of 2019, last May",
    "It may 5 times in 10 help; I may 14 days later stop.",
    "We march 10 miles; march 10 abreast.",
    "50mg, 100 mg, 5/10/15 mg, 2.5",
    "120/80, 24/7, 50/50, 9/10, 1/2",
    "version 2.7.4, 5.2.19",
    "1. sleep 2. eat 3. walk",
    "D2, DRD4, 5-HT2A",
    "31/31/2019, 99/99/99, 2019-13-45",
    "60 years of pain, an IQ of 130",
    "PMID 2019-123-4, pages 12-03-17",
    "I took march 100mg",
]


@pytest.mark.parametrize("sentence, suggestion", FOUND)
def test_a_date_is_found_to_be_checked_and_made_a_season(sentence, suggestion):
    text = unmarked(sentence)
    (finding,) = find_identifiers(text)
    assert marked(text, [finding]) == sentence
    assert (finding.kind, finding.band, finding.suggestion) == ("date", Band.CHECK, suggestion)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_years_verbs_doses_and_fractions_are_no_dates(text):
    assert list(date.find(text, Context())) == []
