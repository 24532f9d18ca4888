"""Asking for removal hides an import at once; an account decides what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from archive import vault
from archive.actions.decide_removal import decide_removal
from archive.actions.removal import Outcome, request_removal
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.words import Role
from archive.gate import read_as, viewer_of
from archive.gate.guard import ungated
from archive.models import Outbox, RemovalRequest
from tests.actions.imported import (
    COMMENTS,
    account,
    bring_in,
    comment,
    file,
    opened,
    rows,
    with_basis,
)

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


def test_what_the_sender_is_told_is_what_happened(slug):
    row = rows(slug)[1]
    assert request_removal(ref=row.ref, reason="other") is Outcome.HIDDEN
    assert request_removal(ref=row.ref, reason="about_me") is Outcome.HIDDEN


def test_replies_that_quote_what_is_hidden_are_held_with_it(slug):
    essay = rows(slug)[0]
    quoting = comment("3", "0", "The lamp stayed on all night. Write to me at lena@example.org!")
    bring_in(file(*COMMENTS, quoting))
    opened(slug)
    request_removal(ref=essay.ref, reason="about_me")
    assert [(row.held, row.reread) for row in rows(slug)][-1] == (True, True)


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
    assert request_removal(ref=row.ref, reason="about_me") is Outcome.WAITING
    assert not rows(slug)[1].hidden
    assert len(_requests()) == 2


def test_another_reason_hides_what_was_shown_again(slug):
    row = rows(slug)[1]
    request_removal(ref=row.ref, reason="other")
    decide_removal(request=_requests()[0].pk, decision="show_again", by=account("leo", Role.LEAD))
    assert request_removal(ref=row.ref, reason="about_me") is Outcome.HIDDEN


def test_above_the_daily_budget_requests_wait_without_hiding_and_the_lead_is_told(slug, settings):
    settings.ARCHIVE_REMOVALS_A_DAY = 1
    leo = viewer_of(account("leo", Role.LEAD))
    first, second = rows(slug)[1], rows(slug)[3]
    request_removal(ref=first.ref, reason="about_me")
    assert request_removal(ref=second.ref, reason="about_me") is Outcome.WAITING
    assert [row.hidden for row in rows(slug)] == [False, True, False, False]
    load = read_as(leo).removal_load()
    assert load is not None
    assert load.is_over_budget
    assert (load.today, load.limit, load.not_hiding) == (1, 1, 1)


def test_yesterdays_requests_use_up_none_of_todays_budget(slug, settings):
    settings.ARCHIVE_REMOVALS_A_DAY = 1
    request_removal(ref=rows(slug)[1].ref, reason="about_me")
    with ungated("a day passes"):
        RemovalRequest.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert request_removal(ref=rows(slug)[3].ref, reason="about_me") is Outcome.HIDDEN


def test_a_sender_whose_budget_is_used_up_hides_nothing(slug):
    row = rows(slug)[1]
    assert request_removal(ref=row.ref, reason="about_me", may_hide=False) is Outcome.WAITING
    assert not rows(slug)[1].hidden


def test_moderators_are_not_told_how_much_is_asked_for(slug):
    assert read_as(viewer_of(account("mira", Role.MODERATOR))).removal_load() is None


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
