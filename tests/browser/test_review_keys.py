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

from tests.browser import workbench
from tests.browser.served import Archive, Quick
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


3 thoughts on “The bakery”

  1. I saw Annelie on Tuesday and she was well.


  2. I take my tablets with bread.


  3. Annelie was Tobiah's aunt, and Tobiah ate there every day.
"""


@dataclass
class Desk:
    """A reviewer on a thread; `presses` counts keys."""

    person: Visitor
    refs: dict[str, str]
    archive: Archive
    slug: str = ""
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

    def type(self, words: str) -> None:
        """Words are not keys to be counted."""
        self.person.page.keyboard.type(words)

    def go_to(self, words: str) -> None:
        """Step to this word of the list."""
        for _ in range(self.to_decide):
            if self.marked() == words:
                return
            self.press("n")
        raise AssertionError(f"{words!r} is not to decide")

    def marked(self) -> str:
        return self.person.text("#decide .word[aria-current] .surface")


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Stefan's archive for the invented threads."""
    prepared = Quick(tmp_path_factory.mktemp("quick"))
    prepared.manage("prepare")
    prepared.add_user("stefan", "steward")
    prepared.add_user("lena", "lead")
    with prepared.served() as served:
        yield Quick(served.home, served.address)


def bring_in(archive: Archive, file: Path, title: str = "") -> tuple[str, dict[str, str]]:
    """The slug, and the ref at each position: "0" is the essay."""
    options = ("--title", title) if title else ()
    slug = archive.bring_in(file, *options, "--by", "stefan")["slug"]
    told = json.loads(archive.manage("outline", slug, "--json"))
    return slug, {row["position"]: row["ref"] for row in told["contributions"]}


@pytest.fixture
def desk(quick: Archive, browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """Stefan with an invented thread that nobody has reviewed."""
    file = tmp_path / "bakery.txt"
    file.write_text(THREAD.replace("Lantern", f"Lantern {tmp_path.name}"), encoding="utf-8")
    slug, refs = bring_in(quick, file, "The bakery")
    with visiting(browser, quick.address) as stefan:
        stefan.sign_in("stefan")
        yield Desk(stefan, refs, quick, slug)
        assert not stefan.noticed


def test_the_sample_is_reviewed_by_keys_alone_in_few_presses(
    archive: Archive, browser: Browser, samples: Path
) -> None:
    _, refs = bring_in(archive, samples / "dynorphin.txt")
    assert len(refs) == 6
    with visiting(browser, archive.address) as stefan:
        stefan.sign_in("stefan")
        desk = Desk(stefan, refs, archive)
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


def test_the_reason_for_keeping_can_be_chosen_from_the_list(desk: Desk) -> None:
    desk.open("0")
    count = desk.to_decide
    desk.press("K", "ArrowDown", "Enter")
    desk.now_to_decide(count - 1)
    desk.says("Kept")
    assert "Annelie" in desk.readers_text


def test_other_words_are_written_in_place_of_those_suggested(desk: Desk) -> None:
    desk.open("0")
    count = desk.to_decide
    desk.press("e")
    desk.type("[a sister]")
    desk.press("Enter")
    desk.now_to_decide(count - 1)
    assert "[a sister]" in desk.readers_text
    assert "Annelie" not in desk.readers_text


def test_the_marked_word_is_the_next_one_or_the_one_before(desk: Desk) -> None:
    desk.open("0")
    first = desk.marked()
    desk.press("n")
    assert desk.marked() != first
    desk.press("p")
    assert desk.marked() == first
    expect(desk.person.page.locator("[data-original] .f.current").first).to_have_text(first)


def test_one_name_is_joined_to_somebody_who_has_a_label(desk: Desk) -> None:
    desk.open("0")
    desk.go_to("Annelie")
    desk.press("a")
    desk.says("Hidden")
    desk.open("3")
    if desk.person.page.locator("#decide .word:has([data-key=a])").count():
        desk.go_to("Tobiah")
    desk.press("m")
    expect(desk.person.page.locator(":is([data-alias], [data-into]):focus")).to_have_count(1)
    desk.press("Enter")
    desk.says(re.compile("Hidden|One person now"))
    labels = set(re.findall(r"\[Person [A-Z]\]", desk.readers_text))
    assert len(labels) == 1
    assert "Tobiah" not in desk.readers_text


def test_what_leans_on_a_hidden_text_is_held_after_one_question(desk: Desk) -> None:
    page = desk.person.page
    desk.open("2")
    desk.press("l")
    expect(page.locator("#lean[open] button:focus")).to_have_count(1)
    assert not page.locator(".head-line .care").count()
    desk.press("Enter")
    expect(page.locator(".head-line .care")).to_have_text("leans on a hidden text")


def test_selected_words_are_said_in_other_words_or_tagged(desk: Desk) -> None:
    page = desk.person.page
    desk.open("2")
    desk.press("s", "End", "g")
    expect(page.locator("#hide [name=replacement]:focus")).to_have_count(1)
    assert page.is_checked("#hide [name=treatment][value=generalise]")
    desk.type("something to eat")
    desk.press("Enter")
    expect(page.locator(HERE)).to_contain_text("with something to eat")
    desk.press("u")
    expect(page.locator(HERE)).to_contain_text("with bread")
    desk.press("s", "End", "ArrowLeft", "Shift+ArrowLeft", "t")
    expect(page.locator("#tag[open] [name=where][value=selection]")).to_be_checked()
    expect(page.locator("#tag [data-selected-words]")).to_have_text("tablets with")


def test_readers_lose_words_at_once_by_two_keys(desk: Desk, browser: Browser) -> None:
    """A name learned later is suspected in what readers have; selected words go as well."""
    workbench.propose_basis(on_desk(desk))
    desk.archive.manage("confirm_basis", desk.slug, "--by", "lena")
    desk.open("2")
    desk.press("h")
    desk.says("nothing to hide at once")
    desk.press(*"a" * desk.to_decide)
    desk.now_to_decide(0)
    desk.press("v", "1", "r", "f")
    desk.person.page.wait_for_url(lambda url: desk.refs["2"] not in url)
    with visiting(browser, desk.archive.address) as reader:

        def readers_have() -> str:
            reader.open(f"/c/{desk.refs['2']}/")
            return reader.text("#main")

        assert "my tablets with bread" in readers_have()
        desk.archive.manage(
            "look_again", "--discussion", desk.slug, "--names-from", "-", typed="tablets\n"
        )
        desk.open("2")
        desk.go_to("tablets")
        desk.press("h")
        expect(desk.person.page.locator("[data-at-once]:focus")).to_have_count(1)
        desk.press("Enter")
        desk.says("Hidden from readers at once")
        assert "tablets" not in readers_have()
        desk.press("s", "End", "h", "Enter")
        desk.says("Hidden from readers at once")
        expect(desk.person.page.locator(HERE)).not_to_contain_text("bread")
        assert "bread" not in readers_have()
        assert not reader.noticed


def on_desk(desk: Desk) -> Visitor:
    desk.person.open(f"/workbench/desk/{desk.slug}/")
    return desk.person


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
    _, refs = bring_in(quick, file, "Two bakers")
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
