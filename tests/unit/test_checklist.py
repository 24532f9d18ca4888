"""The checklist: HIPAA's eighteen identifiers and ours, filled in from marks."""

from __future__ import annotations

import json

from archive.anonymise import engine
from archive.domain import checklist
from archive.domain.checklist import Mark, State


def state_of(key: str, *marks: Mark) -> tuple[State, int]:
    (line,) = (line for line in checklist.filled_in(marks) if line.key == key)
    return line.state, line.count


def test_the_list_has_hipaas_eighteen_in_their_order_and_then_ours() -> None:
    groups = [item.group for item in checklist.ITEMS]
    assert groups == ["hipaa"] * 18 + ["ours"] * 9
    assert len({item.key for item in checklist.ITEMS}) == len(groups)


def test_an_item_that_nobody_marked_says_none_and_not_more() -> None:
    assert state_of("phones") == (State.NONE, 0)


def test_what_words_cannot_hold_is_never_said_to_be_missing() -> None:
    assert state_of("biometrics") == state_of("photographs") == (State.NOT_IN_TEXT, 0)


def test_open_marks_weigh_more_than_kept_ones_and_kept_more_than_hidden() -> None:
    hidden, kept = Mark("date", State.HIDDEN), Mark("age", State.KEPT)
    still_open = Mark("date", State.OPEN)
    assert state_of("dates", hidden, hidden) == (State.HIDDEN, 2)
    assert state_of("dates", hidden, hidden, kept) == (State.KEPT, 1)
    assert state_of("dates", hidden, kept, still_open, still_open) == (State.OPEN, 2)


def test_the_name_of_who_wrote_in_the_thread_is_told_from_names_of_others() -> None:
    author, other = Mark("author", State.HIDDEN), Mark("person_initials", State.OPEN)
    assert state_of("names", author, other) == (State.OPEN, 1)
    assert state_of("authors", author, other) == (State.HIDDEN, 1)
    assert state_of("others", author, other) == (State.OPEN, 1)


def test_a_mark_in_the_title_counts_for_its_kind_and_for_the_title() -> None:
    mark = Mark("place", State.KEPT, in_title=True)
    assert state_of("places", mark) == state_of("title", mark) == (State.KEPT, 1)
    assert state_of("title", Mark("place", State.KEPT)) == (State.NONE, 0)


def test_a_kind_without_a_line_is_any_other_mark_of_one_person() -> None:
    assert state_of("any_other", Mark("tattoo", State.OPEN)) == (State.OPEN, 1)
    assert state_of("any_other", Mark("", State.HIDDEN)) == (State.HIDDEN, 1)


def test_every_kind_that_a_detector_finds_has_a_line_of_its_own() -> None:
    text = (
        "My name is Marek Novak, born 3 May 1981, 43 years old. Call 020 7946 0018 or write to "
        "marek@post.example, see https://post.example/marek and @mareknovak at 192.0.2.7. "
        "NHS number 943 476 5919, NINO AB 12 34 56 C, SSN 219-09-9999. I work at Bray Primary "
        "School as a lighthouse keeper at 12 Orchard Road, Bray, SW1A 1AA."
    )
    kinds = {found.kind for found in engine.find_identifiers(text)}
    assert len(kinds) > 8
    assert kinds <= checklist.KNOWN


def test_a_snapshot_goes_through_json_and_comes_back_as_it_was() -> None:
    lines = checklist.filled_in([Mark("url", State.HIDDEN), Mark("person", State.KEPT)])
    kept = json.loads(json.dumps(checklist.snapshot(lines)))
    assert kept["web_addresses"] == ["hidden", 1]
    assert checklist.of_snapshot(kept) == lines


def test_a_snapshot_of_before_leaves_out_the_lines_it_did_not_have() -> None:
    assert [line.key for line in checklist.of_snapshot({"names": ["open", 2]})] == ["names"]
