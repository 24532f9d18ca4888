"""What somebody without an account might try, through pages and verbs, and what comes of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from archive import actions, vault
from archive.actions import drafts
from archive.actions.removal import Outcome, request_removal
from archive.domain import warrant
from archive.domain.errors import ArchiveError, Conflict, InvalidInput, NotFound
from archive.domain.notice import digest
from archive.domain.return_code import ReturnCode
from archive.domain.text import sentences
from archive.domain.words import Grade, Role, Scope, Voice
from archive.gate import READER, notices, read_as, viewer_of
from archive.gate.guard import ungated
from archive.gate.own_page import my_text
from archive.models import Claim, ConsentEvent, Contribution, Draft, Notice, RemovalRequest
from archive.web.contributing import budgets, proof_of_work
from tests import told
from tests.actions.imported import account, bring_in, comment, file, opened, rows, with_basis

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

TEXT = "One is long. Two is longer. Three is short. Four is it. Five is more. Six is the end."


@pytest.fixture(autouse=True)
def _fresh_budgets() -> Iterator[None]:
    budgets.forget_all()
    yield
    budgets.forget_all()


@pytest.fixture
def slug() -> str:
    """A question to answer, in an archive that is ready."""
    call_command("prepare", verbosity=0)
    return told.open_question()


def _moderator() -> Any:
    return account("mira", Role.MODERATOR)


def _public(slug: str, text: str = TEXT) -> told.Told:
    mine = told.tell(slug, text)
    told.publish(mine, _moderator())
    return mine


def _row(ref: str) -> Contribution:
    with ungated("a test looks behind the gate"):
        return Contribution.objects.get(ref=ref)


def _set(ref: str, **columns: Any) -> None:
    with ungated("a test moves time"):
        Contribution.objects.filter(ref=ref).update(**columns)


def _readers_see(ref: str) -> bool:
    try:
        return bool(read_as(READER).contribution(ref))
    except ArchiveError:
        return False


def _worked(purpose: str, subject: str) -> dict[str, str]:
    """As if the page had been open for a minute."""
    made = proof_of_work.challenge(purpose, subject, now=timezone.now() - timedelta(minutes=1))
    return {proof_of_work.CHALLENGE_FIELD: made.token}


# --- Consent --------------------------------------------------------------------------------------


def test_an_author_who_took_a_basis_back_is_asked_before_her_text_is_shown_again() -> None:
    slug = bring_in(file(comment("1", "0", TEXT))).discussions[0].slug
    with_basis(slug)
    opened(slug)
    ref = rows(slug)[1].ref
    assert _readers_see(ref)
    told.notice()
    code = ReturnCode.new()
    owner = actions.claim(ref=ref, code=code, typed=told.typed_back(code))
    with ungated("a test looks behind the gate"):
        asked = Claim.objects.get().pk
    actions.decide_claim(claim=asked, decision="confirmed", by=account("stella", Role.STEWARD))
    actions.withdraw(ref=ref, contributor=owner, grade=Grade.UNPUBLISH)
    assert not _readers_see(ref)
    actions.change_scopes(
        ref=ref, contributor=owner, allowed=told.FIRST_THREE, notice=notices.current().id
    )
    assert not _readers_see(ref)
    actions.sign_off(ref=ref, contributor=owner)
    assert _readers_see(ref)


def test_renewing_does_not_bring_back_what_ran_out_and_was_left_unticked(slug) -> None:
    mine = _public(slug)
    three = (*told.FIRST_THREE, Scope.RESEARCH)
    asked = notices.current().id
    actions.change_scopes(ref=mine.ref, contributor=mine.contributor, allowed=three, notice=asked)
    past = timezone.now() - timedelta(days=1)
    _set(mine.ref, research_until=past)
    actions.change_scopes(
        ref=mine.ref, contributor=mine.contributor, allowed=told.FIRST_THREE, notice=asked
    )
    actions.renew(ref=mine.ref, contributor=mine.contributor, notice=asked)
    assert _row(mine.ref).research_until is None


def test_nothing_is_agreed_to_under_a_notice_that_is_not_asked_any_more(slug, client) -> None:
    mine = _public(slug)
    old = notices.current()
    text = old.text.replace(old.title, f"{old.title}, revised")
    with ungated("a steward publishes another notice"):
        Notice.objects.create(
            language="en", version=old.version + 1, text=text, sha256=digest(text)
        )
    for verb in (
        lambda: actions.renew(ref=mine.ref, contributor=mine.contributor, notice=old.id),
        lambda: actions.change_scopes(
            ref=mine.ref, contributor=mine.contributor, allowed=list(Scope), notice=old.id
        ),
    ):
        with pytest.raises(InvalidInput, match="have changed"):
            verb()
    assert _row(mine.ref).machine_until is None


def test_a_notice_of_a_language_her_page_did_not_show_is_not_what_she_agreed_to(
    slug, client
) -> None:
    mine = _public(slug)
    shown = notices.current()
    with ungated("a steward publishes a German notice"):
        other = Notice.objects.create(
            language="de", version=1, text=shown.text, sha256=digest(shown.text)
        )
    client.post("/return/", {"code": mine.code.shown})
    answer = client.post(
        f"/mine/{mine.ref}/",
        {"action": "scopes", "scope": ["hold", "machine"], "notice": str(other.pk)},
    )
    assert answer.status_code == 400
    with ungated("a test looks behind the gate"):
        assert not ConsentEvent.objects.filter(notice=other).exists()


def test_a_wording_she_objected_to_is_not_shown_again_without_her_yes(slug) -> None:
    mine = _public(slug)
    assert _readers_see(mine.ref)
    actions.object_to_wording(ref=mine.ref, contributor=mine.contributor, note="Not like this.")
    told.approve(mine.ref, _moderator())
    assert not _readers_see(mine.ref)
    actions.sign_off(ref=mine.ref, contributor=mine.contributor)
    assert _readers_see(mine.ref)


# --- Two people at one browser, and at one draft --------------------------------------------------


def test_who_knew_the_session_before_cannot_follow_a_writer_to_her_code(slug, client) -> None:
    client.post(f"/tell/{slug}/", {"step": "write", "text": TEXT, "voice": "first_person"})
    client.post("/telling/stop/")
    known = client.cookies["sessionid"].value
    client.post(f"/tell/{slug}/", {"step": "write", "text": TEXT, "voice": "first_person"})
    client.post(
        "/telling/choose/",
        {
            "notice": str(notices.current().id),
            "scopes": ["hold", "read", "find"],
            "sign_off": "ask",
            "adult": "on",
        },
    )
    assert client.get("/telling/code/").status_code == 200
    thief = Client()
    thief.cookies["sessionid"] = known
    assert thief.get("/telling/code/").status_code == 404


def test_saving_a_draft_while_it_is_sent_leaves_the_text_and_its_key(slug, monkeypatch) -> None:
    draft = told.write(slug)
    code = actions.prepare_code(draft=draft)
    answered = drafts._acceptable
    sent: list[Any] = []

    def sent_meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(drafts, "_acceptable", answered)
        return answered(*args)

    ring = vault.ring

    def send_first(refs: Any) -> Any:
        if not sent:
            sent.append(None)
            sent[0] = actions.submit(draft=draft, typed=told.typed_back(code))
        return ring(refs)

    monkeypatch.setattr(drafts, "_acceptable", sent_meanwhile)
    monkeypatch.setattr(vault, "ring", send_first)
    with pytest.raises(NotFound):
        actions.save_draft(slug=slug, text="Other words.", voice=Voice.FIRST_PERSON, draft=draft)
    monkeypatch.undo()
    with ungated("a test looks behind the gate"):
        assert not Draft.objects.exists()
    actions.discard_draft(draft=draft)
    assert my_text(sent[0].contributor, draft).original == told.WORDS


def test_giving_up_a_draft_never_drops_the_key_of_a_text(slug) -> None:
    mine = told.tell(slug)
    with ungated("a row that no verb writes any more"):
        with warrant.opened("test", "test"):
            body = vault.ring([mine.ref]).seal(mine.ref, "draft.body", "{}")
        Draft.objects.create(
            ref=mine.ref,
            discussion_id=_row(mine.ref).discussion_id,
            body=body,
            until=timezone.now(),
        )
    actions.sweep()
    assert my_text(mine.contributor, mine.ref).original == told.WORDS


def test_a_draft_sent_twice_is_one_text(slug) -> None:
    draft = told.write(slug)
    typed = told.typed_back(actions.prepare_code(draft=draft))
    actions.submit(draft=draft, typed=typed)
    with pytest.raises(NotFound):
        actions.submit(draft=draft, typed=typed)
    with ungated("a test looks behind the gate"):
        assert Contribution.objects.filter(ref=draft).count() == 1


# --- Removal requests -----------------------------------------------------------------------------


def test_one_request_cannot_use_up_the_day_of_everybody_else(slug, settings) -> None:
    settings.ARCHIVE_REMOVALS_A_DAY = 2
    first, second = _public(slug), _public(slug, told.WORDS)
    number = read_as(READER).contribution(first.ref).rendition
    request_removal(ref=first.ref, reason="about_me", sentences=[0, 2, 4], rendition=number)
    assert request_removal(ref=second.ref, reason="i_wrote_it") is Outcome.HIDDEN


def test_one_request_points_at_a_bounded_number_of_places(slug) -> None:
    text = " ".join(f"Sentence number {n} is here." for n in range(200))
    mine = _public(slug, text)
    number = read_as(READER).contribution(mine.ref).rendition
    with pytest.raises(InvalidInput, match="places"):
        request_removal(
            ref=mine.ref, reason="about_me", sentences=range(0, 200, 2), rendition=number
        )
    with ungated("a test looks behind the gate"):
        assert not RemovalRequest.objects.exists()


# --- Claims ---------------------------------------------------------------------------------------


def _claimable() -> str:
    slug = bring_in(file(comment("1", "0", TEXT))).discussions[0].slug
    with_basis(slug)
    opened(slug)
    return str(rows(slug)[1].ref)


def _claim_form(client: Client, ref: str) -> dict[str, Any]:
    page = client.get(f"/claim/{ref}/code/", {"proof": "token"})
    kept = re.search(r'name="kept" value="([^"]+)"', page.content.decode())
    assert kept
    groups = page.context["groups"]
    form = {f"group_{n}": groups[n - 1][0] for n in page.context["form"].asked}
    return form | {"kept": kept.group(1), "proof": "token"} | _worked("claim", ref)


def test_the_work_for_one_claim_is_not_good_for_a_second(client) -> None:
    ref = _claimable()
    form = _claim_form(client, ref)
    assert client.post(f"/claim/{ref}/code/", form).status_code == 303
    other = Client()
    again = _claim_form(other, ref) | {
        proof_of_work.CHALLENGE_FIELD: form[proof_of_work.CHALLENGE_FIELD]
    }
    refused = other.post(f"/claim/{ref}/code/", again)
    assert refused.status_code == 400
    assert form[proof_of_work.CHALLENGE_FIELD] not in refused.content.decode()
    with ungated("a test looks behind the gate"):
        assert Claim.objects.count() == 1


def test_a_claim_sent_twice_is_one_claim_and_no_error(client) -> None:
    ref = _claimable()
    form = _claim_form(client, ref)
    assert client.post(f"/claim/{ref}/code/", form).status_code == 303
    assert client.post(f"/claim/{ref}/code/", form).status_code == 303
    twin = Client()
    answer = twin.post(f"/claim/{ref}/code/", form | _worked("claim", ref))
    assert answer.status_code == 303
    with ungated("a test looks behind the gate"):
        assert Claim.objects.count() == 1


# --- Floods ---------------------------------------------------------------------------------------


def test_a_network_that_begins_many_texts_waits_with_its_words_on_the_page(
    slug, client, monkeypatch
) -> None:
    monkeypatch.setattr(budgets.DRAFTS_PER_SENDER, "limit", 1)
    far: Any = {"REMOTE_ADDR": "198.51.100.7"}
    typed = {"step": "write", "text": TEXT, "voice": "first_person"}
    assert client.post(f"/tell/{slug}/", typed, **far).status_code == 302
    assert client.post(f"/tell/{slug}/", typed, **far).status_code == 302  # the same text, changed
    refused = Client().post(f"/tell/{slug}/", typed, **far)
    assert refused.status_code == 400
    assert TEXT in refused.content.decode()
    with ungated("a test looks behind the gate"):
        assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    "hides",
    [["b " * 2_500], [f"{'b ' * 60}{n}" for n in range(200)], ["a"]],
    ids=["one endless", "many long", "everywhere"],
)
def test_words_to_hide_that_would_keep_the_archive_busy_are_refused(slug, hides) -> None:
    with pytest.raises(InvalidInput) as refused:
        actions.save_draft(slug=slug, text="a " * 20_000, voice=Voice.FIRST_PERSON, hides=hides)
    assert refused.value.code == "many_hides"


def test_the_same_words_in_other_cases_are_hidden_once(slug) -> None:
    spellings = ["Odile", "odile", "ODILE", " Odile "]
    draft = actions.save_draft(
        slug=slug, text="Odile came.", voice=Voice.FIRST_PERSON, hides=spellings
    )
    with warrant.opened("test", "test"):
        row = Draft.objects.get(ref=draft)
        ring = vault.ring([draft])
        body = drafts._body(row, ring)
    assert body is not None
    assert len(body.hides) == 1


@pytest.mark.parametrize("text", ["." * 60_000, "?!" * 30_000, "." + "'" * 59_000, ".'" * 30_000])
def test_sixty_thousand_stops_are_cut_into_sentences_at_once(text) -> None:
    began = time.process_time()
    assert len(sentences(text)) == 1
    assert time.process_time() - began < 5


# --- What is hidden stays hidden ------------------------------------------------------------------


def _looked_at(ref: str) -> list[str]:
    """The words of a text that its reviewer is asked about as repeating a hidden one."""
    found = read_as(viewer_of(_moderator())).review(ref).findings
    return [finding.surface for finding in found if finding.kind == "quotation"]


SECRET = "My grandmother Ottoline kept eleven hoopoes in the pantry of her house in Dunfermline."


def test_a_reply_begun_before_a_text_was_hidden_is_found_to_quote_it(slug) -> None:
    mine = _public(slug, f"{SECRET} I slept at last.")
    draft = told.write(slug, f"You wrote: {SECRET} That made me laugh.", to=mine.ref)
    actions.withdraw(ref=mine.ref, contributor=mine.contributor, grade=Grade.UNPUBLISH)
    sent = actions.submit(draft=draft, typed=told.typed_back(actions.prepare_code(draft=draft)))
    assert "hoopoes in the pantry" in " ".join(_looked_at(sent.ref))
    with pytest.raises(Conflict):
        actions.approve(ref=sent.ref, by=_moderator())


def test_a_reply_begun_before_a_sentence_was_masked_is_found_to_quote_it(slug) -> None:
    mine = _public(slug, f"{SECRET} I slept at last.")
    draft = told.write(slug, f"You wrote: {SECRET} That made me laugh.", to=mine.ref)
    number = read_as(READER).contribution(mine.ref).rendition
    request_removal(ref=mine.ref, reason="about_me", sentences=[0], rendition=number)
    sent = actions.submit(draft=draft, typed=told.typed_back(actions.prepare_code(draft=draft)))
    assert "hoopoes in the pantry" in " ".join(_looked_at(sent.ref))


def test_what_quotes_a_text_that_readers_see_is_nobodys_business(slug) -> None:
    mine = _public(slug, f"{SECRET} I slept at last.")
    sent = told.tell(slug, f"You wrote: {SECRET} That made me laugh.", to=mine.ref)
    assert _looked_at(sent.ref) == []


def test_keeping_a_quotation_decides_on_nothing_that_was_found_within_it(slug) -> None:
    named = "Write to my grandmother Ottoline at ottoline@hoopoe.example about eleven hoopoes."
    mine = _public(slug, f"{named} I slept at last.")
    draft = told.write(slug, f"You wrote: {named}", to=mine.ref)
    actions.withdraw(ref=mine.ref, contributor=mine.contributor, grade=Grade.UNPUBLISH)
    sent = actions.submit(draft=draft, typed=told.typed_back(actions.prepare_code(draft=draft)))
    mira = _moderator()
    for finding in read_as(viewer_of(mira)).review(sent.ref).findings:
        if finding.kind == "quotation":
            actions.decide_words(
                ref=sent.ref, findings=[finding.id], decision="keep", whole_thread=False, by=mira
            )
    told.publish(told.Told(sent.ref, sent.contributor, ReturnCode.new()), mira)
    assert "@" not in read_as(READER).contribution(sent.ref).text


# --- Pages ----------------------------------------------------------------------------------------


def _addresses(slug: str, ref: str) -> list[str]:
    mine = ["", "receipt/", "receipt.jsonld", "download.json", "download.html", "code/", f"{ref}/"]
    steps = ["choose/", "code/", "sent/", "stop/"]
    return [
        *(f"/mine/{each}" for each in [*mine, f"{ref}/withdraw/", "nobodys/"]),
        *(f"/telling/{step}" for step in steps),
        *(f"/claim/{ref}/{step}" for step in ("", "code/", "done/")),
        f"/tell/{slug}/",
        "/return/",
        "/leave/",
    ]


def test_no_page_of_a_contributor_takes_a_forged_form(slug) -> None:
    mine = _public(slug)
    forger = Client(enforce_csrf_checks=True)
    for address in [*_addresses(slug, mine.ref), f"/removal/{mine.ref}/"]:
        assert forger.post(address, {"code": mine.code.shown}).status_code == 403, address


def test_nothing_of_a_contributor_is_kept_by_a_cache_or_told_to_another_site(slug, client) -> None:
    mine = _public(slug)
    for _ in ("a stranger", "she herself"):
        for address in _addresses(slug, mine.ref):
            for response in (client.get(address), client.head(address), client.put(address)):
                assert "no-store" in response["Cache-Control"], address
                assert response["Referrer-Policy"] in ("no-referrer", "same-origin"), address
                assert not response.get("Location", "").startswith(("http", "//")), address
        client.post("/return/", {"code": mine.code.shown})


def test_an_address_that_no_database_can_look_up_is_not_found(slug, client) -> None:
    assert client.get(f"/tell/{slug}/", {"to": "\x00"}).status_code == 404


MARKUP = """"'><script>alert(1)</script><img src=x onerror=alert(2)></textarea>{{ 7|add:7 }}"""


def test_what_a_contributor_types_is_shown_as_typed_everywhere(slug, client) -> None:
    mine = told.tell(slug, f"He said {MARKUP} and left.", pen_name=MARKUP[:40])
    told.publish(mine, _moderator())
    client.post("/return/", {"code": mine.code.shown})
    own = f"/mine/{mine.ref}/"
    for form in (
        {"action": "answer", "words": MARKUP},
        {"action": "dispute_voice", "note": MARKUP},
        {"action": "pen_name", "pen_name": MARKUP[:50]},
        {"action": "pen_name", "pen_name": MARKUP},
    ):
        client.post(own, form)
    client.post(f"/tell/{slug}/", {"step": "write", "text": MARKUP, "voice": "first_person"})
    client.post(f"/tell/{slug}/", {"step": "look", "other": MARKUP})
    staff = Client()
    staff.force_login(_moderator())
    pages = [
        *(client.get(own + each) for each in ("", "withdraw/")),
        *(client.get(f"/mine/{each}") for each in ("", "receipt/", "download.html")),
        client.get(f"/tell/{slug}/"),
        client.get(f"/tell/{slug}/?change=1"),
        client.post(own, {"action": "pen_name", "pen_name": MARKUP}),
        client.post("/return/", {"code": MARKUP}),
        *(Client().get(a) for a in (f"/d/{slug}/", f"/c/{mine.ref}/", f"/removal/{mine.ref}/")),
        *(staff.get(a) for a in ("/workbench/", f"/workbench/review/{mine.ref}/")),
    ]
    for page in pages:
        assert page.status_code in (200, 400)
        words = page.content.decode()
        for live in ("<script>alert", "<img src=x", "</textarea>{{"):
            assert live not in words
