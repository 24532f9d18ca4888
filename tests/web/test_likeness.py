"""How alone a text stands: counted within the archive, not at all below two hundred texts."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.test import Client

from archive import actions
from archive.domain.words import Consent, Role
from archive.gate import likeness as panel
from archive.gate import read_as, viewer_of
from archive.gate.guard import ungated
from archive.gate.likeness import Likeness, Offers
from archive.models import AuditEvent, Contribution
from tests import factories

pytestmark = pytest.mark.django_db(databases="__all__")
TEXT = "I am 43 and a nurse. I live in Maidstone. It began in March 2019."
FEW = 6


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six texts count as two hundred, so that tests are quick; and each starts knowing none."""
    monkeypatch.setattr(panel, "ENOUGH", FEW)
    panel._known.clear()


def archive_of(text: str, *others: str, published: int | None = None) -> tuple[str, list[str]]:
    """A text under review, and published ones (all, or so many)."""
    made = factories.make_discussion(["Once.", text, *others], title="On sleep")
    essay, ref, *rest = made.refs
    for one in [essay, *rest][:published]:
        factories.published(one)
    return ref, [essay, *rest]


def seen(ref: str) -> Likeness:
    return read_as(viewer_of(factories.people().alice)).likeness(ref)


def page_of(ref: str, *, role: Role = Role.MODERATOR, part: bool = False) -> str:
    client = Client()
    client.force_login(factories.account(f"a-{role.value}", role))
    return client.get(
        f"/workbench/review/{ref}/likeness/{'?part' if part else ''}"
    ).content.decode()


def offers_for(found: Likeness, surface: str) -> Offers:
    return next(group for group in found.offers if group.surface == surface)


def test_texts_that_share_a_circumstance_are_counted_with_this_one() -> None:
    ref, _ = archive_of(TEXT, "I am 43.", "I am 44.", "I was 43 years old.", "Rain.", "Sun.")
    found = seen(ref)
    assert found.total == 7
    assert {one.here: one.k for one in found.circumstances} == {
        "43": 3,
        "nurse": 1,
        "March 2019": 1,
    }
    assert found.k == 1
    assert found.is_rare


def test_an_exact_text_counts_for_one_that_says_less_but_not_the_other_way() -> None:
    ref, _ = archive_of("I am in my forties.", "I am 43.", "I am 49.", "I am 50.", "A.", "B.")
    assert seen(ref).k == 3


def test_a_hidden_word_is_not_counted_in_either_text() -> None:
    ref, _ = archive_of(TEXT, *(f"I live in {place}." for place in ("Maidstone", "Leeds")), *"ABC")
    assert "Maidstone" not in {one.here for one in seen(ref).circumstances}
    town = offers_for(seen(ref), "Maidstone")
    assert town.hidden
    assert town.offers[0].words == "[town]", "nobody else says a town aloud"


@pytest.mark.parametrize(
    ("ages", "best", "k"),
    [
        (["43"] * 5, "", 6),
        (["40", "41", "42", "44", "50"], "in my early forties", 5),
        (["43", "46", "47", "48", "49"], "in my forties", 6),
        (["50", "61", "72", "83", "34"], "an adult", 6),
    ],
)
def test_the_least_loss_that_five_texts_share_comes_first(
    ages: list[str], best: str, k: int
) -> None:
    ref, _ = archive_of("I am 43.", *(f"I am {age}." for age in ages))
    first = offers_for(seen(ref), "43").offers[0]
    assert first.best
    assert (first.words, first.k, first.together) == (best, k, k)


def test_an_offer_is_counted_with_all_the_rest_of_the_text() -> None:
    nurses = [f"I am {age} and a nurse." for age in (40, 41, 42, 44)]
    ref, _ = archive_of("I am 43 and a nurse.", *nurses, "I am 43.", "I am 43.")
    first = offers_for(seen(ref), "43").offers[0]
    assert (first.words, first.k, first.together) == ("in my early forties", 7, 5)


def test_what_is_erased_hidden_or_taken_back_is_not_counted() -> None:
    ref, refs = archive_of("I am 43.", *["I am 43."] * 8)
    assert seen(ref).k == 9
    actions.erase(ref=refs[1], by=factories.people().dave)
    with ungated("a request and a withdrawal"):
        Contribution.objects.filter(ref=refs[2]).update(hidden=True)
        Contribution.objects.filter(ref=refs[3]).update(consent=Consent.WITHDRAWN.value)
    assert seen(ref).k == 6
    with ungated("what is left"):
        kept = set(Contribution.objects.exclude(ref=refs[1]).values_list("rendition_id", flat=True))
    assert set(panel._known) <= kept, "what went is forgotten in memory too"


def test_nothing_readable_is_remembered() -> None:
    ref, _ = archive_of("I am 43.", *["I live in Texas."] * 6)
    seen(ref)
    assert panel._known
    assert all(len(mark) == 8 for marks in panel._known.values() for mark in marks)
    assert b"Texas" not in b"".join(mark for marks in panel._known.values() for mark in marks)


def test_below_the_least_number_of_approved_texts_nothing_is_counted() -> None:
    ref, _ = archive_of(TEXT, *["I am 43."] * FEW, published=FEW - 1)
    found = seen(ref)
    assert not found.enough
    assert found.k is None
    assert [one.k for one in found.circumstances] == [None] * 3
    for group in found.offers:
        assert [(offer.k, offer.together, offer.best) for offer in group.offers] == [
            (None, None, False)
        ] * len(group.offers)


def test_the_page_says_too_few_to_say_and_no_number() -> None:
    ref, _ = archive_of("Born in May, tired.", *["I am in May."] * FEW, published=FEW - 1)
    page = page_of(ref)
    main = page[page.index('<main id="main"') :]
    assert "Too few to say" in main
    assert "Texts that share it" not in main
    assert not re.search(r"shared by|k = ", main)


def test_two_hundred_is_the_least_number() -> None:
    source = Path(panel.__file__).read_text(encoding="utf-8")
    assert "\nENOUGH = 200\n" in source


def test_the_page_warns_of_a_rare_text_and_says_what_k_is_not() -> None:
    ref, _ = archive_of(TEXT, *["I am 43."] * FEW)
    page = page_of(ref)
    assert "No other text here tells all of this." in page
    assert "within this archive, not people in the world" in page


def test_a_part_is_the_panel_alone() -> None:
    ref, _ = archive_of(TEXT, *["I am 43."] * FEW)
    part = page_of(ref, part=True)
    assert "data-likeness" in part
    assert "<html" not in part


def test_texts_that_there_was_no_time_for_are_read_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ref, _ = archive_of("I am 43.", *["I am 43."] * 6)
    monkeypatch.setattr(panel, "SECONDS", 0.0)
    monkeypatch.setattr(panel, "_BATCH", 3)
    monkeypatch.setattr(time, "monotonic", iter(range(99)).__next__)
    assert (seen(ref).counted, seen(ref).k) == (1, None)
    assert "Still reading" in page_of(ref)
    monkeypatch.setattr(panel, "SECONDS", 1.5)
    assert seen(ref).counted == 4
    assert seen(ref).counted == 7
    assert seen(ref).ready
    assert seen(ref).k == 7


def test_opening_the_page_is_recorded_as_opening_the_original() -> None:
    ref, _ = archive_of(TEXT)
    page_of(ref)
    with ungated("the audit"):
        assert AuditEvent.objects.filter(verb="open_original", ref=ref).count() == 1


@pytest.mark.parametrize("role", [Role.RESEARCHER])
def test_nobody_but_staff_is_told_that_there_is_such_a_page(role: Role) -> None:
    ref, _ = archive_of(TEXT)
    client = Client()
    assert client.get(f"/workbench/review/{ref}/likeness/").status_code == 302
    client.force_login(factories.account("res", role))
    assert client.get(f"/workbench/review/{ref}/likeness/").status_code == 404


def test_who_stepped_back_does_not_see_it() -> None:
    ref, _ = archive_of(TEXT)
    alice = factories.people().alice
    actions.recuse(ref=ref, by=alice)
    client = Client()
    client.force_login(alice)
    review = client.get(f"/workbench/review/{ref}/").status_code
    assert review == 403
    for page in ("likeness", "quote"):
        assert client.get(f"/workbench/review/{ref}/{page}/").status_code == review


def test_a_button_writes_the_less_exact_words() -> None:
    ref, _ = archive_of("I am 43.", *["I am 41."] * FEW)
    offers = offers_for(seen(ref), "43")
    client = Client()
    alice = factories.people().alice
    client.force_login(alice)
    answer = client.post(
        f"/workbench/review/{ref}/",
        {
            "do": "decide",
            "finding": list(offers.findings),
            "decision": "edit",
            "replacement": offers.offers[0].words,
        },
    )
    assert answer.status_code == 303
    assert read_as(viewer_of(alice)).review(ref).preview == "I am in my early forties."
    assert seen(ref).k == FEW + 1
    assert seen(ref).offers == ()


def test_the_buttons_of_the_page_are_those_the_review_takes() -> None:
    ref, _ = archive_of("I am 43.", *["I am 41."] * FEW)
    page = page_of(ref)
    assert f'action="/workbench/review/{ref}/"' in page
    assert 'name="replacement" value="in my early forties"' in page
    assert 'name="decision" value="edit"' in page
