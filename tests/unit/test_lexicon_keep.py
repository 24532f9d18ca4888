"""Words that tell nobody apart, and the names of places."""

from __future__ import annotations

import pytest

from archive.anonymise.lexicon import places
from archive.anonymise.lexicon.keep import is_kept, is_misspelled_medicine, kept_phrases
from archive.anonymise.lexicon.listed import given_names

KEPT = (
    "DRD4 NMDA 5-HT2A CYP2D6 GABA-A Lyrica sertraline Zoloft Seroxat paracetamol PHQ-9 GAD-7 MMPI "
    "SSRI ECT CBT A&E GP Monday April Polish English Muslim Christmas Facebook Britain COMT PTSD "
    "EUPD Asperger's Medicine Thankyou SSRIs amygdala ketamine Google MBTI WAIS-IV"
).split()


@pytest.mark.parametrize(
    "word", [*KEPT, "Big 5", "Big Five", "N and O", "New Zealand", "St John's wort"]
)
def test_medicines_receptors_tests_and_peoples_are_kept(word):
    assert is_kept(word)


@pytest.mark.parametrize("word", ["Ada", "Smith", "Leeds", "Russell", "Kovac", "wexcombe", ""])
def test_names_are_not_kept(word):
    assert not is_kept(word)


def test_a_common_given_name_is_kept_only_if_it_is_also_a_month_a_country_or_a_people():
    common = {word for word in kept_phrases() if given_names().get(word, 0) >= 30}
    assert common <= {"april", "chad", "christian", "georgia", "jan", "jordan", "june"} | {
        "autumn",
        "jesus",
        "victoria",
        "virginia",
    }


def test_several_thousand_words_are_kept():
    assert len(kept_phrases()) > 8000


@pytest.mark.parametrize("town", ["leeds", "milton keynes", "newcastle upon tyne", "sao paulo"])
def test_a_town_is_known_by_name(town):
    assert places.is_town(town)


@pytest.mark.parametrize("town", ["reading", "bath", "hull", "mobile", "nice", "lincoln"])
def test_a_town_called_like_a_word_or_a_person_needs_a_cue(town):
    assert places.may_be_town(town)
    assert not places.is_town(town)


def test_accents_and_capitals_do_not_matter():
    assert places.folded("São PAULO") == "sao paulo"


@pytest.mark.parametrize("name", ["france", "texas", "england", "the"])
def test_countries_and_states_are_no_towns(name):
    assert not places.may_be_town(name)
    assert not places.is_region(name)


@pytest.mark.parametrize("word", ["lirica", "sertralline", "quetiapne"])
def test_one_wrong_letter_makes_a_misspelled_medicine(word):
    assert is_misspelled_medicine(word)


@pytest.mark.parametrize("word", ["lirika", "ada", "yrica", "marlowe", ""])
def test_two_wrong_letters_or_a_wrong_first_do_not(word):
    assert not is_misspelled_medicine(word)
