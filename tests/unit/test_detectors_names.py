"""Persons' names, with and without capitals, and the many words that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.anonymise.detectors import names, names_cued
from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import marked, unmarked

CUED = [
    "My name is «Maeve Kilbride» and I am tired.",
    "my name is «darren» and i am tired",
    "It was Dr «Okonjo» who listened.",
    "Prof. «J. R. Smith» did not.",
    "My sister «Una» drove me home.",
    "My sister, «Una», drove me home.",
    "my mate «darren» sits with me",
    "his flatmate «Ottilie» came along",
    "Hi «Gareth», thank you for this.",
    "Dear «Siobhan», I read what you wrote.",
    "Thanks «Priya»! That helped.",
    "There was a nurse called «Blessing» on the ward.",
    "I'm «Terrence» and I have been here before.",
]

FOUND = [
    "I went to see «Ronald Melzack» about it.",
    "We met «Ludwig van der Berg» in the queue.",
    "«O'Neill» told me to sit down.",
    "Then «McAllister» said nothing for an hour.",
    "«Anne-Marie» was there too.",
    "«J. R. Hartley» wrote to me.",
    "I told «Kavita» and «Denise» everything.",
    "«Marcus»'s mother rang me.",
    "«Marcus»’s mother rang me.",
    "They asked «Iestyn» to wait outside.",
    "i told «jennifer» about the ward and she cried",
    "😀 «Ronald Melzack» was right 😀",
]

NOT_FOUND = [
    "I will mark the day with a rose, may it help, by the grace of God.",
    "Will it help? May I ask? Hope is all I have.",
    "At first I slept well. Then I did not. Because of this I stopped. However, I went on.",
    "I took Lyrica and Prozac, then Zoloft; NMDA and DRD4 were in the papers.",
    "On Monday in April I flew to France and spoke German.",
    "My GP was tired. My sister was tired. Her doctor said so. My mum and dad agreed.",
    "I'm happy, I'm Bipolar, I am Autistic, and I am British.",
    "Hi everyone, thanks all. Hello again! Dear all, thank you.",
    "Big 5 traits such as N and O are not my destiny.",
    "i will go, may it help, and hope that it finds me under the old oak",
    "the doctor called, the nurse named a price",
    "",
]


@pytest.mark.parametrize("sentence", CUED)
def test_a_name_behind_a_cue_is_found_and_nothing_else(sentence):
    text = unmarked(sentence)
    findings = find_identifiers(text)
    assert marked(text, findings) == sentence
    assert {finding.kind for finding in findings} == {"person"}


@pytest.mark.parametrize("sentence", FOUND)
def test_a_name_is_found_whole(sentence):
    text = unmarked(sentence)
    findings = [finding for finding in find_identifiers(text) if finding.names_a_person]
    assert marked(text, findings) == sentence
    assert {finding.suggestion for finding in findings} == {"[name]"}


@pytest.mark.parametrize("text", NOT_FOUND)
def test_words_that_could_be_names_are_left_where_they_are_words(text):
    flags = [text[f.start : f.end] for f in find_identifiers(text) if f.names_a_person]
    assert flags == []


@pytest.mark.parametrize(
    "text",
    ["My name is Maeve.", "It was Dr Kowalski.", "My brother Cormac left.", "Hi Gareth,\nYes."],
)
def test_a_cue_and_a_list_together_are_sure(text):
    (finding,) = find_identifiers(text)
    assert (finding.kind, finding.band) == ("person", Band.CONFIDENT)


def test_a_word_that_no_list_knows_is_flagged_to_be_checked():
    (finding,) = find_identifiers("In the end I asked Qwertzu about it.")
    assert finding.names_a_person
    assert finding.band is Band.CHECK
    assert "no list" in finding.why


def test_a_signature_is_found_below_a_text():
    text = "I have nothing more to say about it.\n\nTake care,\nDarren"
    (finding,) = find_identifiers(text)
    assert text[finding.start :] == "Darren"


@pytest.mark.parametrize("find", [names.find, names_cued.find])
@given(st.text(alphabet="AaBb. ,'’-\n@MrDoeHi mysister", max_size=80))
def test_every_name_lies_within_the_text_and_has_no_space_at_its_ends(find, text):
    for finding in find(text, Context()):
        surface = text[finding.start : finding.end]
        assert surface == surface.strip()
        assert surface


@given(st.text(max_size=60))
def test_any_text_at_all_can_be_searched_for_names(text):
    for finding in (*names.find(text, Context()), *names_cued.find(text, Context())):
        assert 0 <= finding.start < finding.end <= len(text)


def test_no_reason_repeats_a_name():
    for finding in find_identifiers("My sister Una met Ronald Melzack, and Dr Okonjo told them."):
        assert "Una" not in finding.why
        assert "Melzack" not in finding.why


@pytest.mark.parametrize("opening", ["Tell", "Ask", "Call", "Thank"])
def test_a_word_that_only_opens_the_sentence_is_no_part_of_the_name_behind_it(opening):
    text = f"{opening} Denise about it."
    flags = [text[f.start : f.end] for f in find_identifiers(text) if f.names_a_person]
    assert flags == ["Denise"]


def test_a_given_name_that_is_a_word_stays_part_of_the_name_it_opens():
    text = "Will Denise came."
    assert any(text[f.start : f.end] == "Will Denise" for f in find_identifiers(text))


@pytest.mark.parametrize(
    "text", ["Medicine took the word from engineers.", "Thankyou (and sorry)."]
)
def test_a_word_every_patient_uses_is_nobodys_name(text):
    assert find_identifiers(text) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "It came from «Robert Bryngelson@AZURIX» at noon.",
        "it was «kevin a. boone» who wrote.",
        "Do send it back. Thanks, «dp»",
        "thx «jw» see you",
    ],
)
def test_initials_short_signatures_and_mailboxes_go_along_with_names(sentence):
    text = unmarked(sentence)
    names_found = tuple(f for f in find_identifiers(text) if f.names_a_person)
    assert marked(text, names_found) == sentence


@pytest.mark.parametrize("text", ["Thanks op, that helps.", "Cheers tbh I did", "thanks xx"])
def test_an_abbreviation_behind_thanks_is_no_signature(text):
    assert not [f for f in find_identifiers(text) if f.names_a_person]


@pytest.mark.parametrize("medicine", ["Lirica", "Sertralin", "Quetiapime", "Lamotrigene"])
def test_a_medicine_with_one_wrong_letter_is_nobodys_name(medicine):
    text = f"They put me on {medicine} and it helped."
    assert not [f for f in find_identifiers(text) if f.names_a_person]
