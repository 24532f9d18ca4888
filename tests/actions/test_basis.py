"""A named basis: a steward proposes, another account confirms, the scopes open."""

from __future__ import annotations

from typing import Any

import pytest

from archive.actions.basis import confirm_basis, propose_basis
from archive.actions.consent import give_consent, refuse_consent, verify_consent, withdraw_consent
from archive.domain.errors import Conflict, InvalidInput, NotAllowed
from archive.domain.words import Role, Scope
from archive.gate.guard import ungated
from archive.models import Basis, Contribution, Outbox
from tests.actions.imported import GROUNDS, account, bring_in, opened, rows, with_basis

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def slug(settings) -> str:
    settings.ARCHIVE_ONE_PERSON = False
    return bring_in().discussions[0].slug


def _propose(slug: str, **changes) -> str:
    proposal: dict[str, Any] = {"scopes": ["read"], "by": account("stella", Role.STEWARD)}
    return propose_basis(slug=slug, **(proposal | GROUNDS | changes))


def test_a_proposal_opens_nothing(slug):
    _propose(slug)
    assert {row.consent for row in rows(slug)} == {"unknown"}
    assert not any(row.read_until for row in rows(slug))


def test_a_confirmed_basis_opens_its_scopes_and_waives_sign_off(slug):
    with_basis(slug, ("read", "find"))
    for row in rows(slug):
        assert row.consent == "basis"
        assert row.signed_off
        assert row.read_until is not None
        assert row.find_until is not None
        assert row.research_until is None
    assert verify_consent() == ()


def test_the_proposer_cannot_confirm(slug):
    _propose(slug)
    with pytest.raises(NotAllowed):
        confirm_basis(slug=slug, by=account("stella", Role.STEWARD))
    assert {row.consent for row in rows(slug)} == {"unknown"}


def test_where_one_person_runs_the_archive_the_row_says_so(slug, settings):
    settings.ARCHIVE_ONE_PERSON = True
    _propose(slug)
    assert confirm_basis(slug=slug, by=account("stella", Role.STEWARD)) == 4
    with ungated("test"):
        assert all(Basis.objects.values_list("alone", flat=True))


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.LEAD, Role.RESEARCHER])
def test_only_a_steward_proposes(slug, role):
    with pytest.raises(NotAllowed):
        _propose(slug, by=account("someone", role))


@pytest.mark.parametrize("scopes", [["quote"], ["machine"], ["read", "machine"], [], ["find"]])
def test_a_basis_never_opens_quotes_or_machines(slug, scopes):
    with pytest.raises(InvalidInput):
        _propose(slug, scopes=scopes)


def test_a_basis_for_some_leaves_the_others_closed(slug):
    first = rows(slug)[0]
    _propose(slug, refs=[first.ref])
    assert confirm_basis(slug=slug, by=account("leo", Role.LEAD)) == 1
    assert [row.consent for row in rows(slug)] == ["basis", "unknown", "unknown", "unknown"]


def test_a_no_of_the_author_is_not_overruled(slug):
    asked = rows(slug)[1]
    _propose(slug)
    refuse_consent(ref=asked.ref)
    assert confirm_basis(slug=slug, by=account("leo", Role.LEAD)) == 3
    assert rows(slug)[1].consent == "refused"
    with pytest.raises(Conflict):
        _propose(slug, refs=[asked.ref])


def test_nothing_to_confirm_is_a_conflict(slug):
    with pytest.raises(Conflict):
        confirm_basis(slug=slug, by=account("leo", Role.LEAD))


def test_consent_is_given_and_taken_back_scope_by_scope(slug):
    ref = rows(slug)[1].ref
    give_consent(ref=ref, scopes=[Scope.READ, Scope.FIND])
    withdraw_consent(ref=ref, scopes=[Scope.FIND])
    row = rows(slug)[1]
    assert (row.consent, row.find_until) == ("given", None)
    assert row.read_until is not None
    withdraw_consent(ref=ref)
    row = rows(slug)[1]
    assert (row.consent, row.read_until) == ("withdrawn", None)
    with ungated("test"):
        assert Outbox.objects.filter(ref=ref, op="purge").exists()
    assert verify_consent() == ()


def test_a_column_that_no_event_explains_is_found(slug):
    row = rows(slug)[2]
    with_basis(slug)
    with ungated("test"):
        Contribution.objects.filter(pk=row.pk).update(read_until=None)
    (found,) = verify_consent()
    assert found.ref == row.ref
    assert "read_until" in found.wrong


def test_what_was_approved_before_is_remembered_as_public_once_the_basis_stands(slug):
    opened(slug)
    with_basis(slug)
    assert all(row.was_public for row in rows(slug))
