"""Handles: how people in a thread call each other."""

from __future__ import annotations

import pytest

from archive.anonymise.detectors import handle
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import marked, only, outlined, unmarked

FOUND = [
    "«@ada» I agree.",
    "thanks «@Ada», and «@bo_99»!",
    "«@ada.example» or «@ada-example».",
    "(«@ada»), “«@bo»”",
    "«@ada@social.example» on the fediverse",
    "«@50cent_fan» wrote",
    "«@Zoë» «@हिन्दी» «@日本語»",
    "😀«@ada»😀 ❤️«@bo»",
    "＠ is wide: «＠ada»",
    "«@Ada Example»: what did you take?",
    "«@Ada Example»\nI agree.",
    "«@Ada» You are right.",
    "ask «u/quiet_otter» or «/u/quiet-otter»",
]

NOT_FOUND = [
    "ada@post.example",
    "2 @ 50mg, @50mg, @ 5pm, @5pm, @7.30",
    "a @ b",
    "@@ @ @. @_",
    "and/or, w/o, r/nothing",
    "D2 and 5-HT2A",
    "",
]


@pytest.mark.parametrize("sentence", FOUND)
def test_a_handle_is_found_whole_and_surely(sentence):
    text = unmarked(sentence)
    findings = list(handle.find(text, Context()))
    assert marked(text, findings) == sentence
    assert {(f.kind, f.band, f.suggestion) for f in findings} == {
        ("handle", Band.CONFIDENT, "[handle]")
    }


@pytest.mark.parametrize("text", NOT_FOUND)
def test_addresses_doses_and_times_are_no_handles(text):
    assert list(handle.find(text, Context())) == []


def test_a_name_with_a_number_sign_is_to_be_checked():
    finding = only(handle.find, "I am quiet_otter#1234 there")
    assert (finding.start, finding.end, finding.band) == (5, 21, Band.CHECK)


CUED = [
    "my insta is «quiet.otter99»",
    "username: «quietotter»",
    "on reddit as «quiet_otter»",
    "Discord: «otter#1234»",
    "i post as «DarkStar77» there",
    "my twitter handle was «wexotter»",
    "snapchat «otter_88», add me",
    "then «sad_girl_88» replied",
    "as «kovacz1987» said",
]


@pytest.mark.parametrize("sentence", CUED)
def test_a_user_name_without_its_at_sign_is_found(sentence):
    text = unmarked(sentence)
    assert outlined(text, handle.find(text, Context())) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "I left Facebook as it was; on Twitter there is hate; Instagram is bad.",
        "sertraline50 and vitamin12, covid19, page12, mp3, PHQ9",
        "_so_ sad, __very__ sad, a_ b",
        "My handle on this is poor; known as depression; I write as therapy.",
    ],
)
def test_sites_doses_and_emphasis_are_no_user_names(text):
    assert list(handle.find(text, Context())) == []
