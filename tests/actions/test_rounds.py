"""Blind rounds: opened by leads, coded apart, closed, settled by a third person."""

from __future__ import annotations

from typing import Any

import pytest

from archive import actions, gate
from archive.actions import codebook
from archive.domain import warrant
from archive.domain.agreement import SETTLED, Reason, Unit
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.text import sentences
from archive.domain.words import Audience
from archive.models import (
    Adjudication,
    CodebookChange,
    Coding,
    Recusal,
    RoundCoding,
    RoundFinished,
    RoundText,
    Theme,
)
from tests.factories import Made, People, contribution, make_discussion, published, theme
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

TEXT = "The nights were long. I baked bread at four. Nobody asked me anything. I was tired."
PLACES = [(one.start, one.end) for one in sentences(TEXT)]


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def made() -> Made:
    theme("sleep", "Sleep")
    theme("work", "Work")
    return make_discussion([TEXT, "I slept well. Then I did not.", "A short one."])


def opened(made: Made, people: People, unit: Unit = Unit.SENTENCE, **other: object) -> int:
    chosen: dict[str, object] = {
        "name": "First round",
        "refs": made.refs,
        "coders": ["alice", "bob"],
        "themes": ["sleep", "work"],
        "unit": unit,
        "by": people.carol,
        "seed": 5,
    }
    return actions.open_round(**(chosen | other))  # type: ignore[arg-type]


def staff(user: object) -> gate.GateReader:
    return gate.read_as(gate.viewer_of(user))


def code(number: int, ref: str, user: object, slug: str, *spans: tuple[int, int]) -> None:
    actions.code_in_round(round=number, ref=ref, spans=spans, themes=[slug], by=user)  # type: ignore[arg-type]


def closed_with_a_difference(made: Made, people: People) -> int:
    """Both find sleep in the first sentence, Alice alone in the last; both finish the text."""
    number, ref = opened(made, people), made.refs[0]
    code(number, ref, people.alice, "sleep", PLACES[0], PLACES[3])
    code(number, ref, people.bob, "sleep", PLACES[0])
    for one in (people.alice, people.bob):
        actions.finish_text(round=number, ref=ref, by=one)
    actions.close_round(round=number, by=people.carol)
    return number


def test_only_leads_and_stewards_open_and_close(made: Made, people: People) -> None:
    with pytest.raises(NotAllowed):
        opened(made, people, by=people.alice)
    number = opened(made, people, by=people.dave)
    with pytest.raises(NotAllowed):
        actions.close_round(round=number, by=people.bob)
    actions.close_round(round=number, by=people.carol)
    with pytest.raises(Conflict):
        actions.close_round(round=number, by=people.carol)


@pytest.mark.parametrize(
    "wrong",
    [
        {"coders": ["alice"]},
        {"coders": ["alice", "nobody"]},
        {"themes": []},
        {"themes": ["sleep", "not-there"]},
        {"refs": []},
        {"refs": ["not-there"]},
        {"name": "  "},
    ],
    ids=str,
)
def test_a_round_that_could_not_be_coded_is_not_opened(
    made: Made, people: People, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        opened(made, people, **wrong)


def test_a_coder_sees_her_own_codings_and_nobody_elses(made: Made, people: People) -> None:
    number, ref = opened(made, people), made.refs[0]
    code(number, ref, people.alice, "sleep", PLACES[0])
    code(number, ref, people.bob, "work", PLACES[1])
    hers = staff(people.alice).to_code(number, ref)
    assert [(c.theme.slug, c.words) for c in hers.codings] == [("sleep", "The nights were long.")]
    with pytest.raises(NotFound):
        staff(people.carol).to_code(number, ref)


def test_nobody_sees_numbers_or_differences_while_a_round_is_open(
    made: Made, people: People
) -> None:
    number = opened(made, people)
    for one in (people.alice, people.carol, people.dave):
        with pytest.raises(Conflict):
            staff(one).compared(number)
        with pytest.raises(Conflict):
            staff(one).differences(number, made.refs[0])
        assert {text.differing for text in staff(one).round(number).texts} == {None}


def test_what_is_coded_in_a_round_stands_on_no_other_page(made: Made, people: People) -> None:
    for ref in made.refs:
        published(ref)
    number, ref = opened(made, people), made.refs[0]
    code(number, ref, people.alice, "sleep", PLACES[0])
    for reader in (staff(people.bob), staff(people.carol), gate.read_as(gate.READER)):
        assert not reader.contribution(ref).passages
        assert {n for _, n in reader.themes()} == {0}
        assert not reader.theme("sleep").accounts
    assert not staff(people.bob).review(ref).passages
    assert staff(people.bob).desk(made.slug).rows[0].passages == 0
    with warrant.opened("tests", "look"):
        documents = [d for chunk in gate.documents_for(Audience.STAFF) for d in chunk]
    assert {d.themes for d in documents} == {()}


def test_others_codings_of_a_coders_texts_and_themes_are_hidden_from_her_meanwhile(
    made: Made, people: People
) -> None:
    ref = made.refs[0]
    for each in made.refs:
        published(each)
    theme("other", "Other")
    start, end = PLACES[1]
    mark: dict[str, Any] = {"ref": ref, "start": start, "end": end, "voice": None}
    actions.tag_passage(**mark, themes=["work", "other"], by=people.dave)
    actions.tag_passage(**(mark | {"start": 0}), themes=["work"], by=people.dave)
    actions.tag_passage(**mark, themes=["sleep"], by=people.alice)
    number = opened(made, people)

    def seen(reader: gate.GateReader) -> list[tuple[str, str]]:
        passages = reader.review(ref).passages
        return sorted((c.theme.slug, c.coder) for p in passages for c in p.codings)

    assert seen(staff(people.alice)) == [("other", "dave"), ("sleep", "alice")]
    assert len(staff(people.alice).review(ref).passages) == 1, "nothing says where the other lies"
    assert [t.slug for p in staff(people.bob).contribution(ref).passages for t in p.themes] == [
        "other"
    ]
    assert not staff(people.bob).theme("work").accounts
    assert dict(_counts(staff(people.bob)))["work"] == 0
    assert ref in staff(people.bob).blind_refs()
    assert len(seen(staff(people.carol))) == 4, "she does not code in the round"
    actions.close_round(round=number, by=people.carol)
    assert len(seen(staff(people.alice))) == 4
    assert not staff(people.bob).blind_refs()


def _counts(reader: gate.GateReader) -> list[tuple[str, int]]:
    return [(one.slug, n) for one, n in reader.themes()]


def test_codings_from_before_count_for_nobody(made: Made, people: People) -> None:
    actions.tag_passage(
        ref=made.refs[0], start=0, end=9, themes=["sleep"], voice=None, by=people.alice
    )
    number = opened(made, people)
    assert not staff(people.alice).to_code(number, made.refs[0]).codings


def test_a_finished_text_is_coded_on_only_after_it_was_taken_back(
    made: Made, people: People
) -> None:
    number, ref = opened(made, people), made.refs[0]
    actions.finish_text(round=number, ref=ref, by=people.alice)
    with pytest.raises(Conflict):
        code(number, ref, people.alice, "sleep", PLACES[0])
    actions.reopen_text(round=number, ref=ref, by=people.alice)
    code(number, ref, people.alice, "sleep", PLACES[0])
    (mine,) = staff(people.alice).to_code(number, ref).codings
    with pytest.raises(NotFound):
        actions.take_back_code(round=number, ref=ref, coding=mine.id, by=people.bob)
    actions.take_back_code(round=number, ref=ref, coding=mine.id, by=people.alice)
    assert not staff(people.alice).to_code(number, ref).codings


def test_what_is_off_the_text_or_no_theme_of_the_round_is_refused(
    made: Made, people: People
) -> None:
    theme("third", "Third")
    number, ref = opened(made, people), made.refs[0]
    with pytest.raises(InvalidInput):
        code(number, ref, people.alice, "third", PLACES[0])
    for spans in ([], [(3, 3)], [(0, len(TEXT) + 1)]):
        with pytest.raises(InvalidInput):
            code(number, ref, people.alice, "sleep", *spans)


def test_after_closing_nobody_codes_on_and_what_all_found_is_the_archives(
    made: Made, people: People
) -> None:
    number, ref = closed_with_a_difference(made, people), made.refs[0]
    with pytest.raises(Conflict):
        code(number, ref, people.alice, "work", PLACES[1])
    with pytest.raises(Conflict):
        actions.reopen_text(round=number, ref=ref, by=people.alice)
    with warrant.opened("tests", "look"):
        rows = [
            (c.tag.slug, c.content_object.start, c.content_object.end, c.coder, c.round_id)
            for c in Coding.objects.all()
        ]
    assert rows == [("sleep", *PLACES[0], None, number)]
    assert [p.start for p in staff(people.bob).contribution(ref).passages] == [0]


def test_a_third_person_decides_and_the_coders_do_not(made: Made, people: People) -> None:
    number, ref = closed_with_a_difference(made, people), made.refs[0]
    sheet = staff(people.erin).differences(number, ref)
    (one,) = sheet.differences
    assert (one.theme.slug, one.words, one.found, one.not_found) == (
        "sleep", "I was tired.", ("alice",), ("bob",),
    )  # fmt: skip
    assert sheet.may_decide
    assert not staff(people.bob).differences(number, ref).may_decide
    decision: dict[str, Any] = {
        "round": number, "ref": ref, "theme": "sleep", "start": one.start, "end": one.end,
        "present": True, "reason": Reason.FITS, "note": "Tired is about sleep.",
    }  # fmt: skip
    for coder in (people.alice, people.bob):
        with pytest.raises(NotAllowed):
            actions.adjudicate(**decision, by=coder)
    with pytest.raises(NotFound):
        actions.adjudicate(**(decision | {"start": 1}), by=people.erin)
    actions.adjudicate(**decision, by=people.erin)
    (after,) = staff(people.bob).differences(number, ref).differences
    assert after.decided
    assert (after.decided.by, after.decided.note) == ("erin", "Tired is about sleep.")
    with warrant.opened("tests", "look"):
        row = Adjudication.objects.get()
        assert b"Tired" not in bytes(row.note)
        settled = Coding.objects.filter(round=number).order_by("content_object__start")
        assert [c.coder and c.coder.username for c in settled] == [None, "erin"]


def test_a_later_decision_takes_the_place_of_the_earlier(made: Made, people: People) -> None:
    number, ref = closed_with_a_difference(made, people), made.refs[0]
    start, end = PLACES[3]
    decision: dict[str, Any] = {
        "round": number,
        "ref": ref,
        "theme": "sleep",
        "start": start,
        "end": end,
    }
    actions.adjudicate(**decision, present=True, reason=Reason.FITS, by=people.erin)
    actions.adjudicate(**decision, present=False, reason=Reason.NOT_SAID, by=people.dave)
    with warrant.opened("tests", "look"):
        assert Adjudication.objects.count() == 1
        assert Coding.objects.filter(round=number).count() == 1
        assert contribution(ref).passages.count() == 1


def test_the_settled_layer_is_a_coder_of_its_own(made: Made, people: People) -> None:
    number, ref = closed_with_a_difference(made, people), made.refs[0]
    found = staff(people.carol).compared(number)
    assert SETTLED not in found.coders
    assert {c.coder for c in found.codings} == {"alice", "bob"}
    assert SETTLED not in found.settled.texts[0].finished, "a place in it is open"
    start, end = PLACES[3]
    actions.adjudicate(
        round=number, ref=ref, theme="sleep", start=start, end=end, present=False,
        reason=Reason.NOT_SAID, by=people.erin,
    )  # fmt: skip
    found = staff(people.carol).compared(number)
    assert SETTLED in found.settled.texts[0].finished
    assert [(c.coder, c.start) for c in found.settled.codings] == [(SETTLED, 0)]


def test_a_decision_counts_only_in_a_closed_round(made: Made, people: People) -> None:
    number = opened(made, people)
    with pytest.raises(Conflict):
        actions.adjudicate(
            round=number, ref=made.refs[0], theme="sleep", start=0, end=5, present=True,
            reason=Reason.FITS, by=people.erin,
        )  # fmt: skip


def test_who_stepped_back_from_a_text_neither_codes_nor_decides_it(
    made: Made, people: People
) -> None:
    number, ref = opened(made, people), made.refs[0]
    with warrant.opened("tests", "recuse"):
        Recusal.objects.create(contribution=contribution(ref), account=people.alice)
    with pytest.raises(NotFound):
        code(number, ref, people.alice, "sleep", PLACES[0])
    with pytest.raises(NotFound):
        staff(people.alice).to_code(number, ref)
    sheet = staff(people.alice).round(number)
    assert [text.finished_by_me for text in sheet.texts] == [None, False, False]


def test_an_erased_text_leaves_no_trace_in_a_round(made: Made, people: People) -> None:
    number, ref = closed_with_a_difference(made, people), made.refs[0]
    start, end = PLACES[3]
    actions.adjudicate(
        round=number, ref=ref, theme="sleep", start=start, end=end, present=True,
        reason=Reason.OTHER, note="n", by=people.erin,
    )  # fmt: skip
    actions.erase(ref=ref, by=people.dave)
    with warrant.opened("tests", "look"):
        for model in (Adjudication, RoundCoding, RoundFinished, RoundText):
            assert not model.objects.filter(contribution__ref=ref).exists()
        assert not Coding.objects.exists()
    found = staff(people.carol).compared(number)
    assert ref not in {text.ref for text in found.texts}


def test_a_merge_of_themes_is_read_into_a_closed_round(made: Made, people: People) -> None:
    number, ref = opened(made, people), made.refs[0]
    code(number, ref, people.alice, "sleep", PLACES[0])
    code(number, ref, people.bob, "work", PLACES[0])
    for one in (people.alice, people.bob):
        actions.finish_text(round=number, ref=ref, by=one)
    actions.close_round(round=number, by=people.carol)
    assert len(staff(people.erin).differences(number, ref).differences) == 2
    Theme.objects.filter(slug="work").update(merged_into=Theme.objects.get(slug="sleep"))
    assert not staff(people.erin).differences(number, ref).differences
    assert staff(people.erin).compared(number).themes == ("sleep",)


def test_a_theme_that_a_round_looks_for_is_not_taken_away_by_an_undo(
    made: Made, people: People
) -> None:
    slug = codebook.add_theme(name="Hands", definition="Hands.", draft=False, by=people.dave)
    with warrant.opened("tests", "look"):
        added = CodebookChange.objects.order_by("-version").values_list("pk", flat=True)[0]
    opened(made, people, themes=[slug])
    with pytest.raises(Conflict, match="round"):
        codebook.undo_change(change=added, by=people.dave)
