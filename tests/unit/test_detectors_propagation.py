"""A name found once is found everywhere, and what moderators decided is remembered."""

from __future__ import annotations

from archive.anonymise.detectors import known, propagation
from archive.anonymise.engine import find_identifiers
from archive.anonymise.finding import Context, Known
from archive.anonymise.surfaces import occurrences
from archive.domain.words import Band


def _flags(text, context=None):
    return [text[f.start : f.end] for f in find_identifiers(text, context) if f.names_a_person]


def test_a_full_name_leads_to_its_parts_also_without_capitals():
    text = "I met Darren Kowalczyk.\n\nIn the end kowalczyk rang, and darren too."
    assert _flags(text) == ["Darren Kowalczyk", "kowalczyk", "darren"]


def test_a_name_that_is_a_word_is_followed_with_its_capital_only():
    text = "My sister Rose came.\n\nI gave Rose a rose."
    assert _flags(text) == ["Rose", "Rose"]


def test_the_authors_of_a_thread_are_found_in_every_text_of_it():
    context = Context(names=("Zbigniew Q", "quiet_otter42"))
    text = "As zbigniew says, and Quiet_Otter42 too."
    found = [text[f.start : f.end] for f in propagation.find(text, context)]
    assert found == ["Quiet_Otter42", "zbigniew"]


def test_without_names_nothing_is_looked_for():
    assert list(propagation.find("Una came.", Context())) == []


def test_months_titles_and_particles_of_a_name_do_not_spread():
    context = Context(names=("Dr April van Dijk",))
    text = "In April the doctor took a van to Dr Dijk."
    assert [text[f.start : f.end] for f in propagation.find(text, context)] == ["Dijk"]


def test_what_was_replaced_before_is_replaced_again_whatever_its_capitals():
    context = Context(known={"moorside": Known("institution", keep=False, suggestion="[a clinic]")})
    (finding,) = known.find("Off to MOORSIDE again.", context)
    assert (finding.start, finding.end, finding.kind) == (7, 15, "institution")
    assert (finding.band, finding.suggestion) == (Band.CONFIDENT, "[a clinic]")


def test_what_was_kept_before_is_not_found_again():
    text = "I read Ronald Melzack on pain."
    kept = {"ronald melzack": Known("person", keep=True)}
    assert _flags(text) == ["Ronald Melzack"]
    assert _flags(text, Context(known=kept)) == []


def test_a_surface_is_found_as_whole_words_only():
    text = "Una, una; Unable, Tuna, una_x, una-x"
    found = [(start, end) for start, end, _ in occurrences(text, ["Una", "Una"])]
    assert found == [(0, 3), (5, 8), (31, 34)]


def test_a_surface_may_begin_with_a_mark_and_hold_spaces():
    text = "ask @Una B now"
    assert list(occurrences(text, ["@una b"])) == [(4, 10, "@una b")]
