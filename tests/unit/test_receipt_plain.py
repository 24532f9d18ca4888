"""The plain receipt: everyday words that give nobody away."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from archive.domain.receipts import looks_like_code
from archive.domain.words import Scope
from archive.exchange.exporters.receipt_jsonld import as_file
from archive.exchange.exporters.receipt_plain import QUESTIONS, receipt_lines, receipt_text
from tests.unit.receipts import CONTROLLER, EVERY_STATE, FIVE_YEARS, SENT, a_receipt

TELLING = re.compile(
    r"mental|health|illness|\bill\b|medic|drug|dose|pill|prescri|diagnos|patient|doctor|therap"
    r"|psych|depress|anxi|suicid|self-harm|trauma|abuse|grief|addict|hospital|clinic|symptom"
    r"|recover|condition|disorder|lived experience|firsthand|archive|theme|story|account"
    r"|rendition|tombstone|redaction|consent",
    re.IGNORECASE,
)


def without_address(text: str) -> str:
    return text.replace("https://archive.example/return/", "")


@pytest.mark.parametrize(
    "answers", [None, {}, EVERY_STATE, *(dict.fromkeys(Scope, a) for a in ("given", "basis"))]
)
def test_whoever_finds_it_learns_nothing(answers):
    text = without_address(receipt_text(a_receipt(answers, replaces="receipt-0001")))
    assert not TELLING.findall(text)
    for said in (CONTROLLER.name, CONTROLLER.address, CONTROLLER.contact):
        assert said not in text


def test_the_title_is_neutral():
    assert receipt_lines(a_receipt()).title == "Receipt, 10 March 2027"
    assert receipt_text(a_receipt()).startswith("Receipt, 10 March 2027\n")


def test_a_text_goes_by_its_day_and_the_end_of_its_ref():
    [text] = receipt_lines(a_receipt()).texts
    assert text.name == "Text of 3 March 2027 (ending …x7q)"


def test_each_question_has_its_answer_in_words():
    [text] = receipt_lines(a_receipt(EVERY_STATE)).texts
    assert [(each.question, each.answer) for each in text.answers] == [
        ("Keep it privately, to prepare it", "yes, until 2 March 2032"),
        ("Show it to readers", "yes, until 2 March 2032"),
        ("Let search find it", "taken back on 4 March 2027"),
        ("Let approved researchers study it", "ended by us on 4 March 2027"),
        ("Let researchers quote it word for word", "no"),
        ("Let computer programs learn from it", "ended on 4 March 2027"),
        ("Keep questions for me", "you were not asked"),
        ("Keep it if I do not come back", "no"),
    ]
    assert [each.yes for each in text.answers] == [True, True, *[False] * 6]


def test_a_yes_that_has_run_out_says_when():
    later = a_receipt(now=SENT + FIVE_YEARS + timedelta(days=30))
    [text] = receipt_lines(later).texts
    assert text.answers[0].answer == "ended on 2 March 2032"


@pytest.mark.parametrize("scope", Scope)
def test_every_scope_has_a_short_name(scope):
    assert QUESTIONS[scope]
    assert list(QUESTIONS.values()).count(QUESTIONS[scope]) == 1


def test_it_says_how_to_change_an_answer_and_what_cannot_be_undone():
    text = " ".join(receipt_text(a_receipt()).split())
    assert "come back with your return code at https://archive.example/return/" in text
    assert "Copies of keys in backups live 7 days at most" in text
    assert "What readers copied while they could see it cannot be called back." in text


def test_it_says_which_receipt_it_replaces():
    assert "It replaces receipt receipt-0001." in receipt_text(a_receipt(replaces="receipt-0001"))
    assert "replaces" not in receipt_text(a_receipt())


def test_it_fits_on_any_paper():
    long = "https://archive.example/a/rather/long/address/to/come/back/to/with-a-return-code/there/"
    text = receipt_text(replace(a_receipt(EVERY_STATE), address=long))
    assert long in text
    assert all(len(line) <= 76 for line in text.splitlines() if long not in line)


def test_neither_receipt_holds_anything_like_a_return_code():
    receipt = a_receipt(EVERY_STATE, replaces="receipt-0001")
    assert not looks_like_code(receipt_text(receipt))
    assert not looks_like_code(as_file(receipt).decode())
