"""Postcodes and postal addresses, of invented people in streets that may exist."""

from __future__ import annotations

import time

import pytest

from archive.anonymise.detectors import postcode, street_address
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import outlined, unmarked

POSTCODES_SURE = [
    "Leeds «LS6 3QT», top bell",
    "«SW1A 2AA»",
    "Boston, MA «02115»",
    "Portland OR «97201-1234».",
    "«K1A 0B1» Ottawa",
    "«D02 AF30»",
    "zip code: «90210»",
    "postcode «2000», Sydney",
]

POSTCODES_TO_CHECK = [
    "i'm in «ls6 3qt»",
    "«LS63QT»",
    "I live in «SE15» now",
    "«12345-6789»",
    "Austria «25173»",
]

NO_POSTCODES = [
    "B12 5mg, D3 1000iu, T4 2 mg, N1 3 ng",
    "E1 to E5, W1 and M25",
    "In 12345 cases; OR 2.5 (95% CI 1.2-3.4)",
    "took 50mg at 9pm",
]

ADDRESSES_SURE = [
    "I live at «22 Acacia Avenue», near the park",
    "«Flat 3, 22 Acacia Avenue, Leeds», until May",
    "to «221B Baker Street». Then",
    "«1600 Pennsylvania Ave NW, Washington, DC 20500»",
    "«4 The Old Mill Lane»",
    "send it to «PO Box 1234» please",
    "at «350 5th Avenue»",
    "«12 St John's Road»!",
]

ADDRESSES_TO_CHECK = [
    "i lived at «14 acacia avenue» then",
    "round the corner from «Bold Street» in the rain",
    "I stayed at «Flat 3» for a year",
    "«Musterstraße 12», im Hof",
    "wohne «Lange Gasse 5»",
    "she lives at «12 rue des Lilas»",
    "address: «Via Tasso 129»",
]

NO_ADDRESSES = [
    "a 20 minute drive, two long roads, 5 way interactions, 3 side effects",
    "I walked 10 miles down the road. It took 2 hours by the river.",
    "On 5 March I took 50 mg; on 3 May 100.",
    "Phase 2, Stage 4, Type 1, Room for doubt, Windows 10",
    "I am 43. She is 20. We were 3 at the time.",
    "Coronation Street, Wall Street and Sesame Street",
    "We met on 3 occasions at 4 places, 1 of 2 ways.",
]

FOUND_OF_OURS = """
My new flat is 7 Harbour View Road, Bristol BS1 4DJ. | 7 Harbour View Road, Bristol
He moved to 18 Grange Close last year. | 18 Grange Close
letters to Flat 12b, 90 High Street please | Flat 12b, 90 High Street
we rented 1420 Maple Dr, Apt 5 for years | 1420 Maple Dr, Apt 5
the house at 5 Chapel Row | 5 Chapel Row
she was found at 77 North Circular Road | 77 North Circular Road
I grew up at 3 orchard close | 3 orchard close
posted from P.O. Box 88 | P.O. Box 88
near 410 W 23rd Street | 410 W 23rd Street
my gran's, 1 Lower Mill Lane, burnt down | 1 Lower Mill Lane
42 Wallaby Way, Sydney | 42 Wallaby Way, Sydney
Our office: 100 Main St., Suite 200 | 100 Main St., Suite 200
"""


@pytest.mark.parametrize("sentence", POSTCODES_SURE)
def test_a_postcode_that_leaves_no_doubt_is_found_surely(sentence):
    text = unmarked(sentence)
    findings = list(postcode.find(text, Context()))
    assert outlined(text, findings) == sentence
    assert {f.kind for f in findings} == {"postcode"}
    assert Band.CONFIDENT in {f.band for f in findings}


@pytest.mark.parametrize("sentence", POSTCODES_TO_CHECK)
def test_half_a_postcode_or_a_careless_one_is_to_be_checked(sentence):
    text = unmarked(sentence)
    findings = list(postcode.find(text, Context()))
    assert outlined(text, findings) == sentence
    assert {f.band for f in findings} == {Band.CHECK}


@pytest.mark.parametrize("text", NO_POSTCODES)
def test_vitamins_roads_and_odds_are_no_postcodes(text):
    assert list(postcode.find(text, Context())) == []


@pytest.mark.parametrize("sentence", ADDRESSES_SURE + ADDRESSES_TO_CHECK)
def test_an_address_is_found_whole(sentence):
    text = unmarked(sentence)
    assert outlined(text, street_address.find(text, Context())) == sentence


@pytest.mark.parametrize("sentence", ADDRESSES_SURE)
def test_a_full_address_is_sure(sentence):
    findings = street_address.find(unmarked(sentence), Context())
    assert Band.CONFIDENT in {f.band for f in findings}


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_distances_dates_and_stages_are_no_addresses(text):
    assert list(street_address.find(text, Context())) == []


def test_nine_of_ten_addresses_of_ours_are_covered_whole():
    rows = [line.split(" | ") for line in FOUND_OF_OURS.strip().splitlines()]
    covered = 0
    for text, address in rows:
        start = text.index(address)
        covered += any(
            f.start <= start and start + len(address) <= f.end
            for f in street_address.find(text, Context())
        )
    assert covered / len(rows) >= 0.9


@pytest.mark.parametrize(
    "unit", ["Flat 1 ", "Suite 1, ", "1 Aa ", "1 Aa Street, ", "lives at 1 Aa "]
)
def test_a_text_made_of_pieces_of_addresses_takes_linear_time(unit):
    text = (unit * 50_000)[:50_000]
    began = time.process_time()
    assert list(street_address.find(text, Context())) is not None
    assert time.process_time() - began < 10
