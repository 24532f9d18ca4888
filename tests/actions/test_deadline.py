"""Imports whose authors nobody asked have a year, and once half a year more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from archive.actions.extend_deadline import REASONS, extend_deadline
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.words import Role
from archive.gate import read_as, viewer_of
from archive.gate.guard import ungated
from archive.models import AuditEvent, Contribution
from tests.actions.imported import account, bring_in, rows, with_basis

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def slug() -> str:
    return bring_in().discussions[0].slug


def _stella():
    return account("stella", Role.STEWARD)


def _deadlines(slug: str) -> list[datetime]:
    return [row.decide_by for row in rows(slug) if row.decide_by is not None]


def test_what_arrives_has_a_year(slug):
    for row in rows(slug):
        assert row.decide_by is not None
        assert row.decide_by - row.arrived_at == pytest.approx(
            timedelta(days=365), abs=timedelta(minutes=5)
        )


def test_the_desk_knows_the_deadline_until_a_basis_stands(slug):
    reader = read_as(viewer_of(_stella()))
    assert reader.duties(slug).undecided == 4
    assert reader.duties(slug).decide_by == min(_deadlines(slug))
    with_basis(slug)
    assert reader.duties(slug).decide_by is None
    assert not reader.duties(slug).is_late


@pytest.mark.parametrize("reason", REASONS)
def test_a_steward_gives_half_a_year_more_for_a_named_reason(slug, reason):
    before = _deadlines(slug)
    assert extend_deadline(slug=slug, reason=reason, by=_stella()) == 4
    after = _deadlines(slug)
    assert [b - a for a, b in zip(before, after, strict=True)] == [timedelta(days=183)] * 4
    assert rows(slug)[0].discussion.extended_for == reason
    with ungated("test"):
        link = AuditEvent.objects.get(verb="extend_deadline")
    assert (link.actor, link.detail["reason"]) == ("stella", reason)


def test_it_is_extended_once_only(slug):
    extend_deadline(slug=slug, reason="ethics_board", by=_stella())
    with pytest.raises(Conflict):
        extend_deadline(slug=slug, reason="other", by=_stella())


def test_what_is_too_late_or_settled_is_not_extended(slug):
    with ungated("time passes"):
        Contribution.objects.update(decide_by=timezone.now() - timedelta(days=1))
    assert read_as(viewer_of(_stella())).duties(slug).is_late
    with pytest.raises(Conflict):
        extend_deadline(slug=slug, reason="other", by=_stella())
    assert rows(slug)[0].discussion.extended_for == ""


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.LEAD, Role.RESEARCHER])
def test_only_a_steward_extends(slug, role):
    with pytest.raises(NotAllowed):
        extend_deadline(slug=slug, reason="other", by=account("somebody", role))


def test_a_reason_is_one_of_the_named_ones(slug):
    with pytest.raises(InvalidInput):
        extend_deadline(slug=slug, reason="we forgot", by=_stella())
    with pytest.raises(NotFound):
        extend_deadline(slug="nosuchslug", reason="other", by=_stella())
