"""New wording is a new version; what was consented to keeps its own."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from archive import actions
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.notice import digest
from archive.domain.words import Role, Scope
from archive.gate import Viewer, notices
from archive.gate.guard import ungated
from archive.management.notice import NOTICE
from archive.management.readiness import prepare
from archive.models import AuditEvent, ConsentEvent, Notice
from tests.factories import account, make_discussion

pytestmark = pytest.mark.django_db(databases="__all__")

NEXT = NOTICE.replace("18 or older", "21 or over")


@pytest.fixture
def first() -> Notice:
    return Notice.objects.create(language="en", version=1, text=NOTICE, sha256=digest(NOTICE))


@pytest.fixture
def steward():
    return account("dave", Role.STEWARD)


def test_a_prepared_archive_asks_version_1_in_english():
    prepare(lambda _: None)
    asked = notices.current()
    assert (asked.language, asked.version, asked.text) == ("en", 1, NOTICE)
    assert asked.sha256 == digest(NOTICE)
    assert set(asked.asks) == set(Scope)


def test_a_steward_s_words_become_the_next_version(first, steward):
    made = actions.publish_notice(language="en", text=NEXT, by=steward)
    assert (made.version, made.sha256) == (2, digest(NEXT))
    assert notices.current("en").text == NEXT
    assert [notice.version for notice in notices.versions("en")] == [2, 1]


def test_the_version_before_is_not_touched(first, steward):
    before = Notice.objects.values().get(version=1)
    actions.publish_notice(language="en", text=NEXT, by=steward)
    assert Notice.objects.values().get(version=1) == before
    assert notices.one("en", 1).text == NOTICE


def test_old_consent_keeps_its_wording(first, steward):
    ref = make_discussion(["An invented text."]).refs[0]
    actions.give_consent(ref=ref, scopes=[Scope.READ], notice=first)
    actions.publish_notice(language="en", text=NEXT, by=steward)
    with ungated("test"):
        assert {event.notice for event in ConsentEvent.objects.all()} == {first}


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.LEAD, Role.RESEARCHER])
def test_nobody_but_a_steward_publishes(first, role):
    with pytest.raises(NotAllowed):
        actions.publish_notice(language="en", text=NEXT, by=account("max", role))
    assert notices.current().version == 1


@pytest.mark.parametrize("text", [NOTICE, NOTICE.replace("\n", "\r\n") + "\r\n"])
def test_the_words_that_are_asked_now_are_not_published_again(first, steward, text):
    with pytest.raises(InvalidInput, match="nothing to publish"):
        actions.publish_notice(language="en", text=text, by=steward)
    with pytest.raises(InvalidInput, match="nothing to publish"):
        actions.publish_notice(language="de", text=text, by=steward)
    assert Notice.objects.count() == 1


def test_an_earlier_wording_may_be_published_again_as_a_new_version(first, steward):
    actions.publish_notice(language="en", text=NEXT, by=steward)
    assert actions.publish_notice(language="en", text=NOTICE, by=steward).version == 3


@pytest.mark.parametrize(
    "wrong", [{"language": "English"}, {"text": "Dear all,"}, {"text": NEXT + "## sleep: ?"}]
)
def test_what_is_no_notice_changes_nothing(first, steward, wrong):
    with pytest.raises(InvalidInput):
        actions.publish_notice(**{"language": "en", "text": NEXT, "by": steward} | wrong)
    assert Notice.objects.count() == 1
    with ungated("test"):
        assert not AuditEvent.objects.exists()


def test_a_steward_who_was_overtaken_is_told(first, steward):
    actions.publish_notice(language="en", text=NEXT, version=2, by=steward)
    with pytest.raises(Conflict):
        actions.publish_notice(language="en", text=NEXT + "", version=2, by=steward)
    assert notices.current().version == 2


def test_two_stewards_at_the_same_moment_do_not_write_one_number(first, steward, monkeypatch):
    def taken(**_):
        raise IntegrityError

    monkeypatch.setattr(Notice.objects, "create", taken)
    with pytest.raises(Conflict):
        actions.publish_notice(language="en", text=NEXT, by=steward)


def test_the_audit_trail_keeps_codes_and_numbers_only(first, steward):
    made = actions.publish_notice(language="pt-br", text=NEXT, by=steward)
    with ungated("test"):
        event = AuditEvent.objects.get()
    assert (event.verb, event.actor) == ("publish_notice", "dave")
    assert event.detail == {"notice": made.pk, "language": "pt-BR", "version": 1}


def test_a_language_without_a_notice_is_asked_in_its_base_language_then_in_english(first, steward):
    actions.publish_notice(language="de", text=NEXT, by=steward)
    assert notices.current("de-AT").language == "de"
    assert notices.current("DE-at").language == "de"
    assert notices.current("fr-CA").language == "en"
    assert notices.current("no such tag").language == "en"
    assert notices.languages() == ("de", "en")


def test_without_any_notice_nothing_is_found():
    for ask in (notices.current, lambda: notices.one("en", 1)):
        with pytest.raises(NotFound):
            ask()
    assert notices.versions("en") == ()


def test_staff_may_know_how_many_consented_under_each_version(first, steward):
    one, two = make_discussion(["An invented text.", "And a reply."]).refs
    actions.give_consent(ref=one, scopes=[Scope.HOLD, Scope.READ], notice=first)
    actions.give_consent(ref=two, scopes=[Scope.HOLD], notice=first)
    actions.give_consent(ref=two, scopes=[Scope.FIND])
    staff = Viewer(Role.MODERATOR, name="mira")
    assert notices.consents(staff) == {first.pk: notices.Recorded(texts=2, answers=3)}
    for role in (Role.READER, Role.CONTRIBUTOR, Role.RESEARCHER):
        with pytest.raises(NotFound):
            notices.consents(Viewer(role))
