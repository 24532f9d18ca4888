"""What singles somebody out without naming: relatives, occupations, phrases, and means of harm."""

from __future__ import annotations

import pytest

from archive.anonymise.detectors import coined, method, occupation, relation, spelled_out
from archive.anonymise.finding import Context
from archive.domain.words import Band
from tests.unit.marked import outlined, unmarked

RELATIONS = [
    ("«My twin brother» fell ill", "My brother"),
    ("«my late husband» took it", "my husband"),
    ("I am «the youngest of five»", "one of several"),
    ("a «mother of six»", "mother"),
    ("«my husband of 40 years» left", "my husband"),
    ("I have «seven» sisters", "several"),
    ("her «triplets» slept", "[a relative]"),
    ("i'm an «identical twin»", "[family detail]"),
    ("«our adopted daughter»", "our daughter"),
]

NO_RELATIONS = [
    "My mother, my brother and my two children came.",
    "my first thought, my late lunch, the second time, the only way",
    "I have four tablets left and five minutes",
    "a mother of course, a father at last",
    "the twin towers, twin beds",
]

OCCUPATIONS = [
    "I am a «lighthouse keeper» by the sea",
    "my father was a «high court judge»",
    "She's «the only vet on the island» and tired",
    "he retired as a «piano tuner»",
    "I was «the first woman in my village» to",
    "He is the «MP for Wexcombe»",
]

NO_OCCUPATIONS = [
    "I am a nurse, he is a teacher, and she was a student.",
    "the only thing in my life; the first time in years; the last day of the week",
    "The surgeon operated. A judge of character. It was magic.",
    "the only medication in the world that helps",
    "my doctor smiled",
]

COINED = [
    "see «#greyfogdiaries» for more",
    "my blog, “«The Grey Fog Diaries»”, is old",
    "I wrote a book called «Salt and Lithium».",
    "my podcast is called «Slow Weather».",
    'I call it "«the marmalade machine»" at home',
    "a tattoo that says “«not yet, captain»” on my arm",
]

NOT_COINED = [
    "number #1, #5 and item #12",
    "my book was good, my blog is dead, my page is empty",
    'He said "I am tired" and I said "so am I".',
    "they call it depression",
]

SPELLED = [
    ("my name is «J-O-H-N», as said", "person_spelled"),
    ("surname «K.O.V.A.C»", "person_spelled"),
    ("spelled «s-a-r-e»", "person_spelled"),
    ("«oh seven seven double oh nine one two three four five»", "phone"),
    ("ring «0 7 7 0 0 9 0 0 1 2 3» soon", "phone"),
]

NOT_SPELLED = [
    "A-B test, P-T-A, U.S.A. and Ph.D.",
    "one or two, three at most; seven, eight hours",
    "1 2 3 4",
    "SSRI, MAOI, ADHD",
]

METHODS = [
    "I overdosed on «40 paracetamol and half a bottle of vodka».",
    "Suicidal, I «hanged myself with a dressing gown cord» and failed.",
    "When I tried to kill myself I swallowed «a whole box of tablets».",
    "I wanted to die. I took «thirty pills» at once.",
    "He died by suicide: he «jumped off the Humber Bridge».",
    "I self-harm: I «cut my arms with a razor blade».",
    "to end my life I «ordered sodium nitrite online».",
    "I wanted to end it and «stockpiled my amitriptyline for months».",
]

THERAPY = [
    "I take 50mg of sertraline and 2 tablets of quetiapine at night.",
    "I have been suicidal, and 300mg of lithium a day stopped it.",
    "After my overdose they put me on 20mg of citalopram daily.",
    "I once overdosed. Now I take 50 mg of sertraline, one tablet each morning.",
    "Suicidal thoughts went when the dose of naltrexone was 50mg.",
    "A belt of rain; rope access; I took 5 mg of zopiclone to sleep.",
    "My doctor increased it to 200 mg after two weeks.",
    "I self-harmed as a teenager and was prescribed 10mg fluoxetine.",
]


@pytest.mark.parametrize("sentence, suggestion", RELATIONS)
def test_a_relative_who_is_one_of_a_kind_is_to_be_checked(sentence, suggestion):
    text = unmarked(sentence)
    findings = list(relation.find(text, Context()))
    assert outlined(text, findings) == sentence
    assert {f.band for f in findings} == {Band.CHECK}
    assert suggestion in {f.suggestion for f in findings}


@pytest.mark.parametrize("text", NO_RELATIONS)
def test_relatives_whom_everybody_has_are_left_standing(text):
    assert list(relation.find(text, Context())) == []


@pytest.mark.parametrize(
    "detector, sentence",
    [(occupation, sentence) for sentence in OCCUPATIONS]
    + [(coined, sentence) for sentence in COINED]
    + [(method, sentence) for sentence in METHODS],
)
def test_what_singles_out_or_could_be_copied_is_to_be_checked(detector, sentence):
    text = unmarked(sentence)
    findings = list(detector.find(text, Context()))
    assert outlined(text, findings) == sentence
    assert {f.band for f in findings} == {Band.CHECK}


@pytest.mark.parametrize(
    "detector, text",
    [(occupation, text) for text in NO_OCCUPATIONS] + [(coined, text) for text in NOT_COINED],
)
def test_common_work_and_common_words_are_left_standing(detector, text):
    assert list(detector.find(text, Context())) == []


@pytest.mark.parametrize("sentence, kind", SPELLED)
def test_what_is_given_piece_by_piece_is_found(sentence, kind):
    text = unmarked(sentence)
    findings = list(spelled_out.find(text, Context()))
    assert outlined(text, findings) == sentence
    assert {f.kind for f in findings} == {kind}


@pytest.mark.parametrize("text", NOT_SPELLED)
def test_abbreviations_and_counts_are_not_spelled_out(text):
    assert list(spelled_out.find(text, Context())) == []


@pytest.mark.parametrize("text", THERAPY)
def test_a_dose_taken_as_treatment_is_never_flagged(text):
    assert list(method.find(text, Context())) == []
