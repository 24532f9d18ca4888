"""The contributor's own pages: what she sees and does there, and that nobody else does."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive import actions
from archive.domain.words import Grade, Letter, Scope, SignOff, Status, Treatment, Voice
from archive.gate import own_page, read_as, viewer_of
from archive.gate.guard import ungated
from archive.models import ConsentEvent, Contribution, Contributor, Message, RemovalRequest
from tests.factories import People, theme
from tests.factories import people as make_people
from tests.told import NAMING, Told, approve, notice, open_question, tell_to_be_asked

pytestmark = pytest.mark.django_db(databases="__all__")

EVERY = tuple(Scope)
READ_BACK = re.compile(r"Receipt number: <code>([^<]+)</code>")


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def slug(people: People) -> str:
    return open_question(by=people.dave)


def returning(mine: Told) -> Client:
    """A browser in which she has just entered her code."""
    client = Client()
    answer = client.post("/return/", {"code": mine.code.shown})
    assert answer.status_code == 302, answer.content.decode()
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def text_of(client: Client, mine: Told) -> str:
    return page(client, f"/mine/{mine.ref}/")


def do(client: Client, mine: Told, action: str, **fields: object):
    return client.post(f"/mine/{mine.ref}/", {"action": action, **fields})


def seen_on(html: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', html)
    assert found
    return found[1]


def row(ref: str) -> Contribution:
    with ungated("test"):
        return Contribution.objects.get(ref=ref)


# --- Who comes in ---------------------------------------------------------------------------------


def own_paths(mine: Told) -> list[str]:
    return [
        "/mine/",
        f"/mine/{mine.ref}/",
        f"/mine/{mine.ref}/withdraw/",
        "/mine/receipt/",
        "/mine/receipt.jsonld",
        "/mine/download.json",
        "/mine/download.html",
        "/mine/code/",
    ]


def test_without_an_open_page_every_address_only_leads_to_the_code(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    for path in [*own_paths(mine), "/mine/nosuchref/"]:
        for answer in (Client().get(path), Client().post(path, {"grade": "erase"})):
            if answer.status_code == 405:
                continue
            assert (answer.status_code, answer.headers["Location"]) == (302, "/return/"), path
    assert row(mine.ref).status == "waiting"


def test_accounts_of_staff_get_nothing_from_her_pages(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug)
    for account in (people.alice, people.carol, people.dave):
        client = Client()
        client.force_login(account)
        for path in own_paths(mine):
            assert client.get(path).headers["Location"] == "/return/"


def test_another_contributors_text_is_not_found(slug: str) -> None:
    mine, hers = (
        tell_to_be_asked(slug),
        tell_to_be_asked(slug, "Another life, told by another hand."),
    )
    client = returning(mine)
    for path in (f"/mine/{hers.ref}/", f"/mine/{hers.ref}/withdraw/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"action": "renew", "grade": "erase"}).status_code == 404
    assert row(hers.ref).status == "waiting"


def test_every_page_of_hers_is_kept_by_no_cache(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    client = returning(mine)
    for path in own_paths(mine):
        assert "no-store" in client.get(path).headers["Cache-Control"], path


def test_the_session_holds_ids_and_no_words(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug, pen_name="Heron")
    client = returning(mine)
    do(client, mine, "answer", words="Wagtailwords from me")
    text_of(client, mine)
    with ungated("test"):
        held = str([s.get_decoded() for s in Session.objects.all()])
    assert str(mine.contributor) in held
    for secret in (mine.code.verifier, mine.code.locator, "Heron", "Wagtailwords", "Odile"):
        assert secret not in held


# --- What she sees --------------------------------------------------------------------------------


def test_all_her_texts_stand_there_with_how_they_are(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug)
    tell_to_be_asked(slug, "A second text of the same hand.", same=mine)
    html = page(returning(mine), "/mine/")
    assert html.count("Nobody has read it yet.") == 2
    assert "A second text of the same hand." in html
    assert "Nothing waits for you." in html


def test_news_comes_first(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug)
    approve(mine.ref, people.alice)
    html = page(returning(mine), "/mine/")
    assert html.index("Your yes to the wording is needed.") < html.index("Your texts</h2>")
    assert f'href="/mine/{mine.ref}/#wording"' in html
    assert "One new letter is here for you." in html


def test_both_wordings_stand_beside_each_other_with_every_change(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug, "Odile <drove> me. Write to odile@example.org.", hides=["Odile"])
    html = text_of(returning(mine), mine)
    assert "&lt;drove&gt;" in html
    assert "<drove>" not in html
    gone = re.findall(r"<del>.*?hidden: </span>(.*?)<span", html)
    came = re.findall(r"<ins>.*?instead: </span>(.*?)<span", html)
    assert gone[0] == "Odile"
    assert "odile@example.org" in gone
    assert came[0] == "[hidden]"
    assert len(gone) == len(came) == html.count(" became ")


def test_no_space_is_added_or_lost_around_a_change(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug, "Odile, 34, drove.\nShe (Odile) sang.\n\nOdile.", hides=["Odile"])
    html = text_of(returning(mine), mine)
    shown = own_page.my_text(mine.contributor, mine.ref).shown
    others = html[html.index('id="their-words"') : html.index("All changes as a list")]
    plain = re.sub(r'<span class="hidden-visually">.*?</span>', "", others).replace("<br>", "\n")
    read = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<p>(.*?)</p>", plain, re.DOTALL)]
    assert "\n\n".join(read) == shown


def test_what_she_hides_herself_is_gone_from_the_side_of_the_others(slug: str) -> None:
    mine = tell_to_be_asked(slug, hides=["Odile"])
    html = text_of(returning(mine), mine)
    others = html[html.index('id="their-words"') : html.index("All changes as a list")]
    assert "Odile" not in others
    assert "drove me home that night" in others


def test_opening_a_text_marks_its_letters_as_read_and_no_others(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug)
    other = tell_to_be_asked(slug, "A second text of the same hand.", same=mine)
    for each in (mine, other):
        approve(each.ref, people.alice)
    client = returning(mine)
    assert "<strong>new</strong>" in text_of(client, mine)
    assert "<strong>new</strong>" not in text_of(client, mine)
    assert "<strong>new</strong>" in text_of(client, other)


def test_each_answer_keeps_the_wording_it_was_given_under(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug)
    first = notice()
    actions.publish_notice(
        language="en", text=first.text.replace("keep your text", "keep what you wrote"),
        by=people.dave,
    )  # fmt: skip
    html = text_of(returning(mine), mine)
    assert "May we keep what you wrote?" in html
    assert reverse("notice-version", args=["en", 1]) in html
    assert "the questions as they are asked today, version 2" in html


# --- What she does --------------------------------------------------------------------------------


def test_her_yes_publishes_the_wording(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug)
    approve(mine.ref, people.alice)
    client = returning(mine)
    html = text_of(client, mine)
    assert Client().get(f"/c/{mine.ref}/").status_code == 404
    answer = do(client, mine, "sign_off", seen=seen_on(html))
    assert answer.headers["Location"] == f"/mine/{mine.ref}/#wording"
    assert "You said yes to this wording." in text_of(client, mine)
    assert Client().get(f"/c/{mine.ref}/").status_code == 200


def test_a_yes_to_a_wording_she_has_not_seen_is_not_taken(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug)
    approve(mine.ref, people.alice)
    client = returning(mine)
    seen = seen_on(text_of(client, mine))
    text = row(mine.ref)
    actions.redact(
        ref=text.ref,
        start=3,
        end=9,
        treatment=Treatment.MASK,
        replacement="[relative]",
        by=people.alice,
    )
    actions.approve(ref=mine.ref, by=people.alice)
    answer = do(client, mine, "sign_off", seen=seen)
    assert answer.status_code == 409
    assert "The wording has changed" in answer.content.decode()
    assert not row(mine.ref).signed_off


def test_an_objection_hides_the_wording_at_once_and_reaches_a_moderator(
    people: People, slug: str
) -> None:
    mine = tell_to_be_asked(slug, sign_off=SignOff.HIDE_MORE)
    approve(mine.ref, people.alice)
    assert Client().get(f"/c/{mine.ref}/").status_code == 200
    client = returning(mine)
    do(client, mine, "object", note="The village is still named.")
    assert Client().get(f"/c/{mine.ref}/").status_code == 410
    staff = read_as(viewer_of(make_people().alice))
    assert {line.ref: line.letters for line in staff.letters_waiting()} == {mine.ref: 1}
    html = text_of(client, mine)
    assert "You objected to the wording:" in html
    assert "The village is still named." in html


def test_an_objection_without_a_word_is_asked_back_with_everything_kept(
    people: People, slug: str
) -> None:
    mine = tell_to_be_asked(slug)
    approve(mine.ref, people.alice)
    answer = do(returning(mine), mine, "object", note="  ")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="object-error"' in html
    assert 'aria-invalid="true"' in html
    assert row(mine.ref).status == "approved"


def test_a_letter_with_a_code_in_it_is_refused_and_stays_in_the_box(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    answer = do(returning(mine), mine, "answer", words=f"Mine is {mine.code.shown}, yours?")
    assert answer.status_code == 400
    assert "yours?</textarea>" in answer.content.decode()


def test_she_answers_and_finds_her_letter_there(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    client = returning(mine)
    do(client, mine, "answer", words="It was in spring.\n\nI am sure <now>.")
    html = text_of(client, mine)
    assert "You wrote:" in html
    assert "I am sure &lt;now&gt;." in html


def test_a_theme_and_a_voice_can_be_disputed(people: People, slug: str) -> None:
    pain = theme("pain", "Pain")
    mine = tell_to_be_asked(slug)
    approve(mine.ref, people.alice)
    actions.tag_passage(
        ref=mine.ref, start=0, end=20, themes=[pain.slug], voice=Voice.FIRST_PERSON, by=people.alice
    )
    actions.approve(ref=mine.ref, by=people.alice)
    client = returning(mine)
    html = text_of(client, mine)
    passage = re.search(r'name="passage" value="(\d+)"', html)
    assert passage
    assert "Pain" in html
    do(client, mine, "dispute_theme", passage=passage[1], note="It did not hurt.")
    do(client, mine, "dispute_voice")
    with ungated("test"):
        kinds = set(Message.objects.filter(from_staff=False).values_list("kind", flat=True))
    assert kinds == {Letter.DISPUTE_THEME, Letter.DISPUTE_VOICE}
    assert row(mine.ref).reread
    assert "You said that a theme is wrong:" in text_of(client, mine)


def test_a_passage_of_somebody_else_cannot_be_disputed(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug)
    answer = do(returning(mine), mine, "dispute_theme", passage="999999")
    assert answer.status_code == 400
    assert "There is no such passage." in answer.content.decode()


def test_she_allows_more_and_less_box_by_box(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    client = returning(mine)
    html = text_of(client, mine)
    ticked = re.findall(r'name="scope" value="(\w+)" checked', html)
    assert ticked == ["hold", "read", "find"]
    do(client, mine, "scopes", scope=["hold", "read", "research"], notice=notice().pk)
    ticked = re.findall(r'name="scope" value="(\w+)" checked', text_of(client, mine))
    assert ticked == ["hold", "read", "research"]
    assert actions.verify_consent() == ()


def test_without_the_first_yes_the_boxes_stay_as_she_ticked_them(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    answer = do(returning(mine), mine, "scopes", scope=["read", "quote"], notice=notice().pk)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert re.findall(r'name="scope" value="(\w+)" checked', html) == ["read", "quote"]
    assert "Erase it instead." in html
    assert row(mine.ref).find_until is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "scopes", "scope": ["hold", "everything"], "notice": "1"},
        {"action": "scopes", "scope": ["hold"], "notice": "999999"},
        {"action": "renew", "notice": "one"},
        {"action": "contest", "request": "-4"},
        {"action": "no such step"},
        {},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(slug: str, fields: dict[str, object]) -> None:
    mine = tell_to_be_asked(slug)
    before = row(mine.ref)
    answer = returning(mine).post(f"/mine/{mine.ref}/", fields)
    assert answer.status_code == 400
    assert row(mine.ref).read_until == before.read_until


def test_what_has_ended_can_be_renewed_for_five_years(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    past = timezone.now() - timedelta(days=2)
    with ungated("consent ends by the clock alone"):
        Contribution.objects.filter(ref=mine.ref).update(
            hold_until=past, read_until=past, find_until=past
        )
    client = returning(mine)
    html = text_of(client, mine)
    assert "What you allow ends soon, or has ended." in html
    assert "Readers no longer see the text." in html
    do(client, mine, "renew", notice=notice().pk)
    assert "What you allow ends on" in text_of(client, mine)
    until = row(mine.ref).read_until
    assert until is not None
    assert until > timezone.now() + timedelta(days=5 * 365 - 1)


def test_a_pen_name_is_taken_away_at_once(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug, pen_name="Heron")
    client = returning(mine)
    assert 'value="Heron"' in text_of(client, mine)
    do(client, mine, "pen_name", pen_name="")
    assert 'value="Heron"' not in text_of(client, mine)
    refused = do(client, mine, "pen_name", pen_name="x" * 61)
    assert refused.status_code == 400
    assert f'value="{"x" * 61}"' in refused.content.decode()


def test_what_nobody_read_can_be_sent_again(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    with ungated("time passes"):
        Contribution.objects.filter(ref=mine.ref).update(
            review_until=timezone.now() - timedelta(days=1), status=Status.UNREAD.value
        )
    client = returning(mine)
    html = text_of(client, mine)
    assert "Send it again" in html
    assert "Nobody read it in time" in page(client, "/mine/")
    do(client, mine, "send_again")
    assert row(mine.ref).status == "waiting"
    assert do(client, mine, "send_again").status_code == 409


def test_she_who_has_the_code_shows_again_what_another_says_she_wrote(
    people: People, slug: str
) -> None:
    mine = tell_to_be_asked(slug, sign_off=SignOff.HIDE_MORE)
    approve(mine.ref, people.alice)
    actions.request_removal(ref=mine.ref, reason="i_wrote_it")
    client = returning(mine)
    html = text_of(client, mine)
    assert "I still have my code: show it again" in html
    with ungated("test"):
        asked = RemovalRequest.objects.get(contribution__ref=mine.ref)
    assert do(client, mine, "contest", request=asked.pk).status_code == 302
    assert Client().get(f"/c/{mine.ref}/").status_code == 200


# --- Taking back ----------------------------------------------------------------------------------


def test_study_stops_in_the_same_request_and_a_new_receipt_replaces_the_old(
    people: People, slug: str
) -> None:
    mine = tell_to_be_asked(slug, scopes=EVERY)
    with ungated("she sent it yesterday"):
        ConsentEvent.objects.update(at=timezone.now() - timedelta(days=1))
    client = returning(mine)
    before = READ_BACK.search(page(client, "/mine/receipt/"))
    answer = client.post(f"/mine/{mine.ref}/withdraw/", {"grade": "research"})
    assert answer.headers["Location"] == "/mine/receipt/"
    text = row(mine.ref)
    assert (text.research_until, text.quote_until, text.machine_until) == (None, None, None)
    assert text.read_until is not None
    after = page(client, "/mine/receipt/")
    assert before
    assert f"It replaces receipt <code>{before[1]}</code>" in after
    assert READ_BACK.search(after)[1] != before[1]  # type: ignore[index]
    assert "taken back on" in after


def test_a_text_taken_off_the_pages_is_gone_for_readers_at_once(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug, sign_off=SignOff.HIDE_MORE)
    approve(mine.ref, people.alice)
    client = returning(mine)
    assert Client().get(f"/c/{mine.ref}/").status_code == 200
    client.post(f"/mine/{mine.ref}/withdraw/", {"grade": "unpublish"})
    assert Client().get(f"/c/{mine.ref}/").status_code == 410
    assert row(mine.ref).hold_until is not None
    assert "This is so already." in page(client, f"/mine/{mine.ref}/withdraw/")


def test_erasing_takes_one_page_and_one_press_as_giving_does(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    client = returning(mine)
    html = page(client, f"/mine/{mine.ref}/withdraw/")
    assert re.findall(r'name="grade" value="(\w+)"', html) == ["unpublish", "erase"]
    assert "keep a copy of everything first" in html
    answer = client.post(f"/mine/{mine.ref}/withdraw/", {"grade": "erase"})
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "Done. The text is erased." in said
    assert "taken back on" in said
    assert "It replaces receipt" in said
    assert row(mine.ref).status == "erased"


def test_after_the_last_text_is_erased_the_code_opens_nothing(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    client = returning(mine)
    answer = client.post(f"/mine/{mine.ref}/withdraw/", {"grade": "erase"})
    assert "Nothing is left under your code" in answer.content.decode()
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/mine/").headers["Location"] == "/return/"
    again = Client().post("/return/", {"code": mine.code.shown})
    assert again.status_code == 400
    with ungated("test"):
        assert not Contributor.objects.exists()


def test_erasing_one_of_two_leaves_the_other_and_the_page_open(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    other = tell_to_be_asked(slug, "A second text of the same hand.", same=mine)
    client = returning(mine)
    answer = client.post(f"/mine/{other.ref}/withdraw/", {"grade": "erase"})
    assert "To your other texts" in answer.content.decode()
    html = page(client, "/mine/")
    assert mine.ref in html
    assert "A second text" not in html


def test_a_grade_that_is_none_changes_nothing(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    answer = returning(mine).post(f"/mine/{mine.ref}/withdraw/", {"grade": "everything"})
    assert answer.status_code == 400
    assert row(mine.ref).read_until is not None


# --- Receipts and downloads -----------------------------------------------------------------------


def test_the_plain_receipt_says_nothing_of_what_the_texts_are_about(slug: str) -> None:
    mine = tell_to_be_asked(slug, pen_name="Heron")
    html = page(returning(mine), "/mine/receipt/")
    title = re.search(r"<title>(.*?)</title>", html)
    assert title
    assert re.fullmatch(r"Receipt, \d+ \w+ \d{4}", title[1])
    article = html[html.index("<article") : html.index("</article>")]
    for word in (
        "Firsthand",
        "What helped you sleep?",
        "Odile",
        "Heron",
        "mental",
        mine.code.shown,
    ):
        assert word not in article
    assert "Show it to readers" in article


def test_a_receipt_opened_twice_has_one_number(slug: str) -> None:
    client = returning(tell_to_be_asked(slug))
    first, second = (READ_BACK.search(page(client, "/mine/receipt/")) for _ in range(2))
    assert first
    assert second
    assert first[1] == second[1]


def test_the_full_receipt_keeps_the_notice_of_what_was_taken_back(slug: str) -> None:
    mine = tell_to_be_asked(slug, scopes=EVERY)
    client = returning(mine)
    actions.withdraw(ref=mine.ref, contributor=mine.contributor, grade=Grade.RESEARCH)
    answer = client.get("/mine/receipt.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="receipt.jsonld"'
    data = json.loads(answer.content)
    records = data["dpv:hasRecordOfActivity"]
    assert len(records) == len(Scope)
    states = {
        r["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"]:
            r["dpv:hasConsentStatus"]["@type"][0]
        for r in records
    }  # fmt: skip
    assert states["quote"] == "dpv:ConsentWithdrawn"
    assert states["read"] == "dpv:ConsentGiven"
    assert all(r["dpv:hasNotice"]["dcat:version"] == "1" for r in records)


def test_the_data_holds_everything_and_never_the_code(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug, hides=["Odile"], pen_name="Heron")
    approve(mine.ref, people.alice)
    client = returning(mine)
    do(client, mine, "answer", words="A letter of mine.")
    answer = client.get("/mine/download.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-texts.json"'
    data = json.loads(answer.content)
    (text,) = data["texts"]
    assert text["original"]["text"] == NAMING
    assert text["pen_name"] == "Heron"
    assert {"was": "Odile", "now": "[hidden]"}.items() <= text["wording"]["changes"][0].items()
    assert "Odile" not in text["wording"]["text"]
    with ungated("test"):
        assert len(text["consent_events"]) == ConsentEvent.objects.count()
    assert text["consent_events"][0]["notice"]["version"] == 1
    assert "A letter of mine." in {letter["words"] for letter in text["letters"]}
    raw = answer.content.decode()
    assert mine.code.verifier not in raw
    assert mine.code.shown not in raw
    assert "alice" not in raw


def test_the_page_to_keep_asks_for_nothing_and_runs_nothing(people: People, slug: str) -> None:
    mine = tell_to_be_asked(slug, "I wrote <script>alert(1)</script> & kept it.", pen_name="Heron")
    answer = returning(mine).get("/mine/download.html")
    html = answer.content.decode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-texts.html"'
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; kept it." in html
    for forbidden in ("<script", "src=", "href=", "@import", "url("):
        assert forbidden not in html
    assert "<title>My texts," in html
    assert "you said yes" in html
    assert mine.code.shown not in html


# --- A new code -----------------------------------------------------------------------------------


def new_code(html: str) -> tuple[dict[str, str], str]:
    """The form of the page with its two groups typed back, and the code it shows."""
    shown = re.search(r'value="((?:[0-9A-Z]{6}-){6}[0-9A-Z]{6})"', html)
    held = re.search(r'name="new" value="([^"]+)"', html)
    assert shown
    assert held
    groups = shown[1].split("-")
    asked = re.findall(r'name="group_(\d)"', html)
    return {"new": held[1], **{f"group_{n}": groups[int(n) - 1].lower() for n in asked}}, shown[1]


def test_a_new_code_opens_the_page_and_the_old_one_nothing(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    client = returning(mine)
    form, shown = new_code(page(client, "/mine/code/"))
    assert client.post("/mine/code/", form).headers["Location"] == "/mine/"
    assert "The old one opens nothing any more." in page(client, "/mine/")
    assert Client().post("/return/", {"code": mine.code.shown}).status_code == 400
    assert Client().post("/return/", {"code": shown}).status_code == 302


def test_a_page_that_somebody_opened_with_the_old_code_is_closed(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    stranger, client = returning(mine), returning(mine)
    form, _ = new_code(page(client, "/mine/code/"))
    client.post("/mine/code/", form)
    assert stranger.get("/mine/").headers["Location"] == "/return/"
    assert client.get("/mine/").status_code == 200


def test_until_both_groups_are_typed_back_the_old_code_stays(slug: str) -> None:
    mine = tell_to_be_asked(slug)
    client = returning(mine)
    form, shown = new_code(page(client, "/mine/code/"))
    answer = client.post("/mine/code/", {**form, sorted(form)[0]: "AAAAAA"})
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "not as shown" in html
    assert new_code(html)[1] == shown
    assert Client().post("/return/", {"code": mine.code.shown}).status_code == 302
    assert Client().post("/return/", {"code": shown}).status_code == 400


def test_the_page_of_another_makes_no_code_of_mine(slug: str) -> None:
    mine, hers = (
        tell_to_be_asked(slug),
        tell_to_be_asked(slug, "Another life, told by another hand."),
    )
    form, shown = new_code(page(returning(hers), "/mine/code/"))
    answer = returning(mine).post("/mine/code/", form)
    assert answer.status_code == 400
    assert shown not in answer.content.decode()
    assert Client().post("/return/", {"code": mine.code.shown}).status_code == 302


def test_the_groups_asked_back_are_none_that_finds(slug: str) -> None:
    html = page(returning(tell_to_be_asked(slug)), "/mine/code/")
    asked = [int(n) for n in re.findall(r'name="group_(\d)"', html)]
    assert len(asked) == 2
    assert min(asked) >= 3
