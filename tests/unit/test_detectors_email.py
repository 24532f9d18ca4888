"""E-mail addresses, however they are written."""

from __future__ import annotations

import pytest

from archive.anonymise.detectors import email
from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import marked, only, outlined, unmarked

FOUND = [
    "Write to «ada.example@post.example» tomorrow.",
    "«ada@post.example», «bo@post.example»; and «cy+list@sub.post.example».",
    "My address is <«ada_99@post.example»>.",
    "«mailto:ada@post.example»",
    "(«o'hara@post.example»)",
    "‘«ada@post.example»’ she said",
    "😀«ada@post.example»😀",
    "«zoë.müller@bücher.example» answers",
    "«हिन्दी@post.example» too",
    "«ada＠post.example» on a Japanese keyboard",
    "«ada @ post.example» with spaces",
    "«ada at post dot example» hides from robots",
    "«ada [at] post [dot] example»",
    "«ada(at)post.example»",
    "«ada dot example at post dot co dot uk» please",
    "Reach «ada@post.example».\nThanks",
]

NOT_FOUND = [
    "I was at my worst then, at home.",
    "We met @ 5pm, 2 @ 50mg.",
    "look at example.com",
    "the 5-HT2A and D2 receptors",
    "a dot at the end",
    "@ada",
    "@@@ !!! @",
    "",
]


@pytest.mark.parametrize("sentence", FOUND)
def test_an_address_is_found_whole_and_surely(sentence):
    text = unmarked(sentence)
    findings = find_identifiers(text)
    assert marked(text, findings) == sentence
    assert {(f.kind, f.band, f.suggestion) for f in findings} == {
        ("email", Band.CONFIDENT, "[e-mail]")
    }


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_no_address_is_left_alone(text):
    assert list(email.find(text, Context())) == []


def test_an_address_without_an_ending_is_only_to_be_checked():
    finding = only(email.find, "mail ada@intranet please")
    assert (finding.start, finding.end, finding.band) == (5, 17, Band.CHECK)
    assert "ending" in finding.why


SPELLED_IN_PART = [
    "mail me: «jane99 at gmail»",
    "email «jane.q at gmail.com» please",
    "«jane_q at gmail dot com»",
    "reach me at «jane99@gmail dot com»",
    "«jane-at-post-dot-example»",
    "«jane99 (at) post.org»",
    "write to «jane.q99 at post dot ac dot uk»",
    "«jane underscore q at hotmail dot co dot uk»",
    "e-mail «jane at post.org»",
]


@pytest.mark.parametrize("sentence", SPELLED_IN_PART)
def test_an_address_spelled_out_in_part_is_covered_whole(sentence):
    text = unmarked(sentence)
    assert outlined(text, email.find(text, Context())) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "Look at example.com for it, or at Yahoo.",
        "I was at hotmail's page; she is on yahoo a lot.",
        "We met at a dot on the map.",
    ],
)
def test_places_where_one_looks_are_no_addresses(text):
    assert list(email.find(text, Context())) == []
