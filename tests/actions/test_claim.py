"""An author claims an import: the proof is looked at by staff, and nothing is told but to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from archive.actions.answering import change_scopes
from archive.actions.claim import claim, decide_claim, invite_author
from archive.actions.erase import erase
from archive.actions.import_discussion import import_discussion
from archive.actions.removal import request_removal
from archive.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from archive.domain.return_code import ReturnCode, groups_to_ask
from archive.domain.words import Role, Scope
from archive.gate import READER, claims, read_as, viewer_of
from archive.gate.guard import ungated
from archive.gate.own_page import my_page, recognise
from archive.models import Claim, Contribution, Contributor, Notice
from tests.actions.imported import (
    account,
    bring_in,
    comment,
    file,
    opened,
    rows,
    with_basis,
)

pytestmark = pytest.mark.django_db(databases="__all__")

ADDRESS = "robin@mail.example"


@pytest.fixture
def slug() -> str:
    """Readers see it under a basis; comments 1 and 3 are Robin's, whose address the source knew."""
    robin, other = comment("1", "0", "I had the same winter."), comment("2", "0", "No sleep.")
    texts = (
        replace(robin, author_email=" Robin@Mail.example "),
        comment("1.1", "1", "Call me.", author="Lena"),
        replace(other, author_email=ADDRESS),
    )
    report = import_discussion(
        parsed=file(*texts), by=account("stella", Role.STEWARD), claims_by_email=True
    )
    slug = report.discussions[0].slug
    with_basis(slug)
    opened(slug)
    return slug


def _claim(ref: str, **more: Any) -> int:
    code = ReturnCode.new()
    typed = {number: code.groups[number - 1] for number in groups_to_ask(code)}
    return claim(ref=ref, code=code, typed=typed, **more)


def _claims() -> list[Claim]:
    with ungated("a test looks behind the gate"):
        return list(Claim.objects.order_by("id"))


def _stella():
    return account("stella", Role.STEWARD)


# --- asking ---------------------------------------------------------------------------------------


def test_a_claim_makes_a_page_with_a_word_to_post_and_hides_nothing(slug):
    row = rows(slug)[1]
    code = ReturnCode.new()
    typed = {number: code.groups[number - 1] for number in groups_to_ask(code)}
    contributor = claim(ref=row.ref, code=code, typed=typed)
    assert recognise(code) == contributor
    (mine,) = my_page(contributor).claims
    assert mine.token.startswith("firsthand-")
    assert len(mine.token) == len("firsthand-") + 10
    assert mine.decision == ""
    assert read_as(READER).contribution(row.ref).text
    assert claims.token_of(contributor, row.ref) == mine.token


def test_every_claim_has_a_word_of_its_own(slug):
    _claim(rows(slug)[1].ref)
    _claim(rows(slug)[1].ref)
    first, second = _claims()
    assert first.token != second.token


def test_groups_that_do_not_fit_make_neither_page_nor_claim(slug):
    code, other = ReturnCode.new(), ReturnCode.new()
    typed = {number: other.groups[number - 1] for number in groups_to_ask(code)}
    for wrong in (typed, {}, None):
        with pytest.raises(InvalidInput):
            claim(ref=rows(slug)[1].ref, code=code, typed=wrong)
    assert _claims() == []
    with ungated("test"):
        assert not Contributor.objects.exists()


def test_an_open_page_takes_another_claim_without_a_new_code(slug):
    contributor = _claim(rows(slug)[1].ref)
    assert claim(ref=rows(slug)[3].ref, contributor=contributor) == contributor
    assert claim(ref=rows(slug)[3].ref, contributor=contributor) == contributor
    assert len(my_page(contributor).claims) == 2


def test_what_readers_cannot_see_cannot_be_claimed_unless_its_author_was_invited(slug):
    row = rows(slug)[1]
    request_removal(ref=row.ref, reason="other")
    for absent in (row.ref, "nosuchref"):
        with pytest.raises(NotFound):
            _claim(absent)
        with pytest.raises(NotFound):
            claims.claim_target(absent)
    invite_author(ref=row.ref, by=_stella())
    assert claims.claim_target(row.ref).opening == ""
    assert claims.claim_target(row.ref).title == ""
    assert _claim(row.ref)


def test_an_invitation_ends_after_90_days(slug):
    row = rows(slug)[1]
    request_removal(ref=row.ref, reason="other")
    invite_author(ref=row.ref, by=_stella())
    until = rows(slug)[1].claim_until
    assert until is not None
    assert timedelta(days=89) < until - timezone.now() <= timedelta(days=90)
    with ungated("time passes"):
        Contribution.objects.filter(ref=row.ref).update(claim_until=timezone.now())
    with pytest.raises(NotFound):
        _claim(row.ref)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.LEAD, Role.RESEARCHER])
def test_only_a_steward_invites(slug, role):
    with pytest.raises(NotAllowed):
        invite_author(ref=rows(slug)[1].ref, by=account("somebody", role))


# --- by e-mail ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "matches"),
    [(ADDRESS, True), ("ROBIN@mail.example ", True), ("eve@mail.example", False), ("", None)],
)
def test_staff_see_whether_the_address_is_the_one_at_the_source(slug, typed, matches):
    _claim(rows(slug)[1].ref, email=typed)
    (asked,) = read_as(viewer_of(_stella())).claims()
    assert asked.email_matches is matches


def test_her_page_is_the_same_whatever_address_was_typed(slug):
    pages = []
    for typed in (ADDRESS, "eve@mail.example", ""):
        (mine,) = my_page(_claim(rows(slug)[1].ref, email=typed)).claims
        pages.append(replace(mine, token="", asked_at=None))  # type: ignore[arg-type]
    assert pages[0] == pages[1] == pages[2]


def test_without_a_known_address_nothing_is_compared(slug):
    _claim(rows(slug)[2].ref, email="lena@mail.example")
    assert not claims.claim_target(rows(slug)[2].ref).by_email
    assert claims.claim_target(rows(slug)[1].ref).by_email
    assert _claims()[0].email_matches is None


def test_addresses_are_kept_as_digests_and_only_where_a_steward_allowed_it():
    texts = [replace(comment("1", "0", "I had the same winter."), author_email=ADDRESS)]
    with pytest.raises(NotAllowed):
        import_discussion(
            parsed=file(*texts), by=account("mira", Role.MODERATOR), claims_by_email=True
        )
    slug = bring_in(file(*texts)).discussions[0].slug
    assert rows(slug)[1].email_digest == ""
    assert not rows(slug)[1].discussion.claims_by_email


def test_the_same_address_gives_the_same_digest_and_no_address(slug):
    found = rows(slug)
    assert found[1].email_digest == found[3].email_digest != ""
    assert "robin" not in found[1].email_digest
    assert found[2].email_digest == ""


# --- answering ------------------------------------------------------------------------------------


def test_staff_see_where_to_look_and_what_else_the_author_wrote_there(slug):
    _claim(rows(slug)[1].ref)
    (asked,) = read_as(viewer_of(_stella())).claims()
    assert (asked.source, asked.author, asked.position) == (
        "https://example.org/lena",
        "Robin",
        "1",
    )
    assert [(other.ref, other.same_email) for other in asked.others] == [(rows(slug)[3].ref, True)]
    assert asked.rivals == 0


def test_a_confirmed_claim_puts_the_texts_on_her_page_and_opens_nothing(slug):
    claimed, other = rows(slug)[1], rows(slug)[3]
    contributor = _claim(claimed.ref)
    decide_claim(
        claim=_claims()[0].pk, decision="confirmed", refs=[other.ref], by=account("leo", Role.LEAD)
    )
    page = my_page(contributor)
    assert {text.ref for text in page.texts} == {claimed.ref, other.ref}
    assert page.claims[0].decision == "confirmed"
    assert all(
        [letter.kind for letter in text.mailbox] == ["claim_answered"] for text in page.texts
    )
    now = rows(slug)[1]
    assert (now.consent, now.sign_off, now.signed_off) == ("basis", "ask", True)
    assert read_as(READER).contribution(claimed.ref).imported_without_asking


def test_her_own_answer_replaces_the_basis(slug):
    ref = rows(slug)[1].ref
    contributor = _claim(ref)
    decide_claim(claim=_claims()[0].pk, decision="confirmed", by=_stella())
    with ungated("test"):
        notice = Notice.objects.create(language="en", version=77, text="x", sha256="0" * 64)
    change_scopes(ref=ref, contributor=contributor, allowed=[Scope.HOLD], notice=notice.pk)
    row = rows(slug)[1]
    assert (row.consent, row.read_until, row.signed_off) == ("given", None, False)


def test_a_declined_claim_gives_nothing_and_says_so_on_her_page(slug):
    contributor = _claim(rows(slug)[1].ref)
    decide_claim(claim=_claims()[0].pk, decision="declined", by=_stella())
    page = my_page(contributor)
    assert (page.texts, page.claims[0].decision) == ((), "declined")
    assert rows(slug)[1].contributor_id is None
    assert read_as(viewer_of(_stella())).claims() == ()


def test_of_two_who_claim_a_text_one_gets_it(slug):
    ref = rows(slug)[1].ref
    _claim(ref)
    _claim(ref)
    first, second = _claims()
    assert {asked.rivals for asked in read_as(viewer_of(_stella())).claims()} == {1}
    decide_claim(claim=first.pk, decision="confirmed", by=_stella())
    with pytest.raises(Conflict):
        decide_claim(claim=second.pk, decision="confirmed", by=_stella())
    decide_claim(claim=second.pk, decision="declined", by=_stella())
    with pytest.raises(Conflict):
        decide_claim(claim=second.pk, decision="declined", by=_stella())


def test_texts_of_another_author_are_not_given_along(slug):
    _claim(rows(slug)[1].ref)
    with pytest.raises(InvalidInput):
        decide_claim(
            claim=_claims()[0].pk, decision="confirmed", refs=[rows(slug)[2].ref], by=_stella()
        )
    assert rows(slug)[1].contributor_id is None


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.RESEARCHER])
@pytest.mark.parametrize("decision", ["confirmed", "declined"])
def test_moderators_and_researchers_answer_no_claims(slug, role, decision):
    _claim(rows(slug)[1].ref)
    with pytest.raises(NotAllowed):
        decide_claim(claim=_claims()[0].pk, decision=decision, by=account("somebody", role))


def test_a_claim_goes_with_its_text(slug):
    _claim(rows(slug)[1].ref)
    erase(ref=rows(slug)[1].ref, by=_stella())
    assert _claims() == []
    assert read_as(viewer_of(_stella())).claims() == ()


def test_a_text_that_is_somebodys_cannot_be_claimed_again(slug):
    ref = rows(slug)[1].ref
    _claim(ref)
    decide_claim(claim=_claims()[0].pk, decision="confirmed", by=_stella())
    with pytest.raises(NotFound):
        _claim(ref)
    assert not claims.may_be_claimed(ref)
    with pytest.raises(Conflict):
        invite_author(ref=ref, by=_stella())
