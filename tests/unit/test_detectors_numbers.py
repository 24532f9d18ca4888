"""Numbers that a registry gave to one person: with check digits where they have any.

All are invented; those with a valid check are the registries' own examples or made for the test.
"""

from __future__ import annotations

import pytest

from archive.anonymise.detectors import card, iban, id_number, ip, nhs_number, nino, ssn
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import outlined, unmarked

DETECTORS = {
    "nhs_number": nhs_number,
    "nino": nino,
    "ssn": ssn,
    "iban": iban,
    "card": card,
    "ip": ip,
    "id_number": id_number,
}

SURE = [
    ("nhs_number", "My NHS number is «943 476 5919»."),
    ("nhs_number", "NHS no: «9434765919», ask for it"),
    ("nhs_number", "written on the band, «943-476-5919»"),
    ("nino", "NI number «AB 12 34 56 C»"),
    ("nino", "my nino is «ab123456c»!"),
    ("nino", "«JG-12-34-56-D»"),
    ("ssn", "SSN: «123-45-6789»"),
    ("ssn", "my social security number is «123456789»"),
    ("iban", "pay to «GB82 WEST 1234 5698 7654 32» please"),
    ("iban", "«DE89370400440532013000»"),
    ("iban", "«gb82west12345698765432»"),
    ("iban", "FR14 is a road; «NO93 8601 1117 947» is not"),
    ("card", "card «4111 1111 1111 1111», expired"),
    ("card", "«5500000000000004»"),
    ("card", "amex «3782 822463 10005»"),
    ("ip", "from «192.0.2.44» at night"),
    ("ip", "«2001:db8::ff00:42:8329»"),
    ("ip", "my MAC is «00:1A:2B:3C:4D:5E»"),
    ("id_number", "driver number «MORGA657054SM9IJ»"),
]

TO_CHECK = [
    ("nhs_number", "NHS number «943 476 5918», mistyped"),
    ("nhs_number", "the band says «9434765919»"),
    ("nino", "national insurance: «QQ123456C»"),
    ("nino", "NI number «AB123456»"),
    ("ssn", "«987-65-4321»"),
    ("ssn", "«123 45 6789»"),
    ("iban", "«GB83 WEST 1234 5698 7654 32»"),
    ("card", "my card «4111111111111112» failed"),
    ("card", "«4111-1111-1111-1112»"),
    ("id_number", "patient number «X123456»"),
    ("id_number", "hospital no. «00471182»"),
    ("id_number", "MRN: «4471182»"),
    ("id_number", "passport number «531123456»"),
    ("id_number", "policy #«AB12991234»"),
    ("id_number", "my reg is «AB12 CDE»"),
    ("id_number", "account number «12345678»"),
    ("id_number", "sort code: «200000»"),
    ("id_number", "the long «981100004471182» on the chip"),
]

NOT_FOUND = [
    "I took 50mg, then 100 mg, then 150-200 mg a day, 2.5 ml twice.",
    "D2, D3, DRD4, 5-HT2A, NR2B, H1 and CYP2D6",
    "from 2009 to 2019, in 1999, 2001 and 2003",
    "an IQ of 130, once 115, with 1,000,000 readers; 120/80 at 07:30",
    "version 1.2.3.4, section 10.1.2.3",
    "case 3 people, file 2019, account for 50%, reference 12",
    "PHQ-9 of 21, GAD-7 of 15, MMPI-2 scale 4",
    "pi is 3.14159265358979",
    "a ratio of 10:30:15 and then 12:45",
    "",
]


@pytest.mark.parametrize("kind, sentence", SURE)
def test_a_number_whose_check_or_form_is_right_is_found_surely(kind, sentence):
    text = unmarked(sentence)
    findings = list(DETECTORS[kind].find(text, Context()))
    assert outlined(text, findings) == sentence
    assert {(f.kind, f.band) for f in findings} == {(kind, Band.CONFIDENT)}


@pytest.mark.parametrize("kind, sentence", TO_CHECK)
def test_a_number_only_written_like_one_is_to_be_checked(kind, sentence):
    text = unmarked(sentence)
    findings = list(DETECTORS[kind].find(text, Context()))
    assert outlined(text, findings) == sentence
    assert {(f.kind, f.band) for f in findings} == {(kind, Band.CHECK)}


@pytest.mark.parametrize("text", NOT_FOUND)
def test_doses_years_scores_and_times_are_no_numbers_of_anybody(text):
    for detector in DETECTORS.values():
        assert list(detector.find(text, Context())) == []


@pytest.mark.parametrize("digit", range(10))
def test_of_ten_last_digits_one_makes_an_nhs_number(digit):
    """The check digit is 9; with a cue all are found, but only one is sure."""
    (finding,) = nhs_number.find(f"NHS number 943 476 591{digit}", Context())
    assert (finding.band is Band.CONFIDENT) == (digit == 9)


def test_every_digit_of_a_card_number_counts():
    number = "4111111111111111"
    for place in range(16):
        changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert not [f for f in card.find(changed, Context()) if f.band is Band.CONFIDENT], changed
