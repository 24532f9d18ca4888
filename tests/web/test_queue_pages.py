"""Pages of the queue: its address, what is done with many, who has a text, a crisis, an ending."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.checks import CheckMessage
from django.test import Client, override_settings

from archive import actions
from archive.checks import crisis_contacts_can_be_read
from archive.domain import warrant
from archive.domain.queue import PAGE, SkipReason
from archive.domain.words import Role
from archive.models import Contribution
from archive.web.crisis_contacts import CrisisContact, read_contacts
from tests import factories, told
from tests.factories import People
from tests.web.disclosed_pages import parsed

pytestmark = pytest.mark.django_db(databases="__all__")

PLAIN = "Biscuit came with me to the clinic. I did not sleep that week."
URGENT = "I slept badly for a year. Tonight I will kill myself."


@pytest.fixture
def people() -> People:
    return factories.people()


@pytest.fixture
def alice(people: People) -> Client:
    return client_of("alice")


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(factories.account(name, Role.MODERATOR))
    return client


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_queue_says_what_to_read_first_and_not_why(alice: Client, people: People) -> None:
    told.tell(told.open_question(by=people.dave), URGENT)
    page = shown(alice, "/workbench/")
    assert "Read this now" in page
    assert "kill" not in page


@pytest.mark.parametrize(
    "wrong", ["state=erased", "voice=loud", "lane=fast", "language=xx", "label=sad", "in=A%20B"]
)
def test_the_address_of_the_queue_takes_closed_words_only(alice: Client, wrong: str) -> None:
    assert alice.get(f"/workbench/?{wrong}").status_code == 400


def test_the_choice_stays_on_the_next_page(alice: Client) -> None:
    factories.make_discussion(["Thank you."] * (PAGE + 1))
    page = parsed(shown(alice, "/workbench/?source=imported"))
    (later,) = [each for each in page.all("a") if each.attributes.get("rel") == "next"]
    address = later.attributes["href"] or ""
    assert address.startswith("/workbench/?source=imported&after=2-")
    rest = parsed(shown(alice, address))
    assert len([each for each in rest.all("input") if each.attributes.get("name") == "refs"]) == 1


def test_chosen_imports_are_taken_or_refused(alice: Client) -> None:
    made = factories.make_discussion([PLAIN, "Thank you.", "And I."]).refs
    alice.post("/workbench/", {"do": "take_many", "refs": made[:2]})
    assert "<strong>you</strong>" in shown(alice, "/workbench/?whose=mine")
    gone = {"do": "refuse_many", "refs": made[2:], "reason": "off_topic", "note": "An advert."}
    assert alice.post("/workbench/?source=imported", gone)["Location"].endswith("source=imported")
    assert made[2] not in shown(alice, "/workbench/")
    none = alice.post("/workbench/", {"do": "take_many"}, follow=True)
    assert "Choose at least one text" in none.content.decode()


def test_what_people_told_has_no_box_to_choose_it_by(alice: Client, people: People) -> None:
    told.tell(told.open_question(by=people.dave))
    assert 'name="refs"' not in shown(alice, "/workbench/")


def test_the_review_page_says_who_has_it(alice: Client) -> None:
    (ref,) = factories.make_discussion([PLAIN]).refs
    address = f"/workbench/review/{ref}/"
    assert "Nobody has this text" in shown(alice, address)
    assert alice.post(address, {"do": "take"}).status_code == 303
    assert "You have this text" in shown(alice, address)
    bob = client_of("bob")
    assert "alice has this text" in shown(bob, address)
    refused = bob.post(address, {"do": "refuse", "reason": "harmful"}, follow=True)
    assert "alice has this text until" in refused.content.decode()
    alice.post(address, {"do": "release"})
    assert "Nobody has this text" in shown(bob, address)


def test_a_lead_gives_it_and_a_moderator_has_no_such_button(alice: Client) -> None:
    (ref,) = factories.make_discussion([PLAIN]).refs
    address = f"/workbench/review/{ref}/"
    assert 'value="assign"' not in shown(alice, address)
    carol = client_of("carol")
    assert 'value="assign"' in shown(carol, address)
    carol.post(address, {"do": "assign", "to": "alice"})
    assert "You have this text" in shown(alice, address)


def test_it_is_passed_on_with_a_reason(alice: Client) -> None:
    (ref,) = factories.make_discussion([PLAIN]).refs
    address = f"/workbench/review/{ref}/"
    answer = alice.post(address, {"do": "skip", "reason": SkipReason.TOO_CLOSE.value, "note": "x"})
    assert answer["Location"] == "/workbench/"
    assert ref not in shown(alice, "/workbench/")
    assert ref in shown(alice, "/workbench/?lane=skipped")
    assert "too close" not in shown(client_of("bob"), address).split('id="skip"')[0]
    wrong = alice.post(address, {"do": "skip"}, follow=True)
    assert "or none” is among them" in wrong.content.decode()


def test_the_review_page_says_which_words_put_it_first(alice: Client, people: People) -> None:
    ref = told.tell(told.open_question(by=people.dave), URGENT).ref
    address = f"/workbench/review/{ref}/"
    page = shown(alice, address)
    assert "Somebody may be in danger now." in page
    assert "<q>I will kill myself</q>" in page
    alice.post(address, {"do": "calm", "reason": "misread"})
    assert "Somebody may be in danger" not in shown(alice, address)
    assert 'value="urgent"' in shown(alice, address)


def test_its_writer_and_readers_are_never_told(alice: Client, people: People) -> None:
    slug = told.open_question(by=people.dave)
    sent = told.tell(slug, URGENT)
    told.publish(sent, people.alice, keeps=True)
    for address in (f"/d/{slug}/", "/about/"):
        page = shown(Client(), address)
        assert "danger" not in page
        assert "Read this" not in page


def test_after_the_last_text_a_page_says_that_it_is_done(alice: Client) -> None:
    made = factories.make_discussion([PLAIN, "Thank you."])
    first, last = (f"/workbench/review/{ref}/" for ref in made.refs)
    refused = {"do": "refuse", "reason": "off_topic"}
    assert "1 left in this thread" in shown(alice, first)
    assert alice.post(first, refused)["Location"] == f"/workbench/desk/{made.slug}/"
    assert "The last one of this thread" in shown(alice, last)
    assert alice.post(last, refused)["Location"] == f"/workbench/done/{made.slug}/"
    page = shown(alice, f"/workbench/done/{made.slug}/")
    assert "That was the last one of this thread" in page
    assert "good place to stop" in page


@pytest.mark.parametrize("address", ["/workbench/", "/workbench/desks/", "/workbench/crisis/"])
def test_what_to_do_in_a_crisis_is_one_key_away(alice: Client, address: str) -> None:
    page = parsed(shown(alice, address))
    (link,) = [each for each in page.all("a") if "data-crisis" in each.attributes]
    assert (link.attributes["href"], link.attributes["aria-keyshortcuts"]) == (
        "/workbench/crisis/",
        "!",
    )


def test_the_review_page_has_it_too_and_readers_do_not(alice: Client) -> None:
    (ref,) = factories.make_discussion([PLAIN]).refs
    assert "data-crisis" in shown(alice, f"/workbench/review/{ref}/")
    assert "data-crisis" not in shown(Client(), "/")
    assert Client().get("/workbench/crisis/").status_code != 200


GOOD = """
checked = 2026-05-01
rules = ["Call Robin first."]
[[contact]]
who = "Robin, duty lead"
how = "020 7946 0000"
"""


def test_the_page_names_whom_to_call_here(alice: Client, tmp_path: Path) -> None:
    assert "have not said here whom to call" in shown(alice, "/workbench/crisis/")
    file = tmp_path / "crisis.toml"
    file.write_text(GOOD)
    with override_settings(ARCHIVE_CRISIS_CONTACTS=str(file)):
        page = shown(alice, "/workbench/crisis/")
    assert "020 7946 0000" in page
    assert "Call Robin first." in page
    found = read_contacts(file)
    assert found.contacts == (CrisisContact("Robin, duty lead", "020 7946 0000"),)
    assert found.checked == date(2026, 5, 1)


@pytest.mark.parametrize(
    "spoiled",
    [
        "nonsense",
        GOOD.replace("2026-05-01", '"yesterday"'),
        GOOD.replace("who =", "whom ="),
        GOOD.replace('how = "020 7946 0000"', ""),
        GOOD.split("[[contact]]", maxsplit=1)[0],
    ],
)
def test_a_spoiled_list_is_told_to_the_operator_and_the_page_still_stands(
    alice: Client, tmp_path: Path, spoiled: str
) -> None:
    file = tmp_path / "crisis.toml"
    file.write_text(spoiled)
    with override_settings(ARCHIVE_CRISIS_CONTACTS=str(file)):
        found: list[CheckMessage] = crisis_contacts_can_be_read()
        assert [each.id for each in found] == ["archive.E050"]
        assert "whom to call" in shown(alice, "/workbench/crisis/")


def test_the_public_page_says_how_long_people_wait_from_five_on(people: People) -> None:
    slug = told.open_question(by=people.dave)
    refs = [told.tell(slug, f"{told.WORDS} {number}").ref for number in range(4)]
    assert "wait their turn" not in shown(Client(), "/about/")
    refs.append(told.tell(slug, f"{told.WORDS} again").ref)
    page = shown(Client(), "/about/")
    assert "half of them have waited for a few days or less" in page
    with warrant.opened("tests", "look"):
        assert Contribution.objects.filter(ref__in=refs).count() == 5
    assert not any(ref in page for ref in refs)
    assert actions.take_many(refs=refs, by=people.alice) == 0
