"""What texts hold: labels by people, suggestions by cues, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive import actions
from archive.domain import warrant
from archive.domain.content_labels import Label
from archive.domain.errors import Gone, InvalidInput, NotAllowed, NotFound
from archive.domain.parsed import ParsedContribution, ParsedDiscussion, ParsedFile
from archive.domain.words import Kind, Role
from archive.gate import READER, read_as, viewer_of
from archive.models import AuditEvent, ContentLabel, Contribution, Outbox
from tests.factories import People, account, contribution, make_discussion, published
from tests.factories import people as make_people
from tests.told import open_question, tell

pytestmark = pytest.mark.django_db(databases="__all__")

SAD = "My sister died in May. I wanted to end my life, and then I did not."


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture(autouse=True)
def open_tables() -> Iterator[None]:
    with warrant.opened("tests", "look"):
        yield


def of(ref: str) -> dict[str, tuple[bool, str]]:
    """The labels of a text: whether only suggested, and by whom."""
    rows = ContentLabel.objects.filter(contribution__ref=ref).select_related("by")
    return {row.label: (row.suggested, row.by.username if row.by else "") for row in rows}


def suggest(ref: str, *labels: str) -> None:
    row = contribution(ref)
    for label in labels:
        ContentLabel.objects.create(contribution=row, label=label, suggested=True)


def test_a_label_is_applied_once_and_says_by_whom(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    actions.label_content(ref=ref, labels=["death"], by=people.alice)
    actions.label_content(ref=ref, labels=["death", "abuse"], by=people.bob)
    assert of(ref) == {"death": (False, "alice"), "abuse": (False, "bob")}
    events = AuditEvent.objects.filter(verb="label_content").order_by("id")
    details = [event.detail["labels"] for event in events]
    assert details == [["death"], ["abuse"]]


def test_a_label_taken_away_is_gone_and_the_index_is_told(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    actions.label_content(ref=ref, labels=["death"], by=people.alice)
    Outbox.objects.all().delete()
    actions.unlabel(ref=ref, labels=["death", "crime"], by=people.bob)
    assert of(ref) == {}
    assert list(Outbox.objects.values_list("ref", flat=True)) == [ref]


def test_nothing_happens_where_nothing_changes(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    actions.label_content(ref=ref, labels=[], by=people.alice)
    actions.unlabel(ref=ref, labels=["death"], by=people.alice)
    assert not AuditEvent.objects.filter(verb__in=["label_content", "unlabel"]).exists()


def test_a_suggestion_becomes_a_label_only_by_a_person(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    published(ref)
    suggest(ref, "death", "mental-health")
    assert read_as(READER).contribution(ref).labels == ()
    actions.label_content(ref=ref, labels=["death"], by=people.alice)
    assert of(ref) == {"death": (False, "alice"), "mental-health": (True, "")}
    assert read_as(READER).contribution(ref).labels == (Label.DEATH,)
    actions.unlabel(ref=ref, labels=["mental-health"], by=people.alice)
    assert of(ref) == {"death": (False, "alice")}


def test_what_arrives_is_read_for_cues_and_nothing_is_applied() -> None:
    text = ParsedContribution("0", None, Kind.ESSAY, SAD, (), title="A funeral in May")
    parsed = ParsedFile(
        format="page-text",
        source="https://blog.example/",
        discussions=(ParsedDiscussion(external_id="0", title="A funeral", contributions=(text,)),),
    )
    actions.import_discussion(parsed=parsed, by=None)
    assert of(Contribution.objects.get().ref) == {"death": (True, ""), "mental-health": (True, "")}


def test_what_its_writer_says_stands_and_cues_only_suggest_besides(people: People) -> None:
    question = open_question("What helped?")
    told = tell(question, SAD, labels=["death"])
    assert of(told.ref) == {"death": (False, ""), "mental-health": (True, "")}
    lines = read_as(viewer_of(people.alice)).labels(told.ref)
    assert [(line.label, line.suggested, line.by) for line in lines] == [
        (Label.MENTAL_HEALTH, True, ""),
        (Label.DEATH, False, ""),
    ]


def test_only_staff_who_did_not_step_back_label(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    researcher = account("rita", Role.RESEARCHER)
    actions.recuse(ref=ref, by=people.alice)
    for by in (researcher, people.alice):
        with pytest.raises(NotAllowed):
            actions.label_content(ref=ref, labels=["death"], by=by)
        with pytest.raises(NotAllowed):
            actions.unlabel(ref=ref, labels=["death"], by=by)


def test_there_are_no_labels_but_neons(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    with pytest.raises(InvalidInput):
        actions.label_content(ref=ref, labels=["death", "sadness"], by=people.alice)
    assert of(ref) == {}
    with pytest.raises(NotFound):
        actions.label_content(ref="0000000000000000", labels=["death"], by=people.alice)


def test_erasing_leaves_no_label_behind(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    suggest(ref, "abuse")
    actions.label_content(ref=ref, labels=["death"], by=people.alice)
    actions.erase(ref=ref, by=people.dave)
    assert of(ref) == {}
    with pytest.raises(Gone):
        actions.label_content(ref=ref, labels=["death"], by=people.alice)
    with pytest.raises(NotFound):
        read_as(viewer_of(people.alice)).labels(ref)


def test_readers_are_told_of_no_label_and_no_suggestion_by_the_staffs_ways() -> None:
    (ref,) = make_discussion([SAD]).refs
    for ask in (lambda: read_as(READER).labels(ref), lambda: read_as(READER).labels_before([ref])):
        with pytest.raises(NotFound):
            ask()


def test_staff_see_before_they_open_what_a_text_holds(people: People) -> None:
    one, two = make_discussion([SAD, "A walk."]).refs
    suggest(one, "abuse")
    actions.label_content(ref=one, labels=["death"], by=people.alice)
    before = read_as(viewer_of(people.bob)).labels_before([one, two])
    assert (before[one].applied, before[one].suggested) == ((Label.DEATH,), (Label.ABUSE,))
    assert before[two].every == ()
