"""Web addresses, with a scheme or without."""

from __future__ import annotations

import pytest

from archive.anonymise.detectors import url
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import marked, unmarked

FOUND = [
    "See «https://ada.example/about?x=1#me».",
    "«http://ada.example», «HTTPS://BO.EXAMPLE/»!",
    "(«https://wiki.example/Naltrexone_(drug)»)",
    "(see «https://wiki.example/Naltrexone»)",
    "[my page](«https://ada.example/»)",
    "<«https://ada.example/a,b»>, “«https://ada.example»”",
    "«www.ada.example» is mine",
    "I write at «ada-example.com» and «news.ada.co.uk/2019».",
    "my blog, «ada.wordpress.com», is old",
    "«EXAMPLE.ORG»",
    "«bit.ly/3xYz» and «youtu.be/abc-1»",
    "«ada.blogspot.com:8080/x»",
    "«hxxps://ada.example»",
    "«ada[.]example[.]org» and «ada (dot) example»",
    "«gemini://ada.example/log»",
    "😀«https://ada.example/😀»",
    "«münchen.de»",
]

NOT_FOUND = [
    "I stopped.Then I slept.It was over.",
    "I was tired.Life went on.So did I.",
    "e.g. 50 mg b.i.d., i.e. twice, p.r.n. after that, etc.",
    "The U.S.A. and the U.K. differ; Ph.D. students too.",
    "Take 2.5mg/kg and/or 0.5 ml.",
    "version 2.7.4 of 14.3.2019",
    "D2/D3 and 5-HT2A.",
    "Wait... what? Well...no.",
    "ada@post.example",
    "http is a protocol, www is a name",
]


@pytest.mark.parametrize("sentence", FOUND)
def test_an_address_is_found_without_the_punctuation_of_its_sentence(sentence):
    text = unmarked(sentence)
    findings = list(url.find(text, Context()))
    assert marked(text, findings) == sentence
    assert {(f.kind, f.band, f.suggestion) for f in findings} == {
        ("url", Band.CONFIDENT, "[web address]")
    }


@pytest.mark.parametrize("text", NOT_FOUND)
def test_abbreviations_and_missing_spaces_are_no_addresses(text):
    assert list(url.find(text, Context())) == []
