"""The form for removal, what its sender is told, and what staff answer."""

from __future__ import annotations

import re

import pytest

from archive.actions.held_back import MEANWHILE
from archive.actions.removal import request_removal
from archive.domain.words import Role
from archive.gate import READER, read_as
from archive.gate.guard import ungated
from archive.models import RemovalRequest
from archive.web.contributing import budgets
from tests.actions.agreed import Agreed, agreed
from tests.actions.imported import account, rows, with_basis
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def _fresh_budgets():
    budgets.forget_all()


@pytest.fixture
def told() -> Agreed:
    return agreed()


@pytest.fixture
def imported(told) -> str:
    """The essay of the same discussion, which readers see under a basis."""
    from archive.models import Contribution

    with_basis(told.slug)
    essay = rows(told.slug)[0]
    with ungated("a test skips the review"):
        Contribution.objects.filter(pk=essay.pk).update(
            status="approved", voice="first_person", voice_cleared=True, rendition=essay.latest_id
        )
    return str(essay.ref)


def _ask(client, told: Agreed, **sent):
    sent.setdefault("rendition", told.number)
    return client.post(f"/removal/{told.ref}/", sent)


def _sent(client, response) -> str:
    """What the page after it says, in its own part."""
    assert response.status_code == 303, response.content.decode()
    page = client.get(response.headers["Location"])
    assert page.status_code == 200
    return str(parsed(page.content.decode()).with_id("main").words)


def _requests() -> list[RemovalRequest]:
    with ungated("a test looks behind the gate"):
        return list(RemovalRequest.objects.order_by("id"))


# --- asking ---------------------------------------------------------------------------------------


def test_the_form_has_a_box_for_each_sentence_and_each_paragraph(client, told):
    page = parsed(client.get(f"/removal/{told.ref}/").content.decode())
    boxes = [
        box.attributes for box in page.all("input") if box.attributes.get("type") == "checkbox"
    ]
    assert [b["value"] for b in boxes if b["name"] == "sentence"] == list("01234")
    assert [b["value"] for b in boxes if b["name"] == "paragraph"] == ["1", "2"]
    assert "She had lost her keys again." in page.with_id("sentences").words
    assert "Odile" not in page.with_id("sentences").words


def test_an_import_is_asked_about_as_a_whole_and_can_be_claimed(client, imported):
    page = parsed(client.get(f"/removal/{imported}/").content.decode())
    assert not [i for i in page.all("input") if i.attributes.get("name") == "sentence"]
    assert f"/claim/{imported}/" in [a.attributes.get("href") for a in page.all("a")]


def test_chosen_sentences_are_hidden_now_and_the_page_says_so(client, told):
    said = _sent(client, _ask(client, told, reason="about_me", sentence=["1"], message="Me."))
    assert "The sentences you chose are hidden now." in said
    assert told.shown.count(MEANWHILE) == 1
    assert "lost her keys" not in client.get(f"/d/{told.slug}/").content.decode()


def test_a_paragraph_is_chosen_with_one_box(client, told):
    _ask(client, told, reason="about_me", paragraph=["2"])
    assert told.shown.endswith(f"\n\n{MEANWHILE}")
    assert len(_requests()) == 1


def test_a_lost_code_and_an_import_are_hidden_now(client, told, imported):
    assert "The text is hidden now." in _sent(client, _ask(client, told, reason="i_wrote_it"))
    response = client.post(f"/removal/{imported}/", {"reason": "about_me"})
    assert "The text is hidden now." in _sent(client, response)
    assert client.get(f"/c/{imported}/").status_code == 410


def test_anything_else_waits_for_a_person(client, told):
    said = _sent(client, _ask(client, told, reason="other"))
    assert "A person will look at it." in said
    assert MEANWHILE not in told.shown


def test_the_page_afterwards_has_one_shape(client):
    shapes = set()
    for now in ("hidden", "masked", "waiting", "", "<b>nonsense"):
        page = client.get("/removal/sent/", {"now": now}).content.decode()
        shapes.add(re.sub(r'<p class="lede">[^<]*</p>', "", page))
    assert len(shapes) == 1


def test_without_a_sentence_it_says_what_is_missing_and_keeps_the_words(client, told):
    response = _ask(client, told, reason="about_me", message="It is me.")
    assert response.status_code == 400
    page = parsed(response.content.decode())
    assert page.with_id("sentences-error").words
    assert "It is me." in response.content.decode()
    assert _requests() == []


def test_a_text_that_changed_meanwhile_asks_to_choose_again(client, told):
    old = told.number
    request_removal(ref=told.ref, reason="about_me", sentences=[0], rendition=old)
    response = client.post(
        f"/removal/{told.ref}/", {"reason": "about_me", "sentence": ["3"], "rendition": old}
    )
    assert response.status_code == 400
    page = parsed(response.content.decode())
    assert "changed" in page.with_id("sentences-error").words
    assert not [b for b in page.all("input") if b.attributes.get("type") == "checkbox"
                and "checked" in b.attributes]  # fmt: skip
    assert len(_requests()) == 1


@pytest.mark.parametrize("wrong", [["99"], ["-1"], ["x"]])
def test_a_sentence_that_is_not_there_is_refused(client, told, wrong):
    assert _ask(client, told, reason="about_me", sentence=wrong).status_code == 400
    assert _requests() == []


def test_what_readers_cannot_see_has_no_page(client, told):
    request_removal(ref=told.ref, reason="i_wrote_it")
    hidden = client.get(f"/removal/{told.ref}/")
    assert hidden.status_code == 410
    assert client.get("/removal/nosuchref/").status_code == 404
    unread = rows(told.slug)[0].ref
    assert client.get(f"/removal/{unread}/").status_code == 404


def test_staff_are_offered_what_readers_see_not_the_draft(client, told):
    client.force_login(account("mira", Role.MODERATOR))
    assert "Odile" not in client.get(f"/removal/{told.ref}/").content.decode()
    assert client.get(f"/removal/{rows(told.slug)[0].ref}/").status_code == 404


def test_one_network_above_its_budget_hides_nothing_more(client, told):
    who = {"REMOTE_ADDR": "203.0.113.9"}
    for _ in range(20):
        client.post("/removal/nosuchref/", {"reason": "other"}, **who)
        client.post(f"/removal/{told.ref}/", {"reason": "other", "rendition": told.number}, **who)
    response = client.post(
        f"/removal/{told.ref}/",
        {"reason": "about_me", "sentence": ["1"], "rendition": told.number},
        **who,
    )
    assert "A person will look at it." in _sent(client, response)
    assert MEANWHILE not in told.shown
    assert any(not asked.hides and asked.start is not None for asked in _requests())


def test_nothing_of_the_sender_is_kept(client, told):
    _ask(client, told, reason="about_me", sentence=["1"])
    (asked,) = _requests()
    kept = {field.name for field in asked._meta.get_fields()}
    assert not kept & {"address", "ip", "session", "user_agent", "sender"}
    assert "sessionid" not in client.cookies


# --- answering ------------------------------------------------------------------------------------


def _page(client, role: Role, name: str = ""):
    client.force_login(account(name or role.value, role))
    response = client.get("/workbench/removals/")
    assert response.status_code == 200
    return parsed(response.content.decode())


def _answer(client, decision: str, **more):
    (asked,) = [one for one in _requests() if not one.decision]
    sent = {"do": "decide", "request": asked.pk, "decision": decision, **more}
    return client.post("/workbench/removals/", sent, follow=True)


def test_staff_see_the_passage_by_when_and_that_two_people_answer(client, told):
    request_removal(
        ref=told.ref,
        reason="about_me",
        message="That was me.",
        sentences=[1],
        rendition=told.number,
    )
    said = _page(client, Role.MODERATOR).with_id("requests").words
    assert "She had lost her keys again." in said
    assert "That was me." in said
    assert "two people answer" in said
    assert "to be answered within" in said


def test_two_accounts_settle_it_and_the_first_waits(client, told):
    request_removal(ref=told.ref, reason="about_me", sentences=[1], rendition=told.number)
    _page(client, Role.MODERATOR)
    said = _answer(client, "keep_masked").content.decode()
    assert "Another account answers next." in said
    assert "You have answered." in said
    page = _page(client, Role.LEAD)
    assert "moderator has answered: keep the passage hidden." in page.with_id("requests").words
    assert "The passage stays hidden." in _answer(client, "keep_masked").content.decode()
    assert "[removed]" in told.shown


def test_where_two_differ_moderators_are_not_offered_an_answer(client, told):
    request_removal(ref=told.ref, reason="about_me", sentences=[1], rendition=told.number)
    _page(client, Role.MODERATOR)
    _answer(client, "keep_masked")
    _page(client, Role.LEAD)
    _answer(client, "show_again")
    third = _page(client, Role.MODERATOR, "max").with_id("requests")
    assert "a lead or a steward decides" in third.words
    assert not third.all("button")
    steward = _page(client, Role.STEWARD).with_id("requests")
    assert "Show it again" in steward.words
    _answer(client, "show_again")
    assert MEANWHILE not in told.shown


def test_erasing_asks_twice_on_one_page_and_two_people(client, told):
    request_removal(ref=told.ref, reason="about_me", sentences=[1], rendition=told.number)
    _page(client, Role.LEAD)
    assert _answer(client, "erase").status_code == 422
    _answer(client, "erase", sure="1")
    assert told.row.status != "erased"
    _page(client, Role.STEWARD)
    assert "Erased for good." in _answer(client, "erase", sure="1").content.decode()
    assert told.row.status == "erased"


def test_leads_are_told_of_a_flood_on_the_queue_and_moderators_are_not(client, told, settings):
    settings.ARCHIVE_REMOVALS_A_DAY = 1
    request_removal(ref=told.ref, reason="about_me", sentences=[1], rendition=told.number)
    for role, is_told in ((Role.LEAD, True), (Role.STEWARD, True), (Role.MODERATOR, False)):
        client.force_login(account(role.value, role))
        for path in ("/workbench/", "/workbench/removals/"):
            said = client.get(path).content.decode()
            assert ("Many removal requests" in said) is is_told


def test_a_reader_sees_the_mask_and_no_reason(told):
    request_removal(ref=told.ref, reason="about_me", sentences=[1], rendition=told.number)
    assert MEANWHILE in read_as(READER).contribution(told.ref).text
