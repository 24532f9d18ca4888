"""A reviewer at the keyboard: every decision of a review by keys alone, and few of them.

Presses are counted, never seconds: how fast somebody decides is theirs, how often they must press
is ours.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.served import Archive
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

MOST_GROUPS = 60
"""In the whole sample, of six contributions."""
PRESSES_BESIDE_GROUPS = 4
"""A contribution takes a key for each group, then v and a number for its voice, r and f."""
MOST_PRESSES = 45
"""For one contribution: a look and a press take about two seconds, and there are 90."""

HERE = "[aria-labelledby=rendition-head] .sheet"
THREAD = """My sister Annelie worked nights until 14 March 2019. Annelie's feet went numb at 43.

I baked at the Lantern, and nobody there asked.


2 thoughts on “The bakery”

  1. I saw Annelie on Tuesday and she was well.


  2. I take my tablets with bread.
"""


@dataclass
class Desk:
    """A reviewer on a thread; `presses` counts keys."""

    person: Visitor
    refs: dict[str, str]
    presses: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            self.person.page.keyboard.press(key)

    def open(self, position: str) -> None:
        self.person.open(f"/workbench/review/{self.refs[position]}/")

    @property
    def to_decide(self) -> int:
        return self.person.page.locator("#decide [data-key=a]").count()

    def now_to_decide(self, count: int) -> None:
        expect(self.person.page.locator("#decide [data-key=a]")).to_have_count(count)

    def says(self, words: str | re.Pattern[str]) -> None:
        expect(self.person.page.locator("[data-live]")).to_contain_text(words)

    @property
    def readers_text(self) -> str:
        return self.person.text(HERE)

    def marked(self) -> str:
        return self.person.text("#decide .word[aria-current] .surface")


class Quick(Archive):
    """An archive whose texts rules alone read: the strong engine takes seconds to wake."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"ARCHIVE_ENGINE": "rules"}


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Stefan's archive for the invented threads."""
    prepared = Quick(tmp_path_factory.mktemp("quick"))
    prepared.manage("prepare")
    prepared.add_user("stefan", "steward")
    with prepared.served() as served:
        yield Quick(served.home, served.address)


def bring_in(archive: Archive, file: Path, title: str = "") -> dict[str, str]:
    options = ("--title", title) if title else ()
    slug = archive.bring_in(file, *options, "--by", "stefan")["slug"]
    told = json.loads(archive.manage("outline", slug, "--json"))
    return {row["position"]: row["ref"] for row in told["contributions"]}


@pytest.fixture
def desk(quick: Archive, browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """Stefan with an invented thread that nobody has reviewed."""
    file = tmp_path / "bakery.txt"
    file.write_text(THREAD.replace("Lantern", f"Lantern {tmp_path.name}"), encoding="utf-8")
    refs = bring_in(quick, file, "The bakery")
    with visiting(browser, quick.address) as stefan:
        stefan.sign_in("stefan")
        yield Desk(stefan, refs)
        assert not stefan.noticed


def test_the_sample_is_reviewed_by_keys_alone_in_few_presses(
    archive: Archive, browser: Browser, samples: Path
) -> None:
    refs = bring_in(archive, samples / "dynorphin.txt")
    assert len(refs) == 6
    with visiting(browser, archive.address) as stefan:
        stefan.sign_in("stefan")
        desk = Desk(stefan, refs)
        desk.open("0")
        began = time.monotonic()
        groups = [review_by_keys(desk) for _ in refs]
        print(f"groups {groups}, presses {desk.presses}, {time.monotonic() - began:.1f} s")
        assert sum(groups) <= MOST_GROUPS
        assert "/workbench/done/" in stefan.page.url
        assert "Reviewed 6 of 6" in stefan.text("#main")
        assert not stefan.noticed


def review_by_keys(desk: Desk) -> int:
    """One contribution from its first word to decide to the next page; how many groups it had.

    Ages and dates are hidden, the names of receptors and disorders are kept.
    """
    page, before = desk.person.page, desk.presses
    address, groups = page.url, desk.to_decide
    for left in range(groups, 0, -1):
        kind = desk.person.text("#decide .word[aria-current] .kicker")
        desk.press("a" if kind.startswith(("age", "date")) else "k")
        desk.now_to_decide(left - 1)
    desk.press("v", "4", "r", "f")
    page.wait_for_url(lambda url: url.split("#")[0] != address.split("#")[0])
    pressed = desk.presses - before
    assert pressed <= groups + PRESSES_BESIDE_GROUPS
    assert pressed <= MOST_PRESSES
    return groups


def test_accepting_goes_for_the_thread_and_undo_restores_it(desk: Desk) -> None:
    desk.open("1")
    before = desk.readers_text
    desk.open("0")
    count, mine = desk.to_decide, desk.readers_text
    assert desk.marked() == "Annelie"
    desk.press("a")
    desk.now_to_decide(count - 1)
    desk.says("in other texts of the thread")
    assert "Annelie" not in desk.readers_text
    desk.press("u")
    desk.now_to_decide(count)
    desk.says("Taken back")
    assert desk.readers_text == mine
    desk.open("1")
    assert desk.readers_text == before


def test_keys_typed_while_the_archive_answers_are_not_lost(desk: Desk) -> None:
    desk.open("0")
    count = desk.to_decide
    desk.press(*"a" * count)
    desk.now_to_decide(0)
    desk.press("v", "1", "r")
    expect(desk.person.page.locator("#finish [name=read_whole]")).to_be_checked()
    expect(desk.person.page.locator("#voice-first_person")).to_be_checked()


def test_what_was_filled_in_below_outlives_a_decision(desk: Desk) -> None:
    page = desk.person.page
    desk.open("0")
    count = desk.to_decide
    page.fill("#finish [name=note]", "Her neighbours.")
    page.check("#voice-first_person")
    page.locator("#finish-head").click()
    desk.press("a")
    desk.now_to_decide(count - 1)
    assert page.input_value("#finish [name=note]") == "Her neighbours."
    assert page.is_checked("#voice-first_person")


def test_keys_do_nothing_in_fields_and_where_they_are_switched_off(desk: Desk) -> None:
    page = desk.person.page
    desk.open("0")
    count = desk.to_decide
    page.focus("#finish [name=note]")
    desk.press(*"akurfsl")
    assert page.input_value("#finish [name=note]") == "akurfsl"
    assert desk.to_decide == count
    assert page.locator("#lean[open]").count() == 0
    page.locator("#finish-head").click()
    desk.press("?")
    page.uncheck("[data-keys-on]")
    desk.press("a")
    desk.press("Escape")
    desk.press("a", "k", "l")
    assert desk.to_decide == count
    desk.open("0")
    desk.press("a")
    assert not page.locator("#decide .word").first.locator(".take").is_hidden()
    assert desk.to_decide == count
    desk.press("?")  # the switch itself is still there
    page.check("[data-keys-on]")
    desk.press("Escape", "n")
    assert desk.marked() != "Annelie"


def test_words_are_selected_and_hidden_by_keyboard(desk: Desk) -> None:
    page = desk.person.page
    desk.open("2")
    assert "tablets with bread" in desk.readers_text
    desk.press("s", *["ArrowRight"] * 3, "Shift+ArrowRight", "Shift+ArrowRight")
    desk.says("tablets with bread")
    expect(page.locator("[data-original]")).to_have_attribute("role", "application")
    desk.press("Escape")
    expect(page.locator("[data-selected]")).to_be_hidden()
    expect(page.locator("[data-original]")).not_to_have_attribute("role", "application")
    desk.press("s", *["ArrowRight"] * 5, "x")
    desk.says("Hidden")
    expect(page.locator(HERE)).not_to_contain_text("bread")
    desk.press("s", *["ArrowRight"] * 3, "Enter")
    expect(page.locator(HERE)).to_contain_text("[Person ")


def test_the_thread_is_shown_before_a_decision_goes_for_it(desk: Desk) -> None:
    page = desk.person.page
    desk.open("0")
    count = desk.to_decide
    desk.press("t")
    expect(page.locator("dialog[open]")).to_contain_text("on Tuesday and she was well")
    desk.press("o")
    desk.now_to_decide(count - 1)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert "Annelie" not in desk.readers_text
    desk.open("1")
    assert "Annelie" in desk.readers_text or "Annelie" in desk.person.text("#decide")


def test_keeping_for_another_reason_is_a_number(desk: Desk) -> None:
    desk.open("0")
    count = desk.to_decide
    desk.press("2")
    desk.now_to_decide(count - 1)
    expect(desk.person.page.locator("#decided")).to_contain_text("kept")


def test_stepping_back_is_asked_once(desk: Desk) -> None:
    desk.open("1")
    address = desk.person.page.url
    desk.press("i")
    expect(desk.person.page.locator("#recuse[open]")).to_be_visible()
    assert desk.person.page.url == address
    desk.press("Enter")
    desk.person.page.wait_for_url("**/workbench/")
    assert "You stepped back" in desk.person.text("#main")


def test_finishing_says_what_is_missing(desk: Desk) -> None:
    page = desk.person.page
    desk.open("0")
    desk.press("f")
    desk.says("to decide")
    desk.press(*"a" * desk.to_decide)
    desk.now_to_decide(0)
    address = page.url
    desk.press("f")
    assert page.url == address
    assert page.evaluate("document.activeElement.name") == "voice"


def test_after_going_on_the_back_button_opens_the_text_before(desk: Desk) -> None:
    page = desk.person.page
    desk.open("0")
    first = page.url
    desk.press(*"a" * desk.to_decide)
    desk.now_to_decide(0)
    desk.press("v", "1", "r", "Enter")
    page.wait_for_url(lambda url: url != first)
    expect(page.locator("h1")).to_have_text("Comment 1")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Essay")
    assert page.url == first


def test_the_same_is_done_without_javascript(
    quick: Archive, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "bakery.txt"
    file.write_text(THREAD.replace("Lantern", "Bell"), encoding="utf-8")
    refs = bring_in(quick, file, "Two bakers")
    with visiting(browser, quick.address, java_script_enabled=False) as stefan:
        stefan.sign_in("stefan")
        page = stefan.page
        stefan.open(f"/workbench/review/{refs['0']}/")
        annelie = "#decide .word:has(.surface:text-is('Annelie'))"
        page.locator(f"{annelie} summary").click()
        stefan.follow(f"{annelie} a[data-preview]")
        assert "on Tuesday and she was well" in stefan.text("#main")
        stefan.send("button[data-key=a]")
        assert "Annelie" not in stefan.text(HERE)
        stefan.send("[data-undo]")
        assert "Annelie" in stefan.text(HERE)
        while page.locator("#decide [data-key=a]").count():
            stefan.send("#decide [data-key=a]")
        page.check("#finish [name=voice][value=first_person]")
        page.check("#finish [name=read_whole]")
        stefan.send("#finish [data-finish]")
        assert f"/workbench/review/{refs['1']}/" in page.url
