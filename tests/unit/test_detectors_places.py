"""Towns and counties, organisations and employers."""

from __future__ import annotations

import pytest

from archive.anonymise.detectors import organisation, place
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import outlined, unmarked

PLACES = [
    "I live in «Leeds» and work near «Milton Keynes».",
    "We moved to «Newcastle upon Tyne» from «Boston», Massachusetts.",
    "i live in «reading», i grew up in «milton keynes»",
    "i am from «leeds», near «bradford»",
    "I live in «Bath». I love reading in the bath.",
    "moved to «Hull» when the hull broke",
    "«London» was cold, «Manchester» colder.",
    "born in «Wexcombe-under-Lyd», a village",
    "She is from «Cornwall», he from «North Yorkshire».",
    "the train to «York»; «São Paulo» by air",
    "I'm originally from «Stoke-on-Trent».",
    "«London»'s rain",
]

NO_PLACES = [
    "I live in Britain, was born in France and moved to Texas.",
    "Reading in the bath is nice. Deal with it, ware and all.",
    "I live in fear, in my head, in a hospital, in constant pain.",
    "Lincoln said so, and Jackson agreed.",
    "In March I was in remission; the English doctor spoke Polish.",
    "I took Lyrica at Christmas, from Monday to Friday.",
    "Grew up in poverty, stayed in bed, moved to another ward",
    "Kate Preston and Paul Chester",
]

ORGANISATIONS = [
    ("admitted to «St Mary's Hospital» at night", "institution"),
    ("the nurses of «Birchfield Ward» knew", "institution"),
    ("«HMP Wakefield» was worse", "institution"),
    ("i was in «st thomas hospital» twice", "institution"),
    ("then «leeds general infirmary»", "institution"),
    ("went to «Greendale High School»", "school"),
    ("at the «University of Leeds»", "school"),
    ("i dropped out of «bristol uni»", "school"),
    ("She studied law at «Wexcombe»", "school"),
    ("I work at «Brightwater» now", "employer"),
    ("he worked for «Acme Widgets Ltd»", "organisation"),
    ("«Kettle & Crane LLP» fired me", "organisation"),
    ("my shift at the «Red Lion Inn»", "organisation"),
    ("sectioned under «Southlea NHS Foundation Trust»", "institution"),
    ("sings at «Holy Cross Church»", "institution"),
]

NO_ORGANISATIONS = [
    "The hospital, my school and the General Hospital; The NHS Trust; A&E",
    "I work for the NHS, at Tesco, and studied at the Open University.",
    "The Church of England and the University Hospital",
    "two years with Ada, three months from Monday",
    "My School was fine. High School was worse. The Crisis Team came.",
    "I was admitted to A&E, then to the ward, and to hospital again",
    "",
]


@pytest.mark.parametrize("sentence", PLACES)
def test_a_town_is_found_whole(sentence):
    text = unmarked(sentence)
    findings = list(place.find(text, Context()))
    assert outlined(text, findings) == sentence
    assert {f.kind for f in findings} == {"place"}


@pytest.mark.parametrize("text", NO_PLACES)
def test_countries_states_words_and_people_are_no_towns(text):
    assert list(place.find(text, Context())) == []


def test_a_town_of_the_gazetteer_behind_a_cue_is_sure():
    findings = list(place.find("I live in Leeds.", Context()))
    assert {(f.band, f.suggestion) for f in findings} == {(Band.CONFIDENT, "[town]")}


def test_a_town_alone_is_to_be_checked():
    assert {f.band for f in place.find("Leeds won.", Context())} == {Band.CHECK}


def test_a_county_is_an_area_and_no_town():
    (finding,) = place.find("It rains, Cornwall or not.", Context())
    assert finding.suggestion == "[area]"


@pytest.mark.parametrize("sentence, kind", ORGANISATIONS)
def test_an_organisation_with_a_name_is_found_whole(sentence, kind):
    text = unmarked(sentence)
    findings = list(organisation.find(text, Context()))
    assert outlined(text, findings) == sentence
    assert kind in {f.kind for f in findings}
    assert all(f.suggestion.startswith("[") for f in findings)


@pytest.mark.parametrize("text", NO_ORGANISATIONS)
def test_what_everybody_meets_and_what_has_no_name_stays(text):
    assert list(organisation.find(text, Context())) == []
