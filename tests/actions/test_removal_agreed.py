"""Of a text whose writer agreed, the passage is masked at once, and two people decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from archive.actions.approve import approve, sign_off
from archive.actions.decide_removal import decide_removal
from archive.actions.erase import erase
from archive.actions.held_back import MEANWHILE
from archive.actions.redact import redact, retract_redaction
from archive.actions.removal import Outcome, contest_removal, request_removal
from archive.domain.errors import Conflict, Gone, InvalidInput, NotAllowed, NotFound
from archive.domain.words import Role, Treatment
from archive.gate import read_as, viewer_of
from archive.gate.audit import verify_audit
from archive.gate.guard import ungated
from archive.gate.own_page import my_text
from archive.models import AuditEvent, Outbox, Redaction, RemovalRequest, Rendition
from tests.actions.agreed import TEXT, Agreed, agreed
from tests.actions.imported import account, comment, rows

pytestmark = pytest.mark.django_db(databases="__all__")

PUBLIC = TEXT.replace("Odile", "[name]")
KEYS = "She had lost her keys again."


@pytest.fixture
def told() -> Agreed:
    return agreed()


def _staff(role: Role, name: str = ""):
    return account(name or f"the {role.value}".replace(" ", "_"), role)


def _point(told: Agreed, *words: str, **more) -> Outcome:
    return request_removal(
        ref=told.ref,
        reason="about_me",
        sentences=[told.sentence(each) for each in words],
        rendition=told.number,
        **more,
    )


# --- at once --------------------------------------------------------------------------------------


def test_the_sentence_pointed_at_is_masked_at_once_and_the_rest_stays(told):
    assert told.shown == PUBLIC
    assert _point(told, "lost her keys") is Outcome.MASKED
    assert told.shown == PUBLIC.replace(KEYS, MEANWHILE)
    assert not told.row.hidden
    with ungated("test"):
        assert Outbox.objects.filter(ref=told.ref, op="purge").exists()


def test_what_was_hidden_before_stays_hidden_within_the_mask_and_beside_it(told):
    _point(told, "[name] rang")
    assert "Odile" not in told.shown
    assert told.shown.startswith(MEANWHILE)
    (asked,) = told.requests()
    assert TEXT[asked.start : asked.end] == "My neighbour Odile rang at night."


def test_each_run_of_sentences_is_a_request_of_its_own(told):
    outcome = _point(told, "[name] rang", "lost her keys", "drank tea")
    assert outcome is Outcome.MASKED
    stretches = [TEXT[asked.start : asked.end] for asked in told.requests()]
    assert stretches == [
        "My neighbour Odile rang at night. She had lost her keys again.",
        "We drank tea until the light came.",
    ]
    assert told.shown == f"{MEANWHILE} I let her in.\n\n{MEANWHILE} I slept at last."


def test_a_run_over_two_paragraphs_is_masked_in_each(told):
    _point(told, "let her in", "drank tea")
    assert len(told.requests()) == 1
    assert told.shown.count(MEANWHILE) == 2
    assert "\n\n" in told.shown


def test_the_writer_is_told_and_sees_which_words_were_meant(told):
    _point(told, "lost her keys", message="It is me.")
    assert told.letters() == ["removal_asked"]
    (asked,) = my_text(told.contributor, told.ref).removals
    assert (asked.words, asked.open) == (KEYS, True)


def test_it_is_due_within_three_days(told):
    _point(told, "lost her keys")
    (asked,) = told.requests()
    left = asked.due_at - timezone.now()
    assert timedelta(hours=71) < left <= timedelta(hours=72)


def test_a_reply_that_quotes_the_passage_is_held_with_it():
    quoting = comment("2", "1", "So my neighbour Odile rang at night? Mine is called Odile too.")
    other = comment("3", "1", "Tea helps.")
    told = agreed(quoting, other)
    _point(told, "[name] rang")
    assert [row.held for row in rows(told.slug)] == [False, False, True, False]
    assert not rows(told.slug)[3].reread


def test_without_a_sentence_nothing_is_asked(told):
    with pytest.raises(InvalidInput):
        request_removal(ref=told.ref, reason="about_me")
    assert told.requests() == []


@pytest.mark.parametrize("wrong", [{"sentences": [99]}, {"sentences": [0], "rendition": 77}])
def test_a_text_that_changed_meanwhile_asks_to_choose_again(told, wrong):
    with pytest.raises(Conflict):
        request_removal(ref=told.ref, reason="about_me", **{"rendition": told.number, **wrong})


def test_i_lost_my_code_hides_the_whole_text_at_once(told):
    assert request_removal(ref=told.ref, reason="i_wrote_it") is Outcome.HIDDEN
    assert told.row.hidden
    assert told.letters() == ["removal_asked"]


def test_another_reason_waits_for_a_person(told):
    assert request_removal(ref=told.ref, reason="other", message="Hm.") is Outcome.WAITING
    assert told.shown == PUBLIC
    assert told.letters() == []


def test_asking_again_for_the_same_sentence_is_accepted_quietly(told):
    _point(told, "lost her keys", "let her in")
    before = told.number
    kept = request_removal(ref=told.ref, reason="about_me", sentences=[1], rendition=before)
    assert kept is Outcome.MASKED
    assert (len(told.requests()), told.number) == (1, before)


# --- protection against misuse --------------------------------------------------------------------


def test_a_passage_shown_again_is_not_masked_by_the_next_request(told):
    _point(told, "lost her keys")
    _both(told, "show_again")
    assert told.shown == PUBLIC
    assert _point(told, "lost her keys", "let her in") is Outcome.WAITING
    assert told.shown == PUBLIC
    assert _point(told, "drank tea") is Outcome.MASKED


def test_above_the_budget_a_passage_is_not_masked_until_somebody_says_so(told, settings):
    settings.ARCHIVE_REMOVALS_A_DAY = 1
    _point(told, "lost her keys")
    assert _point(told, "drank tea") is Outcome.WAITING
    assert told.shown.count(MEANWHILE) == 1
    waiting = told.requests()[1]
    decide_removal(request=waiting.pk, decision="keep_masked", by=_staff(Role.MODERATOR))
    assert told.shown.count(MEANWHILE) == 2


def test_whoever_has_the_code_shows_that_it_is_not_lost(told):
    request_removal(ref=told.ref, reason="i_wrote_it")
    (asked,) = told.requests()
    contest_removal(ref=told.ref, contributor=told.contributor, request=asked.pk)
    assert told.shown == PUBLIC
    assert told.requests()[0].decision == "show_again"
    with ungated("test"):
        link = AuditEvent.objects.get(verb="contest_removal")
    assert (link.actor, link.ref) == ("contributor", told.ref)
    assert request_removal(ref=told.ref, reason="i_wrote_it") is Outcome.WAITING
    assert told.shown == PUBLIC


def test_what_others_say_about_themselves_is_not_the_writers_to_settle(told):
    _point(told, "lost her keys")
    (asked,) = told.requests()
    with pytest.raises(Conflict):
        contest_removal(ref=told.ref, contributor=told.contributor, request=asked.pk)
    assert MEANWHILE in told.shown


def test_nobody_contests_for_another(told):
    request_removal(ref=told.ref, reason="i_wrote_it")
    (asked,) = told.requests()
    for contributor, request in ((told.contributor + 1, asked.pk), (told.contributor, 0)):
        with pytest.raises(NotFound):
            contest_removal(ref=told.ref, contributor=contributor, request=request)


# --- two people -----------------------------------------------------------------------------------


def _both(told: Agreed, decision: str, at: int = -1) -> None:
    """A moderator and a lead answer the same."""
    asked = told.requests()[at]
    first = _staff(Role.STEWARD) if decision == "erase" else _staff(Role.MODERATOR)
    assert not decide_removal(request=asked.pk, decision=decision, by=first)
    assert decide_removal(request=asked.pk, decision=decision, by=_staff(Role.LEAD))


def test_one_answer_settles_nothing(told):
    _point(told, "lost her keys")
    (asked,) = told.requests()
    assert not decide_removal(request=asked.pk, decision="show_again", by=_staff(Role.LEAD))
    assert MEANWHILE in told.shown
    (asked,) = told.requests()
    assert (asked.first_decision, asked.first_by.username, asked.decision) == (
        "show_again", "the_lead", "",
    )  # fmt: skip


def test_the_same_account_never_answers_twice(told):
    _point(told, "lost her keys")
    (asked,) = told.requests()
    lead = _staff(Role.LEAD)
    decide_removal(request=asked.pk, decision="show_again", by=lead)
    for decision in ("show_again", "keep_masked", "erase"):
        with pytest.raises(NotAllowed):
            decide_removal(request=asked.pk, decision=decision, by=lead)


def test_in_an_archive_run_by_one_person_one_answer_is_enough(told, settings):
    settings.ARCHIVE_ONE_PERSON = True
    _point(told, "lost her keys")
    (asked,) = told.requests()
    assert decide_removal(request=asked.pk, decision="show_again", by=_staff(Role.STEWARD))
    assert told.shown == PUBLIC


def test_kept_masked_becomes_a_decision_like_any_other(told):
    _point(told, "lost her keys")
    _both(told, "keep_masked")
    assert told.shown == PUBLIC.replace(KEYS, "[removed]")
    with ungated("test"):
        kept = Redaction.objects.get(contribution__ref=told.ref, reason="removal")
    assert kept.decided_by is not None
    assert (kept.decided_by.username, TEXT[kept.start : kept.end]) == ("the_lead", KEYS)
    assert told.letters() == ["removal_asked", "removal_answered"]
    approve(ref=told.ref, by=_staff(Role.MODERATOR))
    assert told.shown == PUBLIC.replace(KEYS, "[removed]")
    assert told.row.pending is None


def test_shown_again_brings_back_exactly_the_wording_she_said_yes_to(told):
    before = told.row.rendition_id
    _point(told, "lost her keys")
    redact(
        ref=told.ref, start=0, end=2, treatment=Treatment.MASK,
        replacement="[somebody’s]", by=_staff(Role.MODERATOR),
    )  # fmt: skip
    _both(told, "show_again")
    assert told.shown == PUBLIC
    assert told.row.rendition_id != before
    assert told.row.pending is None


def test_two_requests_are_settled_each_for_itself(told):
    _point(told, "lost her keys")
    _point(told, "drank tea")
    _both(told, "show_again", 0)
    assert told.shown.count(MEANWHILE) == 1
    assert KEYS in told.shown
    _both(told, "keep_masked", 1)
    assert told.shown == PUBLIC.replace("We drank tea until the light came.", "[removed]")


def test_a_lost_code_kept_hidden_stays_hidden(told):
    request_removal(ref=told.ref, reason="i_wrote_it")
    _both(told, "keep_hidden")
    assert told.row.hidden


def test_two_who_differ_need_a_third_who_answers_for_the_archive(told):
    _point(told, "lost her keys")
    (asked,) = told.requests()
    first, second = _staff(Role.MODERATOR), _staff(Role.LEAD)
    decide_removal(request=asked.pk, decision="show_again", by=first)
    assert not decide_removal(request=asked.pk, decision="keep_masked", by=second)
    for again in (first, second, _staff(Role.MODERATOR, "max")):
        with pytest.raises(NotAllowed):
            decide_removal(request=asked.pk, decision="show_again", by=again)
    assert MEANWHILE in told.shown
    assert decide_removal(request=asked.pk, decision="show_again", by=_staff(Role.STEWARD))
    assert told.shown == PUBLIC


def test_two_people_erase_the_whole_text(told):
    _point(told, "lost her keys")
    _both(told, "erase")
    assert told.row.status == "erased"
    (asked,) = told.requests()
    assert (asked.decision, asked.start, asked.message) == ("erase", None, None)


def test_who_answered_first_can_still_erase_by_other_ways(told):
    _point(told, "lost her keys")
    (asked,) = told.requests()
    decide_removal(request=asked.pk, decision="erase", by=_staff(Role.LEAD))
    erase(ref=told.ref, by=_staff(Role.LEAD))
    assert told.row.status == "erased"


MAY = {
    Role.MODERATOR: {"keep_masked", "keep_hidden", "show_again"},
    Role.LEAD: {"keep_masked", "keep_hidden", "show_again", "erase"},
    Role.STEWARD: {"keep_masked", "keep_hidden", "show_again", "erase"},
    Role.RESEARCHER: set(),
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("decision", ["keep_masked", "show_again", "erase", "keep_hidden"])
@pytest.mark.parametrize("reason", ["about_me", "i_wrote_it"])
def test_who_may_answer_what(told, role, decision, reason):
    if reason == "about_me":
        _point(told, "lost her keys")
    else:
        request_removal(ref=told.ref, reason=reason)
    (asked,) = told.requests()
    fits = decision not in ("keep_masked", "keep_hidden") or (decision == "keep_masked") == (
        reason == "about_me"
    )
    if fits and decision in MAY[role]:
        assert not decide_removal(request=asked.pk, decision=decision, by=_staff(role))
        assert told.requests()[0].first_decision == decision
    else:
        with pytest.raises((NotAllowed, InvalidInput)):
            decide_removal(request=asked.pk, decision=decision, by=_staff(role))
        assert told.requests()[0].first_decision == ""


def test_an_answered_request_is_answered(told):
    _point(told, "lost her keys")
    _both(told, "keep_masked")
    (asked,) = told.requests()
    with pytest.raises(Conflict):
        decide_removal(request=asked.pk, decision="show_again", by=_staff(Role.STEWARD))


# --- beside other work ----------------------------------------------------------------------------


def test_approving_meanwhile_does_not_lift_the_mask(told):
    _point(told, "lost her keys")
    approve(ref=told.ref, by=_staff(Role.MODERATOR))
    assert told.shown == PUBLIC.replace(KEYS, MEANWHILE)
    assert told.letters() == ["removal_asked"]
    _both(told, "show_again")
    assert told.shown == PUBLIC


def test_a_wording_that_waits_for_her_yes_is_masked_too(told):
    mira = _staff(Role.MODERATOR)
    with ungated("test"):
        hidden = Redaction.objects.get(contribution__ref=told.ref)
    retract_redaction(ref=told.ref, redaction=hidden.pk, by=mira)
    redact(
        ref=told.ref, start=hidden.start, end=hidden.end, treatment=Treatment.MASK,
        replacement="[a friend]", by=mira,
    )  # fmt: skip
    approve(ref=told.ref, by=mira)
    assert told.row.pending is not None
    _point(told, "lost her keys")
    sign_off(ref=told.ref, contributor=told.contributor)
    asked_for = PUBLIC.replace("[name]", "[a friend]")
    assert told.shown == asked_for.replace(KEYS, MEANWHILE)
    _both(told, "show_again")
    assert told.shown == asked_for


def test_overdue_requests_stand_first(told):
    _point(told, "lost her keys")
    _point(told, "drank tea")
    late = told.requests()[1]
    with ungated("time passes"):
        RemovalRequest.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    lead = viewer_of(_staff(Role.LEAD))
    shown = read_as(lead).removals()
    assert [(one.id, one.overdue) for one in shown] == [
        (late.pk, True), (told.requests()[0].pk, False),
    ]  # fmt: skip
    load = read_as(lead).removal_load()
    assert load is not None
    assert load.overdue == 1


def test_staff_read_the_passage_in_the_words_that_readers_saw(told):
    _point(told, "[name] rang")
    (asked,) = read_as(viewer_of(_staff(Role.MODERATOR))).removals()
    assert asked.words == "My neighbour [name] rang at night."
    assert asked.by_two


def test_nothing_is_asked_of_what_was_erased(told):
    erase(ref=told.ref, by=_staff(Role.LEAD))
    with pytest.raises((NotFound, Gone)):
        request_removal(ref=told.ref, reason="other")


def test_every_step_leaves_a_link_that_fits(told):
    _point(told, "lost her keys")
    _both(told, "keep_masked")
    with ungated("test"):
        assert verify_audit() is None
        verbs = list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))
        assert Rendition.objects.filter(contribution__ref=told.ref).count() == 4
    assert verbs[-3:] == ["request_removal", "answer_removal", "decide_removal"]
