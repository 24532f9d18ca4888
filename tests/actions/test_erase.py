"""Erasing: what goes, what stays, and that an interruption at any step is finished."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from archive import vault
from archive.actions import ledger
from archive.actions.consent import verify_consent
from archive.actions.erase import erase, finish_erasures
from archive.actions.sweep import recover, sweep
from archive.domain import warrant
from archive.domain.errors import NotAllowed, NotFound
from archive.domain.words import Role
from archive.gate.guard import ungated
from archive.models import Basis, Finding, Original, Outbox, Rendition
from archive.vault.models import DataKey
from tests.actions.imported import account, bring_in, rows, with_basis

pytestmark = pytest.mark.django_db(databases="__all__")
STEPS = sys.modules["archive.actions.erase"]


@pytest.fixture
def slug() -> str:
    return bring_in().discussions[0].slug


def _assert_erased(slug: str, position: int) -> None:
    row = rows(slug)[position]
    assert (row.status, row.hidden, row.read_until) == ("erased", True, None)
    assert (row.author, row.text_digest, row.characters, row.likes) == (None, "", None, 0)
    assert (row.rendition_id, row.latest_id, row.pending_id) == (None, None, None)
    assert row.written_at is not None
    assert row.written_at.day == 1
    with ungated("test"):
        for model in (Original, Rendition, Finding, Basis):
            assert not model.objects.filter(contribution=row).exists()
        assert not vault.ring([row.ref]).has(row.ref)
        assert Outbox.objects.filter(ref=row.ref, op="purge").exists()
    assert ledger.unfinished() == ()


def test_erasing_drops_the_key_and_everything_sealed(slug):
    with_basis(slug)
    erase(ref=rows(slug)[0].ref, by=account("leo", Role.LEAD))
    _assert_erased(slug, 0)
    assert rows(slug)[0].discussion.source_url is None
    assert rows(slug)[1].parent == rows(slug)[0]
    assert rows(slug)[1].status == "waiting"
    assert verify_consent() == ()


def test_erasing_twice_finds_nothing(slug):
    ref = rows(slug)[1].ref
    erase(ref=ref, by=account("leo", Role.LEAD))
    with pytest.raises(NotFound):
        erase(ref=ref, by=account("leo", Role.LEAD))


def test_a_moderator_may_not_erase(slug):
    with pytest.raises(NotAllowed):
        erase(ref=rows(slug)[1].ref, by=account("mira", Role.MODERATOR))


@pytest.mark.parametrize("step", ["_drop_key", "_clear"])
def test_an_erasure_interrupted_at_any_step_is_finished(slug, monkeypatch, step):
    ref = rows(slug)[2].ref

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(STEPS, step, power_cut)
        with pytest.raises(KeyboardInterrupt):
            erase(ref=ref, by=account("leo", Role.LEAD))
    assert rows(slug)[2].hidden
    assert ledger.unfinished() == (ref,)
    recover()
    _assert_erased(slug, 2)
    assert finish_erasures() == ()


def test_a_promise_whose_mark_was_lost_is_kept(slug):
    ref = rows(slug)[1].ref
    ledger.append(ref, "intent")
    assert sweep(dry_run=True).erasures == 1
    assert sweep().erasures == 1
    _assert_erased(slug, 1)


def test_half_a_line_of_the_ledger_hides_no_other(slug):
    ledger.append("first", "intent")
    with ledger.path().open("a") as file:
        file.write('{"ref": "torn')
    ledger.append("second", "intent")
    assert ledger.unfinished() == ("first", "second")


def test_a_key_without_a_row_goes_after_an_hour(slug):
    with warrant.opened("test", "review"):
        vault.create_keys(["young", "old"])
        DataKey.objects.filter(pk="old").update(created=timezone.now() - timedelta(hours=2))
    assert sweep(dry_run=True).keys == 1
    assert sweep().keys == 1
    with ungated("test"):
        assert vault.refs_with_keys() == {"young", *(row.ref for row in rows(slug))}
