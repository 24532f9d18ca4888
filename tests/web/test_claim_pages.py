"""Claiming an import, step by step, without an account; and the staff's pages around it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.utils import timezone

from archive.actions.import_discussion import import_discussion
from archive.actions.removal import request_removal
from archive.domain.return_code import read
from archive.domain.words import Role
from archive.gate import read_as, viewer_of
from archive.gate.guard import ungated
from archive.gate.own_page import recognise
from archive.models import Claim, Discussion
from archive.web.contributing import budgets, proof_of_work
from tests.actions.agreed import agreed
from tests.actions.imported import account, comment, file, opened, rows, with_basis
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__")

ADDRESS = "robin@mail.example"


@pytest.fixture(autouse=True)
def _fresh_budgets():
    budgets.forget_all()


@pytest.fixture
def slug() -> str:
    texts = (
        replace(comment("1", "0", "I had the same winter."), author_email=ADDRESS),
        comment("2", "0", "No sleep."),
    )
    report = import_discussion(
        parsed=file(*texts), by=account("stella", Role.STEWARD), claims_by_email=True
    )
    slug = report.discussions[0].slug
    with_basis(slug)
    opened(slug)
    return slug


@pytest.fixture
def ref(slug) -> str:
    return str(rows(slug)[1].ref)


def _claims() -> list[Claim]:
    with ungated("a test looks behind the gate"):
        return list(Claim.objects.order_by("id"))


def _worked(ref: str) -> dict[str, str]:
    """As if the page had been open for a minute."""
    made = proof_of_work.challenge("claim", ref, now=timezone.now() - timedelta(minutes=1))
    return {proof_of_work.CHALLENGE_FIELD: made.token}


def _filled(client, ref: str, proof: str = "token", **more: str) -> tuple[str, dict[str, Any]]:
    """The code that is shown, and the form filled in."""
    page = client.get(f"/claim/{ref}/code/", {"proof": proof})
    html = page.content.decode()
    code = "-".join(re.findall(r'class="symbols"[^>]*>([0-9A-Z]{6})<', html))
    asked = sorted(set(re.findall(r'name="group_(\d)"', html)))
    groups = read(code).groups
    sent = {f"group_{number}": groups[int(number) - 1].lower() for number in asked}
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', html)
    return code, {**sent, "kept": kept, "proof": proof, **_worked(ref), **more}


def test_the_three_pages_lead_to_a_word_and_an_open_page(client, ref):
    first = client.get(f"/claim/{ref}/")
    assert first.status_code == 200
    assert "no-store" in first.headers["Cache-Control"]
    code, sent = _filled(client, ref)
    response = client.post(f"/claim/{ref}/code/", sent)
    assert response.status_code == 303
    done = client.get(response.headers["Location"])
    (asked,) = _claims()
    assert asked.token in done.content.decode()
    assert recognise(read(code)) == asked.contributor_id
    assert asked.token in client.get("/mine/").content.decode()


def test_the_code_is_in_no_address_and_no_session(client, ref):
    code, sent = _filled(client, ref)
    response = client.post(f"/claim/{ref}/code/", sent)
    plain = code.replace("-", "")
    assert code not in response.headers["Location"]
    kept = str(dict(client.session.items()))
    assert plain not in kept
    assert code not in kept


def test_wrong_groups_are_told_apart_and_the_code_stays(client, ref):
    code, sent = _filled(client, ref)
    group = next(name for name in sent if name.startswith("group_"))
    response = client.post(f"/claim/{ref}/code/", {**sent, group: "AAAAAA"})
    assert response.status_code == 400
    html = response.content.decode()
    assert "not as shown" in html
    assert code.split("-")[0] in html
    assert _claims() == []


@pytest.mark.parametrize("kept", ["", "forged", "elsewhere"])
def test_a_code_that_is_not_ours_is_not_taken(client, ref, kept):
    _, sent = _filled(client, ref)
    if kept == "elsewhere":
        _, *rest = signing.loads(sent["kept"], salt="archive.contributing.claim")
        kept = signing.dumps(["another", *rest], salt="archive.contributing.claim")
    response = client.post(f"/claim/{ref}/code/", {**sent, "kept": kept})
    assert response.status_code == 400
    assert "here is a new code" in response.content.decode()
    assert _claims() == []


def test_without_the_work_it_has_to_wait_and_nothing_is_lost(client, ref):
    _, sent = _filled(client, ref)
    made = proof_of_work.challenge("claim", ref)
    response = client.post(
        f"/claim/{ref}/code/", {**sent, proof_of_work.CHALLENGE_FIELD: made.token}
    )
    assert response.status_code == 400
    html = response.content.decode()
    assert "One moment" in html
    assert sent["kept"].split(":")[0] in html
    assert _claims() == []


def test_the_page_is_the_same_whatever_address_is_typed(client, ref):
    seen = set()
    for address in (ADDRESS, "eve@mail.example"):
        client.session.flush()
        _, sent = _filled(client, ref, "email", email=address)
        response = client.post(f"/claim/{ref}/code/", sent)
        page = client.get(response.headers["Location"]).content.decode()
        page = re.sub(r"firsthand-\w{10}", "", page)
        seen.add((response.status_code, re.sub(r'value="[^"]{32,}"', "", page)))
        client.cookies.clear()
    assert len(seen) == 1
    assert [asked.email_matches for asked in _claims()] == [True, False]


def test_an_address_is_asked_for_only_where_it_can_be_compared(client, slug):
    with_address, without = rows(slug)[1].ref, rows(slug)[2].ref
    assert "e-mail address" in client.get(f"/claim/{with_address}/").content.decode()
    assert "e-mail address" not in client.get(f"/claim/{without}/").content.decode()
    page = client.get(f"/claim/{without}/code/", {"proof": "email"}).content.decode()
    assert 'name="email"' not in page


def test_what_cannot_be_claimed_is_not_there(client, slug, ref):
    request_removal(ref=ref, reason="other")
    for absent in (ref, "nosuchref"):
        for path in (f"/claim/{absent}/", f"/claim/{absent}/code/"):
            assert client.get(path).status_code == 404
            assert client.post(path).status_code in (404, 405)


def test_an_open_page_needs_no_second_code(client, slug, ref):
    _, sent = _filled(client, ref)
    client.post(f"/claim/{ref}/code/", sent)
    second = rows(slug)[2].ref
    page = client.get(f"/claim/{second}/code/").content.decode()
    assert 'class="symbols"' not in page
    assert client.post(f"/claim/{second}/code/", _worked(second)).status_code == 303
    assert len({asked.contributor_id for asked in _claims()}) == 1


def test_the_last_page_is_hers_alone(client, ref):
    _, sent = _filled(client, ref)
    client.post(f"/claim/{ref}/code/", sent)
    client.cookies.clear()
    response = client.get(f"/claim/{ref}/done/")
    assert (response.status_code, response.headers["Location"]) == (302, "/return/")


def test_one_network_above_its_budget_is_asked_to_wait(client, ref):
    for _ in range(20):
        budgets.CLAIMS_PER_SENDER.take(
            budgets._KEY.digest("sender", budgets.network_of("203.0.113.9"))
        )
    _, sent = _filled(client, ref)
    response = client.post(f"/claim/{ref}/code/", sent, REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 400
    assert "try again tomorrow" in response.content.decode()
    assert _claims() == []


# --- staff ----------------------------------------------------------------------------------------


def _as(client, role: Role):
    client.force_login(account(f"the_{role.value}", role))


def test_a_steward_looks_and_confirms(client, slug, ref):
    _, sent = _filled(client, ref, "email", email=ADDRESS)
    client.post(f"/claim/{ref}/code/", sent)
    (asked,) = _claims()
    _as(client, Role.STEWARD)
    page = parsed(client.get("/workbench/claims/").content.decode())
    said = page.with_id(f"claim-{asked.pk}").words
    assert asked.token in said
    assert "✓ the one at the source" in said
    assert "https://example.org/lena" in said
    other = rows(slug)[2].ref
    response = client.post(
        "/workbench/claims/", {"do": "confirm", "claim": asked.pk, "refs": [other]}, follow=True
    )
    assert "Confirmed." in response.content.decode()
    assert {row.contributor_id for row in rows(slug)[1:]} == {asked.contributor_id}


def test_moderators_read_claims_and_answer_none(client, ref):
    _, sent = _filled(client, ref)
    client.post(f"/claim/{ref}/code/", sent)
    _as(client, Role.MODERATOR)
    page = parsed(client.get("/workbench/claims/").content.decode())
    assert not [b for b in page.with_id("main").all("button") if "name" in b.attributes]
    (asked,) = _claims()
    client.post("/workbench/claims/", {"do": "decline", "claim": asked.pk})
    assert _claims()[0].decision == ""


def test_a_steward_invites_from_the_desk_and_gets_the_link(client, slug, ref, settings):
    request_removal(ref=ref, reason="other")
    _as(client, Role.STEWARD)
    response = client.post(f"/workbench/desk/{slug}/", {"do": "invite", "ref": ref}, follow=True)
    assert f"{settings.ARCHIVE_ADDRESS}claim/{ref}/" in response.content.decode()
    client.logout()
    assert client.get(f"/claim/{ref}/").status_code == 200


def test_the_desk_tells_the_deadline_and_extends_it_once(client):
    told = agreed()
    _as(client, Role.STEWARD)
    path = f"/workbench/desk/{told.slug}/"
    page = parsed(client.get(path).content.decode())
    assert "nobody has asked" in page.with_id("deadline").words
    response = client.post(path, {"do": "extend", "reason": "ethics_board"}, follow=True)
    said = parsed(response.content.decode()).with_id("deadline")
    assert "an ethics board has to decide" in said.words
    assert not said.all("button")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.LEAD])
def test_others_see_the_deadline_without_a_button(client, role):
    told = agreed()
    _as(client, role)
    page = parsed(client.get(f"/workbench/desk/{told.slug}/").content.decode())
    assert not page.with_id("deadline").all("button")


def test_a_steward_opens_a_prompt_and_closes_it(client):
    _as(client, Role.STEWARD)
    sent = {"do": "open", "title": "What helped you sleep?", "text": "Tell it plainly."}
    client.post("/workbench/prompts/", sent)
    with ungated("test"):
        found = Discussion.objects.get(format="prompt")
    assert found.takes_texts
    assert "What helped you sleep?" in client.get("/workbench/prompts/").content.decode()
    client.post("/workbench/prompts/", {"do": "take", "slug": found.slug, "open": "0"})
    with ungated("test"):
        assert Discussion.objects.filter(slug=found.slug, takes_texts=False).exists()
    desk = client.get(f"/workbench/desk/{found.slug}/")
    assert "Closed: nobody can add a text here." in desk.content.decode()


def test_a_prompt_without_words_is_shown_again(client):
    _as(client, Role.STEWARD)
    response = client.post("/workbench/prompts/", {"do": "open", "title": "", "text": "Kept."})
    assert response.status_code == 422
    assert "Kept." in response.content.decode()


def test_only_stewards_open_prompts(client):
    _as(client, Role.LEAD)
    assert "Open a prompt" not in client.get("/workbench/prompts/").content.decode()
    client.post("/workbench/prompts/", {"do": "open", "title": "A", "text": "B"})
    with ungated("test"):
        assert not Discussion.objects.filter(format="prompt").exists()


def test_the_review_page_has_the_mailbox_and_the_queue_says_where_letters_wait(client):
    from archive.actions.answering import answer_message

    told = agreed()
    _as(client, Role.MODERATOR)
    path = f"/workbench/review/{told.ref}/"
    client.post(path, {"do": "ask", "words": "Was it in spring?"})
    answer_message(ref=told.ref, contributor=told.contributor, words="In March.")
    box = parsed(client.get(path).content.decode()).with_id("mailbox")
    assert "Was it in spring?" in box.words
    assert "In March." in box.words
    assert f"{path}#mailbox" in client.get("/workbench/").content.decode()
    letter = read_as(viewer_of(account("the_moderator", Role.MODERATOR))).mailbox(told.ref)
    client.post(path, {"do": "letter_read", "letter": letter.letters[-1].id})
    assert f"{path}#mailbox" not in client.get("/workbench/").content.decode()
    assert client.post(path, {"do": "ask", "words": ""}).status_code == 422


def test_an_import_has_no_mailbox_on_its_review_page(client, slug):
    _as(client, Role.MODERATOR)
    page = client.get(f"/workbench/review/{rows(slug)[1].ref}/").content.decode()
    assert 'id="mailbox"' not in page
