"""Asking for removal hides an import at once; an account decides what follows."""

from __future__ import annotations

import pytest

from archive import vault
from archive.actions.approve import sign_off
from archive.actions.consent import give_consent
from archive.actions.removal import decide_removal, request_removal
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.words import Role, Scope
from archive.gate.guard import ungated
from archive.models import Outbox, RemovalRequest
from tests.actions.imported import account, bring_in, opened, rows, with_basis

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def slug() -> str:
    slug = bring_in().discussions[0].slug
    with_basis(slug)
    opened(slug)
    return slug


def _requests() -> list[RemovalRequest]:
    with ungated("test"):
        return list(RemovalRequest.objects.all())


def test_an_import_is_hidden_with_the_request(slug):
    row = rows(slug)[1]
    request_removal(ref=row.ref, reason="about_me", message="That is my winter.")
    assert rows(slug)[1].hidden
    assert rows(slug)[1].was_public
    (asked,) = _requests()
    assert asked.hides
    with ungated("test"):
        ring = vault.ring([row.ref])
        assert ring.unseal(row.ref, "removal.message", asked.message) == "That is my winter."
        assert Outbox.objects.filter(ref=row.ref, op="purge").exists()


def test_asking_again_is_accepted_quietly(slug):
    row = rows(slug)[1]
    request_removal(ref=row.ref, reason="about_me")
    request_removal(ref=row.ref, reason="about_me")
    assert len(_requests()) == 1


def test_a_text_whose_writer_agreed_stays_until_it_is_decided(slug):
    row = rows(slug)[1]
    give_consent(ref=row.ref, scopes=[Scope.READ])
    sign_off(ref=row.ref)
    request_removal(ref=row.ref, reason="about_me")
    assert not rows(slug)[1].hidden
    assert [asked.hides for asked in _requests()] == [False]


def test_what_readers_cannot_see_is_not_found(slug):
    row = rows(slug)[1]
    with ungated("test"):
        type(row).objects.filter(pk=row.pk).update(status="waiting")
    for ref in (row.ref, "nosuchref"):
        with pytest.raises(NotFound):
            request_removal(ref=ref, reason="other")


@pytest.mark.parametrize("sent", [{"reason": "spite"}, {"reason": "other", "message": "x" * 2001}])
def test_a_wrong_request_is_refused(slug, sent):
    with pytest.raises(InvalidInput):
        request_removal(ref=rows(slug)[1].ref, **sent)


def test_shown_again_is_not_hidden_by_the_next_request_itself(slug):
    row = rows(slug)[1]
    request_removal(ref=row.ref, reason="about_me")
    decide_removal(request=_requests()[0].pk, decision="show_again", by=account("leo", Role.LEAD))
    assert not rows(slug)[1].hidden
    request_removal(ref=row.ref, reason="about_me")
    assert not rows(slug)[1].hidden
    assert len(_requests()) == 2


def test_a_moderator_may_only_keep_it_hidden(slug):
    row, mira = rows(slug)[1], account("mira", Role.MODERATOR)
    request_removal(ref=row.ref, reason="about_me")
    (asked,) = _requests()
    for decision in ("erase", "show_again"):
        with pytest.raises(NotAllowed):
            decide_removal(request=asked.pk, decision=decision, by=mira)
    decide_removal(request=asked.pk, decision="keep_hidden", by=mira)
    assert rows(slug)[1].hidden
    with pytest.raises(Conflict):
        decide_removal(request=asked.pk, decision="keep_hidden", by=mira)


def test_erasing_settles_the_request_and_forgets_its_message(slug):
    row = rows(slug)[1]
    request_removal(ref=row.ref, reason="i_wrote_it", message="Please.")
    decide_removal(request=_requests()[0].pk, decision="erase", by=account("leo", Role.LEAD))
    (asked,) = _requests()
    assert (asked.decision, asked.message) == ("erase", None)
    assert rows(slug)[1].status == "erased"
