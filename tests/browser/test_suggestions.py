"""Suggested themes beside a text: taken and waved away, with scripts and without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.served import Archive
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

ESSAY = "They put me on tablets that spring. My knees hurt at night. By autumn I slept again."
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
COPY = "I could have written this word for word, and on some nights in the winter I nearly did."


class Quick(Archive):
    """An archive whose texts rules alone read: the strong engine takes seconds to wake."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"ARCHIVE_ENGINE": "rules"}


@pytest.fixture
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """One a test: suggestions are counted for the whole archive."""
    prepared = Quick(tmp_path_factory.mktemp("suggesting"))
    prepared.manage("prepare")
    for name, role in (("stefan", "steward"), ("mira", "moderator"), ("jonas", "moderator")):
        prepared.add_user(name, role)
    with prepared.served() as served:
        yield Quick(served.home, served.address)


@pytest.fixture
def refs(quick: Archive, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """An essay, and a comment that is there twice."""
    file = tmp_path_factory.mktemp("files") / "spring.txt"
    thread = f"{ESSAY}\n\n\n2 thoughts on “Spring”\n\n  1. {COPY}\n\n\n  2. {COPY}\n"
    file.write_text(thread, encoding="utf-8")
    slug = quick.bring_in(file, "--title", "Spring", "--by", "stefan")["slug"]
    told = json.loads(quick.manage("outline", slug, "--json"))
    return [row["ref"] for row in told["contributions"]]


def looked_at(visitor: Visitor, name: str, found: list[str]) -> None:
    """Note what axe finds, and what is too wide, at two widths, light and dark."""
    for width in (1280, 320):
        visitor.page.set_viewport_size({"width": width, "height": 860})
        for scheme in SCHEMES:
            visitor.page.emulate_media(color_scheme=scheme)
            visitor.page.wait_for_timeout(150)
            for violation in Axe().run(visitor.page).response["violations"]:
                nodes = "; ".join(str(node["target"]) for node in violation["nodes"])
                found.append(f"{name} {width} {scheme}: {violation['id']}: {nodes}")
        wide = visitor.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{name}: {wide} wide in a window of {width}")
    visitor.page.set_viewport_size({"width": 1280, "height": 860})


def test_a_suggestion_is_taken_and_another_waved_away_beside_the_text(
    quick: Archive, browser: Browser, refs: list[str]
) -> None:
    found: list[str] = []
    with visiting(browser, quick.address) as mira:
        mira.sign_in("mira")
        mira.open(f"/workbench/code/{refs[0]}/")
        rows = mira.page.locator(".suggested > li")
        expect(rows).to_have_count(2)
        expect(mira.page.locator("[data-mark]")).to_have_count(0)
        assert "because of put me on, tablets" in mira.text(".suggested")
        looked_at(mira, "coding", found)
        rows.first.get_by_role("button", name="Put it on").click()
        expect(mira.page.locator("[data-mark]")).to_have_count(1)
        expect(rows).to_have_count(1)
        assert "They put me on tablets that spring." in mira.text("[data-mark]")
        rows.first.get_by_role("button", name="Not this").click()
        expect(rows).to_have_count(0)
        mira.page.reload()
        expect(mira.page.get_by_text("No theme is suggested any more")).to_be_visible()
        for page in ("/workbench/suggestions/", "/workbench/duplicates/"):
            mira.open(page)
            looked_at(mira, page, found)
        assert "the same words" in mira.text("#main")
        mira.open("/workbench/suggestions/")
        assert "of 2 shown, 1 was taken (50 %), 1 waved away, 0 left alone" in mira.text("#main")
    assert not found, "\n".join(found)


def test_without_scripts_there_is_a_page_of_suggestions(
    quick: Archive, browser: Browser, refs: list[str]
) -> None:
    with visiting(browser, quick.address, java_script_enabled=False) as jonas:
        jonas.sign_in("jonas")
        jonas.open(f"/workbench/code/{refs[0]}/")
        jonas.follow("main a[href$='/suggestions/']:has-text('Suggested themes')")
        jonas.send(".suggested button[value=dismiss]")
        jonas.page.locator(".suggestions-why summary").click()
        jonas.send("button[value=off]")
        assert "You switched suggestions off." in jonas.text("#main")
        jonas.send("button[value=on]")
        assert "You switched suggestions off." not in jonas.text("#main")


def test_a_text_that_is_here_twice_says_so_over_its_review(
    quick: Archive, browser: Browser, refs: list[str]
) -> None:
    with visiting(browser, quick.address) as jonas:
        jonas.sign_in("jonas")
        jonas.open(f"/workbench/review/{refs[2]}/")
        jonas.follow("[data-twice] a[href*='/duplicates/']")
        assert "The same words" in jonas.text("#main")
