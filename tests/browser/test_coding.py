"""Coding with keys alone, by two people at once, through real browsers: nothing is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.served import Archive, Quick
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

ESSAY = (
    "The nights after the move were long. I lay awake until four, and then I got up and baked. "
    "Bread has to be watched.\n\nMy knees hurt at night, and nobody believed me until the third "
    "doctor did. She wrote me tablets that made my hands shake. I stopped after a week.\n\n"
    "By spring I slept again. My neighbour said that she had heard me kneading at five."
)
COMMENT = "I could have written this. The tablets made my hands shake as well."
THEMES = (
    "Sleep",
    "Work at night",
    "Being believed",
    "Family and neighbours",
    "Bread and baking",
    "Stopping tablets",
    "Recovery",
)
WAITS = 7_000
"""Milliseconds until somebody else is seen: the page asks every five seconds."""


@dataclass
class Desk:
    """A coder with a text open."""

    person: Visitor
    ref: str

    def press(self, *keys: str) -> None:
        for key in keys:
            self.person.page.keyboard.press(key)

    def stored(self, passages: int) -> None:
        expect(self.person.page.locator("[data-mark]")).to_have_count(passages)
        expect(self.person.page.locator(".bar.waiting")).to_have_count(0)

    def says(self, words: str) -> None:
        expect(self.person.page.locator("[data-live]")).to_contain_text(words)

    @property
    def bars(self) -> list[tuple[str, str]]:
        """The slug of each bar, and the words under it."""
        found: list[list[str]] = self.person.page.evaluate(
            "async () => { const { quoted } = await import('/static/archive/js/coding_places.js');"
            " return [...document.querySelectorAll('.bar')].map(bar => [bar.dataset.slug,"
            " quoted(Number(bar.dataset.start), Number(bar.dataset.end))]); }"
        )
        return sorted((slug, words) for slug, words in found)


@pytest.fixture(scope="module")
def refs(quick: Archive, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The ref at each position: the essay, a comment, and two with the essay's words, so that no
    test meets what another one marked."""
    again = ESSAY.replace("\n\n", " ")
    comments = "\n\n\n".join(
        f"  {n}. {it}" for n, it in enumerate((COMMENT, again, again), start=1)
    )
    file = tmp_path_factory.mktemp("files") / "nights.txt"
    file.write_text(f"{ESSAY}\n\n\n3 thoughts on “Nights”\n\n{comments}\n", encoding="utf-8")
    slug = quick.bring_in(file, "--title", "Nights", "--by", "stefan")["slug"]
    told = json.loads(quick.manage("outline", slug, "--json"))
    return {row["position"]: row["ref"] for row in told["contributions"]}


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with a steward and two moderators."""
    prepared = Quick(tmp_path_factory.mktemp("quick"))
    prepared.manage("prepare")
    prepared.add_user("stefan", "steward")
    for name in ("mira", "jonas"):
        prepared.add_user(name, "moderator")
    with prepared.served() as served:
        yield Quick(served.home, served.address)


@pytest.fixture(scope="module", autouse=True)
def _ten_themes(quick: Archive, browser: Browser) -> None:
    """So many themes that every digit has one."""
    with visiting(browser, quick.address) as stefan:
        stefan.sign_in("stefan")
        for number, name in enumerate(THEMES, start=4):
            stefan.open("/workbench/codebook/add/")
            stefan.page.fill("[name=name]", name)
            stefan.page.fill("[name=definition]", f"Tells of {name.lower()}.")
            stefan.page.check(f"[name=colour][value='{(number - 1) % 8 + 1}']")
            stefan.page.uncheck("[name=draft]")
            stefan.send("form#form button.btn")


def open_desk(person: Visitor, name: str, ref: str) -> Desk:
    person.sign_in(name)
    person.open(f"/workbench/code/{ref}/")
    return Desk(person, ref)


def on_key(person: Visitor, digit: str) -> str:
    """The theme on a digit."""
    return person.page.locator(f"[data-digit='{digit}']").get_attribute("data-slug") or ""


def looked_at(visitor: Visitor, name: str, found: list[str]) -> None:
    """Note what axe finds and what is too wide, light and dark; keep pictures where
    FIRSTHAND_PICTURES says."""
    folder = os.environ.get("FIRSTHAND_PICTURES")
    for width, height in ((1280, 860), (390, 844)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            visitor.page.emulate_media(color_scheme=scheme)
            visitor.page.wait_for_timeout(150)
            for violation in Axe().run(visitor.page).response["violations"]:
                nodes = "; ".join(str(node["target"]) for node in violation["nodes"])
                found.append(f"{name} {width} {scheme}: {violation['id']}: {nodes}")
            wide = visitor.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{name}: {wide} wide in a window of {width}")
            if folder:
                path = Path(folder) / f"{name}-{width}-{scheme}.png"
                visitor.page.screenshot(path=path, full_page=width == 390)
    visitor.page.set_viewport_size({"width": 1280, "height": 860})
    visitor.page.emulate_media(color_scheme="light")


def test_three_overlapping_themes_by_keyboard_alone(
    quick: Archive, browser: Browser, refs: dict[str, str]
) -> None:
    found: list[str] = []
    with visiting(browser, quick.address) as mira:
        desk = open_desk(mira, "mira", refs["0"])
        one, two, three = (on_key(mira, digit) for digit in "123")
        desk.press("j", "j", "1")
        desk.stored(1)
        desk.press("J", "2")
        desk.stored(2)
        desk.press("[", "[", "3")
        desk.stored(3)
        second = "I lay awake until four, and then I got up and baked."
        assert desk.bars == sorted(
            [
                (one, second),
                (two, f"{second} Bread has to be watched."),
                (three, f"{second} Bread has to"),
            ]
        )
        looked_at(mira, "coding-three", found)
        kept = desk.bars
        desk.press("u")
        desk.stored(2)
        desk.says("Undone: 1 theme")
        desk.press("Control+z")
        desk.stored(1)
        desk.press("U", "Control+Shift+z")
        desk.stored(3)
        assert desk.bars == kept
        desk.press("u", "u", "u")
        desk.stored(0)
        desk.press("u")
        desk.says("Nothing to undo")
        desk.press("U", "U", "U")
        desk.stored(3)
        assert desk.bars == kept
        mira.page.reload()
        assert desk.bars == kept
        assert not mira.noticed
    assert not found, "\n".join(found)


def test_a_theme_is_found_by_typing_and_several_are_ticked(
    quick: Archive, browser: Browser, refs: dict[str, str]
) -> None:
    with visiting(browser, quick.address) as mira:
        desk = open_desk(mira, "mira", refs["1"])
        desk.press("a", "m")
        mira.page.keyboard.type("Both hands; see the essay.")
        expect(mira.page.locator("[data-memo-kept]")).to_contain_text("Kept")
        mira.page.reload()
        expect(mira.page.locator("[data-memo]")).to_have_value("Both hands; see the essay.")
        desk.press("a", "t")
        mira.page.keyboard.type("medic")
        desk.press("Shift+Enter")
        mira.page.keyboard.type("pain")
        desk.press("Enter")
        desk.stored(1)
        assert {slug for slug, _ in desk.bars} >= {"medication-exposure", "chronic-pain"}
        expect(mira.page.locator("[data-marks] .memo")).to_have_count(2)
        expect(mira.page.locator("[data-memo]")).to_have_value("")
        desk.press("Escape", "Escape", "n")
        expect(mira.page.locator("[data-at]")).to_be_visible()
        assert not mira.noticed


def test_keys_do_nothing_in_fields_and_where_they_are_off(
    quick: Archive, browser: Browser, refs: dict[str, str]
) -> None:
    with visiting(browser, quick.address) as jonas:
        desk = open_desk(jonas, "jonas", refs["1"])
        before = jonas.page.locator("[data-mark]").count()
        desk.press("a")
        jonas.page.locator("[data-memo]").focus()
        desk.press("1", "u", "j")
        expect(jonas.page.locator("[data-memo]")).to_have_value("1uj")
        desk.press("Escape", "?")
        jonas.page.uncheck("[data-keys-on]")
        desk.press("Escape", "2", "u")
        desk.stored(before)
        jonas.open(f"/workbench/review/{refs['1']}/")
        jonas.page.keyboard.press("?")
        assert not jonas.page.is_checked("[data-keys-on]")


def test_two_see_each_other_and_lose_nothing(
    quick: Archive, browser: Browser, refs: dict[str, str]
) -> None:
    found: list[str] = []
    with visiting(browser, quick.address) as first, visiting(browser, quick.address) as second:
        mira = open_desk(first, "mira", refs["2"])
        had = len(mira.bars)
        jonas = open_desk(second, "jonas", refs["2"])
        expect(first.page.locator("#here")).to_contain_text("jonas", timeout=WAITS)
        expect(second.page.locator("#here")).to_contain_text("mira", timeout=WAITS)
        for desk in (mira, jonas):
            desk.press("j", "j", "j", "j")
        mira.press("4", "5")
        jonas.press("4", "6")
        for desk in (mira, jonas):
            expect(desk.person.page.locator(".bar.waiting")).to_have_count(0)
            expect(desk.person.page.locator(".bar")).to_have_count(had + 3, timeout=2 * WAITS)
        assert mira.bars == jonas.bars
        coders = first.page.locator("[data-marks] .coding .kicker").all_inner_texts()
        assert sum("jonas" in each for each in coders) == 2
        jonas.press("u")
        expect(first.page.locator(".bar")).to_have_count(had + 2, timeout=2 * WAITS)
        jonas.press("U")
        for number, digit in enumerate("7890123"):
            jonas.press(digit)
            if number % 2:
                jonas.press("]", "]")
        expect(second.page.locator(".bar.waiting")).to_have_count(0)
        looked_at(second, "coding-ten", found)
        second.open(f"/workbench/review/{refs['2']}/")
        expect(first.page.locator("#here")).not_to_contain_text("jonas", timeout=2 * WAITS)
        assert not first.noticed
        assert not second.noticed
    assert not found, "\n".join(found)


def test_a_touch_chooses_a_sentence_and_a_theme_is_tapped(
    quick: Archive, browser: Browser, refs: dict[str, str]
) -> None:
    options = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    with visiting(browser, quick.address, **options) as mira:
        desk = open_desk(mira, "mira", refs["3"])
        before = len(desk.bars)
        mira.page.locator(".s", has_text="By spring I slept").first.tap()
        expect(mira.page.locator("[data-chosen-words]")).to_have_text("By spring I slept again.")
        mira.page.locator("[data-slug='chronic-pain'] .theme").tap()
        expect(mira.page.locator(".bar")).to_have_count(before + 1)
        desk.stored(mira.page.locator("[data-mark]").count())
        assert ("chronic-pain", "By spring I slept again.") in desk.bars
        assert not mira.noticed
