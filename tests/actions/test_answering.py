"""What a contributor may do with a text of hers, and that nobody else's key does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from archive import actions, gate
from archive.actions.answering import LONGEST_NOTE
from archive.actions.submit import verifier_of
from archive.domain.errors import ArchiveError, Conflict, Gone, InvalidInput, NotFound
from archive.domain.return_code import ReturnCode
from archive.domain.words import Consent, Grade, Letter, Scope, SignOff, Status, Treatment, Voice
from archive.gate import own_page
from archive.gate.guard import ungated
from archive.models import AuditEvent, ConsentEvent, Contribution, Contributor, Message
from tests.factories import People, contribution, make_discussion, theme
from tests.factories import people as make_people
from tests.told import FIRST_THREE, NAMING, Told, approve, notice, open_question, tell_to_be_asked

pytestmark = pytest.mark.django_db(databases="__all__")

READER = gate.read_as(gate.READER)
EVERY = tuple(Scope)
FIVE_YEARS = timedelta(days=5 * 365)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def slug(people: People) -> str:
    return open_question(by=people.dave)


@pytest.fixture
def public(people: People, slug: str) -> Told:
    """A text that readers see."""
    told = tell_to_be_asked(slug, scopes=EVERY, sign_off=SignOff.HIDE_MORE)
    approve(told.ref, people.alice)
    assert is_public(told)
    return told


def is_public(told: Told) -> bool:
    return READER.contribution(told.ref).ref == told.ref


def row(ref: str) -> Contribution:
    with ungated("test"):
        return contribution(ref)


def letters(ref: str) -> list[tuple[str, bool]]:
    with ungated("test"):
        found = Message.objects.filter(contribution__ref=ref)
        return list(found.values_list("kind", "from_staff"))


def ends(ref: str) -> set[str]:
    text = row(ref)
    return {s.value for s in Scope if getattr(text, f"{s.value}_until") is not None}


# --- Hers alone -----------------------------------------------------------------------------------

VERBS: dict[str, Callable[[str, int], object]] = {
    "change_scopes": lambda ref, who: actions.change_scopes(
        ref=ref, contributor=who, allowed=[Scope.HOLD], notice=notice().pk
    ),
    "renew": lambda ref, who: actions.renew(ref=ref, contributor=who, notice=notice().pk),
    "stop study": lambda ref, who: actions.withdraw(ref=ref, contributor=who, grade=Grade.RESEARCH),
    "unpublish": lambda ref, who: actions.withdraw(ref=ref, contributor=who, grade=Grade.UNPUBLISH),
    "erase": lambda ref, who: actions.withdraw(ref=ref, contributor=who, grade=Grade.ERASE),
    "object": lambda ref, who: actions.object_to_wording(ref=ref, contributor=who, note="No."),
    "dispute_theme": lambda ref, who: actions.dispute_theme(
        ref=ref, contributor=who, passage=1, note="No."
    ),
    "dispute_voice": lambda ref, who: actions.dispute_voice(ref=ref, contributor=who),
    "answer": lambda ref, who: actions.answer_message(ref=ref, contributor=who, words="Hello."),
    "pen_name": lambda ref, who: actions.change_pen_name(
        ref=ref, contributor=who, pen_name="Heron"
    ),
    "send_again": lambda ref, who: actions.send_again(ref=ref, contributor=who),
    "sign_off": lambda ref, who: actions.sign_off(ref=ref, contributor=who),
    "contest": lambda ref, who: actions.contest_removal(ref=ref, contributor=who, request=1),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_text_of_somebody_else_is_not_found(verb: str, public: Told, slug: str) -> None:
    stranger = tell_to_be_asked(slug, "Another life, told by another hand.")
    before = row(public.ref)
    imported = make_discussion(["An essay that nobody claimed."]).refs[0]
    for ref in (public.ref, imported, "nosuchref"):
        with pytest.raises(NotFound) as refused:
            VERBS[verb](ref, stranger.contributor)
        assert str(refused.value) == "There is no such contribution. It may have been erased."
    after = row(public.ref)
    assert (after.status, after.signed_off) == (before.status, before.signed_off)
    assert ends(public.ref) == set(Scope)
    assert is_public(public)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "erase"])
def test_an_erased_text_is_not_found_by_its_writer_either(verb: str, public: Told) -> None:
    actions.withdraw(ref=public.ref, contributor=public.contributor, grade=Grade.ERASE)
    with pytest.raises(NotFound):
        VERBS[verb](public.ref, public.contributor)


def test_reading_a_mailbox_reads_no_other(people: People, slug: str) -> None:
    mine, hers = (
        tell_to_be_asked(slug),
        tell_to_be_asked(slug, "Another life, told by another hand."),
    )
    second = tell_to_be_asked(slug, "A second text of the same hand.", same=mine)
    for told in (mine, hers, second):
        approve(told.ref, people.alice)
    actions.read_mailbox(contributor=mine.contributor, ref=hers.ref)
    assert own_page.my_page(hers.contributor).news == 1
    actions.read_mailbox(contributor=mine.contributor, ref=second.ref)
    assert own_page.my_page(mine.contributor).news == 1
    actions.read_mailbox(contributor=mine.contributor)
    assert own_page.my_page(mine.contributor).news == 0
    assert own_page.my_page(hers.contributor).news == 1


# --- What she allows ------------------------------------------------------------------------------


def test_exactly_what_she_ticks_is_allowed_and_what_stood_keeps_its_end(slug: str) -> None:
    told = tell_to_be_asked(slug)
    read_until = row(told.ref).read_until
    actions.change_scopes(
        ref=told.ref,
        contributor=told.contributor,
        allowed=[Scope.HOLD, Scope.READ, Scope.QUOTE],
        notice=notice().pk,
    )
    assert ends(told.ref) == {"hold", "read", "quote"}
    assert row(told.ref).read_until == read_until
    quote = row(told.ref).quote_until
    assert quote is not None
    assert quote > timezone.now() + FIVE_YEARS
    assert actions.verify_consent() == ()


def test_a_scope_taken_away_hides_the_text_in_the_same_call(public: Told) -> None:
    actions.change_scopes(
        ref=public.ref,
        contributor=public.contributor,
        allowed=set(EVERY) - {Scope.READ},
        notice=notice().pk,
    )
    with pytest.raises(Gone):
        READER.contribution(public.ref)
    assert row(public.ref).consent == Consent.GIVEN


def test_new_answers_are_under_the_notice_she_read_and_old_ones_stay_under_theirs(
    people: People, slug: str
) -> None:
    told = tell_to_be_asked(slug)
    newer = actions.publish_notice(
        language="en", text=notice().text.replace("your text", "it"), by=people.dave
    )
    actions.change_scopes(
        ref=told.ref,
        contributor=told.contributor,
        allowed=[*FIRST_THREE, Scope.RESEARCH],
        notice=newer.pk,
    )
    asked = {s.scope: s.notice_version for s in own_page.my_page(told.contributor).texts[0].scopes}
    assert asked[Scope.READ] == 1
    assert asked[Scope.RESEARCH] == 2


def test_without_the_first_yes_nothing_is_changed(slug: str) -> None:
    told = tell_to_be_asked(slug)
    with pytest.raises(InvalidInput, match="cannot be kept"):
        actions.change_scopes(
            ref=told.ref, contributor=told.contributor, allowed=[Scope.READ], notice=1
        )
    assert ends(told.ref) == {"hold", "read", "find"}


def test_a_notice_that_is_none_is_refused(slug: str) -> None:
    told = tell_to_be_asked(slug)
    with pytest.raises(InvalidInput, match="questions have changed"):
        actions.renew(ref=told.ref, contributor=told.contributor, notice=999_999)
    with pytest.raises(InvalidInput, match="questions have changed"):
        actions.change_scopes(
            ref=told.ref, contributor=told.contributor, allowed=[Scope.HOLD], notice=999_999
        )
    assert ends(told.ref) == {"hold", "read", "find"}
    with ungated("test"):
        assert ConsentEvent.objects.count() == len(Scope)


def test_renewing_adds_five_years_to_what_stood_and_to_nothing_else(public: Told) -> None:
    actions.withdraw(ref=public.ref, contributor=public.contributor, grade=Grade.RESEARCH)
    past = timezone.now() - timedelta(days=1)
    with ungated("consent ends by the clock alone"):
        Contribution.objects.filter(ref=public.ref).update(read_until=past, find_until=past)
    with pytest.raises(Gone):
        READER.contribution(public.ref)
    actions.renew(ref=public.ref, contributor=public.contributor, notice=notice().pk)
    assert is_public(public)
    assert row(public.ref).research_until is None


def test_after_everything_was_taken_back_there_is_nothing_to_renew(slug: str) -> None:
    told = tell_to_be_asked(slug)
    with ungated("nothing stands"):
        Contribution.objects.filter(ref=told.ref).update(
            hold_until=None, read_until=None, find_until=None
        )
    with pytest.raises(Conflict, match="Nothing is allowed"):
        actions.renew(ref=told.ref, contributor=told.contributor, notice=notice().pk)


# --- Taking back ----------------------------------------------------------------------------------


def test_each_grade_takes_what_the_ones_before_it_take(slug: str) -> None:
    told = tell_to_be_asked(slug, scopes=EVERY)
    actions.withdraw(ref=told.ref, contributor=told.contributor, grade=Grade.RESEARCH)
    assert ends(told.ref) == {"hold", "read", "find", "mailbox", "after"}
    actions.withdraw(ref=told.ref, contributor=told.contributor, grade=Grade.UNPUBLISH)
    assert ends(told.ref) == {"hold", "mailbox", "after"}
    actions.withdraw(ref=told.ref, contributor=told.contributor, grade=Grade.ERASE)
    assert ends(told.ref) == set()
    assert row(told.ref).status == Status.ERASED


def test_a_text_taken_off_the_pages_can_be_allowed_again(public: Told) -> None:
    actions.withdraw(ref=public.ref, contributor=public.contributor, grade=Grade.UNPUBLISH)
    with pytest.raises(Gone):
        READER.contribution(public.ref)
    actions.change_scopes(
        ref=public.ref,
        contributor=public.contributor,
        allowed=FIRST_THREE,
        notice=notice().pk,
    )
    assert is_public(public)


def test_taking_back_twice_writes_no_second_event(slug: str) -> None:
    told = tell_to_be_asked(slug, scopes=EVERY)
    for _ in range(2):
        actions.withdraw(ref=told.ref, contributor=told.contributor, grade=Grade.RESEARCH)
    with ungated("test"):
        assert ConsentEvent.objects.filter(action="withdrawn").count() == 3


def test_with_the_last_text_goes_the_code_and_with_one_of_two_it_stays(slug: str) -> None:
    told = tell_to_be_asked(slug)
    second = tell_to_be_asked(slug, "A second text of the same hand.", same=told)
    actions.withdraw(ref=told.ref, contributor=told.contributor, grade=Grade.ERASE)
    assert own_page.recognise(told.code) == told.contributor
    actions.withdraw(ref=second.ref, contributor=told.contributor, grade=Grade.ERASE)
    assert own_page.recognise(told.code) is None


# --- Wording, themes, voice -----------------------------------------------------------------------


def test_an_objection_hides_at_once_and_goes_back_to_a_person(public: Told, people: People) -> None:
    actions.object_to_wording(
        ref=public.ref, contributor=public.contributor, note="The town is still there."
    )
    with pytest.raises(Gone):
        READER.contribution(public.ref)
    text = row(public.ref)
    assert text.status == Status.IN_REVIEW
    assert (Letter.OBJECTION, False) in letters(public.ref)


def test_objecting_to_a_wording_that_waits_hides_the_text_until_a_person_has_changed_it(
    public: Told, people: People
) -> None:
    start = NAMING.index("slept")
    hidden = actions.redact(
        ref=public.ref,
        start=start,
        end=start + 5,
        treatment=Treatment.GENERALISE,
        replacement="rested",
        by=people.alice,
    )
    actions.approve(ref=public.ref, by=people.alice)
    assert "I rested for two days" in READER.contribution(public.ref).text
    actions.retract_redaction(ref=public.ref, redaction=hidden, by=people.alice)
    actions.approve(ref=public.ref, by=people.alice)
    assert row(public.ref).pending_id is not None
    assert "I rested for two days" in READER.contribution(public.ref).text
    actions.object_to_wording(ref=public.ref, contributor=public.contributor, note="No.")
    assert row(public.ref).pending_id is None
    with pytest.raises(Gone):
        READER.contribution(public.ref)


def test_there_is_nothing_to_object_to_before_a_person_prepared_it(slug: str) -> None:
    told = tell_to_be_asked(slug)
    with pytest.raises(Conflict, match="no wording"):
        actions.object_to_wording(ref=told.ref, contributor=told.contributor, note="No.")


def test_an_objection_without_words_hides_nothing(public: Told) -> None:
    with pytest.raises(InvalidInput):
        actions.object_to_wording(ref=public.ref, contributor=public.contributor, note=" \n ")
    assert is_public(public)
    assert row(public.ref).status == Status.APPROVED


def test_a_dispute_asks_a_person_to_look_again_and_hides_nothing(
    public: Told, people: People
) -> None:
    theme("pain")
    actions.tag_passage(
        ref=public.ref, start=0, end=9, themes=["pain"], voice=Voice.FIRST_PERSON, by=people.alice
    )
    with ungated("test"):
        passage = contribution(public.ref).passages.get().pk
    actions.dispute_theme(ref=public.ref, contributor=public.contributor, passage=passage)
    actions.dispute_voice(ref=public.ref, contributor=public.contributor, note="Mine alone.")
    assert {Letter.DISPUTE_THEME, Letter.DISPUTE_VOICE} <= {kind for kind, _ in letters(public.ref)}
    assert row(public.ref).reread
    assert is_public(public)


def test_a_passage_of_another_text_of_hers_is_no_passage_here(
    public: Told, people: People, slug: str
) -> None:
    theme("pain")
    second = tell_to_be_asked(slug, "A second text of the same hand.", same=public)
    actions.tag_passage(
        ref=second.ref, start=0, end=9, themes=["pain"], voice=Voice.FIRST_PERSON, by=people.alice
    )
    with ungated("test"):
        passage = contribution(second.ref).passages.get().pk
    with pytest.raises(InvalidInput, match="no such passage"):
        actions.dispute_theme(ref=public.ref, contributor=public.contributor, passage=passage)


# --- Letters, name, queue, code -------------------------------------------------------------------


@pytest.mark.parametrize("words", ["", "  \n\t ", "x" * (LONGEST_NOTE + 1)])
def test_a_letter_has_some_words_and_not_too_many(slug: str, words: str) -> None:
    told = tell_to_be_asked(slug)
    with pytest.raises(InvalidInput):
        actions.answer_message(ref=told.ref, contributor=told.contributor, words=words)
    assert letters(told.ref) == []


def test_no_code_is_taken_into_a_letter_or_a_name(slug: str) -> None:
    told = tell_to_be_asked(slug)
    for verb in (
        lambda: actions.answer_message(
            ref=told.ref, contributor=told.contributor, words=f"It is {told.code.shown}."
        ),
        lambda: actions.change_pen_name(
            ref=told.ref, contributor=told.contributor, pen_name=told.code.shown
        ),
    ):
        with pytest.raises(ArchiveError) as refused:
            verb()
        assert told.code.groups[3] not in str(refused.value)


def test_letters_and_names_rest_sealed(slug: str) -> None:
    told = tell_to_be_asked(slug)
    actions.answer_message(ref=told.ref, contributor=told.contributor, words="Wagtailwords here.")
    actions.change_pen_name(ref=told.ref, contributor=told.contributor, pen_name="Hoatzinname")
    with ungated("test"), connections["default"].cursor() as cursor:
        for table in ("archive_message", "archive_contribution", "archive_auditevent"):
            cursor.execute(f"SELECT * FROM {table}")
            held = b" ".join(
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                for found in cursor.fetchall()
                for v in found
            )
            assert b"Wagtailwords" not in held
            assert b"Hoatzinname" not in held
    (text,) = own_page.my_page(told.contributor).texts
    assert text.pen_name == "Hoatzinname"
    assert text.mailbox[0].words == "Wagtailwords here."


def test_a_name_taken_away_is_gone_at_once(people: People, slug: str) -> None:
    told = tell_to_be_asked(slug, pen_name="Heron", sign_off=SignOff.HIDE_MORE)
    approve(told.ref, people.alice)
    assert READER.contribution(told.ref).author == "Heron"
    actions.change_pen_name(ref=told.ref, contributor=told.contributor, pen_name="")
    assert READER.contribution(told.ref).author != "Heron"


def test_a_new_name_is_shown_when_a_person_has_read_it_and_the_old_one_no_more(
    people: People, slug: str
) -> None:
    told = tell_to_be_asked(slug, pen_name="Heron", sign_off=SignOff.HIDE_MORE)
    approve(told.ref, people.alice)
    actions.change_pen_name(ref=told.ref, contributor=told.contributor, pen_name=" The  Egret ")
    assert row(told.ref).reread
    assert READER.contribution(told.ref).author not in ("The Egret", "Heron")
    actions.approve(ref=told.ref, by=people.alice)
    assert READER.contribution(told.ref).author == "The Egret"


def test_only_what_nobody_read_in_time_is_sent_again(slug: str) -> None:
    told = tell_to_be_asked(slug)
    with pytest.raises(Conflict, match="still waits"):
        actions.send_again(ref=told.ref, contributor=told.contributor)
    with ungated("time passes"):
        Contribution.objects.filter(ref=told.ref).update(
            status=Status.UNREAD.value, review_until=timezone.now() - timedelta(days=1)
        )
    actions.send_again(ref=told.ref, contributor=told.contributor)
    text = row(told.ref)
    assert text.status == Status.WAITING
    assert text.review_until is not None
    assert text.review_until > timezone.now() + timedelta(days=89)


def test_a_changed_code_leads_to_her_page_and_the_old_one_nowhere(slug: str) -> None:
    told = tell_to_be_asked(slug)
    subject = own_page.my_page(told.contributor).subject
    mark = own_page.mark_of(told.contributor)
    new = ReturnCode.new()
    actions.change_code(
        contributor=told.contributor, locator=new.locator, verifier=verifier_of(new)
    )
    assert own_page.recognise(new) == told.contributor
    assert own_page.recognise(told.code) is None
    assert own_page.my_page(told.contributor).subject == subject
    assert own_page.mark_of(told.contributor) != mark
    with ungated("test"):
        assert new.verifier not in str(Contributor.objects.values())


def test_nobody_has_no_code_to_change() -> None:
    new = ReturnCode.new()
    with pytest.raises(Conflict):
        actions.change_code(contributor=999_999, locator=new.locator, verifier=verifier_of(new))


def test_every_step_is_in_the_chain_without_a_word_of_hers(public: Told) -> None:
    actions.answer_message(
        ref=public.ref, contributor=public.contributor, words="Wagtailwords here."
    )
    actions.withdraw(ref=public.ref, contributor=public.contributor, grade=Grade.RESEARCH)
    with ungated("test"):
        rows = list(AuditEvent.objects.filter(ref=public.ref).values())
        verbs = {each["verb"] for each in rows}
    assert {"submit", "answer_message", "withdraw"} <= verbs
    assert "Wagtailwords" not in str(rows)
