"""Giving a text in three steps: what is asked, what is refused, and that nothing typed is lost."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from archive import actions
from archive.domain.return_code import ReturnCode, groups_to_ask
from archive.domain.text import Span
from archive.domain.words import Scope, SignOff, Voice
from archive.gate import notices, own_page, telling
from archive.gate.guard import ungated
from archive.models import Contribution, Discussion, Draft
from archive.search import indexer
from archive.web.contributing import budgets, proof_of_work, visit
from tests import factories
from tests.told import publish, tell
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

WORDS = "The hoopoe sang while I lay awake. I wrote to odile@hoopoe.example about it."
ESSAY = (
    "It began at night. Nobody slept in the house.\n\nThen came the spring. I stopped. It was over."
)
READS = {"scopes": ["hold", "read", "find"], "sign_off": "ask", "adult": "on"}


@pytest.fixture(autouse=True)
def _fresh_budgets() -> Iterator[None]:
    budgets.forget_all()
    yield
    budgets.forget_all()


@dataclass(frozen=True)
class Sent:
    """A text that somebody sent before, by the verbs that the pages call."""

    ref: str
    contributor: int


def sent_by_verbs(slug: str, text: str, *, to: str = "", on: Span | None = None) -> Sent:
    """Write, choose, type the code back, send."""
    draft = actions.save_draft(slug=slug, text=text, voice=Voice.FIRST_PERSON, to=to, on=on)
    actions.choose(
        draft=draft,
        scopes=[Scope.HOLD, Scope.READ, Scope.FIND],
        sign_off=SignOff.HIDE_MORE,
        sleeps=False,
        adult=True,
        notice=notices.current().id,
    )
    code = actions.prepare_code(draft=draft)
    typed = {n: code.groups[n - 1] for n in groups_to_ask(code)}
    sent = actions.submit(draft=draft, typed=typed)
    return Sent(sent.ref, sent.contributor)


@pytest.fixture
def slug() -> str:
    """A question to answer, in an archive that is ready."""
    call_command("prepare", verbosity=0)
    steward = factories.people().dave
    return actions.open_prompt(
        title="What helped you sleep?", text="Tell it as you would tell a friend.", by=steward
    )


@pytest.fixture
def essay(slug: str) -> factories.Made:
    """A discussion that readers see: an essay and one comment."""
    made = factories.make_discussion([ESSAY, "A comment. It is short."])
    for ref in made.refs:
        factories.published(ref)
    return made


def page_of(response: Any) -> str:
    return unescape(response.content.decode())


def write(client: Client, address: str, text: str = WORDS, **typed: Any) -> Any:
    """Send the words of step 1."""
    return client.post(address, {"step": "write", "text": text, "voice": "first_person"} | typed)


def begin(client: Client, address: str, text: str = WORDS, **typed: Any) -> str:
    """Write, and have it taken; the ref of the draft."""
    response = write(client, address, text, **typed)
    assert response.status_code == 302, page_of(response)
    return str(client.session["draft"])


def choose(client: Client, **chosen: Any) -> Any:
    """Answer the questions of step 2."""
    shown = client.get("/telling/choose/")
    return client.post("/telling/choose/", {"notice": shown.context["notice"].id} | chosen)


def code_of(client: Client) -> ReturnCode:
    """The code that step 3 shows."""
    code = client.get("/telling/code/").context["form"].code
    assert isinstance(code, ReturnCode)
    return code


def typed_back(code: ReturnCode, **changed: str) -> dict[str, str]:
    """What the form of step 3 sends when it is filled in right."""
    right = {f"group_{n}": code.groups[n - 1] for n in groups_to_ask(code)}
    return {"then": "send"} | right | changed


def effort(client: Client, path: str = "/telling/code/", age: int = 60) -> dict[str, str]:
    """A challenge of the page that has been open for `age` seconds."""
    made = timezone.now() - timedelta(seconds=age)
    challenge = proof_of_work.challenge("submit", client.session["draft"], now=made)
    return {"effort_challenge": challenge.token, "effort_solution": ""}


def send(client: Client, **changed: str) -> Any:
    """The last press, after a minute."""
    code = code_of(client)
    return client.post("/telling/code/", typed_back(code) | effort(client) | changed)


def on_its_way(client: Client, slug: str, text: str = WORDS) -> None:
    """Written and chosen for: what is left is the code."""
    begin(client, f"/tell/{slug}/", text)
    assert choose(client, **READS).status_code == 302


# --- from the reading pages ---------------------------------------------------------------------


def test_each_text_and_each_paragraph_of_the_essay_can_be_answered(
    client: Client, essay: factories.Made
) -> None:
    html = parsed(client.get(f"/d/{essay.slug}/").content.decode())
    addresses = [a.attributes["href"] for a in html.all("a")]
    first, comment = essay.refs
    for query in (first, f"{first}&p=1", f"{first}&p=2", comment):
        assert f"/tell/{essay.slug}/?to={query}" in addresses
    assert html.with_id("p2").all("a", "answer")[0].words == "Answer this paragraph"
    alone = client.get(f"/c/{comment}/").content.decode()
    assert f"/tell/{essay.slug}/?to={comment}&amp;p=1" in alone


def test_a_closed_discussion_has_no_way_in_and_says_so(
    client: Client, essay: factories.Made
) -> None:
    with ungated("closing"):
        Discussion.objects.filter(slug=essay.slug).update(takes_texts=False)
    for path in (f"/d/{essay.slug}/", f"/c/{essay.refs[1]}/"):
        assert "/tell/" not in page_of(client.get(path))
    closed = client.get(f"/tell/{essay.slug}/")
    assert "Nothing more can be added here" in page_of(closed)
    assert "<textarea" not in page_of(closed)


def test_what_closes_while_she_writes_keeps_her_words(client: Client, slug: str) -> None:
    with ungated("closing"):
        Discussion.objects.update(takes_texts=False)
    refused = write(client, f"/tell/{slug}/")
    assert refused.status_code == 400
    assert WORDS in page_of(refused)
    assert "takes no more texts" in page_of(refused)


def test_a_question_is_on_the_home_and_theme_pages_with_the_way_to_tell(
    client: Client, slug: str
) -> None:
    themes = client.get("/themes/").context["themes"]
    for path in ("/", f"/themes/{themes[0][0].slug}/", f"/d/{slug}/"):
        page = page_of(client.get(path))
        assert "Tell yours" in page
        assert f'href="/tell/{slug}/"' in page
    assert "Tell it as you would tell a friend." in page_of(client.get(f"/d/{slug}/"))
    assert "Tell it as you would tell a friend." in page_of(client.get(f"/tell/{slug}/"))


def test_nobody_answers_what_readers_do_not_see(client: Client, slug: str) -> None:
    hidden = factories.make_discussion(["An essay nobody approved."])
    people = factories.people()
    client.force_login(people.alice)
    assert f"?to={hidden.refs[0]}" not in page_of(client.get(f"/d/{hidden.slug}/"))
    for query in ("", f"?to={hidden.refs[0]}"):
        assert client.get(f"/tell/{hidden.slug}/{query}").status_code == 404
    assert client.get(f"/tell/{slug}/?to={hidden.refs[0]}").status_code == 404


@pytest.mark.parametrize("takes_texts", [True, False])
def test_what_a_theme_or_a_search_shows_is_answered_from_there(
    client: Client, slug: str, takes_texts: bool
) -> None:
    staff = factories.people()
    factories.theme("night-birds")
    told = tell(slug, "The bandicoot sat beside my bed until morning.")
    actions.tag_passage(
        ref=told.ref, start=4, end=13, themes=["night-birds"], voice=Voice.FIRST_PERSON,
        by=staff.alice,
    )  # fmt: skip
    publish(told, staff.alice)
    indexer.apply_outbox()
    with ungated("closing"):
        Discussion.objects.filter(slug=slug).update(takes_texts=takes_texts)
    link = f'href="/tell/{slug}/?to={told.ref}"'
    pages = [client.get("/themes/night-birds/"), client.post("/search/", {"q": "bandicoot"})]
    for page in pages:
        assert f"/d/{slug}/#c-{told.ref}" in page_of(page)
        assert (link in page_of(page)) is takes_texts
    client.force_login(staff.alice)  # to staff these also show what readers do not see
    assert link not in page_of(client.get("/themes/night-birds/"))


# --- what is answered ---------------------------------------------------------------------------


def test_a_sentence_is_chosen_by_plain_radio_buttons(client: Client, essay: factories.Made) -> None:
    address = f"/tell/{essay.slug}/?to={essay.refs[0]}&p=2"
    html = parsed(client.get(address).content.decode())
    radios = [e for e in html.all("input") if e.attributes.get("name") == "on"]
    start = ESSAY.index("I stopped.")
    place = f"{start}-{start + len('I stopped.')}"
    paragraph = f"{ESSAY.index('Then')}-{len(ESSAY)}"
    assert [r.attributes["value"] for r in radios][:2] == ["", paragraph]
    assert place in [r.attributes["value"] for r in radios]
    assert [r.attributes["value"] for r in radios if "checked" in r.attributes] == [paragraph]

    begin(client, address, on=place)
    look = client.get(address)
    assert look.context["draft"].answers == "I stopped."
    client.post(address, {"step": "look", "then": "show", "other": "hoopoe"})
    assert client.get(address).context["draft"].answers == "I stopped."
    back = client.get(f"/tell/{essay.slug}/?to={essay.refs[0]}&change=1").context["form"]
    assert back["on"].value() == place


def test_the_published_answer_shows_the_sentence_it_is_about(
    client: Client, essay: factories.Made
) -> None:
    start = ESSAY.index("I stopped.")
    told = sent_by_verbs(
        essay.slug, "So did I.", to=essay.refs[0], on=Span(start, start + len("I stopped."))
    )
    factories.published(told.ref)
    html = parsed(client.get(f"/d/{essay.slug}/").content.decode())
    assert html.with_id(f"c-{told.ref}").all("p", "about-words")[0].words == "On: I stopped."


@pytest.mark.parametrize("place", ["0-999", "3-1", "0-4", "x", "-", "0-18-3"])
def test_a_place_that_was_not_offered_is_refused(
    client: Client, essay: factories.Made, place: str
) -> None:
    refused = write(client, f"/tell/{essay.slug}/?to={essay.refs[0]}&p=1", on=place)
    assert refused.status_code == 400
    assert "choose again" in page_of(refused)
    assert WORDS in page_of(refused)


@pytest.mark.parametrize("number", ["0", "99", "x", "²", "1" * 5000, "-1"])
def test_a_paragraph_that_is_not_there_means_the_whole_text(
    client: Client, essay: factories.Made, number: str
) -> None:
    shown = client.get(f"/tell/{essay.slug}/?to={essay.refs[0]}&p={number}")
    assert shown.status_code == 200
    assert shown.context["answered"].paragraph == 0


def test_a_long_text_offers_its_paragraphs_first(client: Client, slug: str) -> None:
    made = factories.make_discussion(["\n\n".join(f"Day {n}. It went on." for n in range(9))])
    factories.published(made.refs[0])
    page = page_of(client.get(f"/tell/{made.slug}/"))
    assert f'href="/tell/{made.slug}/?to={made.refs[0]}&p=9"' in page
    assert 'type="radio" name="on"' not in page


def test_what_is_taken_back_while_she_writes_hands_her_words_back(
    client: Client, essay: factories.Made
) -> None:
    address = f"/tell/{essay.slug}/?to={essay.refs[1]}"
    with ungated("taking back"):
        Contribution.objects.filter(ref=essay.refs[1]).update(read_until=None)
    lost = write(client, address)
    assert lost.status_code == 404
    assert WORDS in page_of(lost)
    with ungated("looking"):
        assert not Draft.objects.exists()


# --- step 1: refusals keep what was typed -------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"text": "  \n "}, "text", "nothing written yet"),
        ({"text": ""}, "text", "nothing written yet"),
        ({"text": "a" * 60_001}, "text", "60,001 characters"),
        ({"voice": ""}, "voice", "Please choose one"),
        ({"voice": "unclear"}, "voice", "valid choice"),
        ({"pen_name": "x" * 61}, "pen_name", "at most 60"),
        ({"text": f"See {ReturnCode('0' * 9, 'A' * 26).shown}"}, "text", "return code"),
        ({"text": "www.hoopoe.example " * 9}, "text", "9 web addresses"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_all_that_was_typed(
    client: Client, slug: str, typed: dict[str, str], field: str, words: str
) -> None:
    sent = {"text": WORDS, "voice": "mixed", "pen_name": "Hoopoe"} | typed
    refused = write(client, f"/tell/{slug}/", sent.pop("text"), **sent)
    assert refused.status_code == 400
    form = refused.context["form"]
    assert words in str(form.errors[field])
    assert f'href="#id_{field}"' in page_of(refused)
    assert f'id="id_{field}_error"' in page_of(refused)
    for name, value in ({"text": WORDS, "voice": "mixed"} | typed).items():
        assert form[name].value() == value
    with ungated("looking"):
        assert not Draft.objects.exists()


def test_eight_web_addresses_are_not_a_flood(client: Client, slug: str) -> None:
    begin(client, f"/tell/{slug}/", "https://a.example/x " * 8)


def test_the_trap_takes_nothing_and_loses_nothing(client: Client, slug: str) -> None:
    refused = write(client, f"/tell/{slug}/", website="https://spam.example")
    assert refused.status_code == 400
    assert WORDS in page_of(refused)
    assert "spam.example" not in page_of(refused)
    begin(client, f"/tell/{slug}/")
    trapped = choose(client, **READS, website="x")
    assert trapped.status_code == 400
    assert trapped.context["form"]["sign_off"].value() == "ask"


def test_no_voice_is_chosen_for_her(client: Client, slug: str) -> None:
    html = parsed(client.get(f"/tell/{slug}/").content.decode())
    radios = [e for e in html.all("input") if e.attributes.get("name") == "voice"]
    assert len(radios) == 4
    assert not any("checked" in r.attributes for r in radios)


# --- looking it over ----------------------------------------------------------------------------


def test_she_sees_what_was_noticed_and_how_readers_would_see_it(client: Client, slug: str) -> None:
    begin(client, f"/tell/{slug}/")
    look = client.get(f"/tell/{slug}/")
    assert [each.words for each in look.context["certain"]] == ["odile@hoopoe.example"]
    sheet = next(s for s in parsed(look.content.decode()).all("section") if "sheet" in s.classes)
    assert "hoopoe.example" not in sheet.words
    assert sheet.all("span", "mask")


def test_words_she_wants_hidden_are_masked_and_stay_listed(client: Client, slug: str) -> None:
    address = f"/tell/{slug}/"
    begin(client, address)
    client.post(address, {"step": "look", "then": "show", "other": "hoopoe\n\nlay   awake"})
    look = client.get(address)
    assert look.context["draft"].body.hides == ("hoopoe", "lay awake")
    assert look.context["form"]["other"].value() == "hoopoe\nlay awake"
    assert look.context["draft"].preview.body.text.startswith("The [hidden] sang while I [hidden].")


def test_perhaps_words_are_hidden_by_a_tick_and_shown_again_without(
    client: Client, slug: str
) -> None:
    address = f"/tell/{slug}/"
    begin(client, address, "It was on 3 March 2019, when I was 43 years old, that I left.")
    perhaps = [each for each, _ in client.get(address).context["perhaps"]]
    assert perhaps, "the detectors suspect nothing here any more"
    words = perhaps[0].words
    client.post(address, {"step": "look", "then": "show", "hide": words})
    look = client.get(address)
    assert [e.ticked for e, _ in look.context["perhaps"] if e.words == words] == [True]
    assert words not in look.context["draft"].preview.body.text
    client.post(address, {"step": "look", "then": "show"})
    assert client.get(address).context["draft"].body.hides == ()


def test_too_many_words_to_hide_are_refused_and_kept(client: Client, slug: str) -> None:
    address = f"/tell/{slug}/"
    begin(client, address)
    many = "\n".join(f"word{n}" for n in range(201))
    refused = client.post(address, {"step": "look", "then": "go", "other": many})
    assert refused.status_code == 400
    assert refused.context["form"]["other"].value() == many
    assert "other" in refused.context["form"].errors


def test_she_can_change_the_text_and_keeps_what_she_hid(client: Client, slug: str) -> None:
    address = f"/tell/{slug}/"
    draft = begin(client, address, pen_name="Wren")
    to_change = client.post(address, {"step": "look", "then": "change", "other": "hoopoe"})
    assert to_change.headers["Location"] == f"{address}?change=1"
    form = client.get(f"{address}?change=1").context["form"]
    assert (form["text"].value(), form["pen_name"].value()) == (WORDS, "Wren")
    assert begin(client, f"{address}?change=1", "A hoopoe, then.") == draft
    with ungated("counting"):
        assert Draft.objects.count() == 1
    assert telling.draft_of(draft).preview.body.text == "A [hidden], then."


def test_a_text_begun_elsewhere_is_named_before_it_is_forgotten(
    client: Client, slug: str, essay: factories.Made
) -> None:
    first = begin(client, f"/tell/{slug}/")
    other = page_of(client.get(f"/tell/{essay.slug}/"))
    assert "that one is forgotten" in other
    assert f'href="/tell/{slug}/"' in other
    second = begin(client, f"/tell/{essay.slug}/")
    assert first != second
    with ungated("looking"):
        assert list(Draft.objects.values_list("ref", flat=True)) == [second]


# --- step 2 -------------------------------------------------------------------------------------


def test_nothing_is_ticked_for_her_and_the_rest_is_folded(client: Client, slug: str) -> None:
    begin(client, f"/tell/{slug}/")
    html = parsed(client.get("/telling/choose/").content.decode())
    boxes = [e for e in html.all("input") if e.attributes.get("type") in ("checkbox", "radio")]
    assert not any("checked" in box.attributes for box in boxes)
    (folded,) = html.all("details", "more")
    assert "open" not in folded.attributes
    inside = {e.attributes["value"] for e in folded.all("input")}
    assert inside == {"research", "quote", "machine", "mailbox", "after"}
    assert {e.attributes["value"] for e in boxes if e.attributes["name"] == "scopes"} == {
        scope.value for scope in Scope
    }
    assert "Who can read it here can copy it, and that cannot be undone." in html.words
    assert "/notice/en/1/" in [a.attributes["href"] for a in html.all("a")]


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"adult": ""}, "adult"),
        ({"scopes": ["read", "quote"]}, "scopes"),
        ({"sign_off": ""}, "sign_off"),
        ({"sign_off": "never"}, "sign_off"),
        ({"notice": "999"}, "notice"),
    ],
)
def test_a_choice_that_cannot_be_sent_says_where_and_keeps_the_others(
    client: Client, slug: str, missing: dict[str, Any], field: str
) -> None:
    begin(client, f"/tell/{slug}/")
    sent = {"scopes": ["hold", "read", "quote"], "sign_off": "hide_more", "sleeps": "on"}
    refused = choose(client, **(sent | {"adult": "on"} | missing))
    assert refused.status_code == 400
    form = refused.context["form"]
    assert set(form.errors) == {field}
    assert form["sleeps"].value()
    assert [q.scope for q in refused.context["folded"] if q.ticked] == [Scope.QUOTE]
    assert 'class="more" open' in page_of(refused)


def test_all_that_is_missing_is_said_at_once(client: Client, slug: str) -> None:
    begin(client, f"/tell/{slug}/")
    refused = choose(client, scopes=["read"])
    assert set(refused.context["form"].errors) == {"scopes", "sign_off", "adult"}


def test_how_she_is_asked_matters_only_where_readers_may_read(client: Client, slug: str) -> None:
    begin(client, f"/tell/{slug}/")
    assert choose(client, scopes=["hold"], adult="on").status_code == 302


def test_coming_back_to_the_questions_shows_what_she_chose(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    form = client.get("/telling/choose/").context["form"]
    assert form["scopes"].value() == ["hold", "read", "find"]
    assert form["sign_off"].value() == "ask"


def test_the_notice_is_asked_in_the_browsers_language(client: Client, slug: str) -> None:
    english = client.get("/notice/en/1/notice.txt").content.decode()
    steward = factories.people().dave
    actions.publish_notice(
        language="de", text=english.replace("# What may", "# Was darf"), by=steward
    )
    begin(client, f"/tell/{slug}/")
    german = client.get("/telling/choose/", headers={"accept-language": "de-AT,en;q=0.5"})
    assert german.context["notice"].language == "de"
    assert client.get("/telling/choose/").context["notice"].language == "en"


# --- step 3 -------------------------------------------------------------------------------------


def test_the_code_is_shown_in_groups_and_two_of_them_send_the_text(
    client: Client, slug: str
) -> None:
    on_its_way(client, slug)
    code = code_of(client)
    html = parsed(client.get("/telling/code/").content.decode())
    groups = html.all("ol", "code")[0].all("li")
    assert [g.all("span", "symbols")[0].words for g in groups] == list(code.groups)
    assert groups[2].all("span", "spelled")[0].words == f"Group 3: {' '.join(code.groups[2])}"
    done = send(client)
    assert (done.status_code, done.headers["Location"]) == (302, "/telling/sent/")
    contributor = own_page.recognise(code)
    assert contributor is not None
    assert [t.original for t in own_page.my_page(contributor).texts] == [WORDS]
    assert client.session["contributor"] == contributor
    assert "draft" not in client.session


def test_groups_are_forgiven_case_and_spaces(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    code = code_of(client)
    typed = {n: f" {' '.join(g.lower())} " for n, g in typed_back(code).items() if n != "then"}
    assert send(client, **typed).status_code == 302


def test_a_wrong_group_is_named_and_nothing_is_sent(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    one, two = groups_to_ask(code_of(client))
    refused = send(client, **{f"group_{two}": "AAAAAA"})
    assert refused.status_code == 400
    form = refused.context["form"]
    assert set(form.errors) == {f"group_{two}"}
    assert form[f"group_{two}"].value() == "AAAAAA"
    assert form[f"group_{one}"].value()
    assert set(send(client, **{f"group_{one}": ""}).context["form"].errors) == {f"group_{one}"}
    with ungated("looking"):
        assert not Contribution.objects.exists()


def test_without_work_she_waits_and_the_time_goes_on(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    early = effort(client, age=30)
    refused = send(client, **early)
    assert refused.status_code == 400
    assert re.search(r"please wait (9|10) seconds", page_of(refused))
    assert refused.context["effort"].token == early["effort_challenge"]
    form = refused.context["form"]
    assert all(form[f"group_{n}"].value() for n in form.asked)


def test_work_that_is_done_in_no_time_is_a_machines(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    with patch.object(proof_of_work.Challenge, "is_solved_by", return_value=True):
        refused = send(client, **effort(client, age=1))
        assert "faster than a person" in page_of(refused)
        assert send(client, **effort(client, age=4)).status_code == 302


def test_work_for_another_text_is_worth_nothing(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    made = timezone.now() - timedelta(hours=1)
    other = proof_of_work.challenge("submit", "another", now=made).token
    refused = send(client, effort_challenge=other)
    assert refused.status_code == 400
    assert refused.context["effort"].token != other


def test_a_network_that_sent_too_much_is_told_when_to_come_again(client: Client, slug: str) -> None:
    network = {"REMOTE_ADDR": "203.0.113.9"}
    client.defaults |= network
    on_its_way(client, slug)
    request = client.get("/telling/code/").wsgi_request
    while budgets.SUBMISSIONS_PER_SENDER.take(budgets.sender(request)):
        pass
    refused = send(client)
    assert refused.status_code == 400
    assert "wait a minute" in page_of(refused)
    assert "203.0.113" not in page_of(refused)
    client.defaults["REMOTE_ADDR"] = "198.51.100.9"
    assert send(client).status_code == 302


def test_while_everybody_sends_too_much_the_work_is_harder(client: Client, slug: str) -> None:
    while budgets.SUBMISSIONS_IN_ALL.take(budgets.EVERYBODY):
        pass
    on_its_way(client, slug)
    shown = client.get("/telling/code/").context["effort"]
    assert shown.difficulty == proof_of_work.HARD_DIFFICULTY
    assert send(client).status_code == 302


def test_the_same_text_is_not_taken_twice(client: Client, slug: str) -> None:
    sent_by_verbs(slug, WORDS)
    on_its_way(client, slug)
    refused = send(client)
    assert refused.status_code == 400
    assert "sent already" in page_of(refused)
    assert "draft" in client.session


def test_the_file_holds_the_code_and_the_address_only(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    code = code_of(client)
    file = client.post("/telling/code/", {"then": "file"})
    assert file.headers["Content-Disposition"] == 'attachment; filename="note.txt"'
    assert "no-store" in file.headers["Cache-Control"]
    assert file.content.decode() == f"{code.shown}\n{settings.ARCHIVE_ADDRESS}return/\n"


def test_the_print_and_the_window_say_nothing_but_note(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    html = parsed(client.get("/telling/code/").content.decode())
    assert html.all("title")[0].words == "Note"
    (sheet,) = html.all("div", "note-sheet")
    archive = settings.ARCHIVE_NAME
    assert archive not in sheet.words


def test_the_password_manager_is_offered_the_code_and_nothing_is_sent(
    client: Client, slug: str
) -> None:
    on_its_way(client, slug)
    code = code_of(client)
    html = parsed(client.get("/telling/code/").content.decode())
    kept = {e.attributes.get("autocomplete"): e.attributes for e in html.all("input")}
    assert kept["new-password"]["value"] == code.shown
    assert kept["username"]["value"] == "note"
    back = client.post("/telling/code/", {"then": "keep", "password": code.shown})
    assert (back.status_code, back.headers["Location"]) == (302, "/telling/code/")
    with ungated("looking"):
        assert not Contribution.objects.exists()


def test_pressing_twice_sends_once(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    again = typed_back(code_of(client)) | effort(client)
    assert client.post("/telling/code/", again).status_code == 302
    assert client.post("/telling/code/", again).headers["Location"] == "/telling/sent/"
    with ungated("looking"):
        assert Contribution.objects.count() == 1


# --- whose page is open -------------------------------------------------------------------------


def opened(client: Client, contributor: int) -> None:
    """The page of somebody who has entered her code in this visit."""
    request = HttpRequest()
    request.session = client.session
    visit.open_page(request, contributor)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""


def test_whose_page_is_open_needs_no_second_code(client: Client, slug: str) -> None:
    told = sent_by_verbs(slug, "The first one.")
    opened(client, told.contributor)
    begin(client, f"/tell/{slug}/")
    page = page_of(client.get("/telling/choose/"))
    assert "Send it; it will stand under the code you came in with" in page
    waits = choose(client, **READS)
    assert waits.status_code == 400
    assert "please wait 40 seconds" in page_of(waits)
    assert waits.context["form"]["scopes"].value() == READS["scopes"]
    done = choose(client, **READS, **effort(client))
    assert done.headers["Location"] == "/telling/sent/"
    assert len(own_page.my_page(told.contributor).texts) == 2


def test_a_page_that_closed_while_she_wrote_takes_no_text_with_it(
    client: Client, slug: str
) -> None:
    opened(client, sent_by_verbs(slug, "The first one.").contributor)
    begin(client, f"/tell/{slug}/")
    session = client.session
    session[visit.SEEN] -= visit.IDLE + 1
    session.save()
    assert choose(client, **READS).headers["Location"] == "/telling/code/"
    assert send(client).status_code == 302


def test_she_may_give_it_a_code_of_its_own(client: Client, slug: str) -> None:
    told = sent_by_verbs(slug, "The first one.")
    opened(client, told.contributor)
    begin(client, f"/tell/{slug}/")
    assert choose(client, **READS, own="1").headers["Location"] == "/telling/code/"
    code = code_of(client)
    assert send(client).status_code == 302
    assert own_page.recognise(code) not in (None, told.contributor)


# --- after --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "Then it waits for your yes."),
        ({"sign_off": "hide_more"}, "only hides more than you saw"),
        ({"scopes": ["hold"]}, "Readers do not see it"),
        ({"sleeps": "on"}, "Nobody reads it before"),
    ],
)
def test_she_is_told_what_happens_now(
    client: Client, slug: str, chosen: dict[str, Any], words: str
) -> None:
    begin(client, f"/tell/{slug}/")
    assert choose(client, **(READS | chosen)).status_code == 302
    assert send(client).status_code == 302
    page = page_of(client.get("/telling/sent/"))
    assert words in page
    assert "Nobody watches this around the clock" in page
    assert WORDS not in page


def test_it_is_taken_back_in_the_same_visit_without_the_code(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    send(client)
    html = parsed(client.get("/telling/sent/").content.decode())
    (undo,) = [f for f in html.all("form") if "withdraw" in (f.attributes["action"] or "")]
    ref = client.get("/telling/sent/").context["text"].ref
    assert undo.attributes["action"] == f"/mine/{ref}/withdraw/"
    fields = {e.attributes["name"]: e.attributes["value"] for e in undo.all("input")}
    assert fields["grade"] == "erase"
    assert client.post(str(undo.attributes["action"]), {"grade": "erase"}).status_code == 200
    assert factories.contribution(ref).status == "erased"


def test_who_has_sent_nothing_is_asked_for_her_code(client: Client, slug: str) -> None:
    assert client.get("/telling/sent/").headers["Location"] == "/return/"


def test_stopping_forgets_the_text_at_once(client: Client, slug: str) -> None:
    draft = begin(client, f"/tell/{slug}/")
    assert "Stop here?" in page_of(client.get("/telling/stop/"))
    for _ in range(2):
        stopped = client.post("/telling/stop/")
        assert "Nothing was kept" in page_of(stopped)
        assert "Clear-Site-Data" in stopped.headers
    assert "draft" not in client.session
    with ungated("looking"):
        assert not Draft.objects.filter(ref=draft).exists()


@pytest.mark.parametrize("path", ["/telling/choose/", "/telling/code/"])
def test_a_step_without_a_text_says_so_plainly(client: Client, slug: str, path: str) -> None:
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 404
        assert "No text is on its way here" in page_of(response)


def test_what_has_run_out_is_gone_at_every_step(client: Client, slug: str) -> None:
    on_its_way(client, slug)
    with ungated("a day goes by"):
        Draft.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert client.post(f"/tell/{slug}/", {"step": "look", "then": "go"}).status_code == 404
    assert client.get("/telling/code/").status_code == 404


def test_the_code_is_not_made_before_the_questions_are_answered(client: Client, slug: str) -> None:
    begin(client, f"/tell/{slug}/")
    assert client.get("/telling/code/").headers["Location"] == "/telling/choose/"


# --- what is kept where -------------------------------------------------------------------------


def test_no_word_code_or_choice_is_in_a_session_an_address_a_log_or_a_file(
    client: Client, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    addresses: list[str] = []

    def seen(response: Any) -> Any:
        addresses.append(response.headers.get("Location", ""))
        addresses.extend(str(cookie) for cookie in response.cookies.values())
        assert "no-store" in response.headers["Cache-Control"]
        return response

    with caplog.at_level(logging.DEBUG):
        seen(client.get(f"/tell/{slug}/"))
        seen(write(client, f"/tell/{slug}/", "A Capercaillie, I say.", pen_name="Wallcreeper"))
        seen(client.post(f"/tell/{slug}/", {"step": "look", "then": "go", "other": "Ptarmigan"}))
        seen(choose(client, **READS))
        code = code_of(client)
        seen(send(client, **{f"group_{groups_to_ask(code)[0]}": "Nuthatch"}))
        kept = [json.dumps(s.get_decoded()) for s in Session.objects.all()]
        seen(send(client))
        seen(client.get("/telling/sent/"))
    kept += [json.dumps(s.get_decoded()) for s in Session.objects.all()]
    assert not {"draft"} & set(client.session.keys())
    words = ["apercaillie", "allcreeper", "tarmigan", "uthatch", "first_person", "hide_more"]
    words += [*code.groups, code.locator, code.verifier, code.shown]
    logged = [record.getMessage() for record in caplog.records if "django.db" not in record.name]
    for place in (*kept, *addresses, *logged):
        assert not [word for word in words if word in place], place
    home = Path(settings.ARCHIVE_HOME)
    for file in (found for found in home.rglob("*") if found.is_file()):
        # the index of staff holds the words of texts that were sent: docs/vault.md
        told = words[:1] if home / "index" / "staff" in file.parents else []
        looked_for = {*words[:4], *words[6:]} - {*told}
        assert not [word for word in looked_for if word.encode() in file.read_bytes()], file


def test_a_draft_is_on_no_page_of_staff(client: Client, slug: str, essay: factories.Made) -> None:
    draft = begin(client, f"/tell/{essay.slug}/?to={essay.refs[1]}", "Only the Dotterel knows.")
    choose(client, **READS)
    code_of(client)
    people = factories.people()
    paths = [
        "/", f"/d/{essay.slug}/", "/workbench/", "/workbench/desks/", "/workbench/removals/",
        f"/workbench/desk/{essay.slug}/", f"/workbench/desk/{slug}/", "/workbench/codebook/",
    ]  # fmt: skip
    for account in (people.alice, people.carol, people.dave):
        staff = Client()
        staff.force_login(account)
        for path in paths:
            page = page_of(staff.get(path))
            assert "Dotterel" not in page, path
            assert draft not in page, path
        assert staff.get(f"/workbench/review/{draft}/").status_code == 404
        assert "Dotterel" not in page_of(staff.post("/search/", {"q": "Dotterel knows"})).replace(
            "Dotterel knows", ""
        )


def test_somebody_elses_visit_does_not_lead_to_the_text(client: Client, slug: str) -> None:
    begin(client, f"/tell/{slug}/", "Only the Dotterel knows.")
    stranger = Client()
    for path in (f"/tell/{slug}/", f"/tell/{slug}/?change=1", "/telling/choose/", "/telling/stop/"):
        assert "Dotterel" not in page_of(stranger.get(path))


def test_voice_in_words_is_what_is_kept(client: Client, slug: str) -> None:
    draft = begin(client, f"/tell/{slug}/", voice="second_hand")
    assert telling.draft_of(draft).body.voice is Voice.SECOND_HAND
