"""Care on the workbench: labels by a form, the veil, the soft note, and a count for her alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from archive import actions
from archive.domain import warrant
from archive.models import AuditEvent, ContentLabel
from archive.web.workbench.exposure import KEY, REST
from tests.factories import People, contribution, make_discussion
from tests.factories import people as make_people

pytestmark = pytest.mark.django_db(databases="__all__")

SAD = "My sister died in May, and I carried her coat. A <b>needle</b> & thread."


@pytest.fixture
def people() -> People:
    return make_people()


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def body(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def review(ref: str) -> str:
    return f"/workbench/review/{ref}/"


def suggest(ref: str, *labels: str) -> None:
    with warrant.opened("tests", "look"):
        row = contribution(ref)
        for label in labels:
            ContentLabel.objects.create(contribution=row, label=label, suggested=True)


def of(ref: str) -> dict[str, bool]:
    with warrant.opened("tests", "look"):
        rows = ContentLabel.objects.filter(contribution__ref=ref)
        return {row.label: row.suggested for row in rows}


CARE = {
    "blur": "1", "blurred": ["death"], "pause_texts": "2", "pause_minutes": "",
    "apart_labels": [], "apart_themes": [],
}  # fmt: skip


def care(client: Client, **chosen: object) -> None:
    assert client.post("/workbench/care/", CARE | chosen).status_code == 303


# --- labels at review ---------------------------------------------------------------------------


def test_a_cue_is_shown_with_its_words_and_ticks_nothing(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    suggest(ref, "death", "objects")
    page = body(signed_in(people.alice), review(ref))
    card = page.split('id="labels"', 1)[1].split("</form>", 1)[0]
    assert card.count('<input type="checkbox"') == 14
    assert " checked" not in card
    assert "perhaps, because of “died”" in card
    assert "perhaps, because of “needle”" in card


def test_the_form_applies_what_is_ticked_and_drops_what_was_offered_and_is_not(
    people: People,
) -> None:
    (ref,) = make_discussion([SAD]).refs
    suggest(ref, "death", "objects")
    actions.label_content(ref=ref, labels=["crime"], by=people.bob)
    client = signed_in(people.alice)
    sent = {"do": "labels", "label": ["death"], "offered": ["death", "objects"]}
    assert client.post(review(ref), sent).status_code == 303
    assert of(ref) == {"death": False, "crime": False}, "what another applied meanwhile stays"
    assert "by alice" in body(client, review(ref))


def test_a_label_that_is_none_is_refused_in_words(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    client = signed_in(people.alice)
    client.post(review(ref), {"do": "labels", "label": ["sadness"]})
    assert "There is no such label." in body(client, review(ref))
    assert of(ref) == {}


def test_queue_and_desk_say_what_a_text_holds_before_it_is_opened(people: People) -> None:
    made = make_discussion([SAD])
    (ref,) = made.refs
    actions.label_content(ref=ref, labels=["death"], by=people.bob)
    suggest(ref, "objects")
    client = signed_in(people.alice)
    page = body(client, f"/workbench/desk/{made.slug}/")
    assert "Content: death and bereavement" in page
    assert "Perhaps: things many people fear" in page


# --- the veil -----------------------------------------------------------------------------------


def test_a_text_with_a_chosen_label_is_blurred_and_out_of_reach_until_asked(
    people: People,
) -> None:
    (ref,) = make_discussion([SAD]).refs
    suggest(ref, "death")
    client = signed_in(people.alice)
    care(client)
    page = body(client, review(ref))
    assert re.search(r'<div class="texts[^"]* veiled" inert>', page)
    assert "The text is blurred, as you chose: death and bereavement." in page
    assert client.post(review(ref), {"do": "unveil"}).status_code in (302, 303)
    again = body(client, review(ref))
    assert " inert" not in again
    assert "blurred, as you chose" not in again


def test_the_next_text_is_blurred_again(people: People) -> None:
    one, two = make_discussion([SAD, SAD]).refs
    suggest(one, "death")
    suggest(two, "death")
    client = signed_in(people.alice)
    care(client)
    client.post(review(one), {"do": "unveil"})
    assert " inert" not in body(client, review(one))
    assert " inert" in body(client, review(two))
    client.post(review(two), {"do": "unveil"})
    assert " inert" in body(client, review(one))


def test_nothing_is_blurred_for_who_wants_nothing_blurred(people: People) -> None:
    made = make_discussion([SAD])
    suggest(made.refs[0], "death")
    client = signed_in(people.alice)
    care(client, blur="")
    assert " inert" not in body(client, review(made.refs[0]))
    assert "folded, as you chose" not in body(client, f"/workbench/desk/{made.slug}/")
    care(client)
    desk = body(client, f"/workbench/desk/{made.slug}/")
    assert "Its opening is folded, as you chose" in desk


# --- the pause, and the count -------------------------------------------------------------------


def test_a_note_suggests_a_pause_and_stops_nothing(people: People) -> None:
    refs = make_discussion([SAD, "A walk.", "Another."]).refs
    client = signed_in(people.alice)
    care(client)
    assert "good moment for a pause" not in body(client, review(refs[0]))
    assert "good moment for a pause" not in body(client, review(refs[0])), "the same text again"
    page = body(client, review(refs[1]))
    assert "You have opened 2 texts." in page
    assert "Another." in body(client, review(refs[2]))


def test_who_wants_no_note_gets_none(people: People) -> None:
    refs = make_discussion([SAD, "A walk.", "Another."]).refs
    client = signed_in(people.alice)
    care(client, pause_texts="")
    for ref in refs:
        assert "good moment for a pause" not in body(client, review(ref))


def test_time_alone_suggests_a_pause_too(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    refs = make_discussion([SAD, "A walk."]).refs
    client = signed_in(people.alice)
    care(client, pause_texts="", pause_minutes="15")
    body(client, review(refs[0]))
    later = timezone.now() + timedelta(seconds=REST - 60)
    monkeypatch.setattr("archive.web.workbench.exposure.timezone.now", lambda: later)
    assert "You have opened 2 texts in 19 minutes." in body(client, review(refs[1]))


def test_twenty_minutes_without_a_text_are_a_pause(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = make_discussion([SAD, "A walk."]).refs
    client = signed_in(people.alice)
    care(client)
    body(client, review(refs[0]))
    later = timezone.now() + timedelta(seconds=REST + 60)
    monkeypatch.setattr("archive.web.workbench.exposure.timezone.now", lambda: later)
    assert "good moment for a pause" not in body(client, review(refs[1]))


def test_the_count_is_in_her_own_session_and_goes_at_sign_out(people: People) -> None:
    refs = make_discussion([SAD, "A walk."]).refs
    client = signed_in(people.alice)
    for ref in refs:
        body(client, review(ref))
    assert client.session[KEY]["texts"] == 2
    assert "You have opened 2 texts" in body(client, "/workbench/care/")
    client.post("/workbench/care/", {"do": "begin_again"})
    assert "You have opened no text." in body(client, "/workbench/care/")
    body(client, review(refs[0]))
    client.logout()
    assert not any(KEY in session.get_decoded() for session in Session.objects.all())


def test_no_table_counts_what_somebody_reads(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    client = signed_in(people.alice)
    body(client, review(ref))
    models = [m for m in apps.get_models() if m._meta.app_label in ("archive", "vault")]
    with warrant.opened("tests", "look"):
        before = {m: m._default_manager.count() for m in models if m is not AuditEvent}
        body(client, review(ref))
        after = {m: m._default_manager.count() for m in models if m is not AuditEvent}
    assert after == before


def test_no_other_account_sees_her_count_or_her_choices(people: People) -> None:
    """Whoever it is, lead or steward: no page of theirs changes by what she reads and chooses."""
    made = make_discussion([SAD, "A walk."])
    others = [signed_in(user) for user in (people.bob, people.carol, people.dave)]
    urls = ("/workbench/", "/workbench/care/", "/workbench/desks/", f"/workbench/desk/{made.slug}/")
    before = [[plain(body(client, url)) for url in urls] for client in others]
    hers = signed_in(people.alice)
    for ref in made.refs * 2:
        body(hers, review(ref))
    care(hers, pause_texts="947", apart_labels=["abuse"], blurred=["stigma"])
    after = [[plain(body(client, url)) for url in urls] for client in others]
    assert after == before
    assert "947" in body(hers, "/workbench/care/")


def plain(page: str) -> str:
    """Without tokens and without how long ago something was."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"(just now|\d+\s(second|minute)s?)", "", page.replace("\xa0", " "))


# --- the pages ----------------------------------------------------------------------------------


def test_settings_that_cannot_be_are_told_beside_their_field(people: People) -> None:
    client = signed_in(people.alice)
    answer = client.post("/workbench/care/", CARE | {"pause_texts": "0"})
    assert answer.status_code == 422
    assert "At least 1, or nothing." in answer.content.decode()


def test_the_page_to_end_the_day_has_nothing_to_fill_in(people: People) -> None:
    page = body(signed_in(people.alice), "/workbench/care/debrief/")
    main = page.split("<main", 1)[1].split("</dialog>", 1)[1]  # behind the list of keys
    assert "<textarea" not in main
    assert "<input" not in main
    assert "If it is too much" in main


def test_care_is_a_room_for_staff_alone() -> None:
    for url in ("/workbench/care/", "/workbench/care/debrief/"):
        assert Client().get(url).status_code == 302


def test_the_coding_page_counts_and_blurs_too(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    suggest(ref, "death")
    client = signed_in(people.alice)
    care(client, pause_texts="1")
    page = body(client, f"/workbench/code/{ref}/")
    assert '<div class="code-grid veiled" inert>' in page
    assert "good moment for a pause" in page
    client.post(f"/workbench/code/{ref}/", {"do": "unveil"})
    assert " inert" not in body(client, f"/workbench/code/{ref}/")


def test_the_queue_suggests_a_pause_and_counts_nothing(people: People) -> None:
    (ref,) = make_discussion([SAD]).refs
    client = signed_in(people.alice)
    care(client, pause_texts="1")
    assert "good moment for a pause" not in body(client, "/workbench/")
    body(client, review(ref))
    for _ in range(2):
        assert "You have opened 1 text." in body(client, "/workbench/")
