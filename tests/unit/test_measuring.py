"""What counts as found, in numbers that people can check by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.anonymise.evaluation.annotated import Document, Mention, from_marked, read_annotated
from archive.anonymise.evaluation.measure import Measured, count, measure, missed
from archive.anonymise.evaluation.report import as_data, as_lines
from archive.anonymise.finding import Finding
from archive.domain.errors import InvalidInput
from archive.domain.words import Band

IOB2 = """# newdoc id = letter-1
# sent_id = 1
# text = Alice Aston wrote to Bob's aunt.
1\tAlice\tB-PER\t-\t-
2\tAston\tI-PER\t-\t-
3\twrote\tO\t-\t-
4\tto\tO\t-\t-
5\tBob\tB-PER\t-\t-
6\t's\tO\t-\t-
7\taunt\tO\t-\t-
8\t.\tO\t-\t-

# sent_id = 2
# text = She lives in Leeds.
1\tShe\tO\t-\t-
2\tlives\tO\t-\t-
3\tin\tO\t-\t-
4\tLeeds\tB-LOC\t-\t-
5\t.\tO\t-\t-

# newdoc id = letter-2
# text = Nobody.
1\tNobody\tO\t-\t-
2\t.\tO\t-\t-
"""


def document(marked: str) -> Document:
    return next(from_marked(marked))


def found(start: int, end: int, kind: str = "person", band: Band = Band.CHECK) -> Finding:
    return Finding(start, end, kind, band, "test", "a test", "[name]")


def counted(marked: str, *findings: Finding) -> Measured:
    measured = Measured()
    count(measured, document(marked), findings)
    return measured


def surfaces(one: Document) -> list[tuple[str, str]]:
    return [(one.text[m.start : m.end], m.kind) for m in one.mentions]


def test_marks_are_taken_out_and_their_places_kept() -> None:
    one = document("My sister [[person:Maureen]] lives in\n[[place:Leeds]]. [[person:Maureen]]!")
    assert one.text == "My sister Maureen lives in\nLeeds. Maureen!"
    assert surfaces(one) == [("Maureen", "person"), ("Leeds", "place"), ("Maureen", "person")]


def test_documents_of_one_file_are_told_apart_by_their_headings() -> None:
    both = list(from_marked("=== first\nOne.\n\nTwo.\n\n=== second\n[[person:Bob]] left.\n"))
    assert [(one.name, one.text) for one in both] == [
        ("first", "One.\n\nTwo."),
        ("second", "Bob left."),
    ]


@pytest.mark.parametrize("broken", ["[[person:Bob", "Bob]] left", "[[Bob]]", "[[person:]]"])
def test_a_mark_that_does_not_close_is_refused_without_its_words(broken: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        document(broken)
    assert "Bob" not in str(caught.value)


def test_sentences_of_iob2_are_joined_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "some.iob2"
    file.write_text(IOB2)
    first, second = read_annotated(file)
    assert first.text == "Alice Aston wrote to Bob's aunt. She lives in Leeds."
    assert surfaces(first) == [("Alice Aston", "person"), ("Bob", "person"), ("Leeds", "place")]
    assert (second.name, second.mentions) == ("letter-2", ())
    broken_lines, _ = read_annotated(file, joined_by="\n")
    assert "aunt.\nShe" in broken_lines.text
    assert surfaces(broken_lines) == surfaces(first)


def test_presidio_research_is_read_with_its_kinds_as_ours(tmp_path: Path) -> None:
    spans = [
        {"entity_type": "PERSON", "start_position": 4, "end_position": 7},
        {"entity_type": "TITLE", "start_position": 0, "end_position": 3},
    ]
    file = tmp_path / "some.json"
    file.write_text(json.dumps([{"full_text": "Mr. Bob", "spans": spans}]))
    (only,) = read_annotated(file)
    assert only.mentions == (Mention(4, 7, "person"),)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.iob2", IOB2.replace("\tI-PER", "\tX-PER"), "line 5"),
        ("a.iob2", IOB2.replace("2\tAston", "2\tAstro"), "line 5"),
        ("a.iob2", "1\tBob\tB-PER", "line 1"),
        ("a.json", "{", "not JSON"),
        ("a.json", "{}", "not a list"),
        ("a.json", '[{"full_text": "Bob"}]', "text 0"),
        ("a.txt", "", "no annotated text"),
    ],
)
def test_what_a_file_gets_wrong_is_said_with_its_place(
    tmp_path: Path, name: str, content: str, says: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InvalidInput, match=says) as caught:
        read_annotated(tmp_path / name)
    assert "Astro" not in str(caught.value)


def test_a_mention_is_covered_by_parts_that_leave_only_white_space() -> None:
    covered = counted("[[person:Ada Miller]] left", found(0, 3), found(4, 10))
    assert covered.recall["person"].covered == 1
    assert covered.recall["person"].strict == 0
    half = counted("[[person:Ada Miller]] left", found(0, 3))
    assert half.recall["person"].covered == 0


def test_a_person_is_covered_by_name_flags_only_but_by_any_flag_in_the_other_count() -> None:
    measured = counted("[[person:Virginia]] left", found(0, 8, "place"))
    assert (measured.recall["person"].covered, measured.recall["person"].by_any) == (0, 1)


def test_one_leaked_mention_leaks_the_entity_and_the_document() -> None:
    measured = counted(
        "[[person:Ada]] and [[person:ADA]] and [[person:Bob]]", found(0, 3), found(16, 19)
    )
    recall = measured.recall["person"]
    assert (recall.mentions, recall.covered) == (3, 2)
    assert (recall.entities, recall.entities_covered) == (2, 1)
    assert (measured.documents_with_persons, measured.documents_leaking) == (1, 1)


def test_a_flag_on_no_person_is_a_false_name_flag_even_on_a_place() -> None:
    measured = counted("[[place:Leeds]] was wet", found(0, 5), found(10, 13))
    assert (measured.name_flags, measured.false_name_flags) == (2, 2)
    assert measured.false_names_per_thousand_words == pytest.approx(2 / 3 * 1000)


def test_a_public_figure_counts_neither_way_and_what_must_stay_is_counted_apart() -> None:
    measured = counted("[[public:Freud]] took [[keep:Lyrica]]", found(0, 5), found(11, 17))
    assert (measured.name_flags, measured.false_name_flags) == (1, 1)
    assert (measured.kept, measured.kept_flagged) == (1, 1)
    assert "keep" not in measured.recall


def test_what_confident_findings_alone_cover_is_counted_apart() -> None:
    measured = counted(
        "[[person:Ada]] and [[person:Bob]]", found(0, 3, band=Band.CONFIDENT), found(8, 11)
    )
    assert (measured.recall["person"].covered, measured.recall["person"].confident) == (2, 1)
    assert measured.precision["person", Band.CONFIDENT].right == 1


def test_kinds_of_one_sort_count_for_each_other() -> None:
    measured = counted("at [[school:Moorside]]", found(3, 11, "organisation"))
    assert measured.precision["organisation", Band.CHECK].right == 1
    assert measured.recall["school"].strict == 1


def test_a_lowered_document_keeps_its_mentions_letter_for_letter() -> None:
    lowered = document("İlkay met [[person:ADA]]").lowered()
    assert lowered.text.endswith("met ada")
    assert surfaces(lowered) == [("ada", "person")]


def test_what_is_missed_is_told_to_whoever_tunes() -> None:
    one = document("[[person:Ada]] and [[keep:Lyrica]]")
    assert missed(one, []) == [Mention(0, 3, "person")]
    assert missed(one, [found(0, 3)]) == []


def test_the_report_has_every_number_and_no_word_of_a_text() -> None:
    one = document("[[person:Zebediah]] saw [[place:Leeds]]")
    measured = measure([one], lambda text: [found(0, 8)])
    lines = "\n".join(as_lines(measured))
    assert "person" in lines
    assert "in all" in lines
    assert "Zebediah" not in lines + json.dumps(as_data(measured))
    assert as_data(measured)["recall"]["in all"]["mentions"] == 2
    assert as_data(measured)["recall"]["in all"]["covered"] == 1


def test_nothing_measured_divides_nothing_by_nothing() -> None:
    measured = measure([], lambda text: [])
    assert measured.covered("person") == measured.entities_covered("person") == 1
    assert measured.characters_per_second == measured.false_per_thousand_words == 0
    assert list(as_lines(measured))
