"""The sweep lets go of what is due on its day, not before, once; and of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from archive import actions, gate, vault
from archive.actions import ledger
from archive.actions.sweep import Swept
from archive.domain import visibility, warrant
from archive.domain.consent import DEFAULT_TERM
from archive.domain.errors import Gone, NotFound
from archive.domain.words import Role, Scope, SignOff, Voice
from archive.gate import notices, own_page
from archive.gate.facts import facts_of
from archive.gate.guard import ungated
from archive.management.commands.sweep import DOING
from archive.models import AuditEvent, Claim, Contribution, Contributor, Draft, User
from archive.search import indexer
from archive.search.find import find
from tests import factories
from tests.told import FIRST_THREE, Told, open_question, publish, tell, typed_back, write

pytestmark = pytest.mark.django_db(databases="__all__")

sweeping = import_module("archive.actions.sweep")  # the package has a verb of the same name
FOR_LONG = timedelta(days=3_000)


@dataclass
class Clock:
    """What `timezone.now` says: the real time, and the days that went by."""

    gone: timedelta = timedelta(0)

    def pass_by(self, **spans: float) -> None:
        """Let time go by."""
        self.gone += timedelta(**spans)


@pytest.fixture
def clock() -> Iterator[Clock]:
    real, moved = timezone.now, Clock()
    with mock.patch("django.utils.timezone.now", side_effect=lambda: real() + moved.gone):
        yield moved


@pytest.fixture
def slug() -> str:
    return open_question()


@pytest.fixture
def staff() -> factories.People:
    return factories.people()


def done(swept: Swept) -> dict[str, int]:
    """What was done, without what is only counted for people, without zeros."""
    return {name: n for name, n in asdict(swept).items() if n and name in DOING}


def imported(*, decide_in: timedelta | None = None) -> str:
    """The one comment of an import; its ref."""
    made = factories.make_discussion(["An essay about winter.", "A comment about winter."])
    with ungated("an import has its deadline"):
        Contribution.objects.filter(ref=made.refs[1]).update(
            decide_by=timezone.now() + decide_in if decide_in is not None else None
        )
    return made.refs[1]


def approved(told: Told, by: User) -> Told:
    """Approved, with its writer's yes still to come."""
    actions.approve(ref=told.ref, by=by)
    return told


def refused(ref: str, by: User) -> str:
    actions.refuse(ref=ref, reason="off_topic", by=by)
    return ref


# --- each kind of due thing ---------------------------------------------------------------------


def _unread(slug: str, staff: factories.People) -> str:
    return tell(slug).ref


def _refused(slug: str, staff: factories.People) -> str:
    return refused(tell(slug).ref, staff.alice)


def _refused_import(slug: str, staff: factories.People) -> str:
    return refused(imported(), staff.alice)


def _unsigned(slug: str, staff: factories.People) -> str:
    return approved(tell(slug, sign_off=SignOff.ASK), staff.alice).ref


def _expired(slug: str, staff: factories.People) -> str:
    told = tell(slug)
    publish(told, staff.alice)
    return told.ref


def _said_no(slug: str, staff: factories.People) -> str:
    ref = imported()
    actions.refuse_consent(ref=ref, by=staff.dave)
    return ref


def _took_all_back(slug: str, staff: factories.People) -> str:
    ref = imported()
    actions.give_consent(ref=ref, scopes=[Scope.READ, Scope.FIND, Scope.MAILBOX])
    actions.withdraw_consent(ref=ref, scopes=[Scope.READ, Scope.FIND])
    return ref


def _without_basis(slug: str, staff: factories.People) -> str:
    return imported(decide_in=timedelta(days=365))


KINDS: list[tuple[Callable[[str, factories.People], str], str, timedelta]] = [
    (_unread, "unread", timedelta(days=90)),
    (_unread, "unread_erased", timedelta(days=90 + 365)),
    (_refused, "refused_erased", timedelta(days=30)),
    (_refused_import, "refused_erased", timedelta(days=30)),
    (_unsigned, "unsigned_erased", timedelta(days=365)),
    (_expired, "expired_erased", DEFAULT_TERM + timedelta(days=365)),
    (_said_no, "not_allowed_erased", timedelta(days=30)),
    (_took_all_back, "not_allowed_erased", timedelta(days=30)),
    (_without_basis, "unknown_erased", timedelta(days=365)),
]


@pytest.mark.parametrize(("make", "kind", "term"), KINDS)
def test_what_is_due_goes_on_its_day_and_once(
    clock: Clock,
    slug: str,
    staff: factories.People,
    make: Callable[[str, factories.People], str],
    kind: str,
    term: timedelta,
) -> None:
    ref = make(slug, staff)
    clock.gone = term - timedelta(days=1)
    assert kind not in done(actions.sweep(dry_run=True))
    assert kind not in done(actions.sweep())
    clock.gone = term + timedelta(seconds=1)

    assert done(actions.sweep(dry_run=True)) == {kind: 1}
    assert done(actions.sweep()) == {kind: 1}

    assert done(actions.sweep()) == {}
    row = factories.contribution(ref)
    with warrant.opened("tests", "look"):
        has_key = ref in vault.refs_with_keys()
    gone = kind.endswith("_erased")
    assert (row.status, has_key) == (("erased", False) if gone else ("unread", True))
    assert not actions.verify_consent()


def test_an_unread_text_nobody_swept_for_a_year_goes_in_one_sweep(clock: Clock, slug: str) -> None:
    tell(slug)
    clock.gone = FOR_LONG
    assert done(actions.sweep()) == {"unread_erased": 1}
    assert done(actions.sweep()) == {}


def test_a_text_that_is_due_for_two_reasons_is_counted_once(
    clock: Clock, staff: factories.People
) -> None:
    ref = imported(decide_in=timedelta(days=1))
    refused(ref, staff.alice)
    clock.gone = timedelta(days=31)
    assert done(actions.sweep(dry_run=True)) == {"refused_erased": 1}
    assert done(actions.sweep()) == {"refused_erased": 1}


def test_a_draft_of_yesterday_leaves_no_key_and_no_row(clock: Clock, slug: str) -> None:
    draft = write(slug)
    clock.gone = timedelta(hours=23, minutes=59)
    assert done(actions.sweep()) == {}
    clock.gone = timedelta(hours=24, seconds=1)
    assert done(actions.sweep(dry_run=True)) == {"drafts": 1}
    assert done(actions.sweep()) == {"drafts": 1}
    with warrant.opened("tests", "look"):
        assert draft not in vault.refs_with_keys()
        assert not Draft.objects.exists()
    assert done(actions.sweep()) == {}


def test_what_was_done_stands_in_the_audit_chain_in_numbers(clock: Clock, slug: str) -> None:
    tell(slug)
    clock.gone = timedelta(days=91)
    actions.sweep()
    actions.sweep()
    with ungated("looking"):
        (event,) = AuditEvent.objects.filter(verb="sweep")
    assert event.detail == {"done": {"unread": 1}}
    with ungated("looking"):
        assert actions.verify_audit() is None


def test_a_dry_run_changes_no_row_no_key_and_no_line_of_the_ledger(
    clock: Clock, staff: factories.People
) -> None:
    for make, _, _ in KINDS:
        make(open_question(), staff)
    write(open_question(), "A text that is never sent.")
    ledger.append(imported(), "intent")
    clock.gone = FOR_LONG
    before, lines = everything(), ledger.path().read_text()
    counted = actions.sweep(dry_run=True)
    assert done(counted).keys() == DOING.keys() - {"keys", "unread"}
    assert everything() == before
    assert ledger.path().read_text() == lines
    assert done(actions.sweep()) == done(counted)


def everything() -> dict[str, list[str]]:
    """Every row of the archive and the vault."""
    with ungated("a test compares everything"):
        return {
            model.__name__: sorted(map(repr, model._default_manager.values_list()))
            for model in apps.get_models()
        }


# --- what stays ---------------------------------------------------------------------------------


def test_a_text_kept_afterwards_stays_when_everything_has_run_out(
    clock: Clock, slug: str, staff: factories.People
) -> None:
    told = tell(slug, scopes=(*FIRST_THREE, Scope.AFTER))
    publish(told, staff.alice)
    clock.gone = timedelta(days=20 * 365)
    assert done(actions.sweep()) == {}
    assert factories.contribution(told.ref).status == "approved"


def test_a_renewed_text_stays(clock: Clock, slug: str, staff: factories.People) -> None:
    told = tell(slug)
    publish(told, staff.alice)
    clock.gone = DEFAULT_TERM + timedelta(days=364)
    actions.renew(ref=told.ref, contributor=told.contributor, notice=notices.current("en").id)
    clock.pass_by(days=3)
    assert done(actions.sweep()) == {}
    assert gate.read_as(gate.READER).contribution(told.ref).text


@pytest.mark.parametrize("also_refused", [False, True])
def test_an_import_with_an_open_claim_stays_until_the_claim_is_answered(
    clock: Clock, staff: factories.People, also_refused: bool
) -> None:
    ref = imported(decide_in=timedelta(days=1))
    if also_refused:
        refused(ref, staff.alice)
    claim = claimed(ref)
    clock.gone = timedelta(days=60)
    assert done(actions.sweep()) == {}
    with ungated("a steward says no"):
        Claim.objects.filter(pk=claim.pk).update(decision="declined")
    assert sum(done(actions.sweep()).values()) == 1
    with ungated("looking"):
        assert not Claim.objects.exists()
        assert not Contributor.objects.exists(), "a code that leads nowhere is forgotten"


def test_an_import_that_was_found_to_be_hers_stays_for_a_year_to_be_answered_about(
    clock: Clock,
) -> None:
    ref = imported(decide_in=timedelta(days=1))
    claim = claimed(ref)
    clock.gone = timedelta(days=60)
    with ungated("a steward says yes"):
        Claim.objects.filter(pk=claim.pk).update(decision="confirmed", decided_at=timezone.now())
        Contribution.objects.filter(ref=ref).update(contributor=claim.contributor)
    clock.gone = timedelta(days=60 + 364)
    assert done(actions.sweep()) == {}
    clock.gone = timedelta(days=60 + 366)
    assert done(actions.sweep()) == {"unknown_erased": 1}
    with ungated("looking"):
        assert not Contributor.objects.exists(), "a code that leads nowhere is forgotten"


def claimed(ref: str) -> Claim:
    """Somebody says that it is hers."""
    with ungated("a claim"):
        row: Claim = Claim.objects.create(
            contribution=Contribution.objects.get(ref=ref),
            contributor=Contributor.objects.create(locator="locator01", verifier="00"),
            token="first-hand-1234",
        )
    return row


def test_an_import_without_a_deadline_stays(clock: Clock) -> None:
    imported()
    clock.gone = FOR_LONG
    assert done(actions.sweep()) == {}


# --- what changes while the sweep works ---------------------------------------------------------


def test_a_text_sent_again_in_the_middle_of_a_sweep_stays(
    clock: Clock, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tell(slug)
    clock.gone = timedelta(days=91)
    actions.sweep()
    clock.gone = timedelta(days=456)
    listed = sweeping._to_erase

    def list_then_send(*arguments: Any) -> Any:
        found = listed(*arguments)
        actions.send_again(ref=told.ref, contributor=told.contributor)
        return found

    monkeypatch.setattr(sweeping, "_to_erase", list_then_send)
    assert done(actions.sweep()) == {}
    assert factories.contribution(told.ref).status == "waiting"


def test_a_text_sent_again_while_it_leaves_the_queue_stays_in_it(
    clock: Clock, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tell(slug)
    clock.gone = timedelta(days=91)
    listed, calls = sweeping._refs, iter(range(99))

    def list_then_send(rows: Any) -> Any:
        found = listed(rows)
        if next(calls) == 0:
            actions.send_again(ref=told.ref, contributor=told.contributor)
        return found

    monkeypatch.setattr(sweeping, "_refs", list_then_send)
    assert done(actions.sweep()) == {}
    assert factories.contribution(told.ref).status == "waiting"


def test_a_draft_sent_while_keys_are_compared_keeps_its_key(clock: Clock, slug: str) -> None:
    draft = write(slug)
    code = actions.prepare_code(draft=draft)
    clock.gone = timedelta(hours=2)
    sent: list[str] = []

    def send_after_the_first_look(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if not sent and sql.startswith('SELECT "archive_'):
            sent.append(draft)
            actions.submit(draft=draft, typed=typed_back(code))
        return answer

    with (
        warrant.opened("sweep", "housekeeping"),
        connection.execute_wrapper(send_after_the_first_look),
    ):
        orphans = sweeping._keys_without_rows()
    assert sent
    assert orphans == []


# --- what needs no sweep ------------------------------------------------------------------------


def test_what_ran_out_is_hidden_at_that_moment_without_a_sweep(
    clock: Clock, slug: str, staff: factories.People
) -> None:
    told = tell(slug)
    publish(told, staff.alice)
    reader = gate.read_as(gate.READER)
    assert reader.contribution(told.ref).text
    row = factories.contribution(told.ref)
    with ungated("looking"):
        facts = facts_of(row)
    assert row.read_until is not None
    assert visibility.holds(visibility.READ, facts, row.read_until - timedelta(seconds=1))
    assert not visibility.holds(visibility.READ, facts, row.read_until)

    clock.gone = DEFAULT_TERM + timedelta(seconds=1)
    with pytest.raises(Gone):
        reader.contribution(told.ref)
    assert done(actions.sweep()) == {}


@pytest.mark.django_db(databases="__all__", transaction=True)
@pytest.mark.parametrize("swept", [False, True])
def test_staff_cannot_open_find_or_see_a_text_nobody_read_in_time(
    clock: Clock, slug: str, staff: factories.People, swept: bool
) -> None:
    told = tell(slug, "I met an albatross there.")
    indexer.reindex()
    mod = gate.viewer_of(staff.alice)
    bench = gate.read_as(mod)
    assert bench.review(told.ref).original
    assert [row.ref for row in bench.queue()] == [told.ref]
    assert find(mod, "albatross", strict=False).total == 1

    clock.gone = timedelta(days=90, seconds=1)
    if swept:
        assert done(actions.sweep()) == {"unread": 1}

    for opening in (bench.review, bench.contribution):
        with pytest.raises(NotFound):
            opening(told.ref)
    assert bench.queue() == ()
    assert bench.desk(slug).rows == ()
    assert bench.outline(slug).contributions == ()
    assert find(mod, "albatross", strict=False).total == 0
    with pytest.raises(NotFound):
        actions.set_voice(ref=told.ref, voice=Voice.COMMENTARY, by=staff.alice)
    mine = own_page.my_text(told.contributor, told.ref)
    assert mine.original == "I met an albatross there."
    if swept:
        assert all(checked.is_equal for checked in indexer.check())
        assert {checked.documents for checked in indexer.check()} == {0}

    actions.send_again(ref=told.ref, contributor=told.contributor)
    assert bench.review(told.ref).original
    assert find(mod, "albatross", strict=False).total == 1


# --- what is told to people ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "two_weeks", "a_month"),
    [(13, 0, 0), (15, 1, 0), (29, 1, 0), (31, 1, 1), (89, 1, 1), (91, 0, 0)],
)
def test_the_lead_is_told_of_texts_that_wait_too_long(
    clock: Clock, slug: str, days: int, two_weeks: int, a_month: int
) -> None:
    tell(slug)
    clock.gone = timedelta(days=days)
    found = actions.sweep(dry_run=True)
    assert (found.waiting_two_weeks, found.waiting_a_month) == (two_weeks, a_month)


def test_a_text_she_sleeps_on_waits_only_from_when_it_may_be_read(clock: Clock, slug: str) -> None:
    tell(slug, sleeps=True)
    clock.gone = timedelta(days=15)
    assert actions.sweep(dry_run=True).waiting_two_weeks == 0
    clock.gone = timedelta(days=16, seconds=1)
    assert actions.sweep(dry_run=True).waiting_two_weeks == 1


def test_a_text_somebody_decided_on_is_no_longer_told_of(
    clock: Clock, slug: str, staff: factories.People
) -> None:
    approved(tell(slug), staff.alice)
    clock.gone = timedelta(days=40)
    assert actions.sweep(dry_run=True).waiting_two_weeks == 0


def test_only_leads_and_stewards_see_the_number_on_the_queue(client, clock: Clock, slug: str):
    tell(slug)
    tell(slug, "A second one.")
    clock.gone = timedelta(days=20)
    tell(slug, "A third one, two weeks later.")
    clock.gone = timedelta(days=35)
    for name, role, told in (
        ("carol", Role.LEAD, True),
        ("dave", Role.STEWARD, True),
        ("alice", Role.MODERATOR, False),
    ):
        client.force_login(factories.account(name, role))
        page = client.get("/workbench/").content.decode()
        words = "3 new texts have waited for more than two weeks, 2 for more than a month."
        assert (words in page) is told


def test_one_text_is_told_of_in_the_singular_and_none_not_at_all(client, clock: Clock, slug: str):
    lead = factories.account("carol", Role.LEAD)
    client.force_login(lead)
    tell(slug)
    assert "waited for more than" not in client.get("/workbench/").content.decode()
    clock.gone = timedelta(days=20)
    client.force_login(lead)
    page = client.get("/workbench/").content.decode()
    assert "1 new text has waited for more than two weeks." in page
