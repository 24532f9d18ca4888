"""Sending a text: nothing before the code is typed back, all sealed, every answer recorded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from archive import actions, gate, vault
from archive.domain import warrant
from archive.domain.consent import column
from archive.domain.errors import ArchiveError, Conflict, InvalidInput, NotFound
from archive.domain.text import Span
from archive.domain.words import Grade, Role, Scope, SignOff, Status, Treatment, Voice
from archive.gate import own_page, telling
from archive.gate.guard import ungated
from archive.models import ConsentEvent, Contribution, Contributor, Draft, Redaction
from tests import factories
from tests.told import FIRST_THREE, WORDS, open_question, publish, tell, typed_back, write

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def slug() -> str:
    """A question to answer."""
    return open_question()


@pytest.fixture
def staff() -> factories.People:
    """Five accounts."""
    return factories.people()


def test_what_is_sent_stands_under_its_code_and_nobody_elses(slug: str) -> None:
    told, other = tell(slug), tell(slug, "Another one.")
    assert own_page.recognise(told.code) == told.contributor
    assert [text.original for text in own_page.my_page(told.contributor).texts] == [WORDS]
    with pytest.raises(NotFound):
        own_page.my_text(told.contributor, other.ref)


def test_nothing_is_sent_until_two_groups_are_typed_back(slug: str) -> None:
    draft = write(slug)
    code = actions.prepare_code(draft=draft)
    right = typed_back(code)
    one, two = right
    for wrong in (None, {}, {one: right[one]}, {one: right[two], two: right[one]}):
        with pytest.raises(InvalidInput):
            actions.submit(draft=draft, typed=wrong)
    with ungated("counting"):
        assert not Contribution.objects.exists()
        assert not Contributor.objects.exists()
    actions.submit(draft=draft, typed={n: group.lower() for n, group in right.items()})
    with ungated("counting"):
        assert Contribution.objects.count() == 1
        assert not Draft.objects.exists()


def test_the_code_stays_the_same_until_the_text_is_sent(slug: str) -> None:
    draft = write(slug)
    assert actions.prepare_code(draft=draft) == actions.prepare_code(draft=draft)


def test_a_draft_cannot_be_sent_before_anything_was_chosen(slug: str) -> None:
    draft = actions.save_draft(slug=slug, text=WORDS, voice=Voice.FIRST_PERSON)
    code = actions.prepare_code(draft=draft)
    with pytest.raises(Conflict):
        actions.submit(draft=draft, typed=typed_back(code))


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"adult": False}, "not_adult"),
        ({"scopes": [Scope.READ]}, "not_held"),
        ({"sign_off": None}, "no_sign_off"),
    ],
)
def test_a_choice_that_cannot_be_sent_says_which(
    slug: str, chosen: dict[str, object], code: str
) -> None:
    draft = actions.save_draft(slug=slug, text=WORDS, voice=Voice.FIRST_PERSON)
    answers = {"scopes": FIRST_THREE, "sign_off": SignOff.ASK, "sleeps": False, "adult": True}
    with pytest.raises(InvalidInput) as refused:
        actions.choose(draft=draft, notice=1, **(answers | chosen))  # type: ignore[arg-type]
    assert refused.value.code == code


def test_each_scope_has_its_event_with_the_notice_the_refused_ones_too(slug: str) -> None:
    told = tell(slug, scopes=FIRST_THREE)
    with ungated("looking"):
        events = {e.scope: e for e in ConsentEvent.objects.filter(contribution__ref=told.ref)}
    assert set(events) == {scope.value for scope in Scope}
    assert {s for s, e in events.items() if e.action == "given"} == set(FIRST_THREE)
    assert all(event.notice_id for event in events.values())
    row = factories.contribution(told.ref)
    years = getattr(row, column(Scope.READ)) - timezone.now()
    assert timedelta(days=5 * 365 - 1) < years < timedelta(days=5 * 365 + 3)
    assert row.quote_until is None
    assert not actions.verify_consent()


def test_what_is_not_sent_is_gone_after_a_day_with_its_key(slug: str) -> None:
    draft = write(slug)
    with ungated("a day goes by"):
        Draft.objects.update(until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        telling.draft_of(draft)
    with pytest.raises(NotFound):
        actions.prepare_code(draft=draft)
    assert actions.sweep(dry_run=True).drafts == 1
    assert actions.sweep().drafts == 1
    with warrant.opened("tests", "look"):
        assert draft not in vault.refs_with_keys()
        assert not Draft.objects.exists()


def test_giving_up_a_draft_drops_its_key_at_once(slug: str) -> None:
    draft = write(slug)
    actions.discard_draft(draft=draft)
    actions.discard_draft(draft=draft)
    with warrant.opened("tests", "look"):
        assert draft not in vault.refs_with_keys()


def in_staff_index(file: Path) -> bool:
    return Path(settings.ARCHIVE_HOME) / "index" / "staff" in file.parents


def test_neither_text_nor_pen_name_nor_code_rests_in_the_open(slug: str) -> None:
    draft = write(slug, "The wolverine kept me awake.", pen_name="Capercaillie")
    code = actions.prepare_code(draft=draft)
    told = [b"wolverine"]  # once sent, the index of staff holds the words of texts: docs/vault.md
    never = [b"apercaillie", code.verifier.encode(), code.groups[4].encode()]
    for stage in ("draft", "sent"):
        if stage == "sent":
            actions.submit(draft=draft, typed=typed_back(code))
        found = [
            (file.name, word)
            for file in Path(settings.ARCHIVE_HOME).rglob("*")
            if file.is_file()
            for word in (never if in_staff_index(file) and stage == "sent" else told + never)
            if word in file.read_bytes()
        ]
        assert not found, stage
    with ungated("reading every value"):
        row = Contributor.objects.get()
    assert code.verifier not in row.verifier


def test_the_words_a_writer_hides_are_hidden_from_the_first_draft_on(
    slug: str, staff: factories.People
) -> None:
    told = tell(slug, "Marlow and marlow again, not Marlowe.", hides=["Marlow"])
    sheet = gate.read_as(gate.viewer_of(staff.alice)).review(told.ref)
    assert sheet.preview == "[hidden] and [hidden] again, not Marlowe."
    with ungated("looking"):
        assert Redaction.objects.filter(contribution__ref=told.ref).count() == 2


def test_what_she_saw_is_the_draft_that_was_kept(slug: str) -> None:
    draft = write(slug, "Write to me at ann@example.org, says Dunmore.", hides=["Dunmore"])
    seen = telling.draft_of(draft).preview.body.text
    code = actions.prepare_code(draft=draft)
    sent = actions.submit(draft=draft, typed=typed_back(code))
    assert own_page.my_text(sent.contributor, sent.ref).shown == seen
    assert "ann@example.org" not in seen
    assert "Dunmore" not in seen


def test_hiding_more_than_she_saw_needs_no_second_yes_where_she_chose_so(
    slug: str, staff: factories.People
) -> None:
    told = tell(slug, "Somebody we called the lighthouse took it.", sign_off=SignOff.HIDE_MORE)
    actions.redact(ref=told.ref, start=23, end=33, treatment=Treatment.MASK, by=staff.alice)
    actions.approve(ref=told.ref, by=staff.alice)
    assert own_page.my_text(told.contributor, told.ref).public


def test_a_wording_that_shows_more_than_she_saw_waits_for_her_yes(
    slug: str, staff: factories.People
) -> None:
    told = tell(slug, "Write to ann@example.org about it.", sign_off=SignOff.HIDE_MORE)
    sheet = gate.read_as(gate.viewer_of(staff.alice)).review(told.ref)
    actions.redact(
        ref=told.ref,
        start=9,
        end=24,
        treatment=Treatment.KEEP,
        reason="public_figure",
        by=staff.alice,
    )
    assert sheet.preview != sheet.original
    actions.approve(ref=told.ref, by=staff.alice)
    mine = own_page.my_text(told.contributor, told.ref)
    assert not mine.public
    assert mine.waits_for_yes


def test_who_asked_to_be_asked_is_asked(slug: str, staff: factories.People) -> None:
    told = tell(slug, sign_off=SignOff.ASK)
    actions.approve(ref=told.ref, by=staff.alice)
    mine = own_page.my_text(told.contributor, told.ref)
    assert mine.waits_for_yes
    assert not mine.public
    assert [line.kind.value for line in mine.mailbox] == ["new_wording"]
    actions.sign_off(ref=told.ref, contributor=told.contributor)
    assert own_page.my_text(told.contributor, told.ref).public


def test_after_an_objection_nothing_is_shown_until_she_says_yes_again(
    slug: str, staff: factories.People
) -> None:
    told = tell(slug, sign_off=SignOff.ASK)
    publish(told, staff.alice)
    assert own_page.my_text(told.contributor, told.ref).public
    actions.object_to_wording(ref=told.ref, contributor=told.contributor, note="Less of this.")
    assert not own_page.my_text(told.contributor, told.ref).public
    actions.approve(ref=told.ref, by=staff.bob)
    mine = own_page.my_text(told.contributor, told.ref)
    assert not mine.public
    assert mine.waits_for_yes
    actions.sign_off(ref=told.ref, contributor=told.contributor)
    assert own_page.my_text(told.contributor, told.ref).public


def test_nobody_reads_what_she_sleeps_on(slug: str, staff: factories.People) -> None:
    told = tell(slug, sleeps=True)
    reader = gate.read_as(gate.viewer_of(staff.dave))
    with pytest.raises(NotFound):
        reader.review(told.ref)
    with pytest.raises(ArchiveError):
        actions.approve(ref=told.ref, by=staff.alice)
    assert told.ref not in {row.ref for row in reader.queue()}
    assert told.ref not in {row.ref for row in reader.desk(slug).rows}
    with ungated("48 hours go by"):
        Contribution.objects.update(review_from=timezone.now() - timedelta(seconds=1))
    assert reader.review(told.ref).original == WORDS
    assert told.ref in {row.ref for row in reader.queue()}


def test_staff_cannot_open_what_its_writer_no_longer_lets_them_hold(
    slug: str, staff: factories.People
) -> None:
    told = tell(slug)
    with ungated("hold runs out"):
        Contribution.objects.update(hold_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        gate.read_as(gate.viewer_of(staff.carol)).review(told.ref)


def test_a_text_that_holds_a_return_code_is_refused(slug: str) -> None:
    code = tell(slug).code
    for text in (f"My code is {code.shown}.", code.shown.replace("-", " ").lower()):
        with pytest.raises(InvalidInput) as refused:
            actions.save_draft(slug=slug, text=text, voice=Voice.FIRST_PERSON)
        assert refused.value.code == "holds_code"
        assert code.verifier[:5] not in str(refused.value)


def test_the_same_text_is_not_taken_twice(slug: str) -> None:
    tell(slug)
    draft = write(slug)
    code = actions.prepare_code(draft=draft)
    with pytest.raises(Conflict):
        actions.submit(draft=draft, typed=typed_back(code))


def test_a_second_text_can_stand_under_the_code_she_came_with(slug: str) -> None:
    told = tell(slug)
    draft = write(slug, "And another thing.")
    sent = actions.submit(draft=draft, contributor=told.contributor)
    assert sent.contributor == told.contributor
    rows = [factories.contribution(ref) for ref in (told.ref, sent.ref)]
    assert rows[0].author_number == rows[1].author_number


def test_a_yes_is_for_the_wording_she_read(slug: str, staff: factories.People) -> None:
    told = tell(slug, sign_off=SignOff.ASK)
    actions.approve(ref=told.ref, by=staff.alice)
    read = own_page.my_text(told.contributor, told.ref).number
    actions.redact(ref=told.ref, start=0, end=1, treatment=Treatment.MASK, by=staff.bob)
    actions.approve(ref=told.ref, by=staff.bob)
    with pytest.raises(Conflict):
        actions.sign_off(ref=told.ref, contributor=told.contributor, wording=read)
    assert not own_page.my_text(told.contributor, told.ref).public
    actions.sign_off(ref=told.ref, contributor=told.contributor, wording=read + 1)
    assert own_page.my_text(told.contributor, told.ref).public


def test_an_answer_names_the_sentence_it_is_about(slug: str, staff: factories.People) -> None:
    told = tell(slug)
    publish(told, staff.alice)
    text = telling.target(slug, told.ref).to
    assert text is not None
    start = text.text.index("Then I stopped")
    answer = tell(
        slug, "So did I.", to=told.ref, on=Span(start, len(text.text)), voice=Voice.COMMENTARY
    )
    publish(answer, staff.bob)
    page = gate.read_as(gate.READER).discussion(slug)
    shown = {c.ref: c for c in page.contributions}
    assert shown[answer.ref].answers == "Then I stopped, slowly, and slept again."
    assert (shown[told.ref].depth, shown[answer.ref].depth) == (1, 2)
    actions.withdraw(ref=told.ref, contributor=told.contributor, grade=Grade.UNPUBLISH)
    assert gate.read_as(gate.READER).contribution(answer.ref).answers == ""


def test_nothing_can_answer_what_readers_do_not_see(slug: str) -> None:
    told = tell(slug)
    with pytest.raises(NotFound):
        actions.save_draft(slug=slug, text="Hm.", voice=Voice.FIRST_PERSON, to=told.ref)


def test_a_closed_discussion_takes_nothing_more(slug: str) -> None:
    draft = write(slug)
    code = actions.prepare_code(draft=draft)
    actions.take_texts(slug=slug, open=False, by=None)
    with pytest.raises(Conflict):
        actions.submit(draft=draft, typed=typed_back(code))
    with pytest.raises(InvalidInput):
        actions.save_draft(slug=slug, text="Late.", voice=Voice.FIRST_PERSON)


def test_only_a_steward_opens_a_question(staff: factories.People) -> None:
    for account in (staff.alice, staff.carol, factories.account("rosa", Role.RESEARCHER)):
        with pytest.raises(ArchiveError):
            actions.open_prompt(title="A", text="B", by=account)
    assert actions.open_prompt(title="A", text="B", by=staff.dave)


def test_a_pen_name_is_shown_once_a_person_has_read_it_and_gone_at_once(
    slug: str, staff: factories.People
) -> None:
    told = tell(slug, pen_name="Sleepless")
    publish(told, staff.alice)
    assert gate.read_as(gate.READER).contribution(told.ref).author == "Sleepless"
    actions.change_pen_name(ref=told.ref, contributor=told.contributor, pen_name="Rested")
    assert gate.read_as(gate.READER).contribution(told.ref).author == "Contributor 1"
    actions.approve(ref=told.ref, by=staff.bob)
    assert gate.read_as(gate.READER).contribution(told.ref).author == "Rested"
    actions.change_pen_name(ref=told.ref, contributor=told.contributor, pen_name="")
    assert gate.read_as(gate.READER).contribution(told.ref).author == "Contributor 1"
    assert factories.contribution(told.ref).status == Status.APPROVED.value


def test_her_pen_name_in_the_text_is_noticed_before_she_sends_and_kept_with_it(
    slug: str, staff: factories.People
) -> None:
    text = "They all call me quillfeather at home."
    draft = write(slug, text, pen_name="Quillfeather")
    noticed = [one.surface for one in telling.draft_of(draft).preview.noticed]
    sent = actions.submit(draft=draft, typed=typed_back(actions.prepare_code(draft=draft)))
    kept = gate.read_as(gate.viewer_of(staff.alice)).review(sent.ref).findings
    assert noticed == ["quillfeather"]
    assert [text[one.start : one.end] for one in kept] == noticed
