"""A blind round through real browsers: two code by keyboard alone, a third person decides."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.served import Archive
from tests.browser.visitor import Visitor, visiting

pytestmark = pytest.mark.browser

ESSAY = (
    "The nights after the move were long. I lay awake until four, and then I got up and baked. "
    "Bread has to be watched.\n\nMy sister rang every evening and asked nothing. That helped more "
    "than the tablets did. By spring I slept again."
)
COMMENTS = (
    "I could have written this. The tablets made my hands shake, so I stopped after a week.",
    "My knees hurt at night and nobody believed me until the third doctor did.",
)


@pytest.fixture(scope="module")
def slug(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An imported discussion, and two moderators beside the lead and the steward."""
    for name in ("mira", "jonas"):
        archive.add_user(name, "moderator")
    file = tmp_path_factory.mktemp("files") / "nights.txt"
    comments = "\n\n\n".join(f"  {n}. {text}" for n, text in enumerate(COMMENTS, start=1))
    head = f"{ESSAY}\n\n\n{len(COMMENTS)} thoughts on “Nights”\n\n"
    file.write_text(head + comments + "\n", encoding="utf-8")
    return str(archive.bring_in(file, "--title", "Nights", "--by", "stefan")["slug"])


def open_round(lena: Visitor, slug: str) -> str:
    """Four forms' worth of choices; the address of the round."""
    lena.open(f"/workbench/agreement/new/?d={slug}")
    for name in ("mira", "jonas"):
        lena.page.check(f"[name=coders][value={name}]")
    for theme in ("medication-exposure", "chronic-pain"):
        lena.page.check(f"[name=themes][value={theme}]")
    lena.page.fill("[name=name]", "Nights and tablets")
    lena.send("form#open button.btn")
    return lena.page.url.removeprefix(lena.address)


def code_by_keys(person: Visitor, first: int, last: int, theme: str) -> None:
    """From the field of the first sentence to the button, with Tab, Space and Enter alone."""
    page = person.page
    page.locator("#first").focus()
    page.keyboard.type(str(first))
    page.keyboard.press("Tab")
    page.keyboard.type(str(last))
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == theme:
            break
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def finish(person: Visitor) -> None:
    """Say that the text is coded, by keys."""
    person.page.locator("button[value=finish]").focus()
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")


def looked_at(visitor: Visitor, name: str, found: list[str]) -> None:
    """Note what axe finds; keep a picture where FIRSTHAND_PICTURES says."""
    for violation in Axe().run(visitor.page).response["violations"]:
        nodes = "; ".join(str(node["target"]) for node in violation["nodes"])
        found.append(f"{name}: {violation['id']}: {nodes}")
    if folder := os.environ.get("FIRSTHAND_PICTURES"):
        for width, height in ((1280, 860), (390, 844)):
            for scheme in ("light", "dark"):
                visitor.page.set_viewport_size({"width": width, "height": height})
                visitor.page.emulate_media(color_scheme=scheme)
                wide = visitor.page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    found.append(f"{name}: {wide} wide in a window of {width}")
                visitor.page.screenshot(
                    path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True
                )
        visitor.page.set_viewport_size({"width": 1280, "height": 860})
        visitor.page.emulate_media(color_scheme="light")


def test_a_round_from_opening_to_a_decision(archive: Archive, browser: Browser, slug: str) -> None:
    found: list[str] = []
    with visiting(browser, archive.address) as lena:
        lena.sign_in("lena")
        lena.open(f"/workbench/agreement/new/?d={slug}")
        looked_at(lena, "round-new", found)
        address = open_round(lena, slug)
        looked_at(lena, "round-open", found)
    spans = {"mira": ((1, 2), (5, 5)), "jonas": ((2, 3), (5, 6))}
    for name, (first, second) in spans.items():
        with visiting(browser, archive.address) as person:
            person.sign_in(name)
            person.open("/workbench/agreement/")
            looked_at(person, f"rounds-{name}", found)
            person.open(address)
            looked_at(person, f"round-mine-{name}", found)
            person.follow("table.rows th a")
            assert not person.page.locator("#found li").count(), "nobody else's work is here"
            code_by_keys(person, *first, "chronic-pain")
            code_by_keys(person, *second, "medication-exposure")
            assert person.page.locator("#found li").count() == 2
            looked_at(person, f"round-code-{name}", found)
            for _ in range(3):
                finish(person)
            assert "last text" in person.text("#main")
    with visiting(browser, archive.address) as lena:
        lena.sign_in("lena")
        lena.open(address)
        lena.send("button[value=close]")
        for details in lena.page.locator("details.pair").all():
            details.evaluate("one => one.open = true")
        looked_at(lena, "round-numbers", found)
        lena.open(f"{address}?unit=character&intervals=1")
        looked_at(lena, "round-characters", found)
        lena.follow("table.rows th a")
        before = lena.page.locator("mark.p").count()
        assert before
        form = lena.page.locator(".places li").first
        form.locator("[name=present][value='1']").check()
        form.locator("[name=reason]").select_option("fits")
        form.locator("[name=note]").fill("She names it herself.")
        lena.send(".places li >> nth=0 >> button[value=decide]")
        assert "lena decided" in lena.text("#differences")
        looked_at(lena, "round-text", found)
    assert not found, "\n".join(found)
