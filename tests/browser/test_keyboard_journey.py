"""From the queue to the public page by keyboard alone: claim, hide, voice, themes, second person.

Nobody here has a mouse: people press keys and type, and pages are only looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.served import PASSWORD, Archive, Quick
from tests.browser.telling import tab_to
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

TEXT = """Annelie worked nights for nine years. Her feet went numb in the last of them. \
She could not tell the pedals apart when she drove home.

I held the lamp when Annelie looked at her toes.


0 Comments
"""
HERE = "[aria-labelledby=rendition-head] .sheet"


@dataclass
class Keyboard:
    """Somebody who has no mouse, at a browser."""

    person: Visitor

    @property
    def page(self) -> Page:
        return self.person.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def on(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def says(self, words: str | re.Pattern[str]) -> None:
        expect(self.on("[data-live]")).to_contain_text(words)

    def go_by(self, *keys: str) -> None:
        """Press, and stand on the next page."""
        *before, last = keys
        self.press(*before)
        with self.page.expect_navigation():
            self.press(last)

    def follow(self, selector: str) -> None:
        """Tab to a link or a button, and press Enter there."""
        tab_to(self.page, selector)
        self.go_by("Enter")

    def sign_in(self, name: str) -> None:
        self.person.open("/sign-in/?next=/workbench/")
        tab_to(self.page, "[name=username]")
        self.type(name)
        self.press("Tab")
        self.type(PASSWORD)
        self.go_by("Enter")
        expect(self.on("h1")).to_have_text("Queue")

    def claim(self, ref: str) -> None:
        """From the queue: open the text, and take it."""
        self.follow(f'a[href="/workbench/review/{ref}/"]')
        expect(self.on("#work")).to_contain_text("Nobody has this text")
        self.go_by("c")
        expect(self.on("#work")).to_contain_text("You have this text")

    def coded(self, passages: int) -> None:
        """That many passages are marked, and the archive has stored them all."""
        expect(self.on("[data-mark]")).to_have_count(passages)
        expect(self.on(".bar.waiting")).to_have_count(0)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with two moderators; its steward and its lead only answer for the basis."""
    prepared = Quick(tmp_path_factory.mktemp("quick"))
    prepared.manage("prepare")
    for name, role in (("stefan", "steward"), ("lena", "lead")):
        prepared.add_user(name, role)
    for name in ("mira", "jonas"):
        prepared.add_user(name, "moderator")
    with prepared.served() as served:
        yield Quick(served.home, served.address)


def bring_in(archive: Archive, folder: Path) -> tuple[str, str]:
    """An essay about somebody else, with a confirmed basis; its discussion's slug, and its ref."""
    file = folder / "nights.txt"
    file.write_text(TEXT, encoding="utf-8")
    slug = archive.bring_in(file, "--title", "Nights", "--by", "stefan")["slug"]
    (essay,) = json.loads(archive.manage("outline", slug, "--json"))["contributions"]
    archive.manage(
        "propose_basis",
        slug,
        *("--by", "stefan", "--scopes", "read,find", "--date", "2026-01-15"),
        *("--rights", "Its owner permitted a copy.", "--privacy", "Names are removed."),
        *("--reference", "Letter 4"),
    )
    archive.manage("confirm_basis", slug, "--by", "lena")
    return slug, essay["ref"]


def test_a_text_goes_from_the_queue_to_readers_by_keyboard_alone(
    quick: Archive, browser: Browser, tmp_path: Path
) -> None:
    slug, ref = bring_in(quick, tmp_path)
    with (
        visiting(browser, quick.address) as first,
        visiting(browser, quick.address) as second,
        visiting(browser, quick.address) as reader,
    ):
        mira, jonas = Keyboard(first), Keyboard(second)
        mira.sign_in("mira")
        mira.claim(ref)
        hide_names(mira)
        set_voice(mira)
        themes = code_three_overlapping(mira, ref)
        approve(mira)
        assert reader.open(f"/d/{slug}/").status == 404
        jonas.sign_in("jonas")
        jonas.claim(ref)
        clear(jonas, slug)
        is_public(reader, slug, themes)
        assert not [*first.noticed, *second.noticed, *reader.noticed]


def hide_names(mira: Keyboard) -> None:
    """What is suspected by one key each; what no detector found by selecting it."""
    words = mira.on("#decide [data-key=a]")
    for left in range(words.count(), 0, -1):
        mira.press("a")
        expect(words).to_have_count(left - 1)
    expect(mira.on(HERE)).not_to_contain_text("Annelie")
    mira.press("s", "Home", "End", "x")  # the last word of the text: "toes"
    expect(mira.on(HERE)).not_to_contain_text("toes")
    mira.press("u")
    expect(mira.on(HERE)).to_contain_text("toes")
    mira.press("s", "End", "ArrowLeft", "Shift+ArrowRight", "x")
    expect(mira.on(HERE)).not_to_contain_text("her toes")


def set_voice(mira: Keyboard) -> None:
    """Said before it is approved, so that who codes knows it."""
    mira.press("v", "2")
    expect(mira.on("#voice-second_hand")).to_be_checked()
    tab_to(mira.page, "#finish button[value=voice]")
    mira.press("Enter")
    mira.says("Voice set")


def code_three_overlapping(mira: Keyboard, ref: str) -> list[str]:
    """Three themes on words that overlap, one of them undone and put back; their labels."""
    mira.go_by("g")
    assert mira.page.url.endswith(f"/workbench/code/{ref}/")
    expect(mira.on(".head-line")).to_contain_text("about someone else", ignore_case=True)
    labels = [mira.on(f"li[data-digit='{digit}'] .name").inner_text() for digit in (1, 2, 3)]
    mira.press("j", "j", "1")
    mira.coded(1)
    mira.press("Shift+J", "2")
    mira.coded(2)
    mira.press("[", "[", "{", "3")  # two words less at its end, one more at its beginning
    mira.coded(3)
    mira.press("u")
    mira.coded(2)
    mira.press("Shift+U")
    mira.coded(3)
    places = [
        (int(each.get_attribute("data-start") or ""), int(each.get_attribute("data-end") or ""))
        for each in mira.on("[data-mark]").all()
    ]
    assert max(start for start, _ in places) < min(end for _, end in places)
    assert len(set(places)) == 3
    mira.go_by("r")
    assert mira.page.url.endswith(f"/workbench/review/{ref}/")
    return labels


def approve(mira: Keyboard) -> None:
    expect(mira.on("#voice-second_hand")).to_be_checked()
    mira.press("r")
    mira.says("Ticked")
    mira.go_by("f")
    expect(mira.on("#main")).to_contain_text("A second person must read it")


def clear(jonas: Keyboard, slug: str) -> None:
    """The second person answers the question, ticks that it was read, and finishes."""
    tab_to(jonas.page, "#clear_note")
    jonas.type("Nobody: frr?")  # keys are letters while somebody writes
    expect(jonas.on("#clear_note")).to_have_value("Nobody: frr?")
    jonas.press("Tab")
    jonas.press("r")
    expect(jonas.on("#finish [name=read_whole]").first).to_be_checked()
    jonas.go_by("f")
    assert f"/workbench/done/{slug}/" in jonas.page.url
    expect(jonas.on("#main")).to_contain_text("Live 1 of 1")


def is_public(reader: Visitor, slug: str, themes: list[str]) -> None:
    """With its three themes, without the name, and apart from accounts by people who lived it."""
    assert reader.open(f"/d/{slug}/").status == 200
    page = reader.text("#main")
    assert "worked nights" in page
    assert "Annelie" not in page
    assert "toes" not in page
    assert reader.page.locator(".contribution mark.p").count()
    for label in themes:
        assert label in page
        reader.open("/themes/")
        reader.follow(f"main a:text-is('{label}')")
        assert "worked nights" in reader.text(".second-hand") or "feet" in reader.text(
            ".second-hand"
        )
